"""Makes text from a widget harmless to show: no control characters, no invisible ones, no endless lines."""

from __future__ import annotations

import unicodedata

_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def visible(text: str, limit: int = 200) -> str:
    r"""Show hidden characters as escapes (`\x1b`, `\u202e`) and cut the text after `limit` code points."""
    cut = text[:limit] + "…" if len(text) > limit else text
    if cut.isprintable():
        return cut
    return "".join(map(_shown, cut))


def _shown(character: str) -> str:
    if character == "\t":
        return " "
    if unicodedata.category(character) in _HIDDEN_CATEGORIES:
        return character.encode("unicode_escape", "surrogatepass").decode("ascii")
    return character
