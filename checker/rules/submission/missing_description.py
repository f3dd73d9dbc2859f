"""The rule `missing-description`."""

from __future__ import annotations

from collections.abc import Iterator

from checker.amocrm.sample_texts import DESCRIPTIONS
from checker.analysis.texts.descriptions import descriptions_of
from checker.finding import Finding, Stage
from checker.rules.rule import rule
from checker.widget.widget import Widget

_REQUIRED = tuple(kind for kind in DESCRIPTIONS if kind[0] == "widget")


@rule("missing-description", clause="submit.3", stage=Stage.MODERATION)
def missing_description(widget: Widget) -> Iterator[Finding]:
    """A widget without a description, or with an empty one.

    Why: a widget must be ready for publication when it is handed over: with a description and a short description in
    every language, for users read it before they install the widget.

    Bad:
        "description": ""

    Good:
        "description": "Sends invoices from the lead's card. Support: +7 495 000-00-00, help@example.com"
    """
    found = [*descriptions_of(widget)]
    for description in found:
        if not description.text and description.kind in _REQUIRED:
            yield description.translated.finding(
                "the {name} is empty; say what the widget does, how to start, and whom to ask", name=description.name
            )
    if widget.manifest is None or not any(locale.document.root for locale in widget.locales):
        return
    kinds = {description.kind for description in found}
    for kind in _REQUIRED:
        entry = widget.manifest.at(*kind)
        if kind not in kinds and entry is not None:
            yield widget.manifest.finding(
                entry,
                _NO_TEXT if "." in str(entry.value) else _NO_KEY,
                name=DESCRIPTIONS[kind],
                text=str(entry.value),
                key=".".join(kind),
            )


_NO_TEXT = "no language has a {name} of the widget; write one"
_NO_KEY = "`{text}` is not the key of a {name} in i18n; write `{key}` here, and the text into each language's file"
