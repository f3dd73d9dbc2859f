"""What can be known at a place in the code: what is there, and what it was found equal to.

A path is a row of names: from the window, such as `("AMOCRM", "data", "current_card")`, or from a variable, such as
`(card, "model")`. A call is a name with its arguments: `("AMOCRM", "constant(user)")`, and without an owner that is
known `("system()", "area")`. That a path is there means that it, and everything on the way to it, is neither undefined
nor null.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from checker.languages.javascript.scopes import Binding
from checker.records import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from checker.languages.javascript.estree import Node

Path: TypeAlias = tuple[str | Binding, ...]
Texts: TypeAlias = frozenset[str]

ANYTHING: Texts = frozenset()
"""It is there; what it is equal to is not known."""
TRIED: Path = ("<try>",)
"""Stands for: a failure at this place is caught."""
THIS = "this"
"""The first name of a path from `this`."""

_MOST_FACTS = 300
"""What is known beyond that is left out."""
_MOST_TEXTS = 60
_MOST_VARIABLES = 60
_MOST_EXPRESSIONS = 20


class Held(NamedTuple):
    """What a variable may hold: the value of an expression, or anything; and whether it was found to be there."""

    expression: Node | None
    is_checked: bool


_ANYTHING_CHECKED = Held(None, is_checked=True)


class Facts(Record, eq=True):
    """What is known at one place."""

    known: Mapping[Path, Texts]
    """The paths that are there, each with the texts of which it is one."""
    held: Mapping[Binding, frozenset[Held]]
    """Variables that were assigned before: what each may hold."""

    def __contains__(self, path: Path) -> bool:
        return path in self.known

    def both(self, other: Facts) -> Facts:
        """What is known if this and, later, the other is known."""
        if not other.known and not other.held:
            return self
        if not self.known and not self.held:
            return other
        known = dict(self.known)
        for path, texts in other.known.items():
            before = known.get(path)
            if before is not None:
                known[path] = (before & texts) or texts or before
            elif len(known) < _MOST_FACTS:
                known[path] = texts
        return Facts(known, {**self.held, **other.held})

    def or_else(self, other: Facts) -> Facts:
        """What is known if one of the two is known."""
        if self is other:
            return self
        shared = self.known.keys() & other.known.keys()
        known = {path: _one_of(texts, other.known[path]) for path, texts in self.known.items() if path in shared}
        held = {}
        for binding in {**self.held, **other.held}:
            mine, theirs = self._may_hold(binding), other._may_hold(binding)
            if mine is not None and theirs is not None and len(joined := mine | theirs) <= _MOST_EXPRESSIONS:
                held[binding] = joined
        return Facts(known, held)

    def _may_hold(self, binding: Binding) -> frozenset[Held] | None:
        """What a variable may hold; None if that is not known."""
        held = self.held.get(binding)
        if (binding,) in self.known:
            return frozenset(Held(one.expression, is_checked=True) for one in held or (_ANYTHING_CHECKED,))
        return held

    def where(self, is_kept: Callable[[Path], bool]) -> Facts:
        """The part about some paths."""
        return Facts(
            {path: texts for path, texts in self.known.items() if is_kept(path)},
            {binding: held for binding, held in self.held.items() if is_kept((binding,))},
        )

    def assigned(self, binding: Binding, expression: Node) -> Facts:
        """What is known after an assignment."""
        known = {path: texts for path, texts in self.known.items() if path[0] is not binding}
        held = {**self.held, binding: frozenset({Held(expression, is_checked=False)})}
        if len(held) > _MOST_VARIABLES:
            del held[next(iter(held))]
        return Facts(known, held)


def _one_of(texts: Texts, others: Texts) -> Texts:
    """The texts of which something is one if it is one of these or of those."""
    joined = texts | others
    return joined if texts and others and len(joined) <= _MOST_TEXTS else ANYTHING


def _nothing_sure(_path: Path) -> bool:
    return False


def _nothing_implied(_path: Path, _texts: Texts) -> Iterable[Path]:
    return ()


class Lore(NamedTuple):
    """What is known about an application beside what the code checks."""

    is_sure: Callable[[Path], bool] = _nothing_sure
    """Whether something is there whenever what it belongs to is."""
    implied: Callable[[Path, Texts], Iterable[Path]] = _nothing_implied
    """What else is there because a path is, and is one of these texts."""


NO_LORE = Lore()
NOTHING = Facts({}, {})

State: TypeAlias = Facts | None
"""None for a place that is never reached."""


def present(paths: Iterable[Path], texts: Texts = ANYTHING) -> Facts:
    """The fact that paths, and so everything on the way to them, are there."""
    known: dict[Path, Texts] = {}
    for path in paths:
        for length in range(1, len(path)):
            known.setdefault(path[:length], ANYTHING)
        known[path] = texts
    return Facts(known, {}) if known else NOTHING


def both(state: State, more: State) -> State:
    """What is known if both is known."""
    return None if state is None or more is None else state.both(more)


def either(one: State, other: State) -> State:
    """What is known where two ways meet."""
    if one is None or other is None:
        return other if one is None else one
    return one.or_else(other)
