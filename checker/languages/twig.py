"""Twig's tags in a template, found without knowing what is around them; all offsets are those of the bytes given."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from checker.languages.parsing import blanked, crossed_out
from checker.languages.syntax import Comment
from checker.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

TwigKind = Literal["statement", "expression", "comment", "verbatim"]

_OPENER = regex(rb"\{[{%#]")
_TOKEN = regex(
    rb""" "(?:[^"\\]|\\.)*+" | '(?:[^'\\]|\\.)*+' | %\} | \{[{%]? | \} | (?P<open_string>["']) """,
    re.VERBOSE | re.DOTALL,
)
_VERBATIM = regex(rb"\{%[-~]?\s*+(verbatim|raw)\s*+[-~]?%\}")
_END_VERBATIM = {name: regex(rb"\{%[-~]?\s*+end" + name + rb"\s*+[-~]?%\}") for name in (b"verbatim", b"raw")}
_DELIMITER = regex(rb"\{%[-~]?\s*+(?:end)?(?:verbatim|raw)\s*+[-~]?%\}")
_TRIMMING = regex(r"\A[-~]|[-~]\Z")
_NAME = regex(r"\w*")
_MAX_UNCLOSED = 16
"""So many tags that never close make a file in which strings are looked into no more: each costs a scan of the rest."""


class TwigTag(NamedTuple):
    """A `{% … %}`, `{{ … }}` or `{# … #}`, delimiters included, or a verbatim block from tag to tag; byte offsets."""

    kind: TwigKind
    start: int
    end: int
    name: str
    """The first word of a statement, such as `include`; of a verbatim block its name; else empty."""
    text: str
    """What is between the delimiters, without blanks and trimming marks."""


def find_tags(code: bytes) -> Iterator[TwigTag]:
    """Yield the tags in order; a tag that never closes is no tag."""
    return _Scanner(code).tags()


def comment_of(code: bytes, tag: TwigTag) -> Comment:
    """A tag of the kind `comment` as a comment."""
    return Comment(tag.start, tag.end, _content(code[tag.start : tag.end]))


def hide_tags(code: bytes, tags: Iterable[TwigTag]) -> bytes:
    """Hide Twig: blanks for statements and comments, `x` for expressions so that code around them stays code."""
    masked = bytearray(code)
    for tag in tags:
        source = code[tag.start : tag.end]
        if tag.kind == "verbatim":
            masked[tag.start : tag.end] = _DELIMITER.sub(_blank, source)
        else:
            masked[tag.start : tag.end] = crossed_out(source) if tag.kind == "expression" else blanked(source)
    return bytes(masked)


class _Scanner:
    """Finds Twig's tags in one pass; a tag that never closes is no tag."""

    def __init__(self, code: bytes) -> None:
        self._code = code
        self._unclosed = 0

    def tags(self) -> Iterator[TwigTag]:
        position = 0
        while (opener := _OPENER.search(self._code, position)) is not None:
            tag = self._tag(opener.start())
            if tag is None:
                position = opener.end()
            else:
                yield tag
                position = tag.end

    def _tag(self, start: int) -> TwigTag | None:
        code = self._code
        if code.startswith(b"{#", start):
            end = code.find(b"#}", start + 2)
            return self._made("comment", start, len(code) if end < 0 else end + 2)
        verbatim = _VERBATIM.match(code, start)
        if verbatim is not None:
            closing = _END_VERBATIM[verbatim[1]].search(code, verbatim.end())
            end = len(code) if closing is None else closing.end()
            return TwigTag("verbatim", start, end, verbatim[1].decode(), "")
        is_expression = code.startswith(b"{{", start)
        closed = self._end(start + 2, b"}}" if is_expression else b"%}")
        return None if closed is None else self._made("expression" if is_expression else "statement", start, closed)

    def _made(self, kind: TwigKind, start: int, end: int) -> TwigTag:
        text = _content(self._code[start:end]).strip()
        name = _NAME.match(text)
        return TwigTag(kind, start, end, name[0] if name and kind == "statement" else "", text)

    def _end(self, start: int, closer: bytes) -> int | None:
        """Return where a tag ends whose content begins at `start`, None if it never does."""
        if self._unclosed < _MAX_UNCLOSED:
            end = _end_outside_strings(self._code, start, closer)
            if end is not None:
                return end
            self._unclosed += 1
        following = _OPENER.search(self._code, start)
        end = self._code.find(closer, start, len(self._code) if following is None else following.start())
        return None if end < 0 else end + len(closer)


def _end_outside_strings(code: bytes, start: int, closer: bytes) -> int | None:
    """As Twig does: `}}` in a string or at the end of a hash (`{{ {a: {b: 1}} }}`) closes nothing."""
    depth = 0
    for token in _TOKEN.finditer(code, start):
        text, at = token[0], token.start()
        if text in {b"{{", b"{%"} or token["open_string"]:
            return None
        if text == b"{":
            depth += 1
        elif text == b"%}":
            return at + 2 if closer == text else None
        elif text == b"}" and depth:
            depth -= 1
        elif text == b"}" and code.startswith(closer, at):
            return at + 2
    return None


def _content(tag: bytes) -> str:
    """Return what is between the delimiters and trimming marks of a tag; an open comment has no second one."""
    closed = tag.endswith((b"#}", b"%}", b"}}")) and len(tag) >= len(b"{##}")
    return _TRIMMING.sub("", (tag[2:-2] if closed else tag[2:]).decode(errors="replace"))


def _blank(match: re.Match[bytes]) -> bytes:
    return blanked(match[0])
