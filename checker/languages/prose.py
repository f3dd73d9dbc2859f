"""Texts that people read: the sentences of plain text and of markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from checker.languages.entities import decoded
from checker.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST_TEXT = 200_000
"""Code points of a text that are looked at."""
_BLOCK = regex(
    r"</?(?:br|p|div|ul|ol|li|h[1-6]|table|tr|td|th|label|option|select|button|input|textarea|form|hr)\b[^<>]*>",
    re.IGNORECASE,
)
"""Tags that end a sentence."""
_TAG = regex(r"</?[A-Za-z][^<>]*>")
_END = regex(r"[\n\r!?;…]+|\.(?=\s|$)|\\n")


def plain_text(text: str) -> str:
    """The text of markup: tags left out, entities decoded; of a long one only the beginning."""
    return decoded(_TAG.sub(" ", _BLOCK.sub("\n", text[:_LONGEST_TEXT])))


def sentences(text: str) -> Iterator[str]:
    """Cut a text, or the text of markup, into sentences; none is empty."""
    for sentence in _END.split(plain_text(text)):
        if sentence.strip():
            yield sentence
