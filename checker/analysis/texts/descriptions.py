"""The texts that describe the widget to its users: which there are, and whether they say anything."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from checker.amocrm.sample_texts import DESCRIPTIONS, FILLER_PHRASES, SAMPLE_WORDS, SAYS_DESCRIPTION
from checker.languages.prose import plain_text
from checker.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checker.widget.widget import Translated, Widget

_WORD = regex(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_CONTACT = regex(
    r"(?:\b(?:телефон|тел|почта|поддержка|контакты|phone|e-?mail|mail|support)\b[ .:—-]{0,4})?"
    r"(?:https?://\S{1,200}|[\w.+-]{1,64}@[\w.-]{1,80}\w|\+?\d[\d ()-]{5,24}\d)",
    re.IGNORECASE,
)
"""Whom to ask: says nothing about the widget."""
_LONGEST_SAMPLE = 120
"""Code points of a text that may be nothing but a sample."""


class Description(NamedTuple):
    """One description in one language."""

    kind: tuple[str, ...]
    """The keys of its entry in the manifest."""
    translated: Translated
    text: str
    """Without tags, blanks joined."""

    @property
    def name(self) -> str:
        """What to call it."""
        return DESCRIPTIONS[self.kind]

    @property
    def message(self) -> str:
        """The text without contacts, as far as it has to be read to tell a sample."""
        return _CONTACT.sub(" ", self.text[: 4 * _LONGEST_SAMPLE]).strip()

    @property
    def words(self) -> tuple[str, ...]:
        """Its words, numbers and contacts not among them."""
        return tuple(_WORD.findall(self.message[:_LONGEST_SAMPLE]))

    @property
    def is_filler(self) -> bool:
        """Whether it is the text of a typesetter, or names itself and nothing else: `Full description`."""
        return FILLER_PHRASES.is_in(self.text) or (self.is_sample and SAYS_DESCRIPTION.is_in(self.message))

    @property
    def is_sample(self) -> bool:
        """Whether it is made of words that describe no widget in particular."""
        return bool(self.words) and len(self.message) <= _LONGEST_SAMPLE and all(map(SAMPLE_WORDS.is_in, self.words))


def descriptions_of(widget: Widget) -> Iterator[Description]:
    """Every description in every language that has one, also an empty one."""
    for kind in DESCRIPTIONS:
        for translated in widget.translated(*kind):
            yield Description(kind, translated, " ".join(plain_text(translated.text).split()))
