"""Regular expressions that are compiled when they are first asked.

The rules know more than two hundred, and a widget meets half of them: to compile the others, too, takes as long as to
import a dozen modules.
"""

from __future__ import annotations

import re
from typing import AnyStr, Generic, cast

_ANSWERS = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub", "pattern", "flags")


class _Compiled:
    """Answers as the compiled expression does, and as fast."""


class _Pattern(_Compiled, Generic[AnyStr]):
    """Takes the answers of the compiled expression over with the first question."""

    def __init__(self, expression: AnyStr, flags: int) -> None:
        self._source: tuple[AnyStr, int] = (expression, flags)

    def __getattr__(self, name: str) -> object:
        compiled = re.compile(*self._source)
        self.__dict__.update((answer, getattr(compiled, answer)) for answer in _ANSWERS)
        self.__class__ = _Compiled  # type: ignore[assignment]  # what looks up attributes no more by itself
        return getattr(compiled, name)


def regex(expression: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Write a regular expression down. Raises re.error when it is first used, not here, if it is none."""
    return cast("re.Pattern[AnyStr]", _Pattern(expression, flags))
