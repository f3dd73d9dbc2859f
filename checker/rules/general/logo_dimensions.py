"""The rule `logo-dimensions`."""

from __future__ import annotations

from collections.abc import Iterator

from checker.amocrm.logos import OLD_SIZES, PIPELINE_SLOT, SLOTS
from checker.finding import Finding, Stage
from checker.rules.rule import rule
from checker.widget.logo import Logo


@rule("logo-dimensions", clause="general.12", stage=Stage.MODERATION)
def logo_dimensions(logo: Logo) -> Iterator[Finding]:
    """A logo whose width and height are not the prescribed ones.

    Why: amoCRM shows each logo in a frame of fixed size; a picture of another size is stretched or cut.

    Bad:
        images/logo_min.png, 42x42 pixels

    Good:
        images/logo_min.png, 84x84 pixels
    """
    picture, slot = logo.picture, logo.slot
    if picture.fault is None and (picture.width, picture.height) != (slot.width, slot.height):
        yield logo.finding(
            "the logo is {found} pixels, it must be {wanted}{hint}",
            found=f"{picture.width}x{picture.height}",
            wanted=f"{slot.width}x{slot.height}",
            hint=_hint(logo),
        )


def _hint(logo: Logo) -> str:
    size = (logo.picture.width, logo.picture.height)
    if size in OLD_SIZES:
        return f" ({size[0]}x{size[1]} is an old convention, {OLD_SIZES[size]})"
    meant = next((slot for slot in (*SLOTS, PIPELINE_SLOT) if (slot.width, slot.height) == size), None)
    return f" (this is the size of {meant.stem}: swapped files?)" if meant else ""
