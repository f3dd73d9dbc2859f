"""JSON as it was read: values with positions, and the mistakes."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from checker.records import Record

ValueKind = Literal["object", "array", "string", "number", "literal", "invalid"]
FaultKind = Literal[
    "bad-number", "bad-string", "bad-value", "byte-order-mark", "comment", "duplicate-key", "empty",
    "extra-comma", "extra-content", "mismatch", "missing-colon", "missing-comma", "missing-key",
    "missing-value", "not-a-number", "single-quote", "space", "too-deep", "too-large", "trailing-comma",
    "unclosed", "unexpected", "unquoted-key", "wrong-quote",
]  # fmt: skip
Scalar: TypeAlias = str | int | float | None  # bool is an int
Plain: TypeAlias = "dict[str, Plain] | list[Plain] | Scalar"


class Key(NamedTuple):
    """A key of an object, quotes included; byte offsets."""

    start: int
    end: int
    text: str


class Value(Record):
    """A value with its byte offsets."""

    kind: ValueKind
    """"invalid" stands where a fault says that no value could be read."""
    start: int
    end: int
    value: Scalar = None
    """The string, number, bool or None; for an invalid value None."""
    members: tuple[Member, ...] = ()
    """The members of an object in their order, duplicates included."""
    items: tuple[Value, ...] = ()
    """The items of an array."""

    def get(self, key: str) -> Value | None:
        """Return the value under `key`, of duplicates the last as JSON.parse; None if this is no object."""
        return next((member.value for member in reversed(self.members) if member.key.text == key), None)

    def at(self, *path: str | int) -> Value | None:
        """Follow keys and indices down; None where the way ends."""
        value: Value | None = self
        for step in path:
            if value is None:
                return None
            if isinstance(step, str):
                value = value.get(step)
            else:
                value = value.items[step] if 0 <= step < len(value.items) else None
        return value

    def plain(self) -> Plain:
        """Return plain Python data, as json.loads would."""
        if self.kind == "object":
            return {member.key.text: member.value.plain() for member in self.members}
        if self.kind == "array":
            return [item.plain() for item in self.items]
        return self.value


class Member(NamedTuple):
    """One `"key": value` of an object."""

    key: Key
    value: Value


class JsonFault(NamedTuple):
    """A mistake: byte offsets, and a message that says the way out."""

    kind: FaultKind
    start: int
    end: int
    message: str
    related: tuple[int, int] | None = None
    """The first of two equal keys, or the bracket that was opened."""


class Document(NamedTuple):
    """What was read; without faults it is exactly what JSON.parse reads."""

    root: Value | None
    faults: tuple[JsonFault, ...]
