"""The rule `stray-file`."""

from __future__ import annotations

from collections.abc import Iterator

from checker.finding import Confidence, Finding, Stage
from checker.rules.rule import rule
from checker.widget.packaging import Junk, junk_of, why_system_file
from checker.widget.widget import Widget


@rule("stray-file", clause="archive.1", stage=Stage.MODERATION)
def stray_file(widget: Widget) -> Iterator[Finding]:
    """Files in the archive that no widget needs.

    Why: only the widget belongs in the archive. What an operating system, an editor or version control left there,
    archives and source maps are never needed; a file that nothing refers to is probably a leftover, which the
    moderators have to read and every user to download.

    Bad:
        widget.zip: manifest.json, script.js, script.old.js, .DS_Store, widget.zip

    Good:
        widget.zip: manifest.json, script.js
    """
    yield from _junk(widget)
    yield from _left_by_system(widget)
    for folder, paths in widget.references.leftovers.items():
        yield _leftover(widget, folder, paths)


def _junk(widget: Widget) -> Iterator[Finding]:
    found: dict[Junk, list[str]] = {}
    for path in widget.files.contents:
        junk = junk_of(path)
        if junk is not None and not (junk.kind == "nested archive" and widget.references.may_lead_to(path)):
            found.setdefault(junk, []).append(path)
    for junk, paths in found.items():
        yield widget.finding(
            paths[0],
            "{name} does not belong in the archive ({kind}); delete it, or leave it out",
            name=junk.path,
            kind=junk.kind,
        )


def _left_by_system(widget: Widget) -> Iterator[Finding]:
    """What lies in the folder, or beside the folder that wraps the widget in an archive, but is not packaged."""
    left = [entry.path for entry in widget.files.left_out if why_system_file(entry.path)]
    if widget.archive is not None:
        for junk in dict.fromkeys(filter(None, map(junk_of, left))):
            yield widget.finding("", "{name} does not belong in the archive ({kind})", name=junk.path, kind=junk.kind)
        return
    for path in left:
        yield widget.finding(
            path.rstrip("/"),
            "the operating system left {name} in the widget's folder; delete it, or other archivers will pack it",
            Confidence.LIKELY,
            name=path,
        )


def _leftover(widget: Widget, folder: str, paths: tuple[str, ...]) -> Finding:
    if len(paths) == 1:
        return widget.finding(
            paths[0],
            "nothing in the widget refers to {name}; delete it, or leave it out of the archive",
            Confidence.LIKELY,
            name=paths[0],
        )
    return widget.finding(
        paths[0],
        "nothing in the widget refers to the {count} files in {folder}; delete them, or leave them out of the archive",
        Confidence.LIKELY,
        count=len(paths),
        folder=folder,
    )
