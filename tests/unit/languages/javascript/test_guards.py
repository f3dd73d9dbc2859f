"""Checks: a read on through a value that may be absent is safe if every way to it makes sure that it is there."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from checker.languages.javascript import estree as js
from checker.languages.javascript import parse
from checker.languages.javascript.definitions import member_key
from checker.languages.javascript.facts import Lore
from checker.languages.javascript.model import build_model

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checker.languages.javascript.facts import Path, Texts
    from checker.languages.javascript.guards import Guards

CARD = ("app", "data", "card")


def is_sure(path: Path) -> bool:
    """`app.data` and all the rest is always there."""
    return path != CARD


def implied(path: Path, texts: Texts) -> Iterator[Path]:
    """There is a card wherever `app.isCard()` says so or the area is one of a card."""
    if path == ("app", "isCard()"):
        yield CARD
    if path[-2:] == ("system()", "area") and texts and all("card" in text for text in texts):
        yield CARD


def guards_of(code: str) -> tuple[Guards, js.Program]:
    program = parse(code.encode()).program
    return build_model(program).guards.with_lore(Lore(is_sure, implied)), program


def unsafe_lines(code: str) -> list[int]:
    """The lines on which `.id` is read from a card without a check."""
    guards, program = guards_of(code)
    return sorted(
        code.encode().count(b"\n", 0, node.start) + 1
        for node in js.walk(program)
        if isinstance(node, js.MemberExpression)
        and member_key(node) in {"id", "name"}
        and not node.optional
        and CARD in guards.unverified(node.object)
    )


CASES = """
== nothing is checked
use(app.data.card.id); // bad

== && in an expression
use(app.data.card && app.data.card.id);
use(app.data.card, app.data.card.id); // bad

== && of many
use(app && app.data && app.data.card && app.data.card.id);
use(app && app.data && app.data.card.id); // bad

== || of the opposite
use(!app.data.card || app.data.card.id);
use(app.data.card || app.data.card.id); // bad

== a default
use((app.data.card || {}).id);
use((app.data.card ?? {}).id);
use((app.data.card && {}).id); // bad

== if
if (app.data.card) { use(app.data.card.id); }
use(app.data.card.id); // bad

== if, the other branch
if (!app.data.card) { use(app.data.card.id); } else { use(1); } // bad
if (!app.data.card) { use(1); } else { use(app.data.card.id); }

== if without a block
if (app.data.card) use(app.data.card.id);
else use(app.data.card.id); // bad

== else if
if (a) use(1);
else if (app.data.card) use(app.data.card.id);
else if (b) use(app.data.card.id); // bad

== a check of something behind it
if (app.data.card.id) use(app.data.card.name); // bad
if (app.data.card?.model) use(app.data.card.id);

== a check of something before it
if (app.data) use(app.data.card.id); // bad
if (app.data.carts) use(app.data.card.id); // bad
if (app.datum.card) use(app.data.card.id); // bad

== ternary
use(app.data.card ? app.data.card.id : null);
use(app.data.card ? null : app.data.card.id); // bad
use(!app.data.card ? null : app.data.card.id);

== several tests at once
if (a && app.data.card) use(app.data.card.id);
if (a || app.data.card) use(app.data.card.id); // bad
if (a && (b || app.data.card)) use(app.data.card.id); // bad
if ((a && app.data.card) || (b && app.data.card)) use(app.data.card.id);
if (!(a || !app.data.card)) use(app.data.card.id);
if (!(a && !app.data.card)) use(app.data.card.id); // bad
if (!!app.data.card) use(app.data.card.id);
if (!!!app.data.card) use(app.data.card.id); // bad
if ((a, app.data.card)) use(app.data.card.id);
if ((app.data.card, a)) use(app.data.card.id); // bad
if (a ? app.data.card : false) use(app.data.card.id);
if (a ? app.data.card : b) use(app.data.card.id); // bad

== early return
function f() {
  if (!app.data.card) return;
  use(app.data.card.id);
}

== early return of several
function f() {
  if (a || !app.data.card) { log(); return false; }
  use(app.data.card.id);
}
function g() {
  if (a && !app.data.card) { return false; }
  use(app.data.card.id); // bad
}

== early return in both branches
function f() {
  if (app.data.card) { use(1); } else { throw new Error('no card'); }
  use(app.data.card.id);
}

== what does not leave
function f() {
  if (!app.data.card) { log(); }
  use(app.data.card.id); // bad
}

== what leaves only sometimes
function f() {
  if (!app.data.card) { if (a) return; }
  use(app.data.card.id); // bad
}

== what leaves in two ways
function f() {
  if (!app.data.card) { if (a) return 1; else { return 2; } }
  use(app.data.card.id);
}

== a return that comes too late
function f() {
  use(app.data.card.id); // bad
  if (!app.data.card) return;
  use(app.data.card.id);
}

== nested blocks
function f() {
  if (a) {
    if (!app.data.card) { return; }
    { use(app.data.card.id); }
  }
  use(app.data.card.id); // bad
}

== typeof
if (typeof app.data.card !== 'undefined') use(app.data.card.id);
if (typeof app.data.card === 'undefined') use(app.data.card.id); // bad
if (typeof app.data.card === 'object') use(app.data.card.id);
if (typeof(app.data.card) != "undefined" && app.data.card.id == 0) use(1);
if ('undefined' != typeof app.data.card) use(app.data.card.id);
if (typeof app.data.card != 'object') use(app.data.card.id); // bad

== typeof, early return
function f() {
  if (typeof app.data.card == 'undefined') return;
  use(app.data.card.id);
}

== comparisons
if (app.data.card != null) use(app.data.card.id);
if (app.data.card == null) use(app.data.card.id); // bad
if (app.data.card !== undefined) use(app.data.card.id);
if (undefined !== app.data.card) use(app.data.card.id);
if (app.data.card !== false) use(app.data.card.id);
if (app.data.card === false) use(app.data.card.id); // bad
if (app.data.card !== void 0) use(app.data.card.id);
if (app.data.card === void 0) use(app.data.card.id); // bad
if (null == app.data.card) { use(1); } else { use(app.data.card.id); }
if (Boolean(app.data.card) === true) use(app.data.card.id);
if (!!app.data.card == false) use(app.data.card.id); // bad
if (app.data.card instanceof Card) use(app.data.card.id);
if (!(app.data.card instanceof Card)) use(app.data.card.id); // bad
if (app.data.card?.id > 0) use(app.data.card.id);
if (app.data.card?.id === 5) use(app.data.card.id);
if (app.data.card?.id === undefined) use(app.data.card.id); // bad

== members
if ('card' in app.data) use(app.data.card.id);
if (!('card' in app.data)) use(app.data.card.id); // bad
if (app.data.hasOwnProperty('card')) use(app.data.card.id);
if (Object.prototype.hasOwnProperty.call(app.data, 'card')) use(app.data.card.id);
if (Object.hasOwn(app.data, 'card')) use(app.data.card.id);
if (_.has(app, 'data.card')) use(app.data.card.id);
if (_.has(app, ['data', 'card'])) use(app.data.card.id);
if (!_.has(app, 'data.card')) use(app.data.card.id); // bad
if (_.has(app, 'data.cart')) use(app.data.card.id); // bad
if (_.get(app, 'data.card')) use(app.data.card.id);
if (app['data']['card']) use(app.data.card.id);
if (window.app.data.card) use(app.data.card.id);

== library functions
if (Boolean(app.data.card)) use(app.data.card.id);
if (_.isObject(app.data.card)) use(app.data.card.id);
if (!_.isEmpty(app.data.card)) use(app.data.card.id);
if (_.isEmpty(app.data.card)) use(app.data.card.id); // bad
if (!_.isUndefined(app.data.card)) use(app.data.card.id);
if ($.isPlainObject(app.data.card)) use(app.data.card.id);
if (!$.isEmptyObject(app.data.card)) use(app.data.card.id);
if (sometimes(app.data.card)) use(app.data.card.id); // bad

== _.get
use(_.get(app, 'data.card').id); // bad
use(_.get(app, 'data.card', {}).id);

== optional chaining
use(app.data.card?.id);
use(app.data?.card.id); // bad
use(app.data?.card?.model.id);
if (app.data?.card) use(app.data.card.id);

== try
try { use(app.data.card.id); } catch (e) { use(e); }
try { use(app.data.card.id); } finally { done(); } // bad
try { go(); } catch (e) { use(app.data.card.id); } // bad
try { go(); } finally { use(app.data.card.id); } // bad

== try around a function
try { (function () { use(app.data.card.id); })(); } catch {}
try { items.forEach(function () { use(app.data.card.id); }); } catch {}
try { on('x', function () { use(app.data.card.id); }); } catch {} // bad
function called() { use(app.data.card.id); }
try { called(); } catch {}

== a check in a try that may not be reached
function f() {
  try { go(); if (!app.data.card) return; } catch (e) { log(e); }
  use(app.data.card.id); // bad
}
function g() {
  try { go(); if (!app.data.card) return; } catch (e) { return; }
  use(app.data.card.id);
}

== && as a statement
function f() {
  app.data.card && use(app.data.card.id);
  app.data.card || fail();
  use(app.data.card.id);
}
function fail() { throw new Error('no card'); }

== while and for
while (app.data.card) { use(app.data.card.id); }
while (!app.data.card) { use(app.data.card.id); } // bad
for (var i = 0; i < 3 && app.data.card; i++) { use(app.data.card.id); }
for (;;) { if (!app.data.card) break; use(app.data.card.id); }
for (;;) { if (!app.data.card) continue; use(app.data.card.id); }
do { use(app.data.card.id); } while (app.data.card); // bad
for (var x of items) { if (!app.data.card) continue; use(app.data.card.id); }

== a check in a loop says nothing after it
for (var x of items) { if (!app.data.card) break; }
use(app.data.card.id); // bad

== switch on true
switch (true) {
  case !!app.data.card: use(app.data.card.id); break;
  case a: use(app.data.card.id); break; // bad
}

== switch on typeof
switch (typeof app.data.card) {
  case 'undefined': use(app.data.card.id); break; // bad
  case 'object': use(app.data.card.id); break;
  default: use(app.data.card.id); // bad
}

== switch on the area
switch (widget.system().area) {
  case 'lcard':
  case 'ccard':
    use(app.data.card.id);
    break;
  case 'llist':
    use(app.data.card.id); // bad
    break;
  case 'comcard':
    log();
  case 'cucard':
    use(app.data.card.id);
    break;
  case 'clist':
    log();
  case 'mcard':
    use(app.data.card.id); // bad
}

== switch that lets only some pass
function f() {
  switch (widget.system().area) {
    case 'lcard': break;
    case 'ccard': go(); break;
    default: return;
  }
  use(app.data.card.id);
}
function g() {
  switch (widget.system().area) {
    case 'lcard': break;
    case 'llist': if (a) break; return;
    default: return;
  }
  use(app.data.card.id); // bad
}

== a break in a switch leaves no more than the switch
function f() {
  if (!app.data.card) { switch (a) { case 1: break; } }
  use(app.data.card.id); // bad
}

== labels
function f() {
  block: { if (!app.data.card) { break block; } use(app.data.card.id); }
  use(app.data.card.id); // bad
}

== area checks
if (app.isCard()) use(app.data.card.id);
if (!app.isCard()) use(app.data.card.id); // bad
if (app.isCard() === true) use(app.data.card.id);
if (app.isCard() == false) use(app.data.card.id); // bad
if (widget.system().area === 'lcard') use(app.data.card.id);
if (widget.system().area == 'settings') use(app.data.card.id); // bad
if (widget.system().area != 'lcard') use(app.data.card.id); // bad
if (widget.system().area == 'lcard' || widget.system().area == 'ccard') use(app.data.card.id);
if (widget.system().area == 'lcard' || widget.system().area == 'llist') use(app.data.card.id); // bad

== area checks with lists
if (['lcard', 'ccard'].indexOf(widget.system().area) !== -1) use(app.data.card.id);
if (['lcard', 'ccard'].indexOf(widget.system().area) === -1) use(app.data.card.id); // bad
if (['lcard', 'ccard'].indexOf(widget.system().area) > -1) use(app.data.card.id);
if (['lcard', 'ccard'].indexOf(widget.system().area) >= 0) use(app.data.card.id);
if (['lcard', 'ccard'].indexOf(widget.system().area) < 0) use(app.data.card.id); // bad
if (-1 < ['lcard', 'ccard'].indexOf(widget.system().area)) use(app.data.card.id);
if (~['lcard', 'ccard'].indexOf(widget.system().area)) use(app.data.card.id);
if (['lcard', 'llist'].indexOf(widget.system().area) !== -1) use(app.data.card.id); // bad
if (['lcard', 'ccard'].includes(widget.system().area)) use(app.data.card.id);
if (!['lcard', 'ccard'].includes(widget.system().area)) use(app.data.card.id); // bad
if ($.inArray(widget.system().area, ['lcard', 'ccard']) !== -1) use(app.data.card.id);
if (_.contains(['lcard', 'ccard'], widget.system().area)) use(app.data.card.id);
if (widget.system().area.indexOf('card') !== -1) use(app.data.card.id);
if (widget.system().area.indexOf('list') !== -1) use(app.data.card.id); // bad
if (/card/.test(widget.system().area)) use(app.data.card.id);
if (widget.system().area.match(/^[lc]card$/)) use(app.data.card.id);
if ({lcard: 1, ccard: 1}[widget.system().area]) use(app.data.card.id);
if ({lcard: 1, llist: 1}[widget.system().area]) use(app.data.card.id); // bad

== area checks through names
var AREA = 'lcard', AREAS = ['lcard', 'ccard'], area = widget.system().area, system = widget.system();
if (area === AREA) use(app.data.card.id);
if (system.area === AREA) use(app.data.card.id);
if (AREAS.includes(system.area)) use(app.data.card.id);

== an alias
var card = app.data.card;
use(card.id); // bad
if (card) use(card.id);
if (app.data.card) use(card.id);
if (card) use(app.data.card.id);

== an alias of something on the way
var data = app.data;
use(data.card.id); // bad
if (data.card) use(data.card.id);
if (app.data.card) use(data.card.id);
if (data.card) use(app.data.card.id);

== an alias with a default
var card = app.data.card || {};
use(card.id);
var other = app.data.card ? app.data.card : {};
use(other.id);
var third = app.data.card && app.data.card;
use(third.id); // bad

== a default later
var card = app.data.card;
card = card || {};
use(card.id);

== a default in an if
var card = app.data.card;
if (!card) { card = {}; }
use(card.id);

== a default in an if that is none
var card = app.data.card;
if (!card) { card = app.data.card; }
use(card.id); // bad

== a default by assignment
let card = app.data.card;
card ??= {};
use(card.id);
let other = app.data.card;
other ||= app.data.card;
use(other.id); // bad

== a reassignment after the check
function f() {
  var card = app.data.card;
  if (!card) return;
  use(card.id);
  card = load() || app.data.other;
  use(card.id);
}
function g() {
  var card = app.data.other;
  if (!card) return;
  card = load() || app.data.card;
  use(card.id); // bad
}

== a reassignment of another thing
function f(other) {
  var card = app.data.first;
  if (!card) return;
  card = app.data.card;
  use(card.id); // bad
}
function g() {
  var card = app.data.card;
  card = {id: 1};
  use(card.id);
}

== a reassignment in a branch
function f() {
  var card = app.data.first;
  if (!card) return;
  if (a) { card = app.data.card; }
  use(card.id); // bad
}

== a reassignment in a loop
function f() {
  var card = app.data.first;
  if (!card) return;
  while (a) {
    use(card.id); // bad
    card = app.data.card;
  }
}

== a check after a reassignment in a loop
function f() {
  var card;
  while (a) {
    card = app.data.card;
    if (!card) continue;
    use(card.id);
  }
}

== an assignment in the test
var card;
if ((card = app.data.card)) use(card.id);
if (!(card = app.data.card)) use(card.id); // bad
if ((card = app.data.card) && card.id) use(card.id);
while ((card = app.data.card)) use(card.id);

== declarators
var card = app.data.card, id = card.id; // bad
var other = app.data.card, safe = other && other.id;

== destructuring
var {card} = app.data;
use(card.id); // bad
if (card) use(card.id);
var {card: named = {}} = app.data;
use(named.id);

== a property that keeps the card
var self = {};
self.card = app.data.card;
use(self.card.id); // bad
if (self.card) use(self.card.id);
self.safe = app.data.card || {};
use(self.safe.id);

== this
function Widget() {
  this.card = app.data.card;
  use(this.card.id); // bad
  if (this.card) use(this.card.id);
}

== a test that a variable keeps
var has = app.data.card && a;
if (has) use(app.data.card.id);
if (!has) use(app.data.card.id); // bad
var missing = !app.data.card;
if (missing) use(1); else use(app.data.card.id);
var either = app.data.card || a;
if (either) use(app.data.card.id); // bad

== a test that a variable keeps about another
var card = app.data.card;
var has = !!card;
if (has) use(card.id);

== a flag
var found = false;
if (app.data.card) { found = true; }
if (found) use(app.data.card.id);
var wrong = false;
if (app.data.card) { wrong = true; }
wrong = a;
if (wrong) use(app.data.card.id); // bad

== a flag that counts
var count = 0;
if (app.data.card) { count = 1; }
count++;
if (count) use(app.data.card.id); // bad

== a flag as a property
var self = {hasCard: false};
self.hasCard = !!app.data.card;
if (self.hasCard) use(app.data.card.id);
if (self.other) use(app.data.card.id); // bad

== typeof that a variable keeps
var kind = typeof app.data.card;
if (kind !== 'undefined') use(app.data.card.id);

== a helper function
function isCard() { return !!app.data.card; }
if (isCard()) use(app.data.card.id);
if (!isCard()) use(app.data.card.id); // bad

== a helper function with several returns
function isCard() {
  if (!app.data) return false;
  if (!app.data.card) { return false; }
  return true;
}
function f() {
  if (!isCard()) return;
  use(app.data.card.id);
}

== a helper function that says too little
function isCard() { if (a) return true; return !!app.data.card; }
if (isCard()) use(app.data.card.id); // bad

== a helper that tells of absence
function noCard() { if (!app.data.card) { return true; } return false; }
function none() { if (!app.data.card) { return true; } }
function f() {
  if (noCard()) return;
  use(app.data.card.id);
}
function g() {
  if (none()) return;
  use(app.data.card.id);
}

== a helper as a method
function Widget() {
  var self = this;
  self.isCard = function () { return app.data.card ? true : false; };
  self.run = function () {
    if (!self.isCard()) return;
    use(app.data.card.id);
  };
  this.callbacks = {
    isCard: function () { return !!app.data.card; },
    init: function () { if (!this.isCard()) { return true; } use(app.data.card.id); return true; }
  };
}

== a helper in a class
class Widget {
  isCard() { return Boolean(app.data.card); }
  run() {
    if (!this.isCard()) return;
    use(app.data.card.id);
  }
}

== a helper as an arrow
const isCard = () => !!app.data?.card;
const run = () => (isCard() ? app.data.card.id : null);
const wrong = () => (isCard() ? null : app.data.card.id); // bad

== a helper that gets the value
function has(x) { return x !== undefined && x !== null; }
if (has(app.data.card)) use(app.data.card.id);
if (has(app.data.cart)) use(app.data.card.id); // bad

== helpers of helpers
function first() { return app.data.card; }
function second() { return first() && true; }
function third() { return a && second(); }
if (third()) use(app.data.card.id);

== a helper that calls itself
function loop(n) { return n ? loop(n - 1) : !!app.data.card; }
if (loop(3)) use(app.data.card.id); // bad
function endless() { return endless(); }
if (endless()) use(app.data.card.id); // bad

== a helper that throws
function needCard() { if (!app.data.card) throw new Error('no card'); }
function f() {
  needCard();
  use(app.data.card.id);
}
function g() {
  use(app.data.card.id); // bad
  needCard();
}

== an asynchronous helper
async function isCard() { return !!app.data.card; }
async function f() {
  if (!(await isCard())) return;
  use(app.data.card.id);
}

== a getter function
function getCard() { return app.data.card; }
use(getCard().id); // bad
var card = getCard();
if (card) use(card.id);
function safeCard() { return app.data.card || {}; }
use(safeCard().id);
function checkedCard() { if (!app.data.card) return {}; return app.data.card; }
use(checkedCard().id);

== a check in the caller
function draw() { use(app.data.card.id); }
if (app.data.card) draw();

== one caller without a check
function draw() { use(app.data.card.id); } // bad
if (app.data.card) draw();
draw();

== a check in the caller's caller
function draw() { use(app.data.card.id); }
function render() { draw(); }
function init() { if (app.data.card) render(); }

== callers that call one another
function draw(n) { use(app.data.card.id); if (n) redraw(n); }
function redraw(n) { draw(n - 1); }
if (app.data.card) draw(3);

== callers that call one another, and one without a check
function draw(n) { use(app.data.card.id); if (n) redraw(n); } // bad
function redraw(n) { draw(n - 1); }
if (app.data.card) draw(3);
redraw(1);

== nobody calls it
function draw() { use(app.data.card.id); } // bad

== a method in callbacks
this.callbacks = {
  render: function () { draw(); },
  init: function () { if (app.data.card) safe(); }
};
function draw() { use(app.data.card.id); } // bad
function safe() { use(app.data.card.id); }

== a parameter
function draw(card) { use(card.id); } // bad
draw(app.data.card);
function safe(card) { use(card.id); }
if (app.data.card) safe(app.data.card);
function own(card) { if (card) use(card.id); }
own(app.data.card);
function given(card) { use(card.id); }
given({id: 1});

== parameters that are passed around in a circle
function first(card) { use(card.id); second(card); } // bad
function second(card) { use(card.id); first(card); } // bad
first(app.data.card);

== a variable that is given its own value
var card = app.data.card;
function next() { card = card; use(card.id); } // bad

== a parameter with a default
function draw(card = {}) { use(card.id); }
draw(app.data.card);

== a handler that is registered under a check
if (app.data.card) {
  $('#a').on('click', function () { use(app.data.card.id); });
  $('#b').click(() => use(app.data.card.id));
  setTimeout(function () { use(app.data.card.id); }, 10);
  self.handler = function () { use(app.data.card.id); };
}
$('#c').on('click', function () { use(app.data.card.id); }); // bad

== a handler that is registered after an early return
function bind() {
  if (!app.data.card) return;
  $('#a').on('click', function () { use(app.data.card.id); });
  $('#b').on('click', named);
}
function named() { use(app.data.card.id); }

== a handler that is registered in two places
function named() { use(app.data.card.id); } // bad
if (app.data.card) $('#a').on('click', named);
$('#b').on('click', named);

== a function that is declared in a checked block
if (app.data.card) {
  function draw() { use(app.data.card.id); }
  on('x', draw);
}

== a function that is declared behind an early return may be called before
function f() {
  draw();
  if (!app.data.card) return;
  function draw() { use(app.data.card.id); } // bad
}

== a variable that is checked outside of a handler
var card = app.data.card;
if (card) {
  $('#a').click(function () { use(card.id); });
}

== a variable that is checked outside of a handler and changed later
var card = app.data.first;
if (card) {
  $('#a').click(function () { use(card.id); }); // bad
}
card = app.data.card;

== a shared variable
var card;
function load() { card = app.data.card; }
function show() { if (!card) return; use(card.id); }
function wrong() { use(card.id); } // bad

== a callback that is called under a check
function withCard(callback) { if (app.data.card) callback(); }
withCard(function () { use(app.data.card.id); });
function always(callback) { callback(); }
always(function () { use(app.data.card.id); }); // bad

== a callback of an iteration
if (app.data.card) items.forEach(function () { use(app.data.card.id); });
items.forEach(function () { if (app.data.card) use(app.data.card.id); });
items.forEach(function () { use(app.data.card.id); }); // bad

== promises
if (app.data.card) load().then(function () { use(app.data.card.id); });
load().then(function () { use(app.data.card.id); }); // bad

== immediately called
(function () { if (!app.data.card) return; use(app.data.card.id); })();
(function () { use(app.data.card.id); })(); // bad
(function (a) { use(a.data.card.id); })(app); // bad
(function (a) { if (a.data.card) use(app.data.card.id); })(app);

== two names of one thing
var root = window.app || window.application;
if (root.data.card) use(root.data.card.id);
use(root.data.card.id); // bad

== template literals, arrays and objects
var a = `${app.data.card.id}`; // bad
var b = [app.data.card && app.data.card.id];
var c = {id: app.data.card ? app.data.card.id : 0, name: app.data.card.name}; // bad

== code behind a constant condition
if (true) { use(app.data.card.id); } // bad
if (app.data.card || true) { use(app.data.card.id); } // bad
if (false || app.data.card) { use(app.data.card.id); }
if (app.data.card && !0) { use(app.data.card.id); }

== Cyrillic names
var карточка = app.data.card;
if (карточка) use(карточка.id); // 🙂
use(карточка.id); // bad
"""


def cases() -> list[tuple[str, str]]:
    """The sections of CASES: a title and the code."""
    sections = [section.partition("\n") for section in CASES.split("\n== ")[1:]]
    return [(title, code) for title, _, code in sections]


@pytest.mark.parametrize(("title", "code"), cases(), ids=[title for title, _ in cases()])
def test_reads_without_a_check(title: str, code: str) -> None:
    expected = [number for number, line in enumerate(code.split("\n"), 1) if line.endswith("// bad")]
    assert sorted(set(unsafe_lines(code))) == expected, title


def test_a_place_that_is_never_reached_is_not_safe() -> None:
    assert unsafe_lines("function f() { return; app.data.card.id; }") == [1]


@pytest.mark.parametrize("nesting", range(6))
def test_checks_count_however_long_the_chain_of_calls_is(nesting: int) -> None:
    before, behind = "if (a) { " * nesting, "} " * nesting
    checked = "if (typeof app === 'undefined' || !app.data.card) { return null; } use(app.data.card.id);"
    chain = "".join(f"function f{n}() {{ {checked} {before} f{n + 1}(); {behind} }}\n" for n in range(30))
    handlers = "".join(f"on(function () {{ f{n}(); }});\n" for n in range(30))
    assert unsafe_lines(f"f0(); app.data.card.name;\n{chain}{handlers}") == [1]


HOSTILE = {
    "blocks": ("if (a) {" * 3000, "}" * 3000),
    "else": ("if (a) {} else " * 1500 + "{", "}"),
    "negations": ("if (" + "!" * 3000 + "app.data.card) {", "}"),
    "tests in tests": ("if (" + "(a && (b || " * 800 + "c" + "))" * 800 + ") {", "}"),
    "a long conjunction": ("if (" + "a.b && " * 5000 + "c) {", "}"),
    "conditional expressions": ("use(" + "a ? b : " * 2000, "c);"),
    "statements": ("if (!a) { return; }" * 5000, ""),
    "checks of different things": ("".join(f"if (!a.b{n}) {{ return; }}" for n in range(5000)), ""),
    "functions in functions": ("(function () {" * 400, "})();" * 400),
    "functions that call the next": (
        "".join(f"function f{n}() {{ f{n + 1}(); }}" for n in range(5000)) + "function f5000() {",
        "}",
    ),
    "functions that all call one another": (
        "".join(
            f"function f{n}(x) {{ if (x.y{n}) {{ " + "".join(f"f{m}(x);" for m in range(60)) + "} }" for n in range(60)
        )
        + "function f60() {",
        "} f60(); f0();",
    ),
    "helpers that ask one another": (
        "".join(f"function is{n}() {{ return is{n + 1}() && is{(n * 7) % 2000}(); }}" for n in range(2000))
        + "if (is0()) {",
        "}",
    ),
    "helpers that call themselves": (
        "function f() { " + "f(); " * 300 + "} function g() { " + "if (g()) return; " * 300 + "} f(); if (g()) {",
        "}",
    ),
    "aliases": ("".join(f"var v{n + 1} = v{n};" for n in range(3000)), ""),
    "reassignments": ("var c = app.data.card;" + "if (!c) { c = app.data.card; }" * 3000, "c.id;"),
    "functions that pass what they get": (
        "".join(f"function f{n}(x) {{ {''.join(f'f{m}(x);' for m in range(80))} x.id; }}" for n in range(80))
        + "f0(app.data.card);",
        "",
    ),
    "switches": ("switch (a) { case 1: " * 500, "}" * 500),
    "cases": ("switch (a) {" + "".join(f"case {n}: " for n in range(3000)) + "default: ", "}"),
    "tries": ("try {" * 800, "} catch (e) {}" * 800),
    "loops": ("while (a) {" * 1000, "}" * 1000),
    "a long chain": ("use(app" + ".a" * 3000 + ");", ""),
    "a long sum": ("use(" + "'a' + " * 3000, "'b');"),
}


@pytest.mark.parametrize("shape", HOSTILE)
def test_hostile_code_is_bounded(shape: str) -> None:
    before, after = HOSTILE[shape]
    code = f"function main() {{ var v0 = app; {before} {'use(app.data.card.id);' * 300} {after} }}"
    guards, program = guards_of(code)
    started = time.process_time()
    for node in js.walk(program):
        if isinstance(node, js.MemberExpression):
            guards.unverified(node.object)
    assert time.process_time() - started < 10
