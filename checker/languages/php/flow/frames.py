"""A function while it is being followed: how it was left, and with which result."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from checker.languages.php.flow.state import State, merge
from checker.languages.php.flow.values import NOTHING, UNTRUSTED, Origin, Value, joined
from checker.languages.php.flow.vocabulary import REQUEST_CLASSES, REQUEST_NAMES, ROUTE_ARGUMENTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checker.languages.php.declarations import Class, Parameter
    from checker.languages.php.node import Node


class Frame:
    """One call of a function, or the top of the file."""

    __slots__ = ("falsy", "function", "loops", "owner", "result", "truthy")

    def __init__(self, function: Node | None, owner: Class | None) -> None:
        self.function = function
        self.owner = owner
        self.result: Value = NOTHING
        self.truthy: list[State] = []
        """The states where the function returns something that may be true."""
        self.falsy: list[State] = []
        self.loops: list[list[State]] = []
        """For each loop or switch around the code at hand the states that leave it."""

    def leave(self, value: Value, truthy: State | None, falsy: State | None) -> None:
        """Return a value."""
        self.result = joined(self.result, value) if self.result is not NOTHING else value
        if truthy is not None:
            self.truthy.append(truthy)
        if falsy is not None:
            self.falsy.append(falsy)

    @property
    def end(self) -> State:
        """What is known behind the call."""
        return merge([*self.truthy, *self.falsy])


class Outcome(NamedTuple):
    """What a followed call gives."""

    value: Value
    truthy: State
    falsy: State


def given_by_framework(parameter: Parameter, all_parameters: Sequence[Parameter]) -> Value:
    """What a parameter holds whose caller is not in the file: the request, parts of its address, or nothing known."""
    kind = _class_of(parameter)
    if kind == "array" and parameter.name == ROUTE_ARGUMENTS and any(map(_is_request, all_parameters)):
        return Value({Origin((f"${parameter.name}",), parameter.node): UNTRUSTED})
    return Value(is_request=kind in REQUEST_CLASSES if kind else parameter.name.lower() in REQUEST_NAMES)


def _is_request(parameter: Parameter) -> bool:
    return _class_of(parameter) in REQUEST_CLASSES


def _class_of(parameter: Parameter) -> str:
    return parameter.type.strip("?").rpartition("\\")[2].lower()
