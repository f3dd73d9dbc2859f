"""Failures of promises: where they end, and what runs on the way."""

from __future__ import annotations

import time

import pytest

from checker.languages.javascript import estree as js
from checker.languages.javascript import parse
from checker.languages.javascript.linking import LinkedCalls
from checker.languages.javascript.model import ScriptModel, build_model
from checker.languages.javascript.rejections import Ending, Rejections

SEEN, LOST, UNKNOWN = "seen", "lost", "unknown"


def model_of(code: str) -> ScriptModel:
    return build_model(parse(code.encode()).program)


def endings(code: str) -> tuple[Ending, ...]:
    model = model_of(code)
    (node,) = (call.node for call in model.graph.calls if "ask" in call.names)
    return Rejections(LinkedCalls({"script.js": model}), {"render"}).endings(node)


def fates(code: str) -> list[str]:
    """What becomes of the failure of `ask()`, one for each way."""
    return [SEEN if ending.handlers else LOST if ending.is_known else UNKNOWN for ending in endings(code)]


@pytest.mark.parametrize(
    "code",
    [
        "ask().catch(fail);",
        "ask().then(draw).catch(fail);",
        "ask().then(draw, fail);",
        "ask().done(draw).fail(fail).always(stop);",
        "ask()?.catch(fail);",
        "(ready ? ask() : load()).catch(fail);",
        "(cache || ask()).catch(fail);",
        "var answer = ask(); answer.done(draw); answer.fail(fail);",
        "let answer; answer = ask(); answer.catch(fail);",
        "this.answer = ask(); this.answer.catch(fail);",
        "Promise.all([ask(), load()]).catch(fail);",
        "Promise.all([...items.map(item => ask(item))]).catch(fail);",
        "$.when(ask(), load()).fail(fail);",
        "$.when.apply($, items.map(function (item) { return ask(item); })).fail(fail);",
        "var all = []; all.push(ask()); Promise.all(all).catch(fail);",
        "async function go() { try { await ask(); } catch (error) { fail(error); } }",
        "async function go() { try { try { await ask(); } finally { stop(); } } catch (error) { fail(error); } }",
        "async function go() { await ask(); } go().catch(fail);",
        "(async () => { await ask(); })().catch(fail);",
        "function go() { return ask(); } go().catch(fail);",
        "const go = () => ask(); go().then(draw).catch(fail);",
        "class Client { go() { return ask(); } async all() { try { await this.go(); } catch (error) { fail(); } } }",
        "load().then(function () { return ask(); }).catch(fail);",
        "load().then(() => ask()).catch(fail);",
        "new Promise(function (resolve, reject) { ask().then(resolve, reject); }).catch(fail);",
        "new Promise(function (resolve, reject) { ask().catch(e => reject(e)); }).catch(fail);",
        "new Promise(resolve => resolve(ask())).catch(fail);",
        "function go() { var d = $.Deferred(); ask().fail(d.reject); return d.promise(); } go().fail(fail);",
        "handle(ask()); function handle(promise) { promise.catch(fail); }",
    ],
)
def test_failure_is_seen(code: str) -> None:
    assert fates(code) == [SEEN]


@pytest.mark.parametrize(
    "code",
    [
        "ask();",
        "void ask();",
        "ask().then(draw);",
        "ask().then(draw, null);",
        "ask().catch();",
        "var answer = ask(); answer.abort();",
        "async function go() { await ask(); } go();",
        "async function go() { try { await ask(); } finally { stop(); } } go();",
        "function go() { return ask(); } go();",
        "Promise.all([ask()]).then(draw);",
        "try { ask(); } catch (error) { fail(error); }",
        "$('.a').on('click', async function () { await ask(); });",
        "button.onclick = () => ask();",
        "items.forEach(async item => { await ask(item); });",
        "setTimeout(() => ask(), 100);",
        "this.callbacks = {render: async function () { await ask(); }};",
        "if (ask()) { draw(); }",
        "new Promise(function (resolve) { ask().then(resolve); }).catch(fail);",
    ],
)
def test_failure_is_lost(code: str) -> None:
    assert fates(code) == [LOST]


@pytest.mark.parametrize(
    "code",
    [
        "queue.add(() => ask());",
        "queue.add(ask());",
        "define([], function () { return {load: function () { return ask(); }}; });",
        "this.callbacks = {onSave: async function () { await ask(); }};",
        "var {answer} = {answer: ask()};",
        "function* go() { yield ask(); }",
        "ask().retry(3);",
        "Promise.allSettled([ask()]).then(draw);",
    ],
)
def test_what_cannot_be_followed_is_unknown(code: str) -> None:
    assert fates(code) == [UNKNOWN]


def test_each_caller_is_a_way_of_its_own() -> None:
    code = "function go() { return ask(); } go().catch(fail); go(); module.go(go());"
    assert sorted(fates(code)) == [LOST, SEEN, UNKNOWN]


def test_a_lost_failure_ends_at_the_caller_that_drops_it() -> None:
    (ending,) = endings("function go() { return ask(); } go().then(draw);")
    assert isinstance(ending.place, js.CallExpression)
    assert ending.place.start == len("function go() { return ask(); } ")


def test_a_handler_that_throws_again_passes_the_failure_on() -> None:
    (ending,) = endings("ask().catch(e => { log(e); throw e; }).then(draw).catch(fail);")
    assert len(ending.handlers) == 2


def test_what_always_runs_is_told_from_handlers() -> None:
    (ending,) = endings("ask().then(draw).finally(stop);")
    assert (len(ending.handlers), len(ending.always)) == (0, 1)


def test_handlers_given_with_the_call_count() -> None:
    model = model_of("ask({error: fail});")
    (call,) = model.graph.calls
    settings = call.arguments[0]
    assert isinstance(settings, js.ObjectExpression)
    (ending,) = Rejections(LinkedCalls({"script.js": model})).endings(call.node, [settings.properties[0]])
    assert ending.handlers == (settings.properties[0],)


@pytest.mark.parametrize(
    "code",
    [
        "function a() { return b(); } function b() { return a(); } function c() { return ask(); } a(); c();",
        "var a = ask(); " + "a = a.then(draw); " * 300,
        "ask()" + ".then(draw)" * 2000 + ";",
        "function go() { return ask(); } " + "go(); " * 2000,
        "".join(f"function f{n}() {{ return f{n + 1}(); }} " for n in range(500)) + "function f500() { return ask(); }",
    ],
)
def test_hostile_code_costs_bounded_time(code: str) -> None:
    started = time.monotonic()
    endings(code)
    assert time.monotonic() - started < 10


def test_wrappers_around_wrappers_end() -> None:
    wrappers = "".join(f"function w{i}(f) {{ w{i - 1}(f); w{i - 1}(f); }} " for i in range(1, 40))
    model = model_of(f"function w0(f) {{ ask({{error: f}}); }} {wrappers} w39(show);")
    (call,) = (call for call in model.graph.calls if "ask" in call.names)
    settings = call.arguments[0]
    assert isinstance(settings, js.ObjectExpression)
    (member,) = settings.properties
    assert isinstance(member, js.Property)
    start = time.monotonic()
    Rejections(LinkedCalls({"script.js": model})).endings(call.node, [member.value])
    assert time.monotonic() - start < 2
