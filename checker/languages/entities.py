"""HTML's character references."""

from __future__ import annotations


def decoded(text: str) -> str:
    """Decode the character references of a text: `&amp;` is `&`."""
    if "&" not in text:
        return text
    from html import unescape  # not before it is needed: it knows two thousand names

    return unescape(text)
