"""The settings that a widget asks for when it is installed: fields of the manifest, with their labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checker.finding import Place
    from checker.languages.json import Value
    from checker.widget.manifest import Manifest
    from checker.widget.widget import Widget


class Setting(NamedTuple):
    """One field of the block `settings`."""

    code: str
    """The key of the field, which is its name in code too."""
    place: Place
    """Where the key stands."""
    type: str
    """As written; empty if it is missing."""
    is_required: bool
    labels: tuple[str, ...]
    """What users read, in each language that has it."""


def settings_of(widget: Widget) -> tuple[Setting, ...]:
    """The settings in the order of the manifest."""
    return tuple(_read(widget, widget.manifest)) if widget.manifest is not None else ()


def _read(widget: Widget, manifest: Manifest) -> Iterator[Setting]:
    block = manifest.at("settings")
    for member in block.members if block is not None else ():
        field = member.value
        kind, required = field.get("type"), field.get("required")
        yield Setting(
            code=member.key.text,
            place=manifest.place(member.key),
            type=str(kind.value) if kind is not None else "",
            is_required=required is not None and required.value in (True, "true", "Y"),
            labels=tuple(_labels(widget, field.get("name"))),
        )


def _labels(widget: Widget, name: Value | None) -> Iterator[str]:
    if name is None or not isinstance(name.value, str):
        return
    if " " in name.value.strip() or not name.value.isascii():
        yield name.value
    for locale in widget.locales:
        text = locale.translation(name.value)
        if text is not None and isinstance(text.value, str) and text.value.strip():
            yield text.value
