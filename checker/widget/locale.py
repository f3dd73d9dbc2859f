"""A translation file of the widget: i18n/<code>.json."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from checker.widget.manifest import JsonFile
from checker.widget.source import Stretch

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from checker.languages.json import Value
    from checker.languages.syntax import Located

FOLDER = "i18n"

TextKey: TypeAlias = tuple[str, ...]
"""The keys that lead to a text: `("widget", "name")` is what amoCRM calls `widget.name`."""


class Locale(JsonFile):
    """The texts of one language."""

    @property
    def language(self) -> str:
        """The language code that the file is named after."""
        return self.path.rpartition("/")[2].removesuffix(".json")

    @property
    def is_readable(self) -> bool:
        """Whether the file holds an object, so that it can be asked for texts."""
        root = self.document.root
        return root is not None and root.kind == "object"

    def translation(self, key: str) -> Value | None:
        """The text that a dotted key such as `widget.description` names."""
        return self.at(*key.split("."))

    @cached_property
    def texts(self) -> Mapping[TextKey, Value]:
        """Every text of the language by its keys, in the order of the file; of duplicate keys the last."""
        return {key: entry.value for key, entry in self._entries.items() if entry.value.kind == "string"}

    @cached_property
    def _entries(self) -> Mapping[TextKey, _Entry]:
        root = self.document.root
        return dict(_entries((), root)) if root is not None else {}

    def found(self, key: TextKey) -> Value | None:
        """What amoCRM finds under a key: a text, or an object or list of texts; a property of those counts as found."""
        for length in range(len(key), 0, -1):
            entry = self._entries.get(key[:length])
            if entry is not None:
                return entry.value if length == len(key) or entry.value.kind != "object" else None
        return None

    def place_for(self, key: TextKey) -> Located:
        """Where a missing text belongs: the key of the nearest object that is there, or the beginning of the file."""
        for length in range(len(key) - 1, 0, -1):
            entry = self._entries.get(key[:length])
            if entry is not None and entry.value.kind == "object":
                return entry.place
        root = self.document.root
        return Stretch(root.start, root.start + 1) if root is not None else Stretch(0, 0)


class _Entry(NamedTuple):
    """A value, and its key or, in a list, the value itself."""

    place: Located
    value: Value


def _entries(key: TextKey, value: Value) -> Iterator[tuple[TextKey, _Entry]]:
    """Yield everything under a value; JSON is nested less deeply than recursion may go."""
    for member in value.members:
        inner = (*key, member.key.text)
        yield inner, _Entry(member.key, member.value)
        yield from _entries(inner, member.value)
    for number, item in enumerate(value.items):
        inner = (*key, str(number))
        yield inner, _Entry(item, item)
        yield from _entries(inner, item)


def is_locale_path(path: str) -> bool:
    """Whether a packaged file is a translation: directly in i18n/ and JSON."""
    folder, _, name = path.rpartition("/")
    return folder == FOLDER and name.endswith(".json")
