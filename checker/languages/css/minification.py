"""Whether CSS was left as somebody wrote it, told from its lines: nothing is parsed.

CSS that is written one rule a line is readable, so only lines with several rules count, and only where blanks are rare.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from checker.languages.skimming import LONGEST_BANNER, Form, Fragment, Skimmed
from checker.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SMALLEST_FILE = 200
"""Bytes; less can be dense by chance."""
_PACKED_LINE = 160
_FRAGMENT_LINE = 1_000
"""Bytes of code on a line, texts and addresses collapsed."""
_FEWEST_RULES = 3
_MOST_BLANKS = 0.1
_BLANKS = b" \t\r\f\v"

_HEAD = regex(rb"\s*+(?:@charset[^;\n]{1,40};)?(?:\s*+/\*(?:[^*]|\*(?!/))*+\*/)*+")
_TOKEN = regex(
    rb"""(?P<comment>/\*(?:[^*]|\*(?!/))*+(?:\*/)?+)
      |"(?:[^"\\\n]|\\.)*+"?+|'(?:[^'\\\n]|\\.)*+'?+
      |\burl\(\s*+[^)"'\s]*+\)?""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)


class SkimmedStyles(Skimmed):
    """CSS with its comments, texts and addresses found."""

    @cached_property
    def banner(self) -> str:
        """The text of the comments before the first rule, as much of it as names and licences need."""
        head = _HEAD.match(self.code)
        return head[0][:LONGEST_BANNER].decode("utf-8", "replace") if head is not None else ""

    @property
    def form(self) -> Form:
        """How the code looks as a whole."""
        size = sum(map(len, self._lines))
        packed = sum(len(line) for line in self._lines if len(line) >= _PACKED_LINE and _is_packed(line))
        return Form.MINIFIED if size >= _SMALLEST_FILE and 2 * packed >= size else Form.PLAIN

    @cached_property
    def fragments(self) -> tuple[Fragment, ...]:
        """The minified lines of a file that is readable otherwise; those that follow on each other are one fragment."""
        found: list[Fragment] = []
        for start, end in self._packed_lines():
            is_next = bool(found) and not self.code[found[-1].end : start].strip()
            found.append(Fragment(found.pop().start if is_next else start, end, Form.MINIFIED))
        return tuple(found)

    def _packed_lines(self) -> Iterator[tuple[int, int]]:
        for number, line in enumerate(self._lines):
            if len(line) > _FRAGMENT_LINE and _is_packed(line):
                yield self._original_line(number)


def _is_packed(line: bytes) -> bool:
    """Whether a line holds several rules with hardly a blank between them."""
    blanks = len(line) - len(line.translate(None, _BLANKS))
    return line.count(b"}") >= _FEWEST_RULES and blanks < _MOST_BLANKS * len(line)


def skim_styles(code: bytes) -> SkimmedStyles:
    """Find the comments, texts and addresses of CSS, whatever its syntax."""
    return SkimmedStyles(code, tuple(_tokens(code)))


def _tokens(code: bytes) -> Sequence[tuple[int, int, bool]]:
    return [(*token.span(), token["comment"] is not None) for token in _TOKEN.finditer(code)]
