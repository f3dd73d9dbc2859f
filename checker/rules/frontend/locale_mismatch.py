"""The rule `locale-mismatch`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checker.finding import Confidence, Finding, Stage
from checker.rules.rule import rule
from checker.widget.locale import FOLDER
from checker.widget.source import Stretch
from checker.widget.widget import Widget

if TYPE_CHECKING:
    from checker.widget.manifest import Manifest


@rule("locale-mismatch", clause="frontend.11", stage=Stage.MODERATION)
def locale_mismatch(widget: Widget) -> Iterator[Finding]:
    """The languages of the manifest and the files in i18n/ do not match.

    Why: for each language in `widget.locale` amoCRM loads i18n/<language>.json. Without the file the user sees keys
    instead of texts; a file that no language names is never used.

    Bad:
        "locale": ["ru", "en"] with only i18n/ru.json

    Good:
        "locale": ["ru", "en"] with i18n/ru.json and i18n/en.json
    """
    manifest = widget.manifest
    if manifest is None or manifest.document.root is None:
        return
    if manifest.locales:
        yield from _missing_files(widget, manifest)
        yield from _extra_files(widget, manifest)
    else:
        place = manifest.at("widget", "locale") or manifest.at("widget") or Stretch(0, 0)
        yield manifest.finding(
            place, 'no language is defined; list the widget\'s languages: "locale": ["ru"], each with its i18n file'
        )


def _missing_files(widget: Widget, manifest: Manifest) -> Iterator[Finding]:
    present = {locale.language for locale in widget.locales}
    namesakes = {path.lower(): path for path in widget.files.contents}
    for declared in manifest.locales:
        if declared.value not in present:
            file = f"{FOLDER}/{declared.value}.json"
            namesake = namesakes.get(file.lower())
            way_out = "rename {namesake}" if namesake else "add it, or remove the language"
            yield manifest.finding(
                declared,
                "the language {language} has no file {file}; " + way_out,
                language=declared.value,
                file=file,
                namesake=namesake,
            )


def _extra_files(widget: Widget, manifest: Manifest) -> Iterator[Finding]:
    declared = {str(locale.value).lower() for locale in manifest.locales}
    for locale in widget.locales:
        if locale.language.lower() not in declared:
            yield locale.finding(
                Stretch(0, 0),
                "the manifest does not name the language {language}; add it to `widget.locale`, or delete the file",
                confidence=Confidence.LIKELY,
                language=locale.language,
            )
