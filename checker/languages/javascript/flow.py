"""The order in which statements run: what always leaves, and what cannot both run."""

from __future__ import annotations

from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING

from checker.languages.javascript import estree as js
from checker.languages.javascript.node_index import ancestors

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from checker.languages.javascript.estree import Node

LOOPS = (js.ForStatement, js.ForInStatement, js.ForOfStatement, js.WhileStatement, js.DoWhileStatement)
_BREAKABLE = (*LOOPS, js.SwitchStatement)


class Leaving(Enum):
    """Whether a loop is left after a place in it was reached."""

    NEVER = "never"
    """Not always."""
    ON_SUCCESS = "on success"
    """Always, unless an error is caught before."""
    ALWAYS = "always"


def leaves(statement: Node, *, by_break: bool) -> bool:
    """Whether a statement always ends the function around it; `by_break`: or the loop around it."""
    if isinstance(statement, (js.ReturnStatement, js.ThrowStatement)):
        return True
    if isinstance(statement, js.BreakStatement):
        return by_break or statement.label is not None
    if isinstance(statement, js.BlockStatement):
        return any(leaves(inner, by_break=by_break) for inner in statement.body)
    if isinstance(statement, js.IfStatement) and statement.alternate is not None:
        return leaves(statement.consequent, by_break=by_break) and leaves(statement.alternate, by_break=by_break)
    return False


class Flow:
    """Answers about places in one file; where a list of statements is left is remembered."""

    def __init__(self) -> None:
        self._last_leaving: dict[tuple[Node, bool], int] = {}

    def leaving(self, place: Node, loop: Node) -> Leaving:
        """Whether a loop around a place is always left, by `break` or with its function, once the place was reached."""
        return self._leaving(place, loop, by_break=True)

    def _leaving(self, place: Node, whole: Node, *, by_break: bool) -> Leaving:
        way = [place, *_way_up(place, whole)]
        breakable = max((at for at, node in enumerate(way) if isinstance(node, _BREAKABLE)), default=0)
        for at, (child, parent) in enumerate(zip(way, [*way[1:], whole], strict=True)):
            if self._leaves_from(child, parent, by_break=by_break and at >= breakable):
                return Leaving.ON_SUCCESS if _is_caught(way[at:]) else Leaving.ALWAYS
        return Leaving.NEVER

    def _leaves_from(self, child: Node, parent: Node, *, by_break: bool) -> bool:
        """Whether a statement leaves with a value, or is followed in its list by one that always leaves."""
        if isinstance(child, (js.ReturnStatement, js.ThrowStatement)):
            return True
        key = (parent, by_break)
        if key not in self._last_leaving:
            starts = [inner.start for inner in statements_of(parent) if leaves(inner, by_break=by_break)]
            self._last_leaving[key] = max(starts, default=-1)
        return self._last_leaving[key] >= child.start

    def exclude_each_other(self, one: Node, other: Node) -> bool:
        """Whether at most one of two places in a function runs in one call of it."""
        around_one = [one, *ancestors(one)]
        around_other = [other, *ancestors(other)]
        way_of_one = set(around_one)
        common = next((node for node in around_other if node in way_of_one), None)
        if common is None or common in {one, other}:
            return False
        parts = (around_one[around_one.index(common) - 1], around_other[around_other.index(common) - 1])
        first = min(parts, key=lambda node: node.start)
        if isinstance(common, (js.IfStatement, js.ConditionalExpression)):
            return first is not common.test
        if isinstance(common, js.SwitchStatement):
            return isinstance(first, js.SwitchCase) and any(leaves(inner, by_break=True) for inner in first.consequent)
        earlier = one if first in way_of_one else other
        return leaves(first, by_break=False) or self._leaving(earlier, first, by_break=False) is not Leaving.NEVER


def statements_of(node: Node) -> Sequence[Node]:
    """The statements that run one after the other in a block, a file or a case of a `switch`."""
    if isinstance(node, js.SwitchCase):
        return node.consequent
    return node.body if isinstance(node, (js.BlockStatement, js.Program, js.StaticBlock)) else ()


def _way_up(place: Node, whole: Node) -> Iterator[Node]:
    for ancestor in ancestors(place):
        if ancestor is whole:
            return
        yield ancestor


def _is_caught(way: Sequence[Node]) -> bool:
    """Whether an error on the way up is caught and the code goes on behind it."""
    return any(
        isinstance(parent, js.TryStatement)
        and child is parent.block
        and isinstance(parent.handler, js.CatchClause)
        and not leaves(parent.handler.body, by_break=True)
        for child, parent in pairwise(way)
    )


def stands_beside(place: Node, function: js.Function, lists: Collection[Node | None]) -> bool:
    """Whether one of the lists of statements given is around a place in a function: then what is in it runs as well."""
    return any(around in lists for around in _way_up(place, function))
