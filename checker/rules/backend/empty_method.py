"""The rule `empty-method`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checker.finding import Confidence, Finding, Stage
from checker.rules.rule import rule
from checker.widget.backend import PhpFile

if TYPE_CHECKING:
    from checker.languages.php.declarations import Function
    from checker.languages.php.node import Node

_NOTHING = frozenset({"empty_statement", "compound_statement"})
_LOCKS = frozenset({"__construct", "__clone", "__wakeup"})
"""Methods that are declared private, and empty, to forbid that objects are made or copied."""


@rule("empty-method", clause="backend.4", stage=Stage.MODERATION)
def empty_method(file: PhpFile) -> Iterator[Finding]:
    """A function or method of PHP without a statement.

    Why: a method that does nothing was forgotten, or is called in vain. The moderators accept none. Delete it, or make
    it `abstract` if the classes below must have it. A private constructor that only forbids `new` is a likely
    violation: an `enum`, or plain functions, need none.

    Bad:
        public function install() {}

    Good:
        public function install(): void
        {
            $this->settings->save();
        }
    """
    for function in file.model.functions:
        name = function.node.child("name")
        if name is not None and _is_empty(function, file.parsed.html):
            yield file.finding(
                name,
                "`{name}` does nothing; delete it, or write what it is for",
                confidence=Confidence.LIKELY if _is_lock(function) else Confidence.CERTAIN,
                name=_full_name(function),
            )


def _is_empty(function: Function, html: bytes) -> bool:
    body = function.body
    if body is None or any(parameter.is_property for parameter in function.parameters):
        return False
    return _does_nothing(body) and not html[body.start : body.end].strip()


def _does_nothing(body: Node) -> bool:
    return all(node.kind in _NOTHING for node in body.walk())


def _is_lock(function: Function) -> bool:
    return function.name.lower() in _LOCKS and "private" in function.modifiers


def _full_name(function: Function) -> str:
    owner = function.owner.name if function.owner is not None else ""
    return f"{owner}::{function.name}" if owner else function.name
