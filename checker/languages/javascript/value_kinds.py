"""What is known of a value: where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from checker.records import Record

if TYPE_CHECKING:
    from checker.languages.javascript import estree as js
    from checker.languages.javascript.estree import Node

WINDOW_NAMES = frozenset({"window", "self", "globalThis", "top", "parent", "frames"})
"""Globals that are, or lead to, the window; what is read from them is a global itself."""
COMPUTED = "*"
"""The name of a property that is only known at run time."""


class Global(NamedTuple):
    """Something reached from the window by a path; the window itself has the empty path."""

    path: tuple[str, ...]


class Module(NamedTuple):
    """Something of a module that AMD or an import brings; `path` leads to it inside."""

    name: str
    path: tuple[str, ...] = ()


class Function(Record, eq=True):
    """A function that the file itself defines."""

    node: js.Function


class Object(Record, eq=True):
    """An object that the file itself makes: a literal, an array, or an instance of a function or class."""

    node: Node


class Result(Record, eq=True):
    """What a call returns that the file does not define."""

    call: js.CallExpression | js.NewExpression


class Member(NamedTuple):
    """A property of a value that is not known further, such as a parameter nobody passes or a call's result."""

    of: Value
    key: str


class Argument(Record, eq=True):
    """A parameter of a function whose caller is not in the file: an event, a response, a callback's argument."""

    function: js.Function
    index: int


Value: TypeAlias = Global | Module | Function | Object | Result | Member | Argument
