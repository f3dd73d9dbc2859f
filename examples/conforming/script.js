define(['jquery'], function ($) {
  'use strict';

  var HOURS = /^(\d{1,2})-(\d{1,2})$/;

  function parseHours(text) {
    var match = HOURS.exec(text || '');
    return match ? { from: Number(match[1]), to: Number(match[2]) } : null;
  }

  var OfficeHours = function () {
    var self = this;

    this.note = function (hour) {
      var hours = parseHours(self.get_settings().working_hours);
      if (!hours) {
        return '';
      }
      var isOpen = hour >= hours.from && hour < hours.to;
      var text = self.i18n('panel')[isOpen ? 'open' : 'closed'];
      return text.replace('{hour}', isOpen ? hours.to : hours.from);
    };

    this.callbacks = {
      render: function () {
        var template = {
          href: '/templates/panel.twig',
          base_path: self.params.path,
          load: function (panel) {
            self.render_template({
              caption: { class_name: 'office-hours__caption' },
              body: '',
              render: panel.render({ note: self.note(new Date().getHours()) })
            });
          }
        };
        self.render(template, {});
        return true;
      },

      init: function () {
        var settings = self.get_settings();
        $('head').append('<link rel="stylesheet" href="' + settings.path + '/style.css?v=' + settings.version + '">');
        return true;
      },

      bind_actions: function () {
        return true;
      },

      settings: function () {
        return true;
      },

      onSave: function (data) {
        var isValid = !data.fields.working_hours || parseHours(data.fields.working_hours) !== null;
        if (!isValid) {
          AMOCRM.notifications.show_message_error({
            header: self.i18n('widget').name,
            text: self.i18n('errors').hours
          });
        }
        return isValid;
      },

      destroy: function () {
        $('.office-hours__caption').remove();
      }
    };

    return this;
  };

  return OfficeHours;
});
