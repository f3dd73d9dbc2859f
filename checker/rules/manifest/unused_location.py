"""The rule `unused-location`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checker.amocrm.locations import (
    CARDS,
    LIST_CALLBACKS,
    LISTS,
    NEEDED_CALLBACKS,
    OBLIGATORY_CALLBACKS,
    SOURCE_CALLBACKS,
)
from checker.finding import Confidence, Finding, Profile, Stage
from checker.rules.rule import Context, rule
from checker.widget.widget import Widget

if TYPE_CHECKING:
    from checker.analysis.code.callbacks import Callbacks
    from checker.widget.manifest import Manifest


@rule("unused-location", clause=None, stage=Stage.MODERATION)
def unused_location(widget: Widget, context: Context) -> Iterator[Finding]:
    """A location of the manifest that no code of the widget serves. Only in the profile `kommo`.

    Why: Kommo's checklist wants no unused locations: the widget is loaded there for nothing, and the user finds an
    empty page or panel. A location counts as served if its callbacks do something, or if the code asks for the area
    by its name.

    Bad:
        "locations": ["lcard-1", "card_sdk"] without loadElements or another callback of the card's SDK

    Good:
        "locations": ["lcard-1"]
    """
    manifest = widget.manifest
    if context.profile is not Profile.KOMMO or manifest is None or not manifest.locations:
        return
    callbacks = widget.callbacks
    if callbacks is None or not callbacks.are_all:
        return
    for location in manifest.locations:
        name = str(location.value).partition("-")[0]
        confidence = _unserved(name, callbacks, manifest)
        if confidence is not None and not _is_mentioned(name, widget):
            yield manifest.finding(
                location,
                "no code serves the location `{location}`; {way_out}",
                confidence=confidence,
                location=location.value,
                way_out=_way_out(name),
            )


def _unserved(name: str, callbacks: Callbacks, manifest: Manifest) -> Confidence | None:
    """How sure it is that nothing serves a location; None if something does or nobody knows what would."""
    if name in NEEDED_CALLBACKS:
        return None if callbacks.does_something(*NEEDED_CALLBACKS[name]) else Confidence.CERTAIN
    if name == "digital_pipeline":
        return Confidence.LIKELY if _is_empty_pipeline(callbacks, manifest) else None
    if name == "lead_sources":
        needed: tuple[str, ...] = SOURCE_CALLBACKS
    elif name in CARDS | LISTS or name == "everywhere":
        needed = (*OBLIGATORY_CALLBACKS, *LIST_CALLBACKS.get(name, ()), *NEEDED_CALLBACKS["card_sdk"])
    else:
        return None
    return None if callbacks.does_something(*needed) else Confidence.LIKELY


def _is_empty_pipeline(callbacks: Callbacks, manifest: Manifest) -> bool:
    settings, address = manifest.at("dp", "settings"), manifest.at("dp", "webhook_url")
    has_fields = settings is not None and bool(settings.members)
    return not has_fields and address is None and not callbacks.does_something("dpSettings")


def _is_mentioned(name: str, widget: Widget) -> bool:
    """Whether a text in a script names the area, as a comparison with `system().area` does."""
    needle = name.encode()
    scripts = (script for script in widget.program.scripts if needle in script.code)
    texts = (
        getattr(text, "value", None) or getattr(text, "cooked", None) for one in scripts for text in one.model.strings
    )
    return any(isinstance(text, str) and name in text for text in texts)


def _way_out(name: str) -> str:
    needed = NEEDED_CALLBACKS.get(name)
    return f"add the callback {' or '.join(needed)}, or delete the location" if needed else "delete it, or serve it"
