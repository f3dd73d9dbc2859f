"""How Python manages memory in a process that ends with the check."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

_Result = TypeVar("_Result")

_NEW_OBJECTS = 2_000_000
"""So many are made of a megabyte of code: syntax trees, which live as long as the process."""
_STACK_WORDS = 2**16
"""What one function says it needs, half a MiB: then the piece of memory has a whole one. It is not touched, so it costs
nothing."""


def for_one_check(work: Callable[[], _Result]) -> _Result:
    """Look for garbage only where there is so much that it could fill the memory, and nest calls in one piece of it.

    A look for garbage walks all trees. Calls lie in pieces of 16 KB, and a piece is given back with the first call in
    it: a walk over a tree that goes in and out at such an edge asks the system for memory thousands of times, a tenth
    of the time for a megabyte of code. A function that needs much gets a large piece (CPython's `Python/pystate.c`,
    `push_chunk`), and what it calls lies behind it.
    """
    gc.set_threshold(_NEW_OBJECTS, 50, 100)
    return _with_large_stack(work)


def _with_large_stack(work: Callable[[], _Result]) -> _Result:
    return work()


_with_large_stack.__code__ = _with_large_stack.__code__.replace(co_stacksize=_STACK_WORDS)
