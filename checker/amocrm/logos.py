"""The logos of a widget: names, sizes, weight.

Source: the moderation text, «The folder for placing image files …»; `logo_dp` from Kommo's documentation of images.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class LogoSlot(NamedTuple):
    """One logo that amoCRM shows; sizes in pixels."""

    stem: str
    width: int
    height: int
    used: str


FOLDER = "images"
SLOTS = (
    LogoSlot("logo", 130, 100, "on the widget's settings page"),
    LogoSlot("logo_main", 400, 272, "on the widget's settings page"),
    LogoSlot("logo_small", 108, 108, "on the widget's settings page"),
    LogoSlot("logo_medium", 240, 84, "in lists and cards, expanded"),
    LogoSlot("logo_min", 84, 84, "in lists and cards, minimized"),
)
PIPELINE_SLOT = LogoSlot("logo_dp", 174, 109, "in the digital pipeline")

FORMATS: Mapping[str, str] = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "gif": "GIF"}
"""Allowed file name suffixes and the image format that each promises."""
OTHER_IMAGE_SUFFIXES = frozenset({"svg", "webp", "bmp", "ico", "tif", "tiff", "avif"})

WEIGHT_STATED = 300_000
"""Bytes in 300 KB to the letter; the text does not say which kilobyte it means."""
WEIGHT_CERTAIN = 307_200
"""Bytes in 300 KB counted as 1024 bytes each: more is over the limit either way."""

OLD_SIZES: Mapping[tuple[int, int], str] = {
    (140, 80): "before 2018",
    (74, 57): "before 2018",
    (230, 42): "before 2018",
    (42, 42): "half of today's 84x84",
    (120, 42): "half of today's 240x84",
}
"""Sizes that earlier conventions asked for."""
