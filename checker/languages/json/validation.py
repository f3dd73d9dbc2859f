"""JSON Schema over values with positions: the keywords that our schemas use, and what is wrong where.

A subschema with `"x-likely": true` makes demands that are not certain; `errorMessage`, which editors know too, says
what a violation means; `title` names what an `enum` lists.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from checker.languages.json.model import Key, Scalar, Value

Schema: TypeAlias = "Mapping[str, Any]"

_MOST_GUESSES = 50
"""Unknown keys of one object that may be misspellings."""
_LONGEST_GUESS = 60
_LONGEST_LIST = 12
"""Values that a message lists."""
_CLOSE = 0.7
_SHORTEST_BEGINNING = 3
_ABSENCES = frozenset({"required", "contains"})
"""Keywords that say that something is not there: the place to show is what demands it."""


class Violation(NamedTuple):
    """A value that is not as the schema demands: byte offsets of the place, and the message with its values."""

    keyword: str
    path: tuple[str, ...]
    """The keys that lead to the value; for something that is missing also its own."""
    start: int
    end: int
    template: str
    values: Mapping[str, object]
    is_certain: bool


class _Spot(NamedTuple):
    """A value, the keys that lead to it, and the place that stands for it where something is missing in it."""

    value: Value
    path: tuple[str, ...]
    anchor: Key | Value

    @property
    def name(self) -> str:
        return ".".join(self.path)


def violations(root: Value, schema: Schema) -> Iterator[Violation]:
    """Find everything that a schema does not allow, in the order of its keywords."""
    yield from _Validation(schema).check(_Spot(root, (), root), schema)


class _Validation:
    """Checks values against one schema, whose definitions it knows."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema

    def check(self, spot: _Spot, schema: Schema) -> Iterator[Violation]:
        if spot.value.kind == "invalid":
            return
        if "$ref" in schema:
            yield from self.check(spot, self._definition(schema["$ref"]))
        if "type" in schema and not _TYPES[schema["type"]](spot.value):
            yield _wrong_type(spot, schema)
            return
        for keyword, check in self._KEYWORDS.items():
            if keyword in schema:
                yield from check(self, spot, schema)

    def _matches(self, value: Value, schema: Schema) -> bool:
        return next(self.check(_Spot(value, (), value), schema), None) is None

    def _definition(self, reference: str) -> Schema:
        definition: Schema = self._schema["$defs"][reference.removeprefix("#/$defs/")]
        return definition

    def _required(self, spot: _Spot, schema: Schema) -> Iterator[Violation]:
        if spot.value.kind != "object":
            return
        misspelt = _misspelt(spot.value, schema)
        for name in schema["required"]:
            if spot.value.get(name) is None and name not in misspelt.values():
                where = " in `{where}`" if spot.path else ""
                template = _instead(schema, "`{key}` is missing" + where + "; add it")
                path = (*spot.path, name)
                yield _violation("required", spot.anchor, path, schema, template, key=name, where=spot.name)

    def _properties(self, spot: _Spot, schema: Schema) -> Iterator[Violation]:
        for member in spot.value.members:
            if member.key.text in schema["properties"]:
                inner = _Spot(member.value, (*spot.path, member.key.text), member.key)
                yield from self.check(inner, schema["properties"][member.key.text])

    def _additional(self, spot: _Spot, schema: Schema) -> Iterator[Violation]:
        known = schema.get("properties", {})
        misspelt = _misspelt(spot.value, schema) if spot.value.members else {}
        free = [name for name in known if spot.value.get(name) is None]
        for member in spot.value.members:
            key = member.key.text
            if key in known:
                continue
            path = (*spot.path, key)
            if schema["additionalProperties"] is not False:
                yield from self.check(_Spot(member.value, path, member.key), schema["additionalProperties"])
            elif key in misspelt:
                template = "the key `{key}` is unknown; it must be called `{meant}`"
                yield _violation(
                    "additionalProperties", member.key, path, schema, template, key=key, meant=misspelt[key]
                )
            else:
                yield self._unknown_key(member.key, spot, free)

    def _unknown_key(self, key: Key, spot: _Spot, free: Sequence[str]) -> Violation:
        meant, home = _closest(key.text, free), self._homes.get(key.text)
        if home is not None:
            way_out = "; it belongs into `{home}`"
        elif spot.path and key.text in self._schema.get("properties", {}):
            way_out = "; it belongs to the top level of the file"
        elif meant is not None:
            way_out = "; did you mean `{meant}`?"
        else:
            way_out = "; delete it"
        template = "the key `{key}` is unknown" + (" in `{where}`" if spot.path else "") + way_out
        values = {"key": key.text, "meant": meant, "home": home, "where": spot.name}
        return _violation("additionalProperties", key, (*spot.path, key.text), {"x-likely": True}, template, **values)

    @cached_property
    def _homes(self) -> Mapping[str, str]:
        """The objects that keys belong to, of keys that belong to only one."""
        found: dict[str, list[str]] = {}
        stack: list[tuple[tuple[str, ...], Schema]] = [((), self._schema)]
        while stack:
            path, schema = stack.pop()
            schema = self._definition(schema["$ref"]) if "$ref" in schema else schema
            for name, inner in schema.get("properties", {}).items():
                found.setdefault(name, []).append(".".join(path))
                stack.append(((*path, name), inner))
        return {name: paths[0] for name, paths in found.items() if len(paths) == 1 and paths[0]}

    def _items(self, spot: _Spot, schema: Schema) -> Iterator[Violation]:
        for item in spot.value.items:
            yield from self.check(_Spot(item, spot.path, item), schema["items"])

    def _contains(self, spot: _Spot, schema: Schema) -> Iterator[Violation]:
        if spot.value.kind == "array" and self._first(spot.value, schema["contains"]) is None:
            template = _instead(schema, "something is missing in `{where}`")
            yield _violation("contains", spot.anchor, spot.path, schema, template, where=spot.name)

    def _first(self, array: Value, schema: Schema) -> Value | None:
        return next((item for item in array.items if self._matches(item, schema)), None)

    def _least_items(self, spot: _Spot, schema: Schema) -> Iterator[Violation]:
        if spot.value.kind == "array" and len(spot.value.items) < schema["minItems"]:
            yield _violation("minItems", spot.value, spot.path, schema, "`{where}` is empty", where=spot.name)

    def _enum(self, spot: _Spot, schema: Schema) -> Iterator[Violation]:
        known = schema["enum"]
        if not any(_equal(spot.value, one) for one in known):
            template, meant = "`{value}` is no {what}", _closest(str(spot.value.value), known)
            if meant is not None:
                template += "; did you mean `{meant}`?"
            elif len(known) <= _LONGEST_LIST:
                template += "; known: {known}"
            else:
                template += " that amoCRM knows"
            values = {"value": spot.value.value, "meant": meant, "known": ", ".join(known)}
            what = schema.get("title", "value")
            yield _violation("enum", spot.value, spot.path, schema, template, what=what, **values)

    def _const(self, spot: _Spot, schema: Schema) -> Iterator[Violation]:
        if not _equal(spot.value, schema["const"]):
            values = {"where": spot.name, "expected": schema["const"]}
            yield _violation("const", spot.value, spot.path, schema, "`{where}` must be {expected}", **values)

    def _pattern(self, spot: _Spot, schema: Schema) -> Iterator[Violation]:
        text = spot.value.value
        if isinstance(text, str) and not re.search(schema["pattern"], text):
            template = _instead(schema, "`{where}` is not written as it must be")
            yield _violation("pattern", spot.value, spot.path, schema, template, where=spot.name)

    def _all_of(self, spot: _Spot, schema: Schema) -> Iterator[Violation]:
        for part in schema["allOf"]:
            yield from self.check(spot, part)

    def _if(self, spot: _Spot, schema: Schema) -> Iterator[Violation]:
        if not self._matches(spot.value, schema["if"]):
            return
        reason = self._reason(spot.value, schema["if"])
        for violation in self.check(spot, schema["then"]):
            if violation.keyword in _ABSENCES:
                yield violation._replace(start=reason.start, end=reason.end)
            else:
                yield violation

    def _reason(self, value: Value, condition: Schema) -> Value:
        """The value that makes a condition true: what it says about the last key that it names."""
        if "contains" in condition:
            return self._first(value, condition["contains"]) or value
        for name, inner in condition.get("properties", {}).items():
            member = value.get(name)
            if member is not None:
                return self._reason(member, inner)
        return value

    _KEYWORDS: ClassVar[Mapping[str, Callable[[_Validation, _Spot, Schema], Iterator[Violation]]]] = {
        "const": _const,
        "enum": _enum,
        "pattern": _pattern,
        "minItems": _least_items,
        "items": _items,
        "contains": _contains,
        "required": _required,
        "properties": _properties,
        "additionalProperties": _additional,
        "allOf": _all_of,
        "if": _if,
    }


_TYPES: Mapping[str, Callable[[Value], bool]] = {
    "object": lambda value: value.kind == "object",
    "array": lambda value: value.kind == "array",
    "string": lambda value: value.kind == "string",
    "boolean": lambda value: isinstance(value.value, bool),
}
_TYPE_NAMES = {
    "object": "an object: {{ … }}",
    "array": "a list: [ … ]",
    "string": "a text in double quotes",
    "boolean": "true or false, without quotes",
}


def _wrong_type(spot: _Spot, schema: Schema) -> Violation:
    expected = schema["type"]
    is_empty_list = expected == "object" and spot.value.kind == "array" and not spot.value.items
    template = "`{where}` must be " + _TYPE_NAMES[expected] if spot.path else "this must be " + _TYPE_NAMES[expected]
    weight = {"x-likely": True} if is_empty_list else schema  # PHP writes an empty object as []
    return _violation("type", spot.value, spot.path, weight, template, where=spot.name)


def _violation(
    keyword: str, place: Key | Value, path: tuple[str, ...], schema: Schema, template: str, **values: object
) -> Violation:
    is_container = getattr(place, "kind", "") in {"object", "array"}
    end = place.start + 1 if is_container else place.end
    return Violation(keyword, path, place.start, end, template, values, not schema.get("x-likely", False))


def _instead(schema: Schema, template: str) -> str:
    message = schema.get("errorMessage")
    return template if message is None else str(message).replace("{", "{{").replace("}", "}}")


def _equal(value: Value, expected: Scalar) -> bool:
    if value.kind in {"object", "array"}:
        return False
    return value.value == expected and isinstance(value.value, bool) == isinstance(expected, bool)


def _misspelt(value: Value, schema: Schema) -> Mapping[str, str]:
    """The unknown keys of an object that seem to be required ones, which are missing."""
    known = schema.get("properties", {})
    missing = [name for name in schema.get("required", ()) if value.get(name) is None]
    if not missing or schema.get("additionalProperties") is not False:
        return {}
    unknown = [member.key.text for member in value.members if member.key.text not in known]
    guesses = ((key, _closest(key, missing)) for key in unknown[:_MOST_GUESSES])
    return {key: name for key, name in guesses if name is not None}


def _closest(word: str, known: Sequence[str]) -> str | None:
    """Of the known words the one that was meant: but for its case, shortened, or misspelt."""
    if len(word) > _LONGEST_GUESS:
        return None
    from difflib import get_close_matches

    lower = word.lower()
    whole = (one for one in known if str(one).lower() == lower)
    similar = get_close_matches(lower, [str(one) for one in known], 1, _CLOSE)
    begun = (one for one in known if len(str(one)) > _SHORTEST_BEGINNING and lower.startswith(str(one)))
    return next(iter((*whole, *similar, *begun)), None)
