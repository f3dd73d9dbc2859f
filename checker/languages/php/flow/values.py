"""What an expression may hold: input of the request, known texts, arrays, closures."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from checker.languages.php.node import Node

ANY = "*"
"""The key of an element where the code does not say which."""
UNKNOWN = "\0"
"""Stands for a piece that the file does not spell out, in the known text of a value."""
LONGEST_TEXT = 400
"""Characters of a known text that are kept: enough to tell a query or an address."""
MOST_CHOICES = 50
DEEPEST_ARRAY = 6
"""Levels of an array that are told apart; what is below counts as one."""
MOST_ITEMS = 150
"""Entries of an array, with all below it, that are told apart."""
MOST_ORIGINS = 60
"""Pieces of input that one value tells apart."""


class Checked(IntEnum):
    """How far a piece of input has been checked."""

    NOT = 0
    PRESENCE = 1
    """Somebody looked whether it is there, or gave a default."""
    CONTENT = 2


class Escape(StrEnum):
    """For which use a text has been made harmless."""

    SQL = "SQL"
    HTML = "HTML"
    URL = "an address"
    SHELL = "a shell"
    PATH = "a file name"
    JSON = "JSON"
    FORM = "a form"


class Origin(NamedTuple):
    """A piece of input."""

    path: tuple[str, ...]
    """Such as `$_POST`, `lead`, `id`."""
    place: Node
    """The expression that reads this piece."""


class Trust(NamedTuple):
    """What was done to a piece of input on its way."""

    checked: Checked = Checked.NOT
    escapes: frozenset[Escape] = frozenset()


UNTRUSTED = Trust()


class Value(NamedTuple):
    """What an expression may hold."""

    taints: Mapping[Origin, Trust] = {}
    """The input in it, for an array that which can be under any key."""
    items: Mapping[str, Value] = {}
    """Of an array or object that the code builds: what is under known keys."""
    text: str = UNKNOWN
    """The known text; `UNKNOWN` stands for the pieces that are not."""
    choices: frozenset[str] = frozenset()
    """The texts that it is one of, where these are known."""
    closure: Node | None = None
    """The closure that it is."""
    condition: Node | None = None
    """The condition whose result it is."""
    is_request: bool = False
    """Whether it is a framework's request object or a part of one."""

    @property
    def is_constant(self) -> bool:
        """Whether all of its text is known."""
        return UNKNOWN not in self.text

    @property
    def size(self) -> int:
        """How much it tells apart."""
        return len(self.taints) + sum(1 + item.size for item in self.items.values())

    def all_taints(self) -> dict[Origin, Trust]:
        """The input in it and in everything below it."""
        found = dict(self.taints)
        for item in self.items.values():
            for origin, trust in item.all_taints().items():
                found[origin] = weaker(trust, found[origin]) if origin in found else trust
        return found


NOTHING = Value()


def constant(text: str) -> Value:
    """A value with a known text."""
    return Value(text=text[:LONGEST_TEXT])


def weaker(one: Trust, other: Trust) -> Trust:
    """What holds whichever way a value came."""
    return Trust(min(one.checked, other.checked), one.escapes & other.escapes)


def _merged(all_taints: Iterable[Mapping[Origin, Trust]]) -> dict[Origin, Trust]:
    found: dict[Origin, Trust] = {}
    for taints in all_taints:
        for origin, trust in taints.items():
            if origin in found:
                found[origin] = weaker(trust, found[origin])
            elif len(found) < MOST_ORIGINS:
                found[origin] = trust
    return found


def joined(one: Value, other: Value) -> Value:
    """What a value is that may be either of two."""
    if one is other:
        return one
    items = {key: joined(_entry(one, key), _entry(other, key)) for key in {**one.items, **other.items}}
    choices = one.choices | other.choices
    for value in (one, other):
        if not value.choices and value.is_constant:
            choices |= {value.text}
    is_known = all(value.choices or value.is_constant for value in (one, other))
    return Value(
        _merged((one.taints, other.taints)),
        items,
        one.text if one.text == other.text else max(one.text, other.text, key=len) + UNKNOWN,
        choices if is_known and len(choices) <= MOST_CHOICES else frozenset(),
        one.closure or other.closure,
        one.condition if one.condition is other.condition else None,
        one.is_request or other.is_request,
    )


def composed(parts: Iterable[Value]) -> Value:
    """The text that is made of others in that order."""
    listed = list(parts)
    text = "".join(part.text for part in listed)[:LONGEST_TEXT]
    return Value(_merged(part.all_taints() for part in listed), text=text)


def collected(parts: Iterable[Value]) -> Value:
    """A value that all the input of others is in."""
    return Value(_merged(part.all_taints() for part in parts))


def mapped(value: Value, change: Callable[[Origin, Trust], Trust]) -> Value:
    """The same value with what is known about its input changed."""
    if not value.taints and not value.items:
        return value
    return value._replace(
        taints={origin: change(origin, trust) for origin, trust in value.taints.items()},
        items={key: mapped(item, change) for key, item in value.items.items()},
    )


def relocated(value: Value, home: Callable[[Node], Node]) -> Value:
    """The same value with its input read at other places."""
    if not value.taints and not value.items:
        return value
    return value._replace(
        taints=_merged({Origin(origin.path, home(origin.place)): trust} for origin, trust in value.taints.items()),
        items={key: relocated(item, home) for key, item in value.items.items()},
    )


def fully_checked(value: Value) -> Value:
    """What is made of a value that can do no harm any more: a number, a hash."""
    return Value(mapped(collected([value]), lambda _, trust: trust._replace(checked=Checked.CONTENT)).taints)


def escaped(value: Value, *escapes: Escape) -> Value:
    """The same input made harmless for a use."""
    added = frozenset(escapes)
    return Value(mapped(collected([value]), lambda _, trust: trust._replace(escapes=trust.escapes | added)).taints)


def element(value: Value, key: str, place: Node | None) -> Value:
    """What is under a key; `place` is the expression that reads it, None for one that is only gone through.

    Another file than that which read the whole is no place: input is reported where its own file takes hold of it.
    """
    exact = value.items.get(key)
    taints = dict(_below(value, key, place))
    if exact is not None:
        return exact
    if key == ANY:
        found = Value(taints)
        for item in value.items.values():
            found = joined(found, item) if found is not NOTHING else item
        return found
    others = value.items.get(ANY)
    return joined(others, Value(taints)) if others is not None else Value(taints, is_request=value.is_request)


def _entry(value: Value, key: str) -> Value:
    found = value.items.get(key)
    return found if found is not None else Value(dict(_below(value, key, None)))


def _below(value: Value, key: str, place: Node | None) -> Iterator[tuple[Origin, Trust]]:
    for origin, trust in value.taints.items():
        checked = trust.checked if trust.checked is Checked.CONTENT else Checked.NOT
        path = (*origin.path, key) if len(origin.path) < DEEPEST_ARRAY else origin.path
        found = place if place is not None and place.code is origin.place.code else origin.place
        yield Origin(path, found), Trust(checked, trust.escapes)


def without_wholes(value: Value) -> Value:
    """The value without whole bodies and arrays of input, which other code may check piece by piece."""
    return Value({origin: trust for origin, trust in value.all_taints().items() if len(origin.path) > 1})


def limited(value: Value) -> Value:
    """The value, as one piece if it holds too much: code can put arrays into arrays without end."""
    level, count = [value], 0
    for _ in range(DEEPEST_ARRAY):
        level = [item for one in level for item in one.items.values()]
        count += len(level)
        if not level:
            return value
        if count > MOST_ITEMS:
            break
    return collected([value])


def with_element(value: Value, keys: tuple[str, ...], item: Value) -> Value:
    """The array after an element was written; an unknown key adds to what is there."""
    if not keys:
        return limited(item)
    if len(keys) > DEEPEST_ARRAY:
        return joined(value, collected([item]))
    first, rest = keys[0], keys[1:]
    if first not in value.items and len(value.items) >= MOST_ITEMS:
        first = ANY
    old = value.items.get(first, NOTHING)
    new = with_element(old, rest, item)
    if first == ANY and old is not NOTHING:
        new = joined(old, new)
    return value._replace(items={**value.items, first: new}, text=UNKNOWN, condition=None)
