"""A function while it is being followed: how it was left, and with which result."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from checker.languages.php.flow.state import State, merge
from checker.languages.php.flow.values import NOTHING, Value, joined
from checker.languages.php.flow.vocabulary import REQUEST_CLASSES, REQUEST_NAMES

if TYPE_CHECKING:
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


def given_by_framework(parameter: Parameter) -> Value:
    """What a parameter holds whose caller is not in the file: a request object, or nothing that is known."""
    kind = parameter.type.strip("?").rpartition("\\")[2].lower()
    if kind:
        return Value(is_request=kind in REQUEST_CLASSES)
    return Value(is_request=parameter.name.lower() in REQUEST_NAMES)
