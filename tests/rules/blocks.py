"""Bytes from words: the `hex` and `image` blocks of a rule page."""

from __future__ import annotations

import io
import re
from functools import cache

_HEX_ITEM = re.compile(r"""\s*+(?:"(?P<double>[ -!#-~]*+)"|'(?P<single>[ -&(-~]*+)'|(?P<byte>[0-9A-Fa-f]{2}))(?!\S)""")
_PICTURE = re.compile(
    r"(?P<format>png|gif|jpeg|webp) (?P<width>\d+)x(?P<height>\d+)"
    r"(?: frames=(?P<frames>\d+))?(?P<cmyk> cmyk)?(?P<truncated> truncated)?(?: pad-to=(?P<bytes>\d+))?"
)
_SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="130" height="100"/>\n'


def hex_bytes(text: str) -> bytes:
    """Read pairs of hexadecimal digits and quoted ASCII, separated by white space. Raises ValueError."""
    content = bytearray()
    text = text.rstrip()
    position = 0
    while position < len(text):
        item = _HEX_ITEM.match(text, position)
        if item is None:
            raise ValueError(f"neither a byte nor quoted ASCII: {text[position:].split()[0]}")
        content += bytes.fromhex(item["byte"]) if item["byte"] else (item["double"] or item["single"] or "").encode()
        position = item.end()
    return bytes(content)


@cache
def picture(description: str) -> bytes:
    """Draw what a line such as `png 130x100` describes. Raises ValueError."""
    if description == "svg":
        return _SVG
    wanted = _PICTURE.fullmatch(description)
    if wanted is None:
        raise ValueError(f"no description of a picture: {description}")
    mode = "CMYK" if wanted["cmyk"] else "L"
    content = _drawn(wanted["format"], (int(wanted["width"]), int(wanted["height"])), int(wanted["frames"] or 1), mode)
    if wanted["truncated"]:
        content = content[: -len(content) // 4]
    return _padded(content, int(wanted["bytes"] or len(content)))


def _drawn(file_format: str, size: tuple[int, int], frames: int, mode: str) -> bytes:
    from PIL import Image

    gradients = [Image.linear_gradient("L").rotate(90 * turn).resize(size) for turn in range(frames)]
    first, *others = [gradient.convert(mode) for gradient in gradients]
    file = io.BytesIO()
    if others:
        first.save(file, file_format, save_all=True, append_images=others)
    else:
        first.save(file, file_format)
    return file.getvalue()


def _padded(content: bytes, size: int) -> bytes:
    """Make a picture weigh exactly that many bytes; what follows its end is ignored by every decoder."""
    if size < len(content):
        raise ValueError(f"the picture already weighs {len(content)} bytes")
    return content.ljust(size, b"\0")
