"""Text keeps its place in the file through decoding, cutting and laying out."""

from __future__ import annotations

import pytest

from checker.languages.placed import Chunk, PlacedText, placed


def at(content: bytes, start: int, length: int | None = None) -> Chunk:
    return Chunk(content, start, start + (len(content) if length is None else length))


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (b"a &amp;&amp; b", b"a         && b"),
        (b"f(&quot;x&quot;)", b'f(     "x"     )'),
        (b"a =&gt; b", b"a =>    b"),
        (b"a &lt;= b", b"a    <= b"),
        (b"'&#1087;'", "'п     '".encode()),
        (b"a & b; c &unknown; d", b"a & b; c &unknown; d"),
    ],
)
def test_entities_keep_the_length(source: bytes, code: bytes) -> None:
    laid_out = placed(source, 7).without_entities().laid_out()
    assert laid_out is not None
    assert (laid_out.start, laid_out.code) == (7, code)
    assert laid_out.end == 7 + len(source)


def test_what_is_between_is_blank_or_crossed_out() -> None:
    text = PlacedText((at(b"go(", 10), Chunk(b"x"), at(b");", 20), Chunk(b" "), at(b"on()", 25)))
    laid_out = text.laid_out()
    assert laid_out is not None
    assert (laid_out.start, laid_out.code) == (10, b"go(xxxxxxx);   on()")


@pytest.mark.parametrize(
    "chunks",
    [
        (Chunk(b"x"),),
        (),
        (at(b"b", 20), at(b"a", 10)),
        (at(b"a", 10), at(b"b", 100_000)),
    ],
    ids=["nothing in the file", "nothing", "the wrong order", "far apart"],
)
def test_what_cannot_be_laid_out(chunks: tuple[Chunk, ...]) -> None:
    assert PlacedText(chunks).laid_out() is None


def test_parts_and_places() -> None:
    text = PlacedText((at(b"<b a='", 5), Chunk(b"x"), at(b"1", 20, length=4), at(b"'>", 24)))
    assert text.content == b"<b a='x1'>"
    assert text.part(3, 8).parts == ("a='", None, "1")
    assert text.place(3, 6) == (8, 11)
    assert text.place(6, 7) is None
    assert text.place(6, 9) == (20, 25)
