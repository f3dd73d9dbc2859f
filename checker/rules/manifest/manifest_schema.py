"""The rule `manifest-schema`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checker.amocrm.locations import NEEDED_CALLBACKS
from checker.finding import Confidence, Finding, Stage
from checker.rules.rule import rule
from checker.widget.widget import Widget

if TYPE_CHECKING:
    from checker.widget.manifest import Manifest

_SAID_ELSEWHERE = ("widget", "locale")
"""`locale-mismatch` speaks about a widget without languages."""


@rule("manifest-schema", clause=None, stage=Stage.UPLOAD)
def manifest_schema(widget: Widget) -> Iterator[Finding]:
    """A manifest.json that does not say what amoCRM needs, or says it in a way that amoCRM does not know.

    Why: amoCRM refuses such a manifest, or installs a widget that never runs: a misspelt location shows it nowhere,
    and a location without its block of settings opens an empty page. The keys, their types and the names of the
    locations are in Kommo's documentation of manifest.json, and in the schema that comes with this tool
    (checker/widget/manifest.schema.json), which editors can use.

    Bad:
        "interface_version": "2", "locations": ["everywere", "advanced_settings"]

    Good:
        "interface_version": 2, "locations": ["everywhere", "advanced_settings"],
        "advanced": {"title": "advanced.title"}
    """
    if widget.manifest is not None:
        yield from _violations(widget.manifest)
        yield from _unreachable_settings(widget.manifest)
        yield from _empty_locations(widget, widget.manifest)


def _violations(manifest: Manifest) -> Iterator[Finding]:
    for violation in manifest.violations:
        if violation.path == _SAID_ELSEWHERE and not manifest.locales:
            continue
        confidence = Confidence.CERTAIN if violation.is_certain else Confidence.LIKELY
        yield Finding(manifest.place(violation), violation.template, violation.values, confidence)


def _unreachable_settings(manifest: Manifest) -> Iterator[Finding]:
    block = manifest.at("settings")
    if block is None or not manifest.locations or manifest.has_location("settings"):
        return
    for member in block.members:
        kind = member.value.get("type")
        if kind is not None and kind.value == "custom":
            yield manifest.finding(
                kind,
                "a setting of the type `custom` works only with the location `settings`; add it",
                confidence=Confidence.LIKELY,
            )


def _empty_locations(widget: Widget, manifest: Manifest) -> Iterator[Finding]:
    wanted = [location for location in manifest.locations if location.value in NEEDED_CALLBACKS]
    callbacks = widget.callbacks if wanted else None
    if callbacks is None or not callbacks.are_all:
        return
    for location in wanted:
        needed = NEEDED_CALLBACKS[str(location.value)]
        if callbacks.functions.keys().isdisjoint(needed):
            yield manifest.finding(
                location,
                "the location `{location}` needs the callback `{callback}`, which the script does not have",
                confidence=Confidence.LIKELY,
                location=location.value,
                callback="` or `".join(needed),
            )
