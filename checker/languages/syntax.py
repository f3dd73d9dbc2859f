"""What every language reports alike: where a comment stands and what does not parse."""

from __future__ import annotations

from typing import NamedTuple, Protocol


class TooDeep(Exception):
    """The code is nested more deeply than can be analysed."""


class TooSlow(Exception):
    """Parsing ran into its deadline."""


class Located(Protocol):
    """Anything a parser found: byte offsets into the bytes that it was given."""

    @property
    def start(self) -> int:
        """Offset of the first byte."""

    @property
    def end(self) -> int:
        """Offset behind the last byte."""


class AtNode:
    """Stands where its node stands."""

    node: Located

    @property
    def start(self) -> int:
        """Byte offset of the node."""
        return self.node.start

    @property
    def end(self) -> int:
        """Byte offset behind the node."""
        return self.node.end


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
