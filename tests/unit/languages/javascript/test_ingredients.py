"""What values are made of: `secret` goes into what `send` gets, or does not."""

from __future__ import annotations

import time

import pytest

from checker.languages.javascript import estree as js
from checker.languages.javascript import parse
from checker.languages.javascript.model import build_model


def is_sent(code: str) -> bool:
    model = build_model(parse(code.encode()).program)
    sent = [call.node for call in model.graph.calls if "send" in call.names]
    assert sent
    nodes = model.ingredients.of(argument for call in sent for argument in call.arguments)
    return any(isinstance(node, js.Identifier) and node.name == "secret" for node in nodes)


@pytest.mark.parametrize(
    "code",
    [
        "send(secret)",
        "send('a' + secret)",
        "send(`https://x/${secret}`)",
        "send({a: {b: [1, secret]}})",
        "send({...{a: secret}})",
        "send(JSON.stringify({a: secret}))",
        "send(secret.trim().toLowerCase())",
        "send(on ? secret : '')",
        "send(secret || '')",
        "var a = secret; var b = a; send(b)",
        "var a; a = secret; send({a})",
        "var {a} = {a: secret}; send(a)",
        "var a = {}; a.b = secret; send(a)",
        "var a = {}; a.b.c = secret; send(a)",
        "var a = {}; a['b'] = secret; send(a)",
        "var url = '/x?'; url += secret; send(url)",
        "var rows = []; rows.push({name: 'a', value: secret}); send(rows)",
        "var form = new FormData(); form.append('a', secret); send(form)",
        "var a = {}; Object.assign(a, {b: secret}); send(a)",
        "var all = $.extend({}, {b: secret}); send(all)",
        "function get() { return {a: secret}; } send(get())",
        "function get() { var info = {}; info.a = secret; return info; } send(get())",
        "var get = () => secret; send(get())",
        "function pass(data) { send(data); } pass({a: secret})",
        "function pass({data}) { send(data); } pass({data: secret})",
        "var self = {}; self.data = {}; self.data.a = secret; send(self.data)",
        "class A { constructor() { this.key = secret; } go() { send(this.key); } } new A().go()",
        "for (var one of [secret]) { send(one); }",
        "async function go() { send(await secret); }",
        "send(new URLSearchParams({a: secret}).toString())",
    ],
)
def test_it_goes_in(code: str) -> None:
    assert is_sent(code)


@pytest.mark.parametrize(
    "code",
    [
        "send(1); secret",
        "if (secret) { send(1); }",
        "send(secret ? 1 : 2)",
        "send(a === secret)",
        "send(function () { return secret; })",
        "var a = {b: secret, c: 1}; send(a.c)",
        "var {c} = {b: secret, c: 1}; send(c)",
        "function pass(a, b) { send(a); } pass(1, secret)",
        "var rows = []; show(rows, secret); send(rows)",
        "list[secret] = 1; send(list)",
    ],
)
def test_it_does_not(code: str) -> None:
    assert not is_sent(code)


@pytest.mark.parametrize(
    "code",
    [
        "var a = 1;" + "a = {a: a, b: a};" * 3_000 + "send(a)",
        "function f(x) { return f(x) + g(x); } function g(x) { return f(x) + g(x); } send(f(secret))",
        "var a = {}; a.a = a; send(a)",
        "send(" + "[" * 400 + "]" * 400 + ")",
    ],
)
def test_tangled_code_takes_no_long_time(code: str) -> None:
    started = time.process_time()
    is_sent(code)
    assert time.process_time() - started < 5
