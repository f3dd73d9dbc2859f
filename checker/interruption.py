"""Stops code that takes too long, where the system has a timer that can do that: POSIX, in the main thread."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Never

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class OutOfTime(BaseException):
    """Code took longer than it was given. No `except Exception` in that code can hold it up."""


@contextmanager
def alarm() -> Iterator[Callable[[float], object]]:
    """Give a function that says in how many seconds OutOfTime is raised, 0 for not at all.

    Whatever the code was changing then may be left half done. Without a free timer nothing is ever raised.
    """
    if not _has_timer():
        yield _never
        return
    signal.signal(signal.SIGALRM, _ring)
    try:
        yield partial(signal.setitimer, signal.ITIMER_REAL)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)


def _has_timer() -> bool:
    is_main = threading.current_thread() is threading.main_thread()
    return is_main and hasattr(signal, "setitimer") and signal.getsignal(signal.SIGALRM) is signal.SIG_DFL


def _never(_seconds: float) -> None:
    pass


def _ring(_number: int, _frame: object) -> Never:
    raise OutOfTime
