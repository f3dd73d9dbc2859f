"""The names of CSS properties, as far as they tell a declaration from prose."""

from __future__ import annotations

from checker.regex import regex

_FAMILIES = (
    "align animation appearance aspect-ratio backdrop backface background block border bottom box break caption caret"
    " clear clip color column columns contain content counter cursor direction display empty filter flex float font gap"
    " grid height hyphens image inline inset isolation justify left letter line list margin mask max min mix object"
    " opacity order orphans outline overflow overscroll padding page perspective place pointer position quotes resize"
    " right rotate row scale scroll shape src tab table text top touch transform transition translate unicode user"
    " vertical visibility white widows width will word writing z-index zoom"
)
_PROPERTY = regex(
    rf"[*_]?(?:-(?:webkit|moz|ms|o|khtml)-[a-z-]+|--[\w-]+|(?:{'|'.join(_FAMILIES.split())})(?:-[a-z-]+)?)"
)
"""https://www.w3.org/Style/CSS/all-properties.en.html: first words, whatever follows; prefixed and custom ones."""


def is_property(name: str) -> bool:
    """Whether a name, in lower case, is that of a property, an old hack's mark before it included."""
    return _PROPERTY.fullmatch(name) is not None
