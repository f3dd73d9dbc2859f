from __future__ import annotations

import time
from contextlib import suppress
from itertools import product
from typing import TYPE_CHECKING

import pytest

from checker.languages import css
from checker.languages.syntax import TooDeep, TooSlow

if TYPE_CHECKING:
    from checker.languages.css import Block, ParsedStylesheet, Selector


def read(text: str) -> ParsedStylesheet:
    return css.parse(text.encode())


def selector_of(text: str) -> Selector:
    return read(text + " {}").rules[0].selectors[0]


def places(text: str, found: list[tuple[int, int]]) -> list[str]:
    return [text.encode()[start:end].decode() for start, end in found]


def fault_places(text: str) -> list[str]:
    return places(text, [(fault.start, fault.end) for fault in read(text).faults])


# -- selectors


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        (".switcher__on{}", [".switcher__on"]),
        ("/* Привет 😀 */ .мой-виджет > a.switcher__on:hover, b{}", [".мой-виджет", ".switcher__on"]),
        (".a:not(.b, :is(.c > .d)) .e{}", [".a", ".b", ".c", ".d", ".e"]),
        (":nth-child(2n + 1 of .a){}", [".a"]),
        ("@media print { .a { & .b {} .c & {} } }", [".a", ".b", ".c"]),
        (r".sm\:w-1\/2, .\31 0{}", [r".sm\:w-1\/2", r".\31 0"]),
        (".a/**/.b /* .no */ .c{}", [".a", ".b", ".c"]),
        (".a\r\n.b,\r\n.c\r\n{}\r\n.d{}", [".a", ".b", ".c", ".d"]),
        ("[class='.no']::after { content: '.no'; background: url(.no) }", []),
        ("@keyframes x { from {} 50.5% {} } @font-face {} @page :first {}", []),
        ("a{} } .b{}", [".b"]),
        (".a { .b { ", [".a", ".b"]),
    ],
)
def test_every_class_with_its_place(text: str, classes: list[str]) -> None:
    assert places(text, [(name.start, name.end) for name in read(text).classes()]) == classes


def test_names_are_without_escapes_and_marks() -> None:
    names = [name.text for name in read(r".sm\:a.\31 0.\d800 x.ё {}").classes()]

    assert names == ["sm:a", "10", "?x", "ё"]


def test_a_compound_in_full() -> None:
    text = "li#ё.a.b[data-x^='q' i][y]:hover:not(.c)::before"
    selector = selector_of(text)
    (compound,) = selector.compounds

    assert (selector.text, selector.valid) == (text, True)
    assert compound.type is not None
    assert compound.type.text == "li"
    assert [name.text for name in (*compound.ids, *compound.classes)] == ["ё", "a", "b"]
    assert [(one.name, one.operator, one.value) for one in compound.attributes] == [
        ("data-x", "^=", "q"),
        ("y", "", ""),
    ]
    assert [(one.name, one.is_element, one.argument) for one in compound.pseudos] == [
        ("hover", False, ""),
        ("not", False, ".c"),
        ("before", True, ""),
    ]
    assert compound.pseudos[1].selectors[0].compounds[0].classes[0].text == "c"
    spans = [(part.start, part.end) for part in compound.attributes]
    spans += [(part.start, part.end) for part in compound.pseudos]
    assert places(text, spans) == ["[data-x^='q' i]", "[y]", ":hover", ":not(.c)", "::before"]


@pytest.mark.parametrize(
    ("text", "combinators"),
    [
        ("a", [""]),
        ("a b", ["", " "]),
        ("a>b + c ~d", ["", ">", "+", "~"]),
        ("a || b", ["", "||"]),
        ("a /* > */ b", ["", " "]),
        ("a/**/>/**/b", ["", ">"]),
    ],
)
def test_combinators(text: str, combinators: list[str]) -> None:
    selector = selector_of(text)

    assert [compound.combinator for compound in selector.compounds] == combinators
    assert selector.valid


def test_arguments_that_are_no_selectors() -> None:
    pseudos = selector_of(":lang(ru):nth-child(2n+1)::part(name):dir( ltr )").compounds[0].pseudos

    assert [(one.argument, one.selectors) for one in pseudos] == [
        ("ru", ()),
        ("2n+1", ()),
        ("name", ()),
        ("ltr", ()),
    ]


@pytest.mark.parametrize(("text", "type_name"), [("svg|a", "a"), ("*|b", "b"), ("|c", "c"), ("*", "*"), ("*.x", "*")])
def test_types_and_namespaces(text: str, type_name: str) -> None:
    selector = selector_of(text)
    (compound,) = selector.compounds

    assert compound.type is not None
    assert compound.type.text == type_name
    assert selector.valid


# -- rules


def test_nesting_is_kept() -> None:
    sheet = read(
        "@media (x) { .a { color: red; &:hover { margin: 0 } @supports (y) { padding: 1px; > .b { top: 0 } } } } c {}"
    )
    outer, hover, inner, last = sheet.rules
    media, supports = sheet.at_rules

    assert (outer.parent, outer.parent_rule, outer.at_rules) == (media, None, (media,))
    assert hover.parent_rule is outer
    assert hover.selectors[0].compounds[0].nesting
    assert (inner.parent, inner.parent_rule, inner.at_rules) == (supports, outer, (supports, media))
    assert inner.selectors[0].compounds[0].combinator == ">"
    assert [one.name for one in supports.declarations] == ["padding"]
    assert (last.parent, last.at_rules) == (None, ())
    assert sheet.faults == ()


def test_spans_of_rules_and_declarations() -> None:
    text = "/* ё */\n.a { color : red ; --X: { b: c } ;}\n@media x { .b { top: 0 !important } }"
    sheet = read(text)

    assert places(text, [(rule.start, rule.end) for rule in sheet.rules]) == [
        ".a { color : red ; --X: { b: c } ;}",
        ".b { top: 0 !important }",
    ]
    declarations = [one for rule in sheet.rules for one in rule.declarations]
    assert places(text, [(one.start, one.end) for one in declarations]) == [
        "color : red",
        "--X: { b: c }",
        "top: 0 !important",
    ]
    assert [(one.name, one.value, one.important) for one in declarations] == [
        ("color", "red", False),
        ("--X", "{ b: c }", False),
        ("top", "0", True),
    ]


def test_keyframe_steps_have_declarations_but_no_selectors() -> None:
    sheet = read("@-webkit-keyframes пульс { from, 50% { background: url(a.png) } }")

    assert [(rule.selectors, rule.declarations[0].urls[0].value) for rule in sheet.rules] == [((), "a.png")]
    assert sheet.faults == ()


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("a { b: url(x.png) }", [("url(x.png)", "x.png")]),
        ('a { b: url( "ё.png" ), c }', [('"ё.png"', "ё.png")]),
        ("a { b: URL('x') url(y) }", [("'x'", "x"), ("url(y)", "y")]),
        ('a { b: image-set("q.png" 1x, url(r) 2x) }', [('"q.png"', "q.png"), ("url(r)", "r")]),
        ("a { --b: { c: url(d) } }", [("url(d)", "d")]),
        ("a { b: 'no.png' /* url(no) */ }", []),
        ('@font-face { src: url("a.woff2") format("woff2") }', [('"a.woff2"', "a.woff2")]),
        ('@import "//x.ru/a.css" screen;', [('"//x.ru/a.css"', "//x.ru/a.css")]),
        ("@import url(b.css);", [("url(b.css)", "b.css")]),
        ('@namespace url("http://www.w3.org/1999/xhtml");', []),
    ],
)
def test_addresses(text: str, urls: list[tuple[str, str]]) -> None:
    sheet = read(text)
    blocks: list[Block] = [*sheet.rules, *sheet.at_rules]
    found = [url for block in blocks for declaration in block.declarations for url in declaration.urls]
    found += [url for at_rule in sheet.at_rules for url in at_rule.urls]

    assert places(text, [(url.start, url.end) for url in found]) == [place for place, _ in urls]
    assert [url.value for url in found] == [value for _, value in urls]


def test_comments_wherever_they_stand() -> None:
    text = "/* один */ a /*2*/ { b /*3*/ : c /*😀*/ } @media /*5*/ x { /**/ }\n/* e"
    comments = read(text).comments

    assert places(text, [(one.start, one.end) for one in comments])[-1] == "/* e"
    assert [one.text for one in comments] == [" один ", "2", "3", "😀", "5", "", " e"]


# -- faults


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a { *zoom: 1; _height: 1px; +width: 2px; color: red !ie; filter: progid:DX.M(src='a', b=1); }",
        "a { filter: alpha(opacity=50);\n -ms-filter: 'x:y' ;; }",
        "a { width: calc(1px + (2px)); behavior: url(x.htc) }",
        "a::-moz-selection, a:-ms-input-placeholder, _:-ms-lang(x), input:invalid {}",
        "<!-- a {} -->",
        "@charset 'utf-8'; @layer a, b; @media screen and (max-width:1px), print { a {} }",
        'a { content: \'\\\r\n}\' ; b: "\\"}" }\r\nc {}',
        "a { b: url(data:image/png;base64,iVBO=/+) }",
        "@scope (.a) to (.b) { > c {} }",
        ":is(.a, body):where(:not(x)) {}",
        "a { --x: ; --y:{a:b;c:d}; }",
        ".a { & + & {} &:hover > b {} + c {} }",
        "a{b:c}/**/",
    ],
)
def test_sound_sheets(text: str) -> None:
    assert read(text).faults == ()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("/* ё */ .a { color: red;\n.b { }\nc { d: e }", "{"),
        ("@media x { .a { }", "{"),
        ("a { b: c(d; }\ne { }", "("),
        ("a { b: calc((1px }", "("),
        ("a[b { c: d }", "["),
        ("ё {}\n} b {}", "}"),
        ("a { b: c) }", ")"),
        ("a {} /* привет", "/*"),
        ('a { content: "ё }\nb { }', '"ё }'),
        ("a { content: 'x", "'x"),
        ("a { b: url(ё", "url(ё"),
        ("a { b: url(x y) } c {}", "url(x y)"),
        ('a { b: url(x"y) }', 'url(x"y)'),
        (".a, ..ё {}", "..ё"),
        (".a,, .b {}", "."),
        (".a, {}", "."),
        ("{}", "{"),
        (".5a {}", ".5a"),
        ("#1a {}", "#1a"),
        ("a: {}", "a:"),
        ("a > > b {}", "a > > b"),
        ("a > {}", "a >"),
        ("> a {}", "> a"),
        ("a[=b] {}", "a[=b]"),
        ("a { ё red; x: 1 }", "ё red"),
        ("a { : red }", ": red"),
        ("a { color: }", "color:"),
        ("a { color: red\n  margin: 0; }", "margin"),
        ("ё: red; .a {}", "ё: red"),
        ("@media x { color: red }", "color: red"),
        ("// ё\n.a { }", "// ё\n.a"),
        (".a { // x\n color: red }", "// x\n color: red"),
        ("/* a /* b */ c */ .d {}", "c */ .d"),
        (".a {\n b: c;\n d: e\n .f,\n .g { }\n}", ".f,\n .g"),
        (".a {\n b: c\n d: 1\n @media x { }\n}", "d: 1"),
    ],
)
def test_one_mistake_gives_one_fault(text: str, place: str) -> None:
    assert fault_places(text) == [place]


def test_an_unclosed_brace_is_named_where_it_opens() -> None:
    text = "a { b: c }\n.ё { d: e\n.f { g: h }\n"

    (fault,) = read(text).faults
    assert text.encode()[: fault.start].count(b"\n") == 1
    assert "never closed" in fault.message


def test_what_stands_around_a_mistake_is_read() -> None:
    sheet = read(".a { color red; b: c }\n} .d { e: f }\n.g { h: 'i\n; j: k }")

    assert [name.text for name in sheet.classes()] == ["a", "d", "g"]
    assert [one.name for rule in sheet.rules for one in rule.declarations] == ["b", "e", "h", "j"]


def test_a_declaration_without_its_semicolon_is_no_selector() -> None:
    sheet = read(".a {\n color: red\n\n .b span:hover\n .c { top: 0 }\n}\n a:hover\n .d { top: 0 }")

    assert [one.name for one in sheet.rules[0].declarations] == ["color"]
    assert [rule.selectors[0].text for rule in sheet.rules] == [".a", ".b span:hover\n .c", "a:hover\n .d"]


def test_faults_are_capped() -> None:
    assert len(read("a { b c }" * 1000).faults) == 50


# -- hostile input

HOSTILE = [
    "}", ")", "{}", "a{}", "a{b:c}", "a,", "a>", "a|", ".", "*", "&", ":", ":a", "[a]", "/**/", "/*", "<!--", "-->",
    "//\n", '"', "'\n", "\\", "\0", "url(", "@a;", "--x:{}", "9", "a b", "a{b:url(", "!", "\r\n", "ё", "#",
    ";", "a:b;", "a\nb:", "a\n", "a: b\n",
]  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
@pytest.mark.parametrize(("before", "after"), [("", ""), ("a{b:", ""), ("", "{}")])
def test_hostile_input_takes_linear_time(unit: str, before: str, after: str) -> None:
    code = (before + unit * (30_000 // len(unit)) + after).encode()
    start = time.process_time()
    with suppress(TooDeep):
        css.parse(code)
    assert time.process_time() - start < 3


@pytest.mark.parametrize("opener", ["{", "(", "[", "a{", ":not(", "@media{", "a{b:calc("])
def test_deep_nesting_is_refused(opener: str) -> None:
    with pytest.raises(TooDeep):
        read(opener * 20_000)


def test_a_hundred_thousand_levels_are_refused() -> None:
    with pytest.raises(TooDeep):
        read("(" * 100_000)


def test_nesting_that_people_write_is_not() -> None:
    assert len(read("@media x{" * 10 + ".a{" * 10 + "}" * 20).rules) == 10


def test_size_and_time_are_bounded() -> None:
    with pytest.raises(TooSlow):
        css.parse(b" " * (css.MAX_BYTES + 1))
    with pytest.raises(TooSlow):
        css.parse(b"a{}" * 10, seconds=0)


@pytest.mark.parametrize("code", [b"\xff\xfe.a{}", b".\xd0{} .a{}", b"\xed\xa0\x80 .a{b:c}", b"/*\xff*/.a{}"])
def test_bytes_that_are_not_utf_8_keep_positions(code: bytes) -> None:
    last = list(css.parse(code).classes())[-1]

    assert code[last.start : last.end] == b".a"


def test_numbers_of_any_length() -> None:
    text = f"a {{ b: {'9' * 10_000}px }} .c {{}}"

    assert places(text, [(name.start, name.end) for name in read(text).classes()]) == [".c"]


def test_no_mutation_breaks_the_reader() -> None:
    seed = '/*ё*/.a:not(.b,#c)>d{e:f!important;g:url("h")}@media i{j{k:l}}\n@import "m";n{--o:{p}}'
    marks = ["", *"{}()[]\"'/*\\:;,.#@&!<\n😀", "\r\n", "url(", "*/"]
    for position, mark, dropped in product(range(len(seed)), marks, range(2)):
        code = (seed[:position] + mark + seed[position + dropped :]).encode()
        sheet = css.parse(code)
        blocks: list[Block] = [*sheet.rules, *sheet.at_rules]
        spans = [(one.start, one.end) for one in blocks]
        spans += [(one.start, one.end) for block in blocks for one in block.declarations]
        spans += [(one.start, one.end) for one in sheet.faults]
        spans += [(one.start, one.end) for one in sheet.comments]
        spans += [(one.start, one.end) for one in sheet.classes()]
        assert all(0 <= start <= end <= len(code) for start, end in spans), code
