"""Modules: what one file exports is followed into the others."""

from __future__ import annotations

import time

import pytest

from checker.languages.javascript import estree as js
from checker.languages.javascript import parse
from checker.languages.javascript.linking import LinkedCalls
from checker.languages.javascript.model import build_model
from checker.languages.javascript.repetition import Repetitions
from checker.languages.javascript.value_kinds import Argument

SEND = "function (x) { ask(x); }"
LOOP = "items.forEach(function (item) { %s; });"
SECONDS = 5.0
"""Many times what it takes; when each way was followed anew it took longer."""


def is_repeated(files: dict[str, str]) -> bool:
    """Whether the one call of `ask` in some files is repeated."""
    models = {path: build_model(parse(code.encode()).program) for path, code in files.items()}
    calls = (call for model in models.values() for call in model.graph.calls)
    (node,) = (call.node for call in calls if "ask" in call.names)
    return bool(Repetitions(LinkedCalls(models)).of(node))


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("js/api.js", "./js/api.js"),
        ("js/api.js", "./js/api"),
        ("js/api.js", "js/api"),
        ("api.js", "./api.js?v=3"),
    ],
)
def test_module_is_found_by_its_name(path: str, name: str) -> None:
    files = {
        path: f"define([], function () {{ return {{send: {SEND}}}; }});",
        "script.js": f"define(['{name}'], function (api) {{ {LOOP % 'api.send(item)'} }});",
    }
    assert is_repeated(files)


def test_names_are_relative_to_the_file_that_asks() -> None:
    files = {
        "js/api.js": f"define([], function () {{ return {{send: {SEND}}}; }});",
        "api.js": "define([], function () { return {send: function () {}}; });",
        "js/list.js": f"define(['./api'], function (api) {{ {LOOP % 'api.send(item)'} }});",
    }
    assert is_repeated(files)
    files["js/list.js"] = files["js/list.js"].replace("./api", "../api")
    assert not is_repeated(files)


@pytest.mark.parametrize(
    ("exported", "use"),
    [
        (f"return {SEND};", "api(item)"),
        (f"return {{send: {SEND}}};", "api.send(item)"),
        (f"var send = {SEND}; return {{send: send}};", "api.send(item)"),
        (f"var api = {{}}; api.send = {SEND}; return api;", "api.send(item)"),
        (f"function Api() {{ this.send = {SEND}; }} return Api;", "new api().send(item)"),
        ("class Api { send(x) { ask(x); } } return Api;", "new api().send(item)"),
        ("class Api { send(x) { ask(x); } } return new Api();", "api.send(item)"),
        (f"return function (widget) {{ return {{send: {SEND}}}; }};", "api(self).send(item)"),
    ],
)
def test_what_a_module_exports_is_followed(exported: str, use: str) -> None:
    files = {
        "api.js": f"define([], function () {{ {exported} }});",
        "script.js": f"define(['./api.js'], function (api) {{ {LOOP % use} }});",
    }
    assert is_repeated(files)


def test_an_object_in_place_of_a_factory_is_the_module() -> None:
    files = {
        "api.js": f"define({{send: {SEND}}});",
        "script.js": f"define(['./api.js'], function (api) {{ {LOOP % 'api.send(item)'} }});",
    }
    assert is_repeated(files)


def test_modules_are_followed_through_others() -> None:
    files = {
        "api.js": f"define([], function () {{ return {{send: {SEND}}}; }});",
        "all.js": "define(['./api.js'], function (api) { return {api: api}; });",
        "script.js": f"define(['./all.js'], function (all) {{ {LOOP % 'all.api.send(item)'} }});",
    }
    assert is_repeated(files)


def test_functions_are_handed_over_between_files() -> None:
    each = "define([], function () { return {each: function (items, f) { for (const item of items) f(item); }}; });"
    script = "define(['./list.js'], function (list) {{ list.{}(items, function (item) {{ ask(item); }}); }});"
    assert is_repeated({"list.js": each, "script.js": script.format("each")})
    assert not is_repeated({"list.js": each, "script.js": script.format("first")})


def test_a_function_of_a_module_is_handed_to_an_iteration() -> None:
    files = {
        "api.js": f"define([], function () {{ return {{send: {SEND}}}; }});",
        "script.js": "define(['./api.js'], function (api) { items.map(api.send); });",
    }
    assert is_repeated(files)


def test_globals_are_shared() -> None:
    files = {"api.js": f"window.acme = {{send: {SEND}}};", "script.js": LOOP % "acme.send(item)"}
    assert is_repeated(files)


def test_modules_that_ask_for_each_other_end() -> None:
    files = {
        "a.js": "define(['./b.js'], function (b) { return b.value; });",
        "b.js": "define(['./a.js'], function (a) { return {value: a.value}; });",
        "script.js": f"define(['./a.js'], function (a) {{ {LOOP % 'a.send(item)'} ask(); }});",
    }
    assert not is_repeated(files)


def test_modules_that_give_each_other_everything_take_no_long_time() -> None:
    one_of_all = " || ".join(f"other.p{number}" for number in range(12))
    gives = ", ".join(f"p{number}: {one_of_all}" for number in range(12))
    files = {
        "a.js": f"define(['./b.js'], function (other) {{ return {{{gives}}}; }});",
        "b.js": f"define(['./a.js'], function (other) {{ return {{{gives}}}; }});",
        "script.js": f"define(['./a.js'], function (a) {{ {LOOP % 'a.p1(item)'} ask(); }});",
    }
    started = time.process_time()
    assert not is_repeated(files)
    assert time.process_time() - started < SECONDS


def test_modules_that_are_no_files_of_the_widget_are_left_alone() -> None:
    script = f"define(['jquery', './gone.js'], function ($, gone) {{ {LOOP % 'gone.send(item)'} ask(); }});"
    assert not is_repeated({"script.js": script, "jquery-ui.js": "define([], function () {});"})


def test_what_a_function_reaches() -> None:
    api = build_model(parse(b"define([], function () { return {send: function send() {}}; });").program)
    script = build_model(
        parse(
            b"define(['./api.js'], function (api) { start(); function start() { setTimeout(later, 9); api.send(); }"
            b" function later() {} function never() {} $('a').on('click', function event() { never(); }); });"
        ).program
    )
    calls = LinkedCalls({"api.js": api, "script.js": script})
    functions = {node.id.name: node for node in js.walk(script.program) if isinstance(node, js.Function) and node.id}
    reached = {node.id.name for node in calls.reached_from(functions["start"]) if node.id}
    assert reached == {"start", "later", "send"}


def test_a_script_of_a_page_is_asked_like_a_module_but_not_followed() -> None:
    api = "window.send = function (x, done) { done(x); }; window.store = {}; store.last = 'first';"
    code = "window.draw = function (text) { send(text, draw); return store.last; }; draw(store.last);"
    page = build_model(parse(code.encode()).program)
    script = build_model(parse(b"draw('passed'); send(draw, function (y) { draw(y); });").program)
    calls = LinkedCalls({"api.js": build_model(parse(api.encode()).program), "script.js": script}, [page])
    (draw,) = page.index.all(js.FunctionExpression)
    passed = list(calls.passed_from_elsewhere([Argument(draw, 0)]))
    assert [script.texts.text_of(node) for node in passed] == ["passed", None]
    assert list(calls.reached_from(draw)) == [draw]
    for call in page.index.calls:
        assert list(calls.returned_from_elsewhere(call)) == []
    for member in page.index.all(js.MemberExpression):
        assert list(calls.written_elsewhere(member)) == []
