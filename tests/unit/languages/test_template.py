from __future__ import annotations

import time
from contextlib import suppress
from itertools import product
from typing import TYPE_CHECKING

import pytest

from checker.languages import template
from checker.languages.syntax import TooSlow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from checker.languages.syntax import Comment
    from checker.languages.template import Attribute, Embedded, ParsedTemplate
    from checker.languages.twig import TwigTag


def read(text: str) -> ParsedTemplate:
    return template.parse(text.encode())


def places(text: str, found: Iterable[Comment | Attribute | Embedded | TwigTag]) -> list[str]:
    return [text.encode()[one.start : one.end].decode() for one in found]


# -- Twig


@pytest.mark.parametrize(
    ("text", "kind", "name", "inner"),
    [
        ("{{ имя }}", "expression", "", "имя"),
        ('{{ \'}}\' ~ "{{ \\" }}" }}', "expression", "", '\'}}\' ~ "{{ \\" }}"'),
        ("{{ {a: {b: 1}} }}", "expression", "", "{a: {b: 1}}"),
        ("{{{a: 1}}}", "expression", "", "{a: 1}"),
        ("{{- a|raw -}}", "expression", "", "a|raw"),
        ("{{~ a ~}}", "expression", "", "a"),
        ("{%- include 'ё.twig' with {a: '%}'} -%}", "statement", "include", "include 'ё.twig' with {a: '%}'}"),
        ('{% extends "x" %}', "statement", "extends", 'extends "x"'),
        ("{% set a = {b: {c: 1}} %}", "statement", "set", "set a = {b: {c: 1}}"),
        ("{# привет {{ a }} #}", "comment", "", "привет {{ a }}"),
        ("{#- a -#}", "comment", "", "a"),
        ("{# never closed <b>", "comment", "", "never closed <b>"),
        ("{% verbatim %}{{ a }}{# b #}{% endverbatim %}", "verbatim", "verbatim", ""),
        ("{%- raw -%}{% endverbatim %}{{ a }}{%~ endraw ~%}", "verbatim", "raw", ""),
        ("{% raw %}{{ a", "verbatim", "raw", ""),
    ],
)
def test_one_tag_from_end_to_end(text: str, kind: str, name: str, inner: str) -> None:
    before = "<p>😀</p>"
    tags = read(before + text).twig_tags

    assert places(before + text, tags) == [text]
    assert (tags[0].kind, tags[0].name, tags[0].text) == (kind, name, inner)


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("a {{ b <i>{{ c }}</i>", ["{{ c }}"]),
        ("{% if a <i>{% endif %}", ["{% endif %}"]),
        ("{{ it's }} {# x #}", ["{{ it's }}", "{# x #}"]),
        ("{{ ' }} {{ a }} {# x #}", ["{{ ' }}", "{{ a }}", "{# x #}"]),
        ("{ { a } } { % b % }", []),
        ("{{ f( }} {{ b }}", ["{{ f( }}", "{{ b }}"]),
        ("{{ 'a' }}{{ \"b\" }}{% c %}{# d #}", ["{{ 'a' }}", '{{ "b" }}', "{% c %}", "{# d #}"]),
        ("{{ " * 50 + "{# x #} {{ y }}", ["{# x #}", "{{ y }}"]),
    ],
)
def test_unclosed_and_broken_tags_hide_nothing(text: str, tags: list[str]) -> None:
    assert places(text, read(text).twig_tags) == tags


# -- comments


@pytest.mark.parametrize(
    ("text", "comments"),
    [
        ("<p>ё</p><!-- привет --><b>{# 😀 #}</b>", ["<!-- привет -->", "{# 😀 #}"]),
        ("<!--[if IE]><b><![endif]-->", ["<!--[if IE]><b><![endif]-->"]),
        ("<!-- {# in #} {{ a }} --> {# <!-- b --> #}", ["<!-- {# in #} {{ a }} -->", "{# <!-- b --> #}"]),
        ("<script>var a; {# in script #} // no</script>", ["{# in script #}"]),
        ("<script>'<!-- no -->'</script><style>/* no */</style>", []),
        ("<p title='<!-- no -->'><!-- yes -->", ["<!-- yes -->"]),
        ("{{ '<!-- no -->' }}{% verbatim %}{# no #}<!-- yes -->{% endverbatim %}", ["<!-- yes -->"]),
        ("<p><!-- never closed <b>", ["<!-- never closed <b>"]),
        ("<!----><!-- a --!> b -->", ["<!---->", "<!-- a --!> b -->"]),
        ("<!DOCTYPE html><!--> text", []),
        ("<a {# in tag #} href='{# in value #}'>", ["{# in tag #}", "{# in value #}"]),
    ],
)  # fmt: skip
def test_comments_of_both_kinds(text: str, comments: list[str]) -> None:
    assert places(text, read(text).comments) == comments


def test_the_text_of_a_comment_is_without_its_marks() -> None:
    assert [one.text for one in read("<!-- ё -->{#- б #}<!-- e").comments] == [" ё ", " б ", " e"]


# -- scripts and styles


def test_scripts_keep_length_and_lines_without_twig() -> None:
    text = "<p>ё</p><script>\nvar a = {{ cfg }};{% if b %}\nс(){% endif %}\n</script>"
    (script,) = read(text).scripts

    assert script.code.decode() == "\nvar a = xxxxxxxxx;          \nс()           \n"
    assert script.end - script.start == len(script.code)
    assert places(text, [script]) == ["\nvar a = {{ cfg }};{% if b %}\nс(){% endif %}\n"]


def test_verbatim_in_a_script_stays_as_it_is() -> None:
    (script,) = read("<script>{% verbatim %}a = '{{ b }}'{% endverbatim %}</script>").scripts

    assert script.code.strip() == b"a = '{{ b }}'"


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ("", ("", None, True)),
        (' type="text/javascript"', ("text/javascript", None, True)),
        (" TYPE=' Application/JavaScript '", ("application/javascript", None, True)),
        (" type=module src=a.js", ("module", "a.js", True)),
        (' type="text/template"', ("text/template", None, False)),
        (' type="text/x-handlebars"', ("text/x-handlebars", None, False)),
        (' type="application/json"', ("application/json", None, False)),
        (' src="{{ path }}/ё.js"', ("", "{{ path }}/ё.js", True)),
        (" async src", ("", None, True)),
    ],
)
def test_what_a_script_is(attributes: str, expected: tuple[str, str | None, bool]) -> None:
    (script,) = read(f"<SCRIPT{attributes}>a < b</SCRIPT >").scripts

    assert script.code == b"a < b"
    assert (script.type, script.src, script.is_javascript) == expected


def test_scripts_without_content_or_end() -> None:
    text = '<script src="a"></script><script src="b" />"<style/>"</script><style>.ё {}</style><script>var c'
    parsed = read(text)

    assert [(one.src, one.code) for one in parsed.scripts] == [("a", b""), ("b", b'"<style/>"'), (None, b"var c")]
    assert [one.code.decode() for one in parsed.styles] == [".ё {}"]


# -- attributes


def test_every_attribute_with_the_place_of_its_value() -> None:
    text = """<p>ё</p><A HREF="{{ url }}?a=1&amp;b" onClick='go("ё")' id=x data-{{ n }}="y" hidden style="">"""
    attributes = read(text).attributes

    assert [(one.tag, one.name, one.value) for one in attributes] == [
        ("a", "href", "{{ url }}?a=1&amp;b"),
        ("a", "onclick", 'go("ё")'),
        ("a", "id", "x"),
        ("a", "data-{{ n }}", "y"),
        ("a", "hidden", None),
        ("a", "style", ""),
    ]
    code = text.encode()
    values = [code[one.value_start : one.value_end].decode() for one in attributes]
    assert values == ["{{ url }}?a=1&amp;b", 'go("ё")', "x", "y", "", ""]
    assert places(text, attributes)[0] == 'HREF="{{ url }}?a=1&amp;b"'


def test_branches_inside_a_tag() -> None:
    text = '<div {% if a %}class="x"{% else %}class="y > z"{% endif %} srcset="a 1x"><b></div>{% if c %}</p>{% endif %}'
    attributes = read(text).attributes

    assert [(one.name, one.value) for one in attributes] == [
        ("class", "x"),
        ("class", "y > z"),
        ("srcset", "a 1x"),
    ]


# -- hostile input

HOSTILE = [
    b"{{ ", b'{{ "', b"{{ '}}' ", b'{{ "\\"', b'{{ "\\', b"{% ", b"{#", b"{% verbatim %}", b"{%", b"{", b"}", b"}}",
    b"{{{", b"{{ { ", b"{{ it's }} ", b"<", b"<!--", b"<a b=", b"<script>", b"</", b"<p>", b"<div>", b"\0", b"\xff",
    b"-->", b"&", b"'", b"<script ", b"<script '",
]  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_input_takes_bounded_time(unit: bytes) -> None:
    start = time.process_time()
    with suppress(TooSlow):
        template.parse(unit * (60_000 // len(unit)), seconds=1)
    assert time.process_time() - start < 3


def test_a_deadline_is_kept() -> None:
    with pytest.raises(TooSlow):
        template.parse(b"<div>" * 100_000, seconds=0.1)


def test_no_mutation_breaks_the_reader() -> None:
    seed = '<a b="{{ c("d") }}">{# ё #}{% if {e:{f:1}} %}<script type=g>h{{i}}</script><!-- j --><style>k</style>'
    for position, mark in product(
        range(len(seed)), ["", *"{}%#<>\"'=/!-\n\0😀", "{{", "}}", "<!--", "-->", "{% raw %}"]
    ):
        code = (seed[:position] + mark + seed[position + 1 :]).encode()
        parsed = template.parse(code)
        found: list[Comment | Attribute | Embedded | TwigTag] = [*parsed.comments, *parsed.attributes]
        found += [*parsed.scripts, *parsed.styles, *parsed.twig_tags]
        assert all(0 <= one.start <= one.end <= len(code) for one in found), code
        assert all(len(one.code) == one.end - one.start for one in (*parsed.scripts, *parsed.styles)), code


def test_elements() -> None:
    code = b'<a href="1" class=\'b\'><a title="<"><br><b>x</b><i {% if a %}id="c"{% endif %} class></i>'
    names = [[attribute.name for attribute in element] for element in template.parse(code).elements()]
    assert names == [["href", "class"], ["title"], ["id", "class"]]
