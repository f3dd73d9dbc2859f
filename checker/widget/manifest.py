"""manifest.json with the position of every key and value."""

from __future__ import annotations

from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from checker.languages import json
from checker.widget.source import SourcePart

if TYPE_CHECKING:
    from checker.languages.json import Document, Value
    from checker.languages.json.validation import Violation

MANIFEST_NAME = "manifest.json"
MAX_VIOLATIONS = 200
"""A manifest with more is not looked at to its end."""
_SCHEMA = Path(__file__).with_name("manifest.schema.json")
_LOST_TRACK = frozenset(
    {"empty", "extra-content", "mismatch", "missing-colon", "too-deep", "too-large", "unclosed", "unexpected"}
)
"""Faults after which nobody knows which key belongs where."""


class JsonFile(SourcePart):
    """A JSON file of the widget, readable as far as it goes even when it is broken."""

    @cached_property
    def document(self) -> Document:
        """The parsed file."""
        return json.parse(self.code)

    def at(self, *keys: str) -> Value | None:
        """The value under a chain of keys."""
        root = self.document.root
        return root.at(*keys) if root is not None else None

    def text_at(self, *keys: str) -> str | None:
        """The value under a chain of keys if it is a string."""
        value = self.at(*keys)
        return value.value if value is not None and isinstance(value.value, str) else None

    @property
    def has_lost_track(self) -> bool:
        """Whether a mistake leaves nobody sure which key belongs where, or what follows."""
        return any(fault.kind in _LOST_TRACK for fault in self.document.faults)


class Manifest(JsonFile):
    """The widget's manifest."""

    @cached_property
    def violations(self) -> tuple[Violation, ...]:
        """What manifest.schema.json does not allow; nothing if the file cannot be read well enough to say."""
        from json import loads

        from checker.languages.json.validation import violations

        root = self.document.root
        if root is None or self.has_lost_track:
            return ()
        return tuple(islice(violations(root, loads(_SCHEMA.read_bytes())), MAX_VIOLATIONS))

    @property
    def widget_code(self) -> str | None:
        """The widget's code, where the manifest still carries one."""
        return self.text_at("widget", "code")

    @property
    def widget_version(self) -> str | None:
        """The widget's version as written."""
        return self.text_at("widget", "version")

    @property
    def locales(self) -> tuple[Value, ...]:
        """The declared locales, in order; only strings."""
        declared = self.at("widget", "locale")
        if declared is None:
            return ()
        return tuple(item for item in declared.items if isinstance(item.value, str))

    @property
    def locations(self) -> tuple[Value, ...]:
        """The places in amoCRM's interface that the widget asks for; only strings."""
        declared = self.at("locations")
        if declared is None:
            return ()
        return tuple(item for item in declared.items if isinstance(item.value, str))

    def has_location(self, name: str) -> bool:
        """Whether the widget asks for a location, with whatever `-0` or `-1` behind it."""
        return any(str(item.value).partition("-")[0] == name for item in self.locations)
