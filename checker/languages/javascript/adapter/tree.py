"""tree-sitter under guard: code can be made to cost it gigabytes, or more stack than the system gives."""

from __future__ import annotations

import sys
import threading
import time

import tree_sitter
import tree_sitter_javascript

from checker.languages.syntax import TooSlow

LANGUAGE = tree_sitter.Language(tree_sitter_javascript.language())

_SMALL = 16 * 1024
"""In bytes; code of this size cannot overflow the stack of a main thread, which is a megabyte at least."""
_STACK_PER_BYTE = 64
"""In bytes; `{a:` again and again takes 80 bytes of stack for each three of code, and nothing found takes more."""
_LARGEST_STACK = 1 << 30
_PAGE = 1 << 16
_MEMORY_PER_BYTE = 200
"""In bytes; code takes 30, text in other languages up to 60."""
_SPARE_MEMORY = 64 << 20


def tree(code: bytes, seconds: float) -> tree_sitter.Tree:
    """Parse the code; raises TooSlow if that takes more time than given or much more memory than code does."""
    if len(code) <= _SMALL:
        return _tree(code, seconds)
    attempt = _Attempt(code, seconds)
    stack = min(_STACK_PER_BYTE * len(code), _LARGEST_STACK) // _PAGE * _PAGE
    usual_stack = threading.stack_size(stack)
    try:
        attempt.start()
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
    latest = time.monotonic() + seconds
    most = _peak_memory() + _SPARE_MEMORY + _MEMORY_PER_BYTE * len(code)
    try:
        return tree_sitter.Parser(LANGUAGE).parse(
            lambda offset, _point: view[offset:],
            progress_callback=lambda _offset, _failed: time.monotonic() > latest or _peak_memory() > most,
        )
    except ValueError as error:  # how tree-sitter says that it was stopped
        raise TooSlow("the parser took too much time or memory") from error


def _peak_memory() -> int:
    """Return the most memory that this process had so far, in bytes; 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else 1024 * peak
