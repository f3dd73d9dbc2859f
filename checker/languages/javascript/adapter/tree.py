"""tree-sitter under guard: code can be made to cost it gigabytes, or more stack than the system gives.

The guard is not perfect. It looks between the steps of the parser, and one step, from an error out of thousands of
expressions begun (`*a=` again and again), can take a minute and gigabytes: hostile code belongs in a process that can
be killed.
"""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import tree_sitter
import tree_sitter_javascript

from checker.languages.syntax import TooSlow

LANGUAGE = tree_sitter.Language(tree_sitter_javascript.language())

_SMALL = 16 * 1024
"""In bytes; code of this size cannot overflow the stack of a main thread, which is a megabyte at least."""
_STACK = 8 << 20
_STACK_PER_BYTE = 48
"""In bytes; `{a:` again and again takes 80 bytes of stack for each three of code, and nothing found takes more."""
_STACK_UNIT = 1 << 16
_MEMORY_PER_BYTE = 100
"""In bytes; code takes 30, text in other languages up to 60."""
_SPARE_MEMORY = 32 << 20
_PAUSE = 0.02
"""Seconds between two looks."""
_STATM = Path("/proc/self/statm")
"""Where Linux says how many pages of memory a process occupies: the second number."""


def tree(code: bytes, seconds: float) -> tree_sitter.Tree:
    """Parse the code; raises TooSlow if that takes more time than given or much more memory than code does."""
    if len(code) <= _SMALL:
        return _tree(code, seconds)
    attempt = _Attempt(code, seconds)
    stack = (_STACK + _STACK_PER_BYTE * len(code)) // _STACK_UNIT * _STACK_UNIT
    usual_stack = threading.stack_size(stack)
    try:
        attempt.start()
    except RuntimeError as error:  # there is no room for such a stack
        raise TooSlow("the parser needs more memory than there is") from error
    finally:
        threading.stack_size(usual_stack)
    return attempt.result()


class _Attempt(threading.Thread):
    """A parse in a thread, which can have a larger stack than the main one."""

    def __init__(self, code: bytes, seconds: float) -> None:
        super().__init__(name="parser", daemon=True)
        self._code = code
        self._seconds = seconds
        self._result: tree_sitter.Tree | TooSlow | None = None

    def run(self) -> None:
        """Parse; called in the thread."""
        try:
            self._result = _tree(self._code, self._seconds)
        except TooSlow as stopped:
            self._result = stopped

    def result(self) -> tree_sitter.Tree:
        """Wait for the tree."""
        self.join()
        if isinstance(self._result, tree_sitter.Tree):
            return self._result
        raise self._result or TooSlow("the parser failed")


def _tree(code: bytes, seconds: float) -> tree_sitter.Tree:
    view = memoryview(code)
    try:
        return tree_sitter.Parser(LANGUAGE).parse(
            lambda offset, _point: view[offset:], progress_callback=_Guard(len(code), seconds)
        )
    except ValueError as error:  # how tree-sitter says that it was stopped
        raise TooSlow("the parser took too much time or memory") from error


class _Guard:
    """Looks at the clock and the memory now and then, and says when to stop."""

    __slots__ = ("_latest", "_most", "_next_look")

    def __init__(self, size: int, seconds: float) -> None:
        now = time.monotonic()
        self._latest = now + seconds
        self._next_look = now + _PAUSE
        self._most = _memory() + _SPARE_MEMORY + _MEMORY_PER_BYTE * size

    def __call__(self, *_progress: object) -> bool:
        """Tell whether to stop; called by the parser between its steps."""
        now = time.monotonic()
        if now < self._next_look:
            return False
        self._next_look = now + _PAUSE
        return now > self._latest or _memory() > self._most


def _memory() -> int:
    """Return how much memory this process occupies, in bytes; 0 where the system does not tell."""
    try:
        with _STATM.open("rb") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
