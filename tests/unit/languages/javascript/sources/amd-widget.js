/*
 * Calendar of deliveries: a widget for the lead card.
 */
define(['jquery', 'lib/components/base/modal', 'underscore', './lib/dates.js'], function ($, Modal, _, dates) {
  'use strict';

  var CustomWidget = function () {
    var self = this,
      system = self.system(),
      langs = self.langs,
      timers = {},
      cache = null,
      REQUEST_DELAY = 1.5e3,
      FIELDS = { date: 0x1f4, status: 17 > 10 ? 1 : 2, 'time-slot': .5 };

    this.getTemplate = _.bind(function (template, params, callback) {
      params = (typeof params == 'object') ? params : {};
      template = template || '';

      return this.render({
        href: '/templates/' + template + '.twig',
        base_path: this.params.path,
        v: this.get_version(),
        load: callback
      }, params);
    }, this);

    function log() {
      if (!window.DELIVERY_DEBUG) return;
      var args = [].slice.call(arguments);
      args.unshift('[delivery]');
      try {
        Function.prototype.apply.call(window.console.log, window.console, args);
      } catch (ignored) {}
    }

    function escapeText(text) {
      return String(text).replace(/[&<>"'\/]/g, function (character) {
        return { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '/': '&#x2F;' }[character];
      });
    }

    function each(list, callback) {
      for (var i = 0, length = list.length; i < length; i++) {
        if (callback.call(list[i], i, list[i]) === false) break
      }
    }

    function retry(times, action) {
      var left = times;
      (function attempt() {
        action().fail(function (xhr) {
          if (--left > 0 && (xhr.status === 429 || xhr.status >= 500))
            setTimeout(attempt, REQUEST_DELAY * Math.pow(2, times - left));
          else
            log('gave up after', times - left, 'of', times);
        })
      })()
    }

    function classOf(status) {
      switch (status) {
        case 'new':
        case 'accepted':
          return 'delivery_status-waiting';
        case 'on the way': {
          var now = new Date;
          return now.getHours() >= 18 ? 'delivery_status-late' : 'delivery_status-going';
        }
        default:
          break;
        case null:
          return;
      }
      return ''
    }

    function parse(text) {
      var result = {}, match, pattern = /(?:^|&)([^=&]+)=?([^&]*)/g;
      while ((match = pattern.exec(text)) !== null) {
        if (match[1] in result) {
          result[match[1]] = [].concat(result[match[1]], match[2]);
          continue
        }
        result[decodeURIComponent(match[1])] = match[2] ? decodeURIComponent(match[2].replace(/\+/g, ' ')) : void 0;
      }
      return result;
    }

    function render(rows) {
      var html = '', total = 0, i;

      for (i in rows) {
        if (!Object.prototype.hasOwnProperty.call(rows, i)) continue;
        total += +rows[i].price || 0;
        html += '<tr class="delivery_row ' + classOf(rows[i].status) + '" data-id="' + escapeText(rows[i].id) + '">' +
          '<td>' + escapeText(rows[i].address) + '</td>' +
          '<td>' + dates.format(rows[i].at, 'DD.MM.YYYY') + '</td>' +
          '</tr>';
      }

      $('.delivery_table', self.root)
        .html(html)
        .toggleClass('delivery_table-empty', !html)
        .find('.delivery_row')
        .on('click' + self.ns, function (event) {
          event.preventDefault();
          open($(this).data('id'));
        })
        .end()
        .find('.delivery_total').text(total.toFixed(2));

      return total
    }

    function open(id) {
      var modal = new Modal({
        class_name: 'delivery_modal',
        init: function ($body) {
          var $this = $(this);
          $body
            .trigger('modal:loaded')
            .append(self.render({ ref: '/tmpl/controls/button.twig' }, { text: langs.open, class_name: 'js-save' }))
            .trigger('modal:centrify');
          $this.off().on('click', '.js-save', function () { save(id, modal); });
        },
        destroy: function () { delete timers[id]; return true; }
      });
      timers[id] = setTimeout(function () { modal && modal.destroy && modal.destroy(); }, 60 * 1000);
    }

    function save(id, modal) {
      var data = { id: id, lead: AMOCRM.data.current_card && AMOCRM.data.current_card.id };
      if (!data.lead) { modal.destroy(); return false }

      retry(3, function () {
        return $.ajax({
          url: self.get_settings().server + '/deliveries/' + encodeURIComponent(id),
          type: "PATCH",
          data: JSON.stringify(data),
          dataType: 'json'
        }).done(function (response, textStatus, xhr) {
          cache = null;
          modal.destroy();
          AMOCRM.notifications.add_error instanceof Function || log(response);
        })
      });
    }

    function load(callback) {
      if (cache) return callback(cache), cache;
      self.crm_post(
        'https://delivery.example.com/api/list',
        { account: system.subdomain, login: system.amouser, hash: system.amohash },
        function (rows) { callback(cache = rows) },
        'json',
        function () { callback([]) }
      );
    }

    function observe() {
      var before = '', check = function () {
        var now = location.hash;
        if (now != before) { before = now; $(document).trigger('delivery:moved', [before, now]) }
      };
      check();
      return setInterval(check, 5e3);
    }

    function sortBy(key, descending) {
      return function (a, b) {
        var first = a[key], second = b[key];
        return (first < second ? -1 : first > second ? 1 : 0) * (descending ? -1 : 1)
      }
    }

    outer: for (var x = 0; x < 3; x++) {
      for (var y = 3; y--;) {
        if (x === y) continue outer;
        if (x * y > 4) break outer;
      }
    }

    do {
      x -= 1
    } while (x > 0)

    this.callbacks = {
      render: function () {
        var area = self.system().area;
        if (area !== 'lcard' && area !== 'ccard') return true;

        self.render_template({
          caption: { class_name: 'delivery_caption', html: '' },
          body: '<div class="delivery_wrap"><table class="delivery_table"></table></div>',
          render: '\
            <style>.delivery_caption { color: #333 }</style>\
            <span class="delivery_total">0</span>'
        });
        return true
      },

      init: _.once(function () {
        timers.observer = observe();
        load(function (rows) { render(rows.sort(sortBy('at'))) });
        return !0;
      }),

      bind_actions: function () {
        $(document)
          .off(self.ns)
          .on('delivery:moved' + self.ns, function (event, before, now) {
            before !== now && load(render)
          });
        return true;
      },

      settings: function ($modal) {
        var $inputs = $modal.find('input[name=server]'), input = $inputs[0];
        input && (input.value = input.value || 'https://delivery.example.com');
        return true;
      },

      onSave: function (data) {
        var fields = data.fields || {}, bad = [];
        each(['server', 'token'], function (i, name) {
          if (!fields[name] || /^\s*$/.test(fields[name])) bad.push(name)
        });
        return !bad.length;
      },

      destroy: function () {
        $(document).off(self.ns);
        clearInterval(timers.observer);
        for (var id in timers) if (timers.hasOwnProperty(id)) clearTimeout(timers[id]), delete timers[id];
        throw_if(0);
      },

      leads: {
        selected: function () {
          var chosen = self.list_selected().selected, ids = [];
          each(chosen, function () { ids.push(this.id) });
          if (!ids.length) { return }
          else if (ids.length === 1) open(ids[0]);
          else {
            ids.length = Math.min(ids.length, 50)
            open(ids.join(','))
          }
        }
      },

      'advanced-settings': function () { return parse(location.search.slice(1)).tab == null }
    };

    function throw_if(flag) {
      if (flag) throw new (window.TypeError || Error)('flag: ' + (flag ? 'yes' : 'no') + "\t\u0434\x41\0");
      debugger;
    }

    with_total:
    {
      var value = FIELDS.date / 2 / 5, other = value++ + ++value - -value;
      if (!(other & 1 | 2 ^ 3) || ~other << 2 >>> 1 >> 1 != other % 7) break with_total;
    }

    return this;
  };

  CustomWidget.prototype.ns = '.delivery';
  CustomWidget.prototype.toString = function () { return '[object CustomWidget]' };

  return CustomWidget;
});
