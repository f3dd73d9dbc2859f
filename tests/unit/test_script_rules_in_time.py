"""The rules on scripts come to an end, and in time, on code in which everything leads to everything."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from checker.finding import Profile, Target
from checker.rules.registry import RULES_BY_NAME
from checker.rules.rule import Context
from checker.widget.files import FileSet
from checker.widget.widget import Widget

if TYPE_CHECKING:
    from checker.widget.script import Script

COUNT = 4_000
SECONDS = 5.0
"""Several times what each takes: a busy machine fails no test, a rule that asks everything of everything does."""
LEVELS = range(26)
SOCKET = "new WebSocket('wss://a.example.com').onmessage = function (e) { go(e, e); }; $.get('/acme');"

HOSTILE = {
    "a promise that waits for itself": ("html-injection", "function f(p) { p.then(f); $('.a').html(p[0]); }"),
    "a position beyond all": (
        "html-injection",
        "Promise.all([$.get('/a'), $.get('/b')]).then(function (r) { $('.a').html(r['" + "9" * 5_000 + "']); });",
    ),
    "a list handed through many callers": (
        "html-injection",
        "function f0(list) { list.forEach(function (x) { $('.a').html(x.name); }); }"
        + "".join(f"function w{n}(run, list) {{ run(list); run(list); run(list); }}" for n in LEVELS)
        + "".join(f"function f{n + 1}(list) {{ w{n}(f{n}, list); }}" for n in LEVELS),
    ),
    "values of the values": (
        "synchronous-request",
        "var x = Object.values(x); for (var one of x) { $.ajax({url: '/a', async: one}); }",
    ),
    "listeners": (
        "unchecked-message-origin",
        "function f(e) {"
        + "save(e.data);" * COUNT
        + "return e.origin === 'a'; }"
        + "addEventListener('message', f);" * COUNT,
    ),
    "events": (
        "duplicate-tab-requests",
        SOCKET
        + "function go(e) {"
        + "bus.trigger('a', e);" * COUNT
        + "}"
        + "bus.on('a', function (d) { show(d); });" * COUNT,
    ),
    "callbacks that are kept": (
        "duplicate-tab-requests",
        SOCKET
        + "function go(e, run) {"
        + "run(e);" * COUNT
        + "} var kept = []; function keep(f) { kept.push(f); }"
        + "keep(function (d) { show(d); });" * COUNT,
    ),
    "calls": (
        "duplicate-tab-requests",
        SOCKET + "function f(e) { show(e); } function go(e) {" + "f(e);" * 4 * COUNT + "}",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_rule_comes_to_an_end(name: str) -> None:
    rule, code = HOSTILE[name]
    widget = Widget(
        "", FileSet({"script.js": f"define(['jquery'], function ($) {{ {code} }});".replace(";", ";\n").encode()})
    )
    assert [script.model for script in widget.scripts], "parsing is not what is measured"
    check = RULES_BY_NAME[rule]
    subject: Widget | Script = widget if Widget in check.subjects else widget.scripts[0]
    context = (Context(Target.MODERATE, Profile.KOMMO, None, frozenset(), is_release=False),)
    started = time.process_time()
    assert all(found.message for found in check.check(subject, *context[: check.takes_context]))
    assert time.process_time() - started < SECONDS
