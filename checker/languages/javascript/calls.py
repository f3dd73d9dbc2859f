"""The calls of a file, and those among them that call something by a name."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from checker.languages.javascript import estree as js
from checker.languages.javascript.definitions import member_key
from checker.languages.javascript.values import called
from checker.languages.syntax import AtNode
from checker.records import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from checker.languages.javascript.estree import Node

CallNode: TypeAlias = js.CallExpression | js.NewExpression


class Call(AtNode, Record, eq=True):
    """One call and the names that its callee may have.

    `$.ajax` is a function of a global or a well-known module, `.send` a method of something unknown,
    `XMLHttpRequest.send` a method of an object that was made with `new XMLHttpRequest`.
    """

    node: CallNode
    names: tuple[str, ...]
    arguments: Sequence[Node]
    """Without the receiver that `.call` takes."""


class Calls:
    """The calls of a file in the order of the source, also by what they call and what they are about."""

    def __init__(self, calls: Iterable[Call]) -> None:
        """Take them in any order."""
        self._calls = tuple(sorted(calls, key=_position))

    def __iter__(self) -> Iterator[Call]:
        """Go through all of them."""
        return iter(self._calls)

    def named(self, names: Iterable[str]) -> Sequence[Call]:
        """The calls whose callee may have one of these names, in the order of the source."""
        return _in_order(self._by_name, names)

    def named_last(self, names: Iterable[str]) -> Sequence[Call]:
        """The same for the last part of the name: `render` of `widget.render` and of the method `.render`."""
        return _in_order(self._by_last_name, names)

    def methods(self, names: Iterable[str]) -> Sequence[tuple[Call, Node]]:
        """The calls of methods that are written with one of these names, and the objects that they are called on."""
        found = (pair for name in names for pair in self._by_method.get(name, ()))
        return sorted(found, key=lambda pair: _position(pair[0]))

    def about(self, texts: Iterable[str]) -> Sequence[Call]:
        """The calls with one of these texts as their first argument, such as the name of an event."""
        return _in_order(self._by_first_text, texts)

    @cached_property
    def _by_name(self) -> Mapping[str, Sequence[Call]]:
        found: dict[str, list[Call]] = defaultdict(list)
        for call in self._calls:
            for name in call.names:
                found[name].append(call)
        return found

    @cached_property
    def _by_first_text(self) -> Mapping[str, Sequence[Call]]:
        found: dict[str, list[Call]] = defaultdict(list)
        for call in self._calls:
            first = call.arguments[0] if call.arguments else None
            if type(first) is js.Literal and isinstance(first.value, str):
                found[first.value].append(call)
        return found

    @cached_property
    def _by_last_name(self) -> Mapping[str, Sequence[Call]]:
        found: dict[str, list[Call]] = defaultdict(list)
        for name, calls in self._by_name.items():
            found[name.rpartition(".")[2]] += calls
        return found

    @cached_property
    def _by_method(self) -> Mapping[str, Sequence[tuple[Call, Node]]]:
        found: dict[str, list[tuple[Call, Node]]] = defaultdict(list)
        for call in self._calls:
            callee, _ = called(call.node)
            if isinstance(callee, js.MemberExpression) and (name := member_key(callee)) is not None:
                found[name].append((call, callee.object))
        return found


def _in_order(index: Mapping[str, Sequence[Call]], names: Iterable[str]) -> Sequence[Call]:
    found = {call.node: call for name in names for call in index.get(name, ())}
    return sorted(found.values(), key=_position)


def _position(call: Call) -> tuple[int, int]:
    return call.start, call.end
