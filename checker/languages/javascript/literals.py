"""What the text of a JavaScript literal stands for."""

from __future__ import annotations

import re
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from checker.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

_ESCAPE = regex(r"\\(u\{[0-9A-Fa-f]+\}|u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|[0-3]?[0-7]{1,2}|\r\n|.)", re.DOTALL)
_ESCAPED_BYTES = regex(
    rb"(?:\\u[0-9A-Fa-f]{4})+|\\(?:u\{[0-9A-Fa-f]+\}|x[0-9A-Fa-f]{2}|[0-3]?[0-7]{1,2}|\r\n|[\xc0-\xff][\x80-\xbf]*|.)",
    re.DOTALL,
)
_SURROGATE_PAIR = regex("[\ud800-\udbff][\udc00-\udfff]")
_SINGLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "v": "\v", "f": "\f"}
_LINE_ENDS = frozenset(("\n", "\r", "\r\n", "\u2028", "\u2029"))
_LARGEST_SAFE_INTEGER = 2**53 - 1
_BASES = {"x": 16, "X": 16, "o": 8, "O": 8, "b": 2, "B": 2}
_MAX_INTEGER_DIGITS = 4000  # Python refuses to read a longer decimal integer


class RegularExpression(NamedTuple):
    """The two parts of a regular expression literal, as written."""

    pattern: str
    flags: str


Value = str | int | float | bool | RegularExpression | None


def value_of(raw: str) -> Value:
    """Return what a literal's source text stands for.

    Strings come with their escapes decoded (an unpaired surrogate stays one). A number is an `int` if
    JavaScript holds it exactly as a whole one or if it is a BigInt, else a `float`, infinite if too large.
    `null` is None.
    """
    first = raw[:1]
    if first in {'"', "'"}:
        return unescaped(raw[1:-1])
    if first == "/":
        pattern, _, flags = raw[1:].rpartition("/")
        return RegularExpression(pattern, flags)
    if first.isdigit() or first == ".":
        return _number(raw.replace("_", ""))
    return {"true": True, "false": False}.get(raw)


def unescaped(text: str) -> str:
    """Decode the escapes in an identifier or in the inside of a string literal."""
    return _pairs_joined(_ESCAPE.sub(_character, text)) if "\\" in text else text


def stretches(inside: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield the inside of a string or template by stretches without escapes, and escapes: start, end, meaning.

    What a stretch without escapes means is that stretch itself, byte for byte.
    """
    position = 0
    for match in _ESCAPED_BYTES.finditer(inside):
        start, end = match.span()
        if start > position:
            yield position, start, inside[position:start]
        yield start, end, unescaped(match[0].decode("utf-8", "replace")).encode("utf-8", "replace")
        position = end
    if position < len(inside):
        yield position, len(inside), inside[position:]


def cooked(text: str) -> str | None:
    """Decode the inside of a template; None if it holds an escape that only a tag may see."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\\" not in text:
        return text
    if any(_is_invalid_in_template(match) for match in _ESCAPE.finditer(text)):
        return None
    return _pairs_joined(_ESCAPE.sub(_character, text))


def _character(match: re.Match[str]) -> str:
    escape: str = match[1]
    first = escape[0]
    if first in "ux" and len(escape) > 1:
        code = int(escape[1:].strip("{}"), 16)
        return chr(code) if code <= 0x10FFFF else "\ufffd"
    if escape in _LINE_ENDS:
        return ""
    if first in "01234567":
        return chr(int(escape, 8))
    return _SINGLE.get(escape, escape)


def _is_invalid_in_template(match: re.Match[str]) -> bool:
    escape: str = match[1]
    if escape in {"u", "x"}:
        return True
    if escape.startswith("u{"):
        return int(escape[2:-1], 16) > 0x10FFFF
    digit_follows = match.string[match.end() : match.end() + 1].isdigit()
    return escape[0].isdigit() and (escape != "0" or digit_follows)


def _pairs_joined(text: str) -> str:
    return _SURROGATE_PAIR.sub(_joined, text)


def _joined(match: re.Match[str]) -> str:
    high, low = ord(match[0][0]), ord(match[0][1])
    return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))


def _number(text: str) -> int | float | None:
    is_big = text.endswith("n")
    digits = text[:-1] if is_big else text
    try:
        whole = _whole_number(digits)
        if whole is None:
            return float(digits)
    except ValueError:
        return None
    if is_big or whole <= _LARGEST_SAFE_INTEGER:
        return whole
    return _as_float(whole)


def _whole_number(digits: str) -> int | None:
    base = _BASES.get(digits[1:2])
    if base is not None:
        return int(digits[2:], base)
    if not digits.isdigit() or len(digits) > _MAX_INTEGER_DIGITS:
        return None
    is_legacy_octal = digits[0] == "0" and not set(digits) & {"8", "9"}
    return int(digits, 8 if is_legacy_octal else 10)


def _as_float(whole: int) -> float:
    try:
        return float(whole)
    except OverflowError:
        return inf
