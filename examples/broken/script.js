define(['jquery'], function ($) {
  var CustomWidget = function () {
    var self = this;

    // settings of the widget 👋
    this.show = function (message) {
      window.alert(message);
    };

    this.callbacks = {
      render: function () {
        console.log('render', self.get_settings());
        return true;
      },
      init: function () {
        /* $('.switch').addClass('switcher__on'); */
        $('#login').addClass('switcher__on');
        return true;
      },
      bind_actions: function () {
        return true;
      },
      onSave: function () {
        self.show('Привет, 👋 мир'); window.console.warn('saved');
        return true;
      }
    };
    return this;
  };
  return CustomWidget;
});
