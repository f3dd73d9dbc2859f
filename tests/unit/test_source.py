from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.escaping import visible
from checker.finding import Span
from checker.languages.syntax import TooDeep
from checker.widget.source import EXCERPT_LENGTH, Source, SourcePart, Stretch, parsed_once


def source(text: str | bytes, path: str = "script.js") -> Source:
    return Source(path, text if isinstance(text, bytes) else text.encode())


def offset_of(code: Source, text: str) -> int:
    return code.utf8.index(text.encode())


@pytest.mark.parametrize(
    ("text", "before", "position"),
    [
        ("alert", "alert", (1, 1)),
        ("a\nalert", "alert", (2, 1)),
        ("a\r\nalert", "alert", (2, 1)),
        ("'Привет', alert", "alert", (1, 11)),
        ("'🚀👍🏽', alert", "alert", (1, 8)),
        ("\n\n\n  alert\n", "alert", (4, 3)),
        ("a\u2028b\x0cc\x85alert", "alert", (1, 7)),
    ],
)
def test_lines_and_columns_count_from_one_and_columns_in_code_points(
    text: str, before: str, position: tuple[int, int]
) -> None:
    code = source(text)
    assert code.position(offset_of(code, before)) == position


def test_the_end_of_the_file_is_a_place_too() -> None:
    assert source("ab").position(2) == (1, 3)
    assert source("ab\n").position(3) == (2, 1)
    assert source("").position(0) == (1, 1)


@pytest.mark.parametrize(
    "raw",
    [
        "\ufeffпривет\nalert".encode(),
        "\ufeffпривет\nalert".encode("utf-16-le"),
        "\ufeffпривет\nalert".encode("utf-16-be"),
        "привет\nalert и ещё немного русского текста, чтобы кодировка была узнана".encode("cp1251"),
    ],
    ids=["mark", "utf-16-le", "utf-16-be", "windows-1251"],
)
def test_positions_are_those_of_the_text_whatever_its_encoding(raw: bytes) -> None:
    code = source(raw)
    assert code.text.startswith("привет\nalert")
    assert code.position(offset_of(code, "alert")) == (2, 1)
    assert code.line(1) == "привет"


def test_text_in_utf_8_is_not_copied() -> None:
    raw = "Привет".encode()
    assert source(raw).utf8 is raw


def test_a_span_over_lines_ends_behind_its_last_character() -> None:
    code = source("ab /* Я\n🚀 */ c")
    start, end = offset_of(code, "/*"), offset_of(code, " c")
    assert code.span(start, end) == Span(1, 4, 2, 5)
    assert code.span(end, start) == Span(2, 5, 2, 5), "an end before the start is an empty span"


@pytest.mark.parametrize(("number", "line"), [(0, ""), (1, "a"), (2, " b"), (3, ""), (4, ""), (-1, "")])
def test_a_line_comes_without_its_break(number: int, line: str) -> None:
    assert source("a\r\n b\n").line(number) == line


@pytest.mark.parametrize(
    ("raw", "offset"),
    [(b"abc\xff\n", 3), ("я\n".encode("utf-16-le"), 0), (b"abc", 0), (b"\xef\xbb\xbfab\xff", 5)],
)
def test_the_first_foreign_byte_has_a_place(raw: bytes, offset: int) -> None:
    code = source(raw)
    assert code.first_foreign_byte.start == min(offset, len(code.utf8))
    code.place(code.first_foreign_byte.start, code.first_foreign_byte.end)


def test_the_excerpt_is_the_line_and_marks_the_span() -> None:
    code = source("x;\n  if (日本) confirm('Удалить 🗑?');\n")
    start = offset_of(code, "confirm")
    excerpt = code.place(start, start + len("confirm")).excerpt
    assert excerpt is not None
    assert excerpt.text == "  if (日本) confirm('Удалить 🗑?');"
    assert excerpt.text[excerpt.start :][: excerpt.length] == "confirm"


def test_the_excerpt_of_a_span_over_lines_is_marked_to_the_end_of_the_first() -> None:
    code = source("a /* b\nc */ d")
    excerpt = code.place(2, len(code.utf8) - 2).excerpt
    assert excerpt is not None
    assert (excerpt.text, excerpt.text[excerpt.start :][: excerpt.length]) == ("a /* b", "/* b")


def test_there_is_no_excerpt_of_nothing() -> None:
    assert source("a\n   \nb").place(3, 4).excerpt is None
    assert source("").place(0, 0).excerpt is None


def test_the_excerpt_of_a_very_long_line_shows_what_is_around_the_span() -> None:
    code = source("a;" * 50_000 + "console.log('Привет');" + "b;" * 50_000)
    start = offset_of(code, "console")
    excerpt = code.place(start, start + 11).excerpt
    assert excerpt is not None
    assert len(excerpt.text) <= EXCERPT_LENGTH
    assert excerpt.text[excerpt.start :][: excerpt.length] == "console.log"
    assert "Привет" in excerpt.text
    assert excerpt.text.startswith("a;a;")


def test_the_excerpt_shows_hidden_characters_harmlessly() -> None:
    code = source("\x1b[31m'\u202egnp'\u2066; alert(\x07)")
    start = offset_of(code, "alert")
    excerpt = code.place(start, start + 7).excerpt
    assert excerpt is not None
    assert excerpt.text == r"\x1b[31m'\u202egnp'\u2066; alert(\x07)"
    assert excerpt.text[excerpt.start :][: excerpt.length] == r"alert(\x07"


@given(st.text(st.sampled_from("ab Я🚀\t\r\n\u202e\x1b"), max_size=300), st.data())
def test_an_excerpt_always_marks_what_was_found(text: str, data: st.DataObject) -> None:
    code = source(text)
    first = data.draw(st.integers(0, len(text)))
    last = data.draw(st.integers(first, len(text)))
    start, end = len(text[:first].encode()), len(text[:last].encode())
    place = code.place(start, end)
    assert (place.span.line, place.span.column) <= (place.span.end_line, place.span.end_column)
    if place.excerpt is not None:
        shown = place.excerpt
        marked = shown.text[shown.start :][: shown.length]
        assert shown.text.isprintable()
        assert visible(text[first:last].partition("\n")[0], EXCERPT_LENGTH).startswith(marked.rstrip("…"))


def test_code_inside_a_file_has_its_places_in_the_file() -> None:
    page = source("<b>Привет</b>\n<script>\n  alert(1)</script>", "panel.twig")
    start = offset_of(page, "\n  alert")
    part = SourcePart(page, page.utf8[start : start + 11], start)
    found = part.finding(Stretch(3, 8), "`{name}` is there", name="alert\x1b")
    assert (found.place.path, found.place.span) == ("panel.twig", Span(3, 3, 3, 8))
    assert found.message == r"`alert\x1b` is there"


def test_code_is_parsed_once_even_if_that_fails() -> None:
    calls = []

    def parse(part: SourcePart, result: str | None) -> str:
        calls.append(part.path)
        if result is None:
            raise TooDeep("too deep")
        return result

    class Part(SourcePart):
        good = parsed_once(partial(parse, result="tree"))
        bad = parsed_once(partial(parse, result=None))

    part = Part(source("x"), b"x")
    assert (part.good, part.good) == ("tree", "tree")
    for _ in range(3):
        with pytest.raises(TooDeep):
            _ = part.bad
    assert len(calls) == 2
