"""A JSON document that is not trusted: it is what the reader expects, to the letter, or refused."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from checker.escaping import visible

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import StrEnum

LARGEST_NUMBER = 2**31 - 1
"""What the report formats of others can hold as a line or a column."""

_DOCUMENT = "the document"

Member = TypeVar("Member", bound="StrEnum")
Read = TypeVar("Read")


class UnexpectedJson(ValueError):
    """The document is not what was expected; the message says where and why."""


class Value(NamedTuple):
    """A value of the document and where it stands, such as `findings[3].line`."""

    raw: object
    where: str = _DOCUMENT

    def error(self, message: str) -> UnexpectedJson:
        """Say what is wrong with this value."""
        return UnexpectedJson(f"{self.where}: {message}")

    def members(self, *names: str) -> dict[str, Value]:
        """The members of an object that has exactly these."""
        if not isinstance(self.raw, dict):
            raise self.error("must be an object")
        missing = [name for name in names if name not in self.raw]
        if missing:
            raise self.error(f"lacks {missing[0]!r}")
        unknown = self.raw.keys() - set(names)
        if unknown:
            raise self.error(f"has an unknown member '{visible(min(unknown))}'")
        return {name: Value(self.raw[name], self._member(name)) for name in names}

    def _member(self, name: str) -> str:
        return name if self.where == _DOCUMENT else f"{self.where}.{name}"

    def each(self, read: Callable[[Value], Read]) -> tuple[Read, ...]:
        """The entries of an array, each read."""
        if not isinstance(self.raw, list):
            raise self.error("must be an array")
        return tuple(read(Value(entry, f"{self.where}[{index}]")) for index, entry in enumerate(self.raw))

    def optional(self, read: Callable[[Value], Read]) -> Read | None:
        """None for null, else what is read."""
        return None if self.raw is None else read(self)

    def text(self) -> str:
        """A string."""
        if not isinstance(self.raw, str):
            raise self.error("must be a string")
        return self.raw

    def number(self, least: int) -> int:
        """A whole number from `least` to LARGEST_NUMBER."""
        if type(self.raw) is not int or not least <= self.raw <= LARGEST_NUMBER:
            raise self.error(f"must be a whole number from {least} to {LARGEST_NUMBER}")
        return self.raw

    def one_of(self, kind: type[Member]) -> Member:
        """A member of an enumeration, by its value."""
        text = self.text()
        if text not in set(kind):
            raise self.error(f"must be one of {', '.join(kind)}")
        return kind(text)

    def date(self) -> date:
        """A date as `2026-12-31`."""
        text = self.text()
        try:
            day = date.fromisoformat(text)
        except ValueError:
            day = None
        if day is None or day.isoformat() != text:
            raise self.error("must be a date such as 2026-12-31")
        return day


def parse(text: str) -> Value:
    """Parse a document; refuses what JSON forbids but Python accepts, and members that are there twice."""
    try:
        return Value(json.loads(text, object_pairs_hook=_distinct, parse_constant=_no_constant))
    except RecursionError:
        raise UnexpectedJson("the document is nested too deeply") from None
    except UnexpectedJson:
        raise
    except ValueError as error:
        raise UnexpectedJson(f"the document is not JSON: {visible(str(error))}") from error


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise UnexpectedJson("the document has an object with two members of the same name")
    return members


def _no_constant(name: str) -> float:
    raise UnexpectedJson(f"the document has {name}, which is not JSON")
