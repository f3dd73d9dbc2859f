"""Scripts in templates and in strings of markup are scripts of the widget, each at its place in the real file."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from checker.widget.files import FileSet
from checker.widget.script import MAX_EMBEDDED, EmbeddedScript
from checker.widget.widget import Widget

if TYPE_CHECKING:
    from checker.widget.script import Script


def widget_of(path: str, code: str) -> Widget:
    return Widget(root="", files=FileSet({path: code.encode()}))


def embedded(path: str, code: str) -> list[EmbeddedScript]:
    return [script for script in widget_of(path, code).scripts if isinstance(script, EmbeddedScript)]


def positions(scripts: list[EmbeddedScript], name: str = "console") -> list[tuple[int, int]]:
    """Line and column of each use of a global."""
    found = [script.place(use).span for script in scripts for use in script.uses_of(name)]
    return sorted((span.line, span.column) for span in found)


def uses_at(path: str, code: str) -> list[tuple[int, int]]:
    return positions(embedded(path, code))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('<button onclick="console.log(1)">Привет</button>', [(1, 18)]),
        ("<b title='🙂' ONLOAD = 'console.log(1)'>", [(1, 24)]),
        ("<b onclick=console.log(1)>", [(1, 12)]),
        ('<a href="JavaScript:console.log(1)">', [(1, 21)]),
        ('<form action=" javascript: console.log(1)">', [(1, 28)]),
        ('<b onclick="go({{ id }});\n  console.log({{ name }})">', [(2, 3)]),
        ('<b onclick="go(&quot;a&quot;) &amp;&amp; console.log(&#39;б&#39;)">', [(1, 42)]),
        ('<b onclick="if (a &lt;= b) { c(x =&gt; console.log(x)) }">', [(1, 40)]),
        ('<b data-onclick="console.log(1)" only="console.log(1)" title="console.log(1)">', []),
        ('{# <b onclick="console.log(1)"> #}<!-- <b onclick="console.log(1)"> -->', []),
        ('<a href="javascript:void(0)" onclick=""><a href="javascript:;">', []),
    ],
)
def test_handlers_and_links_in_templates(code: str, expected: list[tuple[int, int]]) -> None:
    assert uses_at("templates/panel.twig", code) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("$('body').append('<button onclick=\"console.log(1)\">Привет</button>');", [(1, 36)]),
        ("var a = '🙂<b onclick=\"console.log(\\'ы\\')\">';", [(1, 23)]),
        ('var a = "<b onclick=\\"console.log(1)\\">";', [(1, 23)]),
        ('var a = `<b\n  onclick="go(${id}); console.log(${name})">`;', [(2, 23)]),
        ("var a = '<b onclick=\"go(' + id + '); console.log(2)\">';", [(1, 38)]),
        ("var a = '<b ' +\n  'onclick=\"console.log(2)\"' + '>';", [(2, 13)]),
        ("var a = '<b onclick=\"\\\n  console.log(1)\">';", [(2, 3)]),
        ("var a = ['<i ', 'onclick=\"', 'console.log(5)', '\">'].join('');", [(1, 31)]),
        ("var a = '<tr';\na += ' onclick=\"console.log(1)\"';\na += '>';", [(2, 17)]),
        ("var a = [];\na.push('<u onclick=\"');\na.push('console.log(6)\"');\na.push('>');", [(3, 9)]),
        ("var a = '<b ' + (c ? 'disabled' : 'onclick=\"console.log(9)\"') + '>';", [(1, 45)]),
        ("var a = x ? '<b onclick=\"console.log(1)\">' : '<i onclick=\"console.log(2)\">';", [(1, 26), (1, 59)]),
        ("var q = '<a href=\"javascript:console.log(1)\">' + '<a href=\"javascript:void(0)\">';", [(1, 30)]),
        ("var s = '<script>console.log(\"a\")<\\/script>';", [(1, 18)]),
        ("var s = '<scr' + 'ipt>console.log(1)</scr' + 'ipt>';", [(1, 23)]),
        ("var s = '<script type=\"text/template\">console.log(1)<\\/script>';", []),
        ("var a = '<b onclick=\"console.log(&quot;a&quot;)\">';", [(1, 22)]),
        ("var a = 'onclick=\"console.log(1)\"', b = 'a < b onclick=\"console.log(1)\"';", []),
        ("// '<b onclick=\"console.log(1)\">'", []),
    ],
)
def test_markup_in_strings(code: str, expected: list[tuple[int, int]]) -> None:
    assert uses_at("script.js", code) == expected


def test_a_string_inside_a_script_inside_a_template() -> None:
    code = "<p>{{ a }}</p>\n<script>\n  $('p').html('<b onclick=\"console.log({{ id }})\">');\n</script>"
    assert uses_at("templates/panel.twig", code) == [(3, 28)]


def test_markup_in_php() -> None:
    assert uses_at("hook.php", '<?php $a = 1; ?>\n<b onclick="go(<?= $a ?>); console.log(1)">') == [(2, 28)]


def test_a_string_that_is_a_part_of_several_others_counts_once() -> None:
    code = "var row = '<b onclick=\"console.log(1)\">'; var a = '<p>' + row + '</p>', b = '<u>' + row + '</u>';"
    assert uses_at("script.js", code) == [(1, 24)]


@pytest.mark.parametrize(
    ("code", "faults"),
    [
        ('<b onclick="return false;">', []),
        ('<b onclick="if (a) { return go(); } return true">', []),
        ('<b onclick="go(;">', [(1, 16)]),
        ('<b onclick="go(">', [(1, 15)]),
        ('<b onclick="go({{ id }}{% if a %}, 1{% else %}, 2{% endif %}">', []),
        ('<b onclick="go(&quot;a">', []),
    ],
)
def test_a_handler_may_return_and_what_is_templated_is_not_judged(code: str, faults: list[tuple[int, int]]) -> None:
    scripts = embedded("templates/panel.twig", code)
    places = [script.place(fault).span for script in scripts for fault in script.faults]
    assert [(span.line, span.column) for span in places] == faults


def test_a_handler_in_a_string_may_return() -> None:
    (script,) = embedded("script.js", "var a = '<b onclick=\"return go();\">';")
    assert script.faults == ()


def code_of(script: Script) -> str:
    return script.code.decode()


def test_what_run_time_adds_is_crossed_out() -> None:
    (script,) = embedded("script.js", "var a = `<b onclick=\"go(${id}, 'x')\">`;")
    assert code_of(script) == "go(xxxxx, 'x')"
    assert script.source.text[script.offset :].startswith("go(${id}, 'x')")


def test_pieces_that_stand_far_apart_are_left_out() -> None:
    code = "var end = ');console.log(1)\">';\n" + "go();\n" * 2_000 + "var a = '<b onclick=\"go(' + id + end;"
    assert uses_at("script.js", code) == []


@pytest.mark.parametrize(
    "code",
    [
        "var a = '';\n" + "a += '<b onclick=\"go()\">';\n" * 10_000,
        "var a0 = '<b onclick=\"go()\">';\n" + "".join(f"var a{i} = a{i - 1} + a{i - 1};\n" for i in range(1, 100)),
        "var a = '<b onclick=\"" + "\\'" * 50_000 + "\">';\n",
        "var a = '<b onclick=\"" + "&quot;" * 30_000 + "\">';\n",
        "var a = '<b" + ' onclick="go()"' * 20_000 + ">';\n",
        "var a = '" + "<" * 200_000 + " onclick=';\n",
        "var a = " + " + ".join(["'<b onclick=\"go()\">'"] * 5_000) + ";\n",
    ],
    ids=["a growing text", "doubling", "escapes", "entities", "attributes", "brackets", "a long sum"],
)
def test_hostile_code_takes_bounded_time(code: str) -> None:
    started = time.process_time()
    assert len(embedded("script.js", "var first = 1;\n" + code)) <= MAX_EMBEDDED
    assert time.process_time() - started < 20
