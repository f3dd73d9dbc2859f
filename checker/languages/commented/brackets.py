"""Brackets of a piece of code that was cut out of more: what is missing at its ends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from checker.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = regex(r""" "(?:[^"\\\n]|\\.)*+" | '(?:[^'\\\n]|\\.)*+' | //[^\n]*+ | [()\[\]{}] """, re.VERBOSE)
_DEEPEST = 60
_CLOSERS = {"(": ")", "[": "]", "{": "}"}


def depth_of(text: str) -> int:
    """How many more brackets are opened than closed."""
    return sum(1 if bracket in _CLOSERS else -1 for bracket in _brackets(text))


def missing(text: str) -> tuple[str, str] | None:
    """The brackets that the text closes without having opened them, and the closers of those that it leaves open.

    None if brackets of different kinds do not match, or if more are nested than anybody writes.
    """
    opened: list[str] = []
    closed: list[str] = []
    for bracket in _brackets(text):
        if bracket in _CLOSERS:
            opened.append(_CLOSERS[bracket])
            if len(opened) > _DEEPEST:
                return None
        elif not opened:
            closed.append(bracket)
        elif opened.pop() != bracket:
            return None
    return "".join(closed), "".join(reversed(opened))


def _brackets(text: str) -> Iterator[str]:
    for token in _TOKEN.finditer(text):
        if len(token[0]) == 1:
            yield token[0]
