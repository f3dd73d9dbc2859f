"""Finds telephone numbers and e-mail addresses in texts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from checker.languages.entities import decoded
from checker.regex import regex

if TYPE_CHECKING:
    from collections.abc import Mapping

_EMAIL = regex(r"[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[\w-]{2,63}")
_PICTURES = frozenset({"png", "jpg", "jpeg", "gif", "svg", "webp"})
"""What ends the name of a picture for sharp screens: `logo@2x.png`."""
_MARKUP = regex(r"[<&]")
_INLINE_TAG = regex(r"</?(?:a|b|i|u|em|strong|span|nobr|font|small)\b[^<>]{0,500}>", re.IGNORECASE)
"""Tags that stand within a number without ending it."""
_PLAIN_NUMBER = regex(r"\+[17](?:[\s().\u2010-\u2015-]{0,3}\d){10}(?![\s().-]?\d)")
"""Numbers of Russia, Kazakhstan and North America with their country code need no library to be recognised."""
_ACCESS_CODE = regex(r"(?<![\d+])00[ -]?(?=[1-9]\d{0,2}[ ().-]{0,2}\d)")
"""What most of the world dials in place of the plus."""
_FEWEST_DIGITS = 5
"""A text with fewer digits names no telephone number."""
_LONGEST_TEXT = 20_000
"""Code points of a text that are searched."""
_REGIONS: Mapping[str, tuple[str, ...]] = {
    "ru": ("RU",),
    "en": ("US", "RU"),
    "es": ("MX", "ES", "AR", "CO", "CL", "PE"),
    "pt": ("BR", "PT"),
    "tr": ("TR",),
    "id": ("ID",),
}
"""Where a number without a country code may be at home, by language."""


class Contacts(NamedTuple):
    """Which ways to support a text names."""

    telephone: bool
    email: bool


def contacts_in(text: str, language: str = "") -> Contacts:
    """Look for a telephone number and an e-mail address in a text of that language."""
    searched = _ACCESS_CODE.sub("+", text[:_LONGEST_TEXT])
    forms = (searched, _INLINE_TAG.sub("", decoded(searched))) if _MARKUP.search(searched) else (searched,)
    return Contacts(any(_names_telephone(form, language) for form in forms), any(map(_names_email, forms)))


def _names_email(text: str) -> bool:
    return any(match[0].rpartition(".")[2].lower() not in _PICTURES for match in _EMAIL.finditer(text))


def _names_telephone(text: str, language: str) -> bool:
    if sum(character.isdigit() for character in text) < _FEWEST_DIGITS:
        return False
    return (
        _PLAIN_NUMBER.search(text) is not None
        or _international(text)
        or any(_national(text, region) for region in _REGIONS.get(language, ("RU", "US")))
    )


def _international(text: str) -> bool:
    """Whether there is a number with a country code; it need not be in use."""
    from phonenumbers import Leniency, PhoneNumberMatcher

    return any("+" in match.raw_string for match in PhoneNumberMatcher(text, None, leniency=Leniency.POSSIBLE))


def _national(text: str, region: str) -> bool:
    from phonenumbers import PhoneNumberMatcher

    return PhoneNumberMatcher(text, region).has_next()
