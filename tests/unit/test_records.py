"""Classes of named fields: what a constructor takes, what is equal, what replaces what."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

import pytest

from checker.records import Record


class Place(Record):
    """Has a default and something worked out."""

    kind: ClassVar[str] = "place"
    path: str
    line: int = 1

    @cached_property
    def shown(self) -> str:
        """Path and line."""
        return f"{self.path}:{self.line}"


class NamedPlace(Place, kw_only=True):
    """Adds a field that has to be named."""

    name: str


class Point(Record, eq=True):
    """Compared by its fields."""

    x: int
    y: int


class Pixel(Record, eq=True):
    """Looks like a point."""

    x: int
    y: int


def test_fields_are_given_by_place_or_name_and_have_defaults() -> None:
    assert Place("a.js").shown == "a.js:1"
    assert Place(line=3, path="a.js").shown == "a.js:3"
    assert NamedPlace("a.js", 2, name="here").name == "here"


@pytest.mark.parametrize("arguments", [(), ("a.js", 1, "place")])
def test_wrong_arguments_are_refused(arguments: tuple[object, ...]) -> None:
    with pytest.raises(TypeError):
        Place(*arguments)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        NamedPlace("a.js", 2, "here")  # type: ignore[call-arg]


def test_replacing_a_field_keeps_the_others_and_forgets_what_was_worked_out() -> None:
    place = NamedPlace("a.js", 2, name="here")
    assert place.shown == "a.js:2"
    moved = place.replace(line=5)
    assert (moved.shown, moved.name, type(moved)) == ("a.js:5", "here", NamedPlace)


def test_records_are_themselves_unless_they_are_compared_by_fields() -> None:
    assert Place("a.js") != Place("a.js")
    assert Point(1, 2) == Point(1, 2)
    assert Point(1, 2) != Point(1, 3)
    assert Point(1, 2) != Pixel(1, 2)  # type: ignore[comparison-overlap]
    assert {Point(1, 2), Point(1, 2), Pixel(1, 2)} == {Point(1, 2), Pixel(1, 2)}


def test_a_record_shows_its_fields() -> None:
    assert repr(NamedPlace("a.js", name="here")) == "NamedPlace(path='a.js', line=1, name='here')"
