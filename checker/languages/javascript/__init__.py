"""JavaScript: text to an ESTree syntax tree with byte offsets.

tree-sitter reads every file, through `adapter`. Where it stumbles, esprima decides whether the file is broken or
tree-sitter's grammar has a gap.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

from checker.languages.javascript import adapter, second_opinion
from checker.languages.javascript.interpreter import recursion_limit, without_garbage_collection
from checker.languages.javascript.reading import Reading
from checker.languages.parsing import DEADLINE
from checker.languages.syntax import SyntaxFault, TooDeep

if TYPE_CHECKING:
    from checker.languages.javascript.estree import Program
    from checker.languages.syntax import Comment

_FRAMES = 60_000
"""Nested calls; three to six make one level of nesting, and no code that people write has a thousand levels."""


class ParsedScript(NamedTuple):
    """One file as far as it could be read."""

    program: Program
    comments: tuple[Comment, ...]
    faults: tuple[SyntaxFault, ...] = ()
    """What makes the file invalid: the first error only. Then `program` is what remains readable."""
    gaps: tuple[int, ...] = ()
    """Byte offsets where tree-sitter could not follow code that is not at fault. `program` is complete nevertheless,
    from esprima, unless `undecided`."""
    undecided: bool = False
    """The code looks broken, but it is too large, too deep or too new to be sure; `program` may be partial."""


def parse(code: bytes, seconds: float = DEADLINE) -> ParsedScript:
    """Parse UTF-8 code without a byte order mark; broken code gives a partial tree and a fault.

    Raises TooSlow after so many seconds, and TooDeep.
    """
    limit = time.monotonic() + seconds
    reading = _tolerant_reading(code, seconds)
    if not reading.doubts:
        return ParsedScript(reading.program, reading.comments)
    opinion = second_opinion.read(code) if time.monotonic() < limit else None
    if isinstance(opinion, Reading):
        return ParsedScript(opinion.program, opinion.comments, gaps=reading.doubts)
    if isinstance(opinion, SyntaxFault):
        return ParsedScript(reading.program, reading.comments, faults=(opinion,))
    return ParsedScript(reading.program, reading.comments, gaps=reading.doubts, undecided=True)


def early_faults(code: bytes) -> tuple[SyntaxFault, ...]:
    """Return what makes a file invalid that `parse` had no doubts about, such as a name declared twice.

    It costs about 2 ms for each kilobyte. Files that are too large for it have no early faults.
    """
    opinion = second_opinion.verdict(code)
    return (opinion,) if isinstance(opinion, SyntaxFault) else ()


def _tolerant_reading(code: bytes, seconds: float) -> Reading:
    with recursion_limit(_FRAMES), without_garbage_collection():
        try:
            return adapter.read(code, seconds)
        except RecursionError as error:
            raise TooDeep("the code is nested too deeply") from error
