from __future__ import annotations

import io
import random
import struct
import zlib
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from checker.rules.general.logo_missing import logo_missing
from checker.widget.files import FileSet, Unread
from checker.widget.logo import Picture, decode_picture, stem_of, suffix_of
from checker.widget.widget import Widget

if TYPE_CHECKING:
    from pathlib import Path

BOMB = "claims to be so large that it cannot be a logo"
NO_PICTURE = "is not a picture that can be read"


def saved(format_name: str, mode: str = "RGB", size: tuple[int, int] = (130, 100), **options: object) -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise(size, 60).convert(mode).save(buffer, format_name, **options)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("format_name", "mode"),
    [
        ("PNG", "RGBA"),
        ("PNG", "P"),
        ("PNG", "1"),
        ("PNG", "I;16"),
        ("JPEG", "RGB"),
        ("JPEG", "CMYK"),
        ("GIF", "P"),
        ("WEBP", "RGB"),
        ("BMP", "RGB"),
        ("TIFF", "RGB"),
        ("ICO", "RGBA"),
    ],
)
def test_a_picture_is_read_whatever_its_file_is_called(format_name: str, mode: str) -> None:
    picture = decode_picture(saved(format_name, mode, (48, 48)))
    assert picture == Picture(format_name, 48, 48, is_for_print=mode == "CMYK")


def test_a_photograph_with_a_preview_is_a_jpeg() -> None:
    frame = Image.new("RGB", (20, 20))
    picture = decode_picture(saved("MPO", save_all=True, append_images=[frame]))
    assert picture == Picture("JPEG", 130, 100)


@pytest.mark.parametrize("format_name", ["GIF", "PNG", "WEBP"])
def test_an_animation_is_told_from_a_still_picture(format_name: str) -> None:
    frames = [Image.new("RGB", (30, 30), color) for color in ("red", "blue")]
    content = saved(format_name, "P" if format_name == "GIF" else "RGB", (30, 30), save_all=True, append_images=frames)
    assert decode_picture(content).is_animated
    assert not decode_picture(saved(format_name, "P" if format_name == "GIF" else "RGB")).is_animated


@pytest.mark.parametrize("format_name", ["PNG", "JPEG", "GIF"])
def test_a_picture_that_is_cut_off_says_so(format_name: str) -> None:
    content = saved(format_name, "RGB")
    picture = decode_picture(content[: len(content) // 2])
    assert picture.fault in {"is cut off: its end is missing", "is damaged"}
    assert (picture.format, picture.width, picture.height) == (format_name, 130, 100)


def test_a_damaged_picture_says_so() -> None:
    content = bytearray(saved("PNG"))
    content[len(content) // 2] ^= 0xFF
    assert decode_picture(bytes(content)).fault is not None


@pytest.mark.parametrize("content", [b"", b"no picture", b"<svg/>", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"\xff\xd8\xff"])
def test_what_is_no_picture_says_so(content: bytes) -> None:
    assert decode_picture(content) == Picture(fault=NO_PICTURE)


def png_claiming(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(8_000, 8_000), (20_000, 20_000), (2**31 - 1, 1), (2**31 - 1, 2**31 - 1)])
def test_a_small_file_that_claims_many_pixels_is_not_decoded(size: tuple[int, int]) -> None:
    picture = decode_picture(png_claiming(*size))
    assert picture.fault in {BOMB, NO_PICTURE}
    assert picture.width == 0


def test_a_picture_is_never_handed_to_another_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ghostscript = tmp_path / "gs"
    ghostscript.write_text(f"#!/bin/sh\ntouch {tmp_path}/executed\n")
    ghostscript.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert decode_picture(saved("EPS")) == Picture(fault=NO_PICTURE)
    assert not (tmp_path / "executed").exists()


@pytest.mark.parametrize("format_name", ["PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF", "ICO", "AVIF", "DDS", "PCX"])
def test_no_damage_makes_the_decoder_crash(format_name: str) -> None:
    dice = random.Random(format_name)  # noqa: S311  (no secret)
    sound = saved(format_name, "RGB", (40, 40))
    for _ in range(150):
        damaged = bytearray(sound)
        for _ in range(dice.randint(1, 6)):
            at = dice.randrange(dice.choice((len(damaged), min(len(damaged), 80))))
            damaged[at : at + dice.randint(0, 4)] = dice.choice((b"\xff" * 4, b"\0", b"\0" * 4, dice.randbytes(2)))
        decode_picture(bytes(damaged))


@pytest.mark.parametrize(
    ("path", "suffix", "stem"),
    [
        ("images/logo.png", "png", "logo"),
        ("images/logo_main.JPG", "jpg", "logo_main"),
        ("images/logo.min.gif", "gif", "logo.min"),
        ("images/logo.svg", "svg", "logo"),
        ("images/logo.txt", "txt", None),
        ("images/sub/logo.png", "png", None),
        ("logo.png", "png", None),
        ("Images/logo.png", "png", None),
        ("images/логотип 🎁.png", "png", "логотип 🎁"),
        ("images/png", "png", ""),
    ],
)
def test_a_logo_is_known_by_its_folder_and_its_name(path: str, suffix: str, stem: str | None) -> None:
    assert (suffix_of(path), stem_of(path)) == (suffix, stem)


@pytest.mark.parametrize("unread", ["", "images/", "images/logo_main.png", "images/logo_main.jpg"])
def test_a_logo_that_could_not_be_read_is_not_called_missing(unread: str) -> None:
    widget = Widget("", FileSet({}, unread=(Unread(unread, "is a symbolic link"),)))
    missing = {finding.place.path for finding in logo_missing.check(widget)}
    assert "images/logo_main.png" not in missing
    assert ("images/logo.png" in missing) is unread.startswith("images/logo")
