"""CSS in the strings of a script: style elements in markup, and texts that are nothing but rules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from checker.languages.javascript.markup import chunks_of
from checker.languages.placed import PlacedText
from checker.widget.stylesheet import Stylesheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checker.widget.script import Script

_MOST_BYTES = 4_000_000
"""How much text is put together for one script."""
_RULE = re.compile(rb"\s*+[^{}<>]{1,2000}\{([^{}<>]{0,20000})\}")


def styles_in(script: Script) -> Iterator[Stylesheet]:
    """Find the style sheets that stand in one place of a script's code. Raises TooDeep and TooSlow."""
    if b"{" not in script.code:
        return
    texts = [markup.text.part(style.start, style.end) for markup in script.markup for style in markup.parsed.styles]
    seen = set()
    for text in (*texts, *_rules(script)):
        place = text.laid_out()
        if place is not None and place.start not in seen and place.code.strip():
            seen.add(place.start)
            yield Stylesheet(script.source, place.code, script.offset + place.start)


def _rules(script: Script) -> Iterator[PlacedText]:
    """Texts such as `.acme { color: red }`, which a script gives to a style element."""
    left = _MOST_BYTES
    for whole in script.model.whole_texts:
        if b"{" in script.code[whole.start : whole.end] and left > 0:
            text = PlacedText(tuple(chunks_of(script.model.texts.pieces_of(whole), script.code)))
            left -= len(text.content) + len(text.chunks)
            rule = _RULE.match(text.content)
            if rule is not None and b":" in rule[1]:
                yield text
