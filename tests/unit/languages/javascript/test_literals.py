"""What literals and templates stand for."""

from __future__ import annotations

import math

import pytest

from checker.languages.javascript import estree, parse
from checker.languages.javascript.literals import RegularExpression, Value


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ('"привет 🚚"', "привет 🚚"),
        (r'"\u043f\u{1F600}\x41\n\t\\\'\"\q"', "п😀A\n\t\\'\"q"),
        (r"'\ud83d\ude00'", "😀"),
        (r"'\ud83d'", "\ud83d"),
        (r"'\0\07\101\377\8'", "\0\x07A\xff8"),
        ("'a\\\nb\\\r\nc\\\u2028d'", "abcd"),
        (r"'\u{110000}'", "\ufffd"),
        ("''", ""),
        ("0", 0),
        ("1_000", 1000),
        ("0xFF", 255),
        ("0b11", 3),
        ("0o17", 15),
        ("017", 15),
        ("089", 89),
        ("1.5e3", 1500.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("9007199254740993", 9007199254740992.0),
        ("9007199254740993n", 9007199254740993),
        ("1e999", math.inf),
        ("9" * 100_000, math.inf),
        ("0x" + "f" * 100_000, math.inf),
        ("true", True),
        ("false", False),
        ("null", None),
        (r"/a\/[/]+/gi", RegularExpression(r"a\/[/]+", "gi")),
    ],
)
def test_value(raw: str, value: Value) -> None:
    literal = estree.Literal(0, len(raw), raw)
    assert literal.value == value
    assert type(literal.value) is type(value)


@pytest.mark.parametrize(
    ("raw", "cooked"),
    [
        ("цена ₽", "цена ₽"),
        (r"a\n\u{1F600}\`", "a\n😀`"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\\\nb", "ab"),
        (r"\0", "\0"),
        (r"\01", None),
        (r"\7", None),
        (r"\unicode", None),
        (r"\xerxes", None),
        (r"\u{110000}", None),
    ],
)
def test_cooked(raw: str, cooked: str | None) -> None:
    assert estree.TemplateElement(0, len(raw), raw, tail=True).cooked == cooked


def test_names_have_no_escapes() -> None:
    names = [
        node.name
        for node in estree.walk(parse(rb"\u{61}b.\u0063; class A { #\u0064 }").program)
        if isinstance(node, estree.Identifier | estree.PrivateIdentifier)
    ]
    assert names == ["ab", "c", "A", "d"]
