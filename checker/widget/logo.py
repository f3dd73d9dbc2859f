"""The logos of a widget, decoded by Pillow under limits."""

from __future__ import annotations

import io
import struct
import warnings
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from checker.amocrm.logos import FOLDER, FORMATS, OTHER_IMAGE_SUFFIXES
from checker.finding import Confidence, Finding, Place
from checker.records import Record

if TYPE_CHECKING:
    from PIL.Image import Image

    from checker.amocrm.logos import LogoSlot

MAX_PIXELS = 50_000_000
"""A picture that claims more pixels is not decoded: a small file can claim billions."""
_DECODED = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "ICO", "TIFF", "AVIF")
"""What people name like a logo. Pillow reads much more, EPS for one, by running another program on it."""

_DAMAGES = (OSError, ValueError, SyntaxError, EOFError, IndexError, RuntimeError, struct.error)


class Picture(NamedTuple):
    """What decoding an image file gave; sizes in pixels."""

    format: str | None = None
    width: int = 0
    height: int = 0
    is_animated: bool = False
    is_for_print: bool = False
    """Whether its colours are inks (CMYK), which browsers show in other shades, or not at all."""
    fault: str | None = None
    """Why the file is no usable picture, in words that follow «the file …»."""


class Logo(Record):
    """A file in images/ that is named like a logo."""

    path: str
    content: bytes
    slot: LogoSlot
    rival: str | None = None
    """Another file for the same slot, which comes first in the alphabet."""

    @property
    def suffix(self) -> str:
        """The file name's suffix in lower case, without the dot."""
        return suffix_of(self.path)

    @cached_property
    def picture(self) -> Picture:
        """The decoded picture."""
        return decode_picture(self.content)

    def finding(self, template: str, confidence: Confidence = Confidence.CERTAIN, **values: object) -> Finding:
        """Say something about this logo."""
        return Finding(Place(self.path), template, values, confidence)


def suffix_of(path: str) -> str:
    """The suffix of a file name in lower case, without the dot."""
    return path.rpartition("/")[2].rpartition(".")[2].lower()


def stem_of(path: str) -> str | None:
    """The stem of an image that lies directly in images/, or None for any other file."""
    folder, _, name = path.rpartition("/")
    stem, _, suffix = name.rpartition(".")
    is_image = suffix.lower() in FORMATS or suffix.lower() in OTHER_IMAGE_SUFFIXES
    return stem if folder == FOLDER and is_image else None


def decode_picture(content: bytes) -> Picture:
    """Decode an image to the last byte. Never raises: what is wrong with the file is in `fault`."""
    import PIL.Image
    from PIL import UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with PIL.Image.open(io.BytesIO(content), formats=_DECODED) as image:
                return _examined(image)
    except UnidentifiedImageError:
        return Picture(fault="is not a picture that can be read")
    except PIL.Image.DecompressionBombError:
        return Picture(fault="claims to be so large that it cannot be a logo")
    except (*_DAMAGES, MemoryError, TypeError, ArithmeticError) as error:
        return Picture(fault=f"cannot be read as a picture ({type(error).__name__})")


def _examined(image: Image) -> Picture:
    if image.width * image.height > MAX_PIXELS:
        return Picture(fault="claims to be so large that it cannot be a logo")
    is_photo = image.format == "MPO"
    facts = Picture(
        format="JPEG" if is_photo else image.format,
        width=image.width,
        height=image.height,
        is_animated=not is_photo and getattr(image, "is_animated", False),
        is_for_print=image.mode == "CMYK",
    )
    try:
        image.load()
    except _DAMAGES as error:
        reason = "is cut off: its end is missing" if "truncated" in str(error) else "is damaged"
        return facts._replace(fault=reason)
    return facts
