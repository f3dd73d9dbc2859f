"""Settings of the interpreter that a parse needs otherwise, put back when it is done."""

from __future__ import annotations

import gc
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def recursion_limit(frames: int) -> Iterator[None]:
    """Allow this many nested calls, unless more are allowed already."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, frames))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


@contextmanager
def without_garbage_collection() -> Iterator[None]:
    """Do not look for unreachable cycles meanwhile: a growing tree has none, and each look walks all of it."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
