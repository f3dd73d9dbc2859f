"""The rule `placeholder-description`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checker.amocrm.sample_texts import LONGEST_ON_KOMMO
from checker.analysis.texts.descriptions import descriptions_of
from checker.finding import Confidence, Finding, Profile, Stage
from checker.rules.rule import Context, rule
from checker.widget.widget import Widget

if TYPE_CHECKING:
    from checker.analysis.texts.descriptions import Description

_MAIN = ("widget", "description")


@rule("placeholder-description", clause="submit.3", stage=Stage.MODERATION)
def placeholder_description(widget: Widget, context: Context) -> Iterator[Finding]:
    """A description that says nothing: one word, the sample's text, lorem ipsum.

    Why: the description must be ready when the widget is handed over. Say what the widget does, how to start and whom
    to ask. In the profile `kommo` a description has at most 400 characters, a short one 50.

    Bad:
        "description": "Full description"

    Good:
        "description": "Sends invoices from the lead's card. Support: +7 495 000-00-00, help@example.com"
    """
    names = {text.language: text.text.strip().casefold() for text in widget.translated("widget", "name")}
    for description in descriptions_of(widget):
        if description.text:
            yield from _placeholder(description, names.get(description.translated.language, ""))
            if context.profile is Profile.KOMMO:
                yield from _too_long(description)


def _placeholder(description: Description, name: str) -> Iterator[Finding]:
    is_main = description.kind == _MAIN
    if description.is_filler:
        yield _said(description, "the {name} is a placeholder, `{text}`; say what the widget does", Confidence.CERTAIN)
    elif len(description.words) < 2:
        confidence = Confidence.CERTAIN if is_main else Confidence.LIKELY
        yield _said(description, "the {name} is one word, `{text}`; say what the widget does", confidence)
    elif is_main and description.text.casefold() == name:
        yield _said(description, "the {name} only repeats the name of the widget; say what it does", Confidence.LIKELY)
    elif description.is_sample:
        yield _said(description, "the {name} `{text}` says nothing; say what the widget does", Confidence.LIKELY)


def _said(description: Description, message: str, confidence: Confidence) -> Finding:
    return description.translated.finding(
        message, confidence=confidence, name=description.name, text=description.text[:60]
    )


def _too_long(description: Description) -> Iterator[Finding]:
    longest = LONGEST_ON_KOMMO.get(description.kind)
    if longest is not None and len(description.text) > longest:
        yield description.translated.finding(
            "the {name} has {length} characters; Kommo allows {longest}",
            name=description.name,
            length=len(description.text),
            longest=longest,
        )
