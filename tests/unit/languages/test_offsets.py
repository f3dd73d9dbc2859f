from __future__ import annotations

import pytest

from checker.languages.offsets import CodePointOffsets, decode_in_place

TEXTS = ["", "plain\ntext", "Привет, мир", "a😀b" * 500, "x" * 1000 + "ё" + "y" * 1000, "\u20ac" * 128 + "z" * 128]


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_byte_of_every_code_point(text: str) -> None:
    offsets = CodePointOffsets(text)

    assert [offsets.byte(index) for index in range(len(text) + 1)] == [
        len(text[:index].encode()) for index in range(len(text) + 1)
    ]


def test_outside_is_the_nearest_end() -> None:
    offsets = CodePointOffsets("ёж")

    assert offsets.byte(-5) == 0
    assert offsets.byte(99) == 4
    assert offsets.index(99, 1) == 0
    assert offsets.index(1, 99) == 2


@pytest.mark.parametrize(
    ("line", "column", "rest"), [(1, 1, "ё"), (2, 2, "b\r"), (3, 1, "c"), (4, 1, "😀d"), (4, 2, "d"), (5, 1, "e")]
)
def test_lines_end_as_in_css(line: int, column: int, rest: str) -> None:
    text = "ё\nab\r\nc\r😀d\fe"
    offsets = CodePointOffsets(text)

    assert text[offsets.index(line, column) :].startswith(rest)
    assert text.encode()[offsets.byte(offsets.index(line, column)) :].startswith(rest.encode())


def test_a_bad_byte_moves_nothing() -> None:
    code = b"a\xff\xd0" + "ё😀".encode() + b"\xed\xa0\x80z"
    text = decode_in_place(code)

    assert text == "a??ё😀???z"
    assert len(text.encode()) == len(code)
