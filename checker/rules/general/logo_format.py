"""The rule `logo-format`."""

from __future__ import annotations

from collections.abc import Iterator

from checker.amocrm.logos import FORMATS
from checker.finding import Confidence, Finding, Profile, Stage
from checker.rules.rule import Context, rule
from checker.widget.logo import Logo


@rule("logo-format", clause="general.12", stage=Stage.MODERATION)
def logo_format(logo: Logo, context: Context) -> Iterator[Finding]:
    """A logo that is not a sound, still picture in an allowed format.

    Why: the logos must be png, jpeg, jpg or gif files that every browser shows. A damaged file, an animation, or a
    picture whose content is not what its name promises will not be shown as meant.

    Bad:
        images/logo.svg

    Good:
        images/logo.png
    """
    picture = logo.picture
    if logo.rival is not None:
        yield logo.finding(
            "{rival} is there for the same logo; keep one of the two", Confidence.LIKELY, rival=logo.rival
        )
    if logo.suffix not in FORMATS:
        yield logo.finding("a logo must be a png, jpeg, jpg or gif file, this is {suffix}", suffix=logo.suffix)
    elif picture.fault is not None:
        yield logo.finding("the file {fault}; export the logo again", fault=picture.fault)
    elif picture.format not in FORMATS.values():
        yield logo.finding(
            "the file holds a {format} picture; export it as {wanted}",
            format=picture.format,
            wanted=FORMATS[logo.suffix],
        )
    else:
        yield from _doubts(logo, context)


def _doubts(logo: Logo, context: Context) -> Iterator[Finding]:
    picture = logo.picture
    if picture.format != FORMATS[logo.suffix]:
        yield logo.finding(
            "the file is named .{suffix} but holds a {format} picture; export it as {wanted}",
            Confidence.LIKELY,
            suffix=logo.suffix,
            format=picture.format,
            wanted=FORMATS[logo.suffix],
        )
    elif context.profile is Profile.KOMMO and picture.format != "PNG":
        yield logo.finding("Kommo takes only PNG logos, this is {format}", format=picture.format)
    if picture.is_for_print:
        yield logo.finding(
            "the logo is in the colours of print (CMYK), which browsers show in other shades; export it in RGB",
            Confidence.LIKELY,
        )
    if picture.is_animated:
        yield logo.finding("the logo is an animation; use a still picture")
