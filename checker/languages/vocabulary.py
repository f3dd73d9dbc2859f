"""Words by which a meaning is known, in texts of several languages and in the names of code.

Whole words count, whatever their letter case and accents; a star stands for any ending, so `данн*` is found in
`данных`. A blank between two words may be a hyphen, an underscore or nothing: `api key` is found in `API-key`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property

from checker.records import Record
from checker.regex import regex

_LETTER = r"[^\W_]"
_HUMP = regex(r"(?<=[a-z0-9])(?=[A-Z])")
_LONGEST_TEXT = 100_000
"""Code points of a text that are looked at."""


def words(text: str) -> frozenset[str]:
    """The words of a table that is written as one text."""
    return frozenset(text.split())


class Vocabulary(Record):
    """Words and phrases, separated by commas."""

    words: str

    def __or__(self, other: Vocabulary) -> Vocabulary:
        """Both."""
        return Vocabulary(f"{self.words}, {other.words}")

    @cached_property
    def _entries(self) -> tuple[str, ...]:
        return tuple(_plain(word.strip()) for word in self.words.split(",") if word.strip())

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        """What a text holds if it holds one of the words; nearly no text does, so nearly no pattern is compiled."""
        return frozenset(entry.split()[0].rstrip("*") for entry in self._entries)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        choices = "|".join(map(_as_pattern, self._entries))
        return re.compile(rf"(?<!{_LETTER})(?:{choices})(?!{_LETTER})")

    def is_in(self, text: str) -> bool:
        """Whether a text holds one of the words."""
        plain = _plain(text[:_LONGEST_TEXT])
        return any(word in plain for word in self._beginnings) and self._pattern.search(plain) is not None

    def is_in_name(self, name: str) -> bool:
        """Whether a name of code, such as `user_email` or `apiKey`, holds one of the words."""
        return self.is_in(_HUMP.sub(" ", name))


def _as_pattern(word: str) -> str:
    parts = (re.escape(part).replace(r"\*", f"{_LETTER}*") for part in word.split())
    return r"[\W_]{0,3}".join(parts)


def _plain(text: str) -> str:
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))
