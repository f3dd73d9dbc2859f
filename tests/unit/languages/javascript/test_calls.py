"""Calls: what they call by name, and what repeats them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from checker.languages.javascript import parse
from checker.languages.javascript.model import ScriptModel, build_model
from checker.languages.javascript.repetition import Repeated

if TYPE_CHECKING:
    from collections.abc import Iterable

    from checker.languages.javascript.calls import Call

LOOP, ITERATION, RECURSION = Repeated.LOOP, Repeated.ITERATION, Repeated.RECURSION
PAGING, TIMER = Repeated.PAGING, Repeated.TIMER


def model_of(code: str) -> ScriptModel:
    return build_model(parse(code.encode()).program)


def names(code: str) -> list[tuple[str, ...]]:
    """The names of the calls in the code, in the order of the source."""
    return [call.names for call in model_of(code).graph.calls]


def repetitions(code: str) -> list[tuple[Repeated, int, list[int]]]:
    """What repeats the call of `ask`: the kind, the line, and the lines of the calls on the way."""

    def line(start: int) -> int:
        return code.encode().count(b"\n", 0, start) + 1

    model = model_of(code)
    (node,) = (call.node for call in model.graph.calls if "ask" in call.names)
    return [
        (found.kind, line(found.node.start), [line(step.start) for step in found.chain])
        for found in model.repetitions.of(node)
    ]


def kinds(code: str) -> list[Repeated]:
    return [kind for kind, _, _ in repetitions(code)]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("$.ajax();", "$.ajax"),
        ("window.jQuery.ajax();", "$.ajax"),
        ("var get = $.get; get();", "$.get"),
        ("$['ajax']();", "$.ajax"),
        ("$.ajax.call($);", "$.ajax"),
        ("define(['jquery'], function (q) { q.post(); });", "$.post"),
        ("define(['./lib/jquery-3.7.1.min'], function (q) { q.post(); });", "$.post"),
        ("define(['https://cdn.example/axios@1.7.0/dist/axios.min.js'], function (a) { a.get(); });", "axios.get"),
        ("define(function (require) { var q = require('jquery'); q.post(); });", "$.post"),
        ("function draw($) { $.ajax(); }", "$.ajax"),
        ("new XMLHttpRequest().send();", "XMLHttpRequest.send"),
        ("function make() { return new XMLHttpRequest(); } make().send();", "XMLHttpRequest.send"),
        ("function draw(widget) { widget.crm_post(); }", ".crm_post"),
    ],
)
def test_call_has_the_name_of_what_it_calls(code: str, expected: str) -> None:
    assert (expected,) in names(code)


@pytest.mark.parametrize(
    "code",
    [
        "define(['jquery-ui'], function (ui) { ui.get(); });",
        "define(['./jquery.mask'], function (mask) { mask.get(); });",
    ],
)
def test_plug_in_is_not_its_library(code: str) -> None:
    assert ("$.get",) not in names(code)


SEVERAL = """
$(window).on('storage', sync);
bus.emit('done');
self.render({href: '/a.twig'});
bus.on('call', $.ajax({url: '/a'}));
other.render.call(self, 'b.twig');
"""


def test_calls_are_found_by_what_they_call_and_are_about_in_the_order_of_the_source() -> None:
    calls = model_of(SEVERAL).graph.calls

    def lines(found: Iterable[Call]) -> list[int]:
        return [SEVERAL.encode().count(b"\n", 0, call.node.start) + 1 for call in found]

    assert lines(calls.named(["$.ajax", "$"])) == [2, 5]
    assert lines(calls.named_last(["render"])) == [4, 6]
    assert lines(calls.about(["done", "storage"])) == [2, 3]
    assert lines(call for call, _ in calls.methods(["on"])) == [2, 5]
    assert [getattr(owner, "name", None) for _, owner in calls.methods(["render", "emit"])] == ["bus", "self", "other"]
    assert lines(calls) == [2, 2, 3, 4, 5, 5, 6]


@pytest.mark.parametrize(
    "code",
    [
        "for (var i = 0; i < n; i++) { ask(i); }",
        "for (; test(); ask()) {}",
        "for (const key in items) ask(key);",
        "for (const item of items) { if (item.ok) { ask(item); } else { skip(); } }",
        "while (i--) ask(i);",
        "while (queue.length) { ask(queue.shift()); }",
        "while (i < items.length) { ask(items[i]); i = i + 1; }",
        "while (node) { ask(node); node = node.next; }",
        "do { ask(i); } while (++i < 9);",
        "while (ask()) {}",
        "outer: for (const row of rows) { for (const cell of row) { ask(cell); continue outer; } }",
        "function* all() { for (const item of items) yield ask(item); }",
        "async function all() { for (const item of items) { await ask(item); } }",
        "for (var i = 0; i < 9; i++) { (function (i) { ask(i); })(i); }",
        "for (var i = 0; i < 9; i++) { (function () { ask(i); }).call(this); }",
        "for (const item of items) { setTimeout(function () { ask(item); }, 100); }",
        "for (const item of items) { load(item).then(function () { ask(item); }); }",
        "for (const item of items) { $.ajax({url: item, success: function () { ask(item); }}); }",
        "for (const item of items) { new Promise(function (resolve) { ask(item); }); }",
        "for (const item of items) { tasks.push(() => ask(item)); }",
        "for (const url of urls) { const x = new XMLHttpRequest(); x.onload = function () { ask(); }; x.send(); }",
    ],
)
def test_loop_repeats_what_is_in_it(code: str) -> None:
    assert kinds(code) == [LOOP]


@pytest.mark.parametrize(
    "code",
    [
        "items.forEach(function (item) { ask(item); });",
        "items?.forEach(item => ask(item));",
        "Promise.all(items.map(item => ask(item)));",
        "Promise.all(items.filter(Boolean).map(async ({id}) => { await ask(id); }));",
        "$.each(items, function () { ask(this); });",
        "$('.row').each(function () { ask(this); });",
        "$.when.apply($, $.map(items, function (item) { return ask(item); }));",
        "_.each(items, ask2); function ask2(item) { ask(item); }",
        "_(items).chain().filter(ok).each(function (item) { ask(item); });",
        "async.eachSeries(items, function (item, next) { ask(item, next); }, done);",
        "Array.prototype.forEach.call(nodes, function (node) { ask(node); });",
        "[].map.call(nodes, node => ask(node));",
        "Array.from(nodes, node => ask(node));",
        "items.reduce((all, item) => all.then(() => ask(item)), Promise.resolve());",
        "const tasks = items.map(item => () => ask(item)); tasks.forEach(task => task());",
        "items.every(function (item) { ask(item); return true; });",
    ],
)
def test_iteration_repeats_its_callback(code: str) -> None:
    assert kinds(code) == [ITERATION]


@pytest.mark.parametrize(
    "code",
    [
        "ask();",
        "for (var all = ask(); all.length; all.pop()) {}",
        "for (const item of ask()) { draw(item); }",
        "for (const key in ask()) draw(key);",
        "for (const item of items) { data.push(item); } ask(data);",
        "ask({success: function (rows) { rows.forEach(function (row) { draw(row); }); }});",
        "Promise.all([ask('a'), load('b')]);",
        "items.forEach(function (item) { item.abort(); }); ask();",
        "$('.row').each(function () { $(this).on('click', function () { ask(); }); });",
        "items.forEach(function (item) { item.node.addEventListener('click', () => ask(item)); });",
        "items.forEach(function (item) { new MutationObserver(function () { ask(); }).observe(item); });",
        "items.forEach(function (item) { $(function () { ask(item); }); });",
        "items.forEach(function (item) { item.onclick = function () { ask(item); }; });",
        "buttons.forEach(function (button) { list.push({title: button, click: function () { ask(); }}); });",
        "store.find('lead', function (lead) { ask(lead); });",
        "var own = {each: function (then) { then(); }}; own.each(function () { ask(); });",
    ],
)
def test_what_runs_once_or_on_an_event_is_not_repeated(code: str) -> None:
    assert kinds(code) == []


@pytest.mark.parametrize(
    "code",
    [
        "for (const item of items) { if (item.ok) { ask(item); break; } }",
        "function find() { for (const item of items) { if (item.ok) return ask(item); } }",
        "function find() { for (const item of items) { if (item.ok) { ask(item); return; } } }",
        "items.some(function (item) { if (item.ok) { ask(item); return true; } });",
        "$.each(items, function () { ask(this); return false; });",
        "$.each(items, function (i, item) { data.push(item); if (i === items.length - 1) { ask(data); } });",
        "for (let i = 0; i < 9; i++) { if (i === 0) ask(); }",
        "var done = false; function once() { if (done) return; done = true; ask(); } items.forEach(once);",
        "var all; function load() { if (!all) { all = ask(); } return all; } items.forEach(load);",
        "var all; function load() { return all = all || ask(); } items.forEach(load);",
        "var all; function load() { return all ??= ask(); } items.forEach(load);",
        "var save = _.debounce(function () { ask(); }, 300); items.forEach(function () { save(); });",
    ],
)
def test_what_only_one_turn_reaches_is_not_repeated(code: str) -> None:
    assert kinds(code) == []


@pytest.mark.parametrize(
    "code",
    [
        "var busy; function tick() { if (busy) return; busy = true; ask(); busy = false; } items.forEach(tick);",
        "for (const row of rows) { for (const cell of row) { if (cell.ok) break; } ask(row); }",
        "for (const row of rows) { switch (row.kind) { case 1: ask(row); break; } }",
        "function load(id) { if (!id) return; last = id; ask(id); } var last; items.forEach(load);",
        "items.forEach(function (item) { if (item.ok) { ask(item); return true; } });",
        "items.forEach(function (item) { clearTimeout(timer); ask(item); });",
    ],
)
def test_what_leaves_something_else_is_repeated(code: str) -> None:
    assert kinds(code) in ([LOOP], [ITERATION])


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("setInterval(function () { ask(); }, 1000);", TIMER),
        ("window.setInterval(poll.bind(this), 1000); function poll() { ask(); }", TIMER),
        ("function poll() { ask().always(function () { setTimeout(poll, 1000); }); }", TIMER),
        ("setTimeout(function tick() { ask(); setTimeout(tick, 1000); }, 1000);", TIMER),
        ("var timer = setInterval(function () { ask(function () { clearInterval(timer); }); }, 100);", TIMER),
        ("function page(url) { ask(url, {success: function (r) { if (r.next) page(r.next); }}); }", PAGING),
        ("async function page(n) { const r = await ask(n); if (r.next) { return page(n + 1); } }", PAGING),
        ("function retry(n) { ask().fail(function () { if (n) retry(n - 1); }); }", PAGING),
        ("function ping() { ask({success: pong}); } function pong(r) { if (r.more) ping(); }", PAGING),
        ("async function all() { while (url) { const r = await ask(url); url = r.next; } }", PAGING),
        ("async function all() { do { page = await ask(page.id); } while (page.more); }", PAGING),
        ("async function all() { for (;;) { const r = await ask(); if (!r.length) break; } }", PAGING),
        ("async function all() { for (let p = 1; p < 99; p++) { const r = await ask(p); if (!r) break; } }", PAGING),
        ("async function all() { for await (const page of pages) { ask(page); } }", PAGING),
        ("async function one() { for (let i = 0; i < 3; i++) { try { return await ask(); } catch (e) {} } }", PAGING),
    ],
)
def test_what_goes_on_as_answers_or_time_want_it_is_told_from_lists(code: str, expected: Repeated) -> None:
    assert kinds(code) == [expected]


@pytest.mark.parametrize(
    "code",
    [
        "function next(i) { ask(items[i], {success: function () { next(i + 1); }}); }",
        "function next() { var item = queue.shift(); if (!item) return; ask(item).always(next); }",
        "var i = 0; function next() { ask(items[i]).then(function () { i++; next(); }); }",
        "var i = 0; function next() { ask(items[i++]).then(next); }",
        "function run([first, ...rest]) { return ask(first).then(() => run(rest)); }",
        "function run(list) { ask(list[0]).then(function () { run(list.slice(1)); }); }",
        "function next() { ask(queue.pop()).then(function () { setTimeout(next, 200); }); }",
        "var n = 0; (function loop() { if (n < items.length) { n++; ask(n).done(loop); } })();",
    ],
)
def test_recursion_over_a_list_is_sure(code: str) -> None:
    assert kinds(code) == [RECURSION]


def test_a_key_that_stays_the_same_is_no_position_in_a_list() -> None:
    code = """function all(type, page) {
      ask(type + page).then(function (r) { rows = rows.concat(r[type]); if (r.next) all(type, page + 1); });
    }"""
    assert kinds(code) == [PAGING]


@pytest.mark.parametrize(
    "code",
    [
        "function wait() { if (!ready()) { setTimeout(wait, 100); return; } ask(); }",
        "function wait() { if (ready()) { ask(); return; } setTimeout(wait, 100); }",
        "function wait() { if (ready()) { ask(); } else { setTimeout(wait, 100); } }",
        "function wait() { ready() ? ask() : setTimeout(wait, 100); }",
        "var timer = setInterval(function () { if (ready()) { clearInterval(timer); ask(); } }, 100);",
        "var timer = setInterval(check, 100); function check() { if (ready()) { clearInterval(timer); ask(); } }",
        """function wait(then) { if (ready()) then(); else setTimeout(function () { wait(then); }, 100); }
        wait(function () { ask(); });""",
        "function load() { ask(); $('#again').on('click', function () { load(); }); }",
        """var key; function ensure(go) { if (key) { go(); return; } ask().done(function (k) { key = k; go(); }); }
        function mount(n) { ensure(function () { setTimeout(function () { mount(n - 1); }, 300); }); }""",
    ],
)
def test_waiting_and_trying_again_by_hand_are_no_recursion(code: str) -> None:
    assert kinds(code) == []


@pytest.mark.parametrize(
    "code",
    [
        """function send(x) { ask(x); }
        items.forEach(function (item) {
          send(item); });""",
        """function Widget() { var self = this; self.send = function (x) { ask(x); };
        items.forEach(function (item) {
          self.send(item); }); }""",
        """class Client { send(x) { ask(x); } all(items) {
        items.forEach(item => {
          this.send(item); }); } }""",
        """class Client { #send = async (x) => { ask(x); }; all(items) {
        items.forEach(item => {
          this.#send(item); }); } }""",
        """var api = {send(x) { ask(x); }};
        items.forEach(function (item) {
          api.send(item); });""",
        """function Client() {} Client.prototype.send = function (x) { ask(x); };
        items.forEach(function (item) {
          new Client().send(item); });""",
        """class Lead { constructor(x) { ask(x); } }
        items.forEach(item => {
          new Lead(item); });""",
        """window.acme = {send: function (x) { ask(x); }};
        items.forEach(function (item) {
          acme.send(item); });""",
        """function handler(name) { return function (x) { ask(name, x); }; } var send = handler('a');
        items.forEach(function (item) {
          send(item); });""",
    ],
)
def test_repetition_is_found_through_functions_and_methods(code: str) -> None:
    assert repetitions(code) == [(ITERATION, 2, [3])]


def test_the_chain_leads_from_the_loop_to_the_call() -> None:
    code = """
for (const item of items) {
  one(item); }
function one(x) { two(x); }
function two(x) { ask(x); }
"""
    assert repetitions(code) == [(LOOP, 2, [3, 4])]


def test_a_function_handed_to_an_iteration_by_name_is_repeated_there() -> None:
    assert repetitions("function send(x) { ask(x); }\n\nitems.forEach(send);") == [(ITERATION, 3, [3])]


def test_every_loop_that_leads_to_a_call_is_found() -> None:
    code = "function send(x) { ask(x); }\nfor (const a of b) send(a);\nitems.map(x => send(x));\nsend(1);"
    assert repetitions(code) == [(LOOP, 2, [2]), (ITERATION, 3, [3])]


def test_a_helper_that_iterates_repeats_what_it_is_given() -> None:
    code = "function each(list, f) {\n for (const x of list) f(x); }\n each(items, function (item) { ask(item); });"
    assert repetitions(code) == [(LOOP, 2, [])]


def test_a_helper_does_not_mix_up_those_who_use_it() -> None:
    code = """
function load(url, then) { $.get(url, function (data) { then(data); }); }
items.forEach(function (item) { load(item, draw); });
load('/a', function () { load('/b', function () { ask(); }); });
"""
    assert kinds(code) == []


def test_a_callback_that_is_passed_on_comes_from_where_it_was_given() -> None:
    code = """
function outer(then) { inner(then); }
function inner(then) { $.get('/', function () { then(); }); }
items.forEach(function () { outer(draw); });
outer(function () { ask(); });
"""
    assert kinds(code) == []


def test_recursion_through_a_helper_is_found() -> None:
    code = """
function load(url, then) { ask(url, {success: function (data) { then(data); }}); }
function page(n) { load(n, function (data) { if (data.next) page(n + 1); }); }
"""
    assert repetitions(code) == [(PAGING, 3, [3])]


@pytest.mark.parametrize(
    "code",
    [
        "function go() { return wrap(function (c) { while (1) { switch (c.prev = c.next) { case 0: ask(); } } }); }",
        """var __generator = function (self, body) { while (self) { body.call(self); } };
        function go() { return __generator(this, function (a) { switch (a.label) { case 0: ask(); } }); }""",
    ],
)
def test_what_a_compiler_makes_of_async_is_no_loop(code: str) -> None:
    assert kinds(code) == []


@pytest.mark.parametrize(
    "code",
    [
        "".join(f"function f{n}(x) {{ f{(n * 7) % 400}(x); f{(n * 11 + 1) % 400}(x); ask{n}(); }}" for n in range(400)),
        "for (;;) {" * 400 + "ask();" + "}" * 400,
        "items.forEach(function () {" * 200 + "ask();" + "});" * 200,
        "for (;;) {" + "ask();" * 4000 + "}",
        "function f(a) { a(f); f(a); } f(f);" + "f(function () { ask(); });" * 600,
    ],
)
def test_hostile_code_costs_bounded_time(code: str) -> None:
    model = model_of(code)
    started = time.monotonic()
    for call in model.graph.calls:
        model.repetitions.of(call.node)
    assert time.monotonic() - started < 20
