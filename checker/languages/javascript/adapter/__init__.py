"""tree-sitter's view of JavaScript, as ESTree: fast, and it goes on after an error."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from checker.languages.javascript.adapter import expressions, functions, jsx, modules, patterns, statements
from checker.languages.javascript.adapter.conversion import Conversion, by_kind
from checker.languages.javascript.adapter.tree import tree
from checker.languages.javascript.reading import Reading, comment_between

if TYPE_CHECKING:
    from collections.abc import Iterator

    import tree_sitter


_CONVERTERS = by_kind(
    {
        **expressions.CONVERTERS,
        **functions.CONVERTERS,
        **jsx.CONVERTERS,
        **modules.CONVERTERS,
        **patterns.CONVERTERS,
        **statements.CONVERTERS,
    }
)


def read(code: bytes, seconds: float) -> Reading:
    """Parse the code; never fails on bad code.

    Raises TooSlow after so many seconds, and RecursionError for deep nesting.
    """
    deadline = time.monotonic() + seconds
    root = tree(code, seconds).root_node
    conversion = Conversion(code, _CONVERTERS, deadline)
    program = modules.program(conversion, root)
    comments = tuple(comment_between(code, *span) for span in sorted(conversion.comments.items()))
    return Reading(program, comments, (*_doubts(root), *conversion.doubts))


def _doubts(root: tree_sitter.Node) -> Iterator[int]:
    stack = [root]
    while stack:
        part = stack.pop()
        if part.is_error or part.is_missing:
            yield part.start_byte
        elif part.has_error:
            stack += reversed(part.children)
