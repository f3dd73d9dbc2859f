from __future__ import annotations

from hashlib import shake_256

import pytest

from checker.languages.encoding import BINARY, DAMAGED, UNKNOWN, decode

RUSSIAN = "Виджет показывает карточку сделки и отправляет сообщение клиенту"
CODE = f'define([], function () {{\n  return "{RUSSIAN}";\n}});\n'


def noise(size: int) -> bytes:
    return shake_256(b"noise").digest(size)


@pytest.mark.parametrize("text", ["", "var a = 1;\n", CODE, "😀 ё", "a\x00b" + "plain text " * 20])
def test_utf_8_has_no_culprit(text: str) -> None:
    decoded = decode(text.encode())

    assert (decoded.text, decoded.encoding, decoded.byte_order_mark, decoded.bad_byte) == (text, None, None, None)
    assert not decoded.binary


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r", "cp866", "mac-cyrillic"])
@pytest.mark.parametrize("code_around", ["", CODE[:20] * 3000])
def test_single_byte_encoding_is_named(encoding: str, code_around: str) -> None:
    before = code_around + "// "
    decoded = decode(f"{before}{RUSSIAN}\n{code_around}".encode(encoding))

    assert decoded.encoding == encoding
    assert RUSSIAN in decoded.text
    assert decoded.bad_byte == len(before)


@pytest.mark.parametrize(
    ("codec", "mark", "name"),
    [
        ("utf-16-le", b"\xff\xfe", "UTF-16LE"),
        ("utf-16-be", b"\xfe\xff", "UTF-16BE"),
        ("utf-32-le", b"\xff\xfe\0\0", "UTF-32LE"),
        ("utf-32-be", b"\0\0\xfe\xff", "UTF-32BE"),
    ],
)
def test_wide_encodings_with_and_without_mark(codec: str, mark: bytes, name: str) -> None:
    marked, bare = decode(mark + CODE.encode(codec)), decode(CODE.encode(codec))

    assert (marked.text, marked.encoding, marked.byte_order_mark) == (CODE, name, name)
    assert (bare.text, bare.encoding, bare.byte_order_mark) == (CODE, name, None)
    assert marked.bad_byte is not None
    assert bare.bad_byte is not None


def test_nuls_alone_make_utf_16_not_utf_8() -> None:
    decoded = decode("alert(1);".encode("utf-16-le"))

    assert (decoded.encoding, decoded.bad_byte) == ("UTF-16LE", 1)


def test_utf_8_mark_is_cut_off_and_the_rest_is_judged() -> None:
    clean, broken = decode(b"\xef\xbb\xbf" + CODE.encode()), decode(b"\xef\xbb\xbf" + CODE.encode("windows-1251"))

    assert (clean.text, clean.encoding, clean.byte_order_mark, clean.bad_byte) == (CODE, None, "UTF-8", None)
    assert (broken.encoding, broken.byte_order_mark) == ("windows-1251", "UTF-8")
    assert broken.bad_byte == 3 + CODE.index(RUSSIAN)


def test_a_cut_letter_is_damage_not_another_encoding() -> None:
    decoded = decode(RUSSIAN.encode()[:-1])

    assert decoded.encoding == DAMAGED
    assert decoded.text == RUSSIAN[:-1] + "\ufffd"
    assert decoded.bad_byte == len(RUSSIAN.encode()) - 2


@pytest.mark.parametrize(
    "raw",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\x90\0\0\x01\x10\x08\x06\0\0\0" + noise(500),
        b"\x1f\x8b\x08\0\0\0\0\0\0\x03" + noise(2000),
        b"\0" * 4096,
        b"\xff\xfe" + noise(999),
        noise(5000),
        b"\x01\0\0\0\x02\0\0\0" * 100,
    ],
    ids=["png", "gzip", "zeros", "mark-and-noise", "noise", "small-numbers"],
)
def test_binary_under_a_text_name(raw: bytes) -> None:
    decoded = decode(raw)

    assert decoded.binary
    assert decoded.encoding == BINARY
    assert decoded.bad_byte is not None


def test_text_is_usable_when_nothing_fits() -> None:
    decoded = decode(b"a\xff\xfe\x98\xff b")

    assert decoded.encoding == UNKNOWN
    assert decoded.text == "aÿþ\x98ÿ b"
    assert decoded.bad_byte == 1
