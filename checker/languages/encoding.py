"""Bytes to text, and which encoding they are in when it is not UTF-8."""

from __future__ import annotations

import codecs
from itertools import islice
from typing import NamedTuple

from checker.regex import regex

BINARY = "binary"
DAMAGED = "damaged UTF-8"
UNKNOWN = "unknown"

_MARKS = (  # the longer first: the mark of UTF-32LE begins with that of UTF-16LE
    (codecs.BOM_UTF32_LE, "UTF-32LE"),
    (codecs.BOM_UTF32_BE, "UTF-32BE"),
    (codecs.BOM_UTF8, "UTF-8"),
    (codecs.BOM_UTF16_LE, "UTF-16LE"),
    (codecs.BOM_UTF16_BE, "UTF-16BE"),
)
_CANDIDATES = [
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32",
    "windows-1251", "koi8-r", "cp866", "mac-cyrillic", "windows-1252", "ascii",
]  # fmt: skip
_USUAL_NAMES = {"ibm866": "cp866", "maccyrillic": "mac-cyrillic"}
_NON_ASCII_WORDS = regex(rb"[\x80-\xff]++(?: ++[\x80-\xff]++)*+")
_SAMPLE_WORDS = 1000
_SAMPLE_BYTES = 4000
_SAMPLE_CHARACTERS = 4096
_CONTROLS = bytes({*range(0x20), 0x7F} - set(b"\t\n\v\f\r\x1b"))
_BINARY_CONTROL_SHARE = 0.02


class Decoded(NamedTuple):
    """What the bytes of a file say."""

    text: str
    """Always usable: without the byte order mark, undecodable bytes replaced."""
    encoding: str | None
    """None for UTF-8; else what the bytes are in: "windows-1251", "UTF-16LE", DAMAGED, UNKNOWN or BINARY."""
    byte_order_mark: str | None
    """The encoding whose mark the file begins with: "UTF-8", "UTF-16LE", …"""
    bad_byte: int | None
    """Offset in the raw bytes of the first byte that is not UTF-8; if all of them are, of the first NUL."""

    @property
    def binary(self) -> bool:
        """Whether this is no text at all, whatever the file is called."""
        return self.encoding == BINARY


def decode(raw: bytes) -> Decoded:
    """Decode a text file, strictly as UTF-8 first; only what fails pays for a detector."""
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return _decode_marked(raw, mark, name)
    return _decode_unmarked(raw)


def _decode_marked(raw: bytes, mark: bytes, name: str) -> Decoded:
    body = raw[len(mark) :]
    if name == "UTF-8":
        rest = _decode_unmarked(body)
        bad_byte = None if rest.bad_byte is None else rest.bad_byte + len(mark)
        return Decoded(rest.text, rest.encoding, name, bad_byte)
    text = _decode_wide(body, name)
    if text is None:
        return Decoded(raw.decode("latin-1"), BINARY, None, _first_bad_byte(raw))
    return Decoded(text, name, name, _first_bad_byte(raw))


def _decode_unmarked(raw: bytes) -> Decoded:
    bad_byte = _first_bad_byte(raw)
    nul = raw.find(b"\0")
    if nul >= 0:
        for name in ("UTF-32LE", "UTF-32BE", *_utf_16_by_nuls(raw)):
            text = _decode_wide(raw, name)
            if text is not None:
                return Decoded(text, name, None, nul if bad_byte is None else bad_byte)
    if (nul >= 0 or bad_byte is not None) and _is_binary(raw):
        return Decoded(raw.decode("latin-1"), BINARY, None, nul if bad_byte is None else bad_byte)
    if bad_byte is None:
        return Decoded(raw.decode(), None, None, None)
    return _decode_legacy(raw, bad_byte)


def _first_bad_byte(raw: bytes) -> int | None:
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        return error.start
    return None


def _utf_16_by_nuls(raw: bytes) -> tuple[str, ...]:
    """Which UTF-16 the NULs speak for: the high bytes of ASCII lie at odd offsets in little endian."""
    even, odd = raw[0::2].count(0), raw[1::2].count(0)
    if odd > 4 * even:
        return ("UTF-16LE",)
    if even > 4 * odd:
        return ("UTF-16BE",)
    return ()


def _decode_wide(body: bytes, name: str) -> str | None:
    """Decode UTF-16 or UTF-32; None if what comes out is not text."""
    try:
        text = body.decode(name)
    except UnicodeDecodeError:
        return None
    sample = text[:_SAMPLE_CHARACTERS]
    readable = sum(character.isprintable() or character.isspace() for character in sample)
    return text if readable >= 0.95 * len(sample) else None


def _is_binary(raw: bytes) -> bool:
    controls = len(raw) - len(raw.translate(None, _CONTROLS))
    return controls > _BINARY_CONTROL_SHARE * len(raw)


def _decode_legacy(raw: bytes, bad_byte: int) -> Decoded:
    text = raw.decode(errors="replace")
    bad = text.count("\ufffd")
    if len(text) - len(text.encode("ascii", "ignore")) > 2 * bad:
        return Decoded(text, DAMAGED, None, bad_byte)
    name = _detect(raw)
    try:
        return Decoded(raw.decode(name), name, None, bad_byte)
    except (LookupError, UnicodeDecodeError):
        return Decoded(raw.decode("latin-1"), UNKNOWN, None, bad_byte)


def _detect(raw: bytes) -> str:
    """Name the single-byte encoding; its non-ASCII words alone, since code around them misleads chardet."""
    import chardet

    words = islice(_NON_ASCII_WORDS.finditer(raw), _SAMPLE_WORDS)
    sample = b" ".join(word[0][:_SAMPLE_BYTES] for word in words)[:_SAMPLE_BYTES]
    guess = chardet.detect(sample, include_encodings=_CANDIDATES)
    name = (guess["encoding"] or UNKNOWN).lower()
    return _USUAL_NAMES.get(name, name)
