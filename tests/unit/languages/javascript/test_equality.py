"""The adapter against esprima: the same tree, node for node, from two parsers that share nothing.

Where their offsets differ by convention, `esprima_tree` brings them to ESTree's: that is the one place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from checker.languages.javascript import adapter, estree, second_opinion
from checker.languages.javascript.interpreter import recursion_limit
from checker.languages.javascript.reading import Reading
from tests.unit.languages.javascript.cases import GAPS, NEWER_THAN_ESPRIMA, SOURCES, VALID

if TYPE_CHECKING:
    from pathlib import Path


class Row(NamedTuple):
    """One node as the other parser must see it too."""

    type: str
    start: int
    end: int
    role: str
    attributes: tuple[object, ...]


def rows(program: estree.Program) -> list[Row]:
    return [
        Row(
            node.type,
            node.start,
            node.end,
            role_of(node),
            tuple(getattr(node, field) for field in node.fields if field not in node.child_fields),
        )
        for node in estree.walk(program)
    ]


def role_of(node: estree.Node) -> str:
    """Return the name of the parent's field in which the node stands."""
    parent = node.parent
    if parent is None:
        return ""
    for field in parent.child_fields:
        value = getattr(parent, field)
        if value is node or (isinstance(value, list) and any(item is node for item in value)):
            return field
    raise AssertionError(f"{node.type} is no child of its parent")


def check_equality(code: bytes) -> None:
    theirs = second_opinion.read(code)
    ours = adapter.read(code, 60)
    assert ours.doubts == ()
    assert isinstance(theirs, Reading)
    assert rows(ours.program) == rows(theirs.program)
    assert ours.comments == theirs.comments


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_sources_are_read_alike(source: Path) -> None:
    check_equality(source.read_bytes())


@pytest.mark.parametrize(
    "code",
    [case.code for case in VALID if case.name not in GAPS | NEWER_THAN_ESPRIMA],
    ids=[case.name for case in VALID if case.name not in GAPS | NEWER_THAN_ESPRIMA],
)
def test_valid_cases_are_read_alike(code: str) -> None:
    check_equality(code.encode())


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_line_ends_of_windows_change_no_node(source: Path) -> None:
    check_equality(source.read_bytes().replace(b"\n", b"\r\n"))


def test_sources_hold_every_kind_of_node() -> None:
    seen = {type(node) for source in SOURCES for node in estree.walk(adapter.read(source.read_bytes(), 60).program)}
    kinds = {kind for kind in vars(estree).values() if isinstance(kind, type) and issubclass(kind, estree.Node)}
    abstract = {estree.Node, estree.Function, estree.Class}
    assert kinds - seen - abstract == {estree.Unparsed, estree.Decorator}


@pytest.mark.parametrize("operator", ["+", "&&", ".b.", "[0]+", "()+", ","])
def test_long_chains_are_read_alike(operator: str) -> None:
    code = "\n".join(["a", *[f"{operator}a"] * 400])
    with recursion_limit(20_000):
        check_equality(code.encode())
