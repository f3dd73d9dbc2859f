"""The texts that describe the widget to its users: which there are, and whether they say anything."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from checker.amocrm.sample_texts import DESCRIPTIONS, FILLER_PHRASES, SAMPLE_WORDS, SAYS_DESCRIPTION
from checker.languages.prose import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checker.widget.widget import Translated, Widget

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
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
    def words(self) -> tuple[str, ...]:
        """Its words, numbers not among them."""
        return tuple(_WORD.findall(self.text[:_LONGEST_SAMPLE]))

    @property
    def is_filler(self) -> bool:
        """Whether it is the text of a typesetter, or names itself and nothing else: `Full description`."""
        return FILLER_PHRASES.is_in(self.text) or (self.is_sample and SAYS_DESCRIPTION.is_in(self.text))

    @property
    def is_sample(self) -> bool:
        """Whether it is made of words that describe no widget in particular."""
        return bool(self.words) and len(self.text) <= _LONGEST_SAMPLE and all(map(SAMPLE_WORDS.is_in, self.words))


def descriptions_of(widget: Widget) -> Iterator[Description]:
    """Every description in every language that has one, also an empty one."""
    for kind in DESCRIPTIONS:
        for translated in widget.translated(*kind):
            yield Description(kind, translated, " ".join(plain_text(translated.text).split()))
