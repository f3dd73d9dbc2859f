"""Texts are folded as far as the code says what they are, and in bounded time."""

from __future__ import annotations

import time

import pytest

from checker.languages import javascript
from checker.languages.javascript import estree as js
from checker.languages.javascript.model import ScriptModel, build_model


def model_of(code: str) -> ScriptModel:
    return build_model(javascript.parse(code.encode()).program)


def asked(code: str) -> tuple[ScriptModel, js.Node]:
    """The model of a code and the expression in it that is handed to `ask(…)`."""
    model = model_of(code)
    calls = [call for call in model.index.all(js.CallExpression) if getattr(call.callee, "name", "") == "ask"]
    return model, calls[-1].arguments[0]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("ask('al' + \"ert\")", "alert"),
        ("const a = 'при', b = `${a}вет 🙂`; ask(b + '!')", "привет 🙂!"),
        ("var a; a = 'x'; ask(`\\u{41}${a}\\n`)", "Ax\n"),
        ("ask(['a', 'b', 'c'].join('-'))", "a-b-c"),
        ("ask(['a', 'b'].join() + [].join('x'))", "a,b"),
        ("var parts = ['a']; parts.push('b', 'c'); ask(parts.join(''))", "abc"),
        ("ask(['a'].concat(['b'], 'c').join(''))", "abc"),
        ("ask('a'.concat('b', 1, true))", "ab1true"),
        ("var names = ['al', 'ert']; ask(names[0] + names[1])", "alert"),
        ("const urls = { base: 'https://a.b', 'x-y': '/c' }; ask(urls.base + urls['x-y'])", "https://a.b/c"),
        ("function Widget() { var self = this; self.host = 'a.b'; ask('//' + self.host); }", "//a.b"),
        ("class W { host = 'a.b'; go() { ask('//' + this.host); } }", "//a.b"),
        ("var html = '<b>'; html += 'x'; html += '</b>'; ask(html)", "<b>x</b>"),
        ("function load(address) { ask(address + '?v') } load('/a')", "/a?v"),
        ("ask(String(5) + (7).toString())", "57"),
        ("ask(('no', 'yes'))", "yes"),
        ("ask('')", ""),
        ("ask(``)", ""),
        ("ask(0x10)", "16"),
    ],
)
def test_a_text_that_is_always_the_same(code: str, text: str) -> None:
    model, node = asked(code)
    assert model.texts.text_of(node) == text


@pytest.mark.parametrize(
    ("code", "parts"),
    [
        ("ask('https://' + host + '/a' + '.js')", ("https://", None, "/a.js")),
        ("ask(`${a}${b}/x`)", (None, "/x")),
        ("var html = '<b>'; if (c) { html += 'x'; } ask(html)", ("<b>", None, "x")),
        ("var a = 'x'; ask(a); a += 'y';", ("x", None)),
        ("ask(['a', b, 'c'].join(''))", ("a", None, "c")),
        ("ask(c ? 'a' : 'b')", (None,)),
    ],
)
def test_parts_that_are_known(code: str, parts: tuple[str | None, ...]) -> None:
    model, node = asked(code)
    assert model.texts.parts_of(node) == parts
    assert model.texts.text_of(node) is None


@pytest.mark.parametrize(
    "code",
    [
        "let a = 'x'; a = 'y'; ask(a)",
        "for (var i = 0; i < 3; i++) { ask(i); }",
        "for (const key of ['a', 'b']) { ask(key); }",
        "function load(a) { ask(a); } load('x'); load('y');",
        "items.forEach(function (item) { ask(item); });",
        "var a = { b: 'x' }; a.b = 'y'; ask(a.b)",
        "var a = { b: 'x' }; a[key] = 'y'; ask(a.b)",
        "var a = ['x', 'y']; a.reverse(); ask(a.join(''))",
        "var a = b, b = a; ask(a)",
        "var a = 'x'; a -= 1; ask(a)",
        "ask(1 + 2)",
        "var a = 5; ask(a + 6)",
        "ask(/x/)",
        "ask(text)",
    ],
)
def test_what_cannot_be_told(code: str) -> None:
    model, node = asked(code)
    assert model.texts.text_of(node) is None


def test_all_texts_that_are_possible() -> None:
    model, node = asked("function make(tag) { ask(tag); } make('link'); make('scr' + 'ipt'); make(other ? 'a' : b);")
    assert set(model.possible_texts(node)) == {("link",), ("script",), ("a",)}


@pytest.mark.parametrize(
    "code",
    [
        "window['al' + 'ert'](1);",
        "const name = `al${'ert'}`; window[name](1);",
        "var parts = ['al', 'ert']; window[parts.join('')](1);",
        "var names = { show: 'alert' }; self[names.show](1);",
    ],
)
def test_computed_names_of_properties(code: str) -> None:
    assert [use.path for use in model_of(code).uses_of("alert")] == [("alert",)]


@pytest.mark.parametrize(
    ("code", "is_text"),
    [("ask('a' + b)", True), ("ask(`${a}`)", True), ("ask(a + b)", False), ("ask(function () {})", False)],
)
def test_whether_a_text_is_made(code: str, *, is_text: bool) -> None:
    model, node = asked(code)
    assert model.texts.makes_text(node) is is_text


@pytest.mark.parametrize(
    "code",
    [
        "var a0 = 'x';" + "".join(f"var a{i} = a{i - 1} + a{i - 1};" for i in range(1, 100)) + "ask(a99);",
        "ask(" + " + ".join(["'ab'"] * 30_000) + ");",
        "var a = '" + "x" * 100_000 + "'; ask(" + " + ".join(["a"] * 1_000) + ");",
        "var html = '';" + "html += '<b>';" * 10_000 + "ask(html);",
        "".join(f"var a{i} = a{i + 1} + 'x';" for i in range(3_000)) + "var a3000 = a0; ask(a0);",
        "ask(" + "[" * 400 + "'a'" + "].concat(['b'])" * 400 + ".join(''));",
        "var a = o[b], b = o[a], o = {}; o[a] = b; ask(o[a]);",
        "var o = {}, k0 = 'a';" + "".join(f"var k{i} = o[k{i - 1}];" for i in range(1, 2_000)) + "ask(o[k1999]);",
        "var o = {}; ask(" + "o[" * 500 + "a" + "]" * 500 + ");",
    ],
    ids=[
        "doubling",
        "a long sum",
        "a long text",
        "a growing text",
        "a circle",
        "arrays in arrays",
        "keys in a circle",
        "keys of keys",
        "keys in keys",
    ],
)
def test_hostile_code_takes_bounded_time_and_memory(code: str) -> None:
    model, node = asked(code)
    started = time.process_time()
    pieces = model.texts.pieces_of(node)
    assert time.process_time() - started < 2
    assert sum(len(piece.text or "") for piece in pieces) < 1_000_000


def test_a_position_of_thousands_of_digits_is_no_position() -> None:
    model, node = asked(f"var names = ['a']; ask(names['{'1' * 5_000}'])")
    assert model.texts.text_of(node) is None


def test_an_object_is_asked_for_thousands_of_properties_in_time() -> None:
    members = ",".join(f"k{number}: '/a{number}'" for number in range(20_000))
    code = f"var urls = {{{members}}};" + "".join(f"ask(urls.k{number});" for number in range(2_000))
    model = model_of(code)
    started = time.process_time()
    texts = [model.texts.text_of(call.arguments[0]) for call in model.index.all(js.CallExpression)]
    assert texts[1_999] == "/a1999"
    assert time.process_time() - started < 10
