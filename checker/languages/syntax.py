"""What every language reports alike: where a comment stands and what does not parse."""

from __future__ import annotations

from typing import NamedTuple


class TooDeep(Exception):
    """The code is nested more deeply than can be analysed."""


class TooSlow(Exception):
    """Parsing ran into its deadline."""


class Comment(NamedTuple):
    """One comment, delimiters included; `start` and `end` are byte offsets into the parsed bytes."""

    start: int
    end: int
    text: str
    """The text between the delimiters."""


class SyntaxFault(NamedTuple):
    """Something that does not parse; `start` and `end` are byte offsets, `message` is plain English."""

    start: int
    end: int
    message: str
    is_sure: bool = True
    """Whether no newer version of the language could allow it."""
