"""The rule `manifest-syntax`."""

from __future__ import annotations

from collections.abc import Iterator

from checker.finding import Finding, Stage
from checker.rules.rule import rule
from checker.widget.manifest import Manifest


@rule("manifest-syntax", clause=None, stage=Stage.UPLOAD)
def manifest_syntax(manifest: Manifest) -> Iterator[Finding]:
    """A manifest.json that is not valid JSON, or says the same key twice.

    Why: amoCRM refuses to load a widget whose manifest it cannot read. JSON allows no comments, no comma after the
    last entry, and only double quotes.

    Bad:
        {"widget": {"name": "widget.name",}}

    Good:
        {"widget": {"name": "widget.name"}}
    """
    for fault in manifest.document.faults:
        yield manifest.finding(fault, "{problem}", problem=fault.message)
