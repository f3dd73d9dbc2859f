"""The rule `archive-layout`."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator

from checker.amocrm.entry_script import ENTRY_SCRIPT, LOCATIONS_OF_CODE
from checker.finding import Finding, Stage
from checker.rules.rule import rule
from checker.widget.files import why_unsafe
from checker.widget.locale import FOLDER
from checker.widget.manifest import MANIFEST_NAME, Manifest
from checker.widget.source import Stretch
from checker.widget.widget import Widget


@rule("archive-layout", clause="archive.1", stage=Stage.UPLOAD)
def archive_layout(widget: Widget) -> Iterator[Finding]:
    """Files that do not lie where amoCRM looks for them, or under names that cannot be unpacked.

    Why: amoCRM reads manifest.json, script.js and i18n/<language>.json at the root of the archive. If the archive holds
    a folder that holds the widget, or two widgets, or names that lead out of it, the upload fails or installs something
    else than was meant.

    Bad:
        widget.zip: my_widget/manifest.json, my_widget/script.js

    Good:
        widget.zip: manifest.json, script.js, i18n/ru.json, images/logo.png
    """
    yield from _unsafe_names(widget)
    yield from _manifest(widget)
    yield from _second_manifests(widget)
    yield from _equal_names(widget)
    yield from _translations(widget)
    yield from _entry_script(widget)


def _unsafe_names(widget: Widget) -> Iterator[Finding]:
    entries = widget.archive.entries if widget.archive is not None else ()
    for name in dict.fromkeys(entries):
        reason = why_unsafe(name.removesuffix("/") or name)
        if reason is not None:
            yield widget.finding("", "{name} {reason}; pack the archive anew", name=name, reason=reason)
    for name, count in Counter(entries).items():
        if count > 1:
            yield widget.finding("", "{name} is in the archive {count} times; keep one", name=name, count=count)


def _manifest(widget: Widget) -> Iterator[Finding]:
    archive = widget.archive
    if archive is not None and archive.wrapper:
        yield widget.finding(
            MANIFEST_NAME,
            "the folder {wrapper} wraps the widget, so {file} is not at the root of the archive; pack what is in that"
            " folder, not the folder itself",
            wrapper=archive.wrapper,
            file=MANIFEST_NAME,
        )
    elif widget.manifest is None and not widget.files.may_hold_unread(MANIFEST_NAME):
        names = [path for path in widget.files.contents if path.casefold() == MANIFEST_NAME]
        hint = f"rename {names[0]}" if names else "pack the folder that holds it"
        yield widget.finding(
            MANIFEST_NAME, "there is no {file} at the root of the archive; {hint}", file=MANIFEST_NAME, hint=hint
        )


def _second_manifests(widget: Widget) -> Iterator[Finding]:
    for path, source in widget.sources.items():
        if path.endswith(f"/{MANIFEST_NAME}"):
            other = Manifest(source, source.utf8)
            if other.at("widget") is not None and other.at("locations") is not None:
                yield other.finding(
                    Stretch(0, 0), "this is a second {file}; an archive holds one widget only", file=MANIFEST_NAME
                )


def _equal_names(widget: Widget) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for path in widget.files.contents:
        twin = seen.setdefault(unicodedata.normalize("NFC", path).casefold(), path)
        if twin != path:
            yield widget.finding(
                path,
                "{name} and {twin} are one file where upper and lower case count as the same; rename one, or delete it",
                name=path,
                twin=twin,
            )


def _translations(widget: Widget) -> Iterator[Finding]:
    if not widget.locales and not widget.files.may_hold_unread(f"{FOLDER}/") and widget.manifest is not None:
        yield widget.finding(
            FOLDER, "there is no {folder}/<language>.json; add one for each language of the manifest", folder=FOLDER
        )


def _entry_script(widget: Widget) -> Iterator[Finding]:
    manifest = widget.manifest
    if manifest is None or ENTRY_SCRIPT in widget.files.contents or widget.files.may_hold_unread(ENTRY_SCRIPT):
        return
    for location in manifest.locations:
        if str(location.value).partition("-")[0] in LOCATIONS_OF_CODE:
            yield manifest.finding(
                location,
                "the location {location} needs code, but there is no {file} at the root; add it, or build it first",
                location=location.value,
                file=ENTRY_SCRIPT,
            )
            return
