"""The rule `missing-file`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checker.finding import Confidence, Finding, Stage
from checker.rules.rule import rule
from checker.widget.widget import Widget

if TYPE_CHECKING:
    from checker.analysis.references.file_names import Reference


@rule("missing-file", clause="archive.1", stage=Stage.UPLOAD)
def missing_file(widget: Widget) -> Iterator[Finding]:
    """A file that the manifest or the code names and that is not in the archive.

    Why: amoCRM answers with an error 404 where the file should be: a module that is missing keeps the whole widget from
    starting, a template or style leaves a hole. Names are compared letter by letter, upper and lower case included.
    Languages without a file are reported by `locale-mismatch`, logos by `logo-missing`.

    Bad:
        define(['jquery', './helpers.js'], function ($, helpers) { … }) without helpers.js in the archive

    Good:
        define(['jquery', './helpers.js'], function ($, helpers) { … }) with helpers.js beside script.js
    """
    seen = set()
    for reference in widget.references.named:
        target = _wanted(reference)
        key = (reference.part.path, target)
        if key not in seen and _is_missing(widget, reference):
            seen.add(key)
            yield _finding(widget, reference, target)


def _wanted(reference: Reference) -> str:
    """The path to show: that with a suffix, where a loader appends one."""
    return next((path for path in reference.targets if "." in path.rpartition("/")[2]), reference.targets[0])


def _is_missing(widget: Widget, reference: Reference) -> bool:
    files = widget.files
    if any(target in files.contents for target in reference.targets):
        return False
    if any(map(files.may_hold_unread, reference.targets)):
        return False
    return reference.is_sure or _is_own_folder(widget, _wanted(reference).partition("/"))


def _is_own_folder(widget: Widget, path: tuple[str, str, str]) -> bool:
    folder, slash, _ = path
    return bool(slash) and (folder in {"images", "templates"} or widget.references.has_folder(folder))


def _finding(widget: Widget, reference: Reference, target: str) -> Finding:
    reason = widget.files.why_left_out(target)
    if reason is not None:
        return reference.part.finding(
            reference.where,
            "{file} is not packaged ({reason}); name it under `include:` in .widget-check.yml",
            confidence=Confidence.CERTAIN if reference.is_sure else Confidence.LIKELY,
            file=target,
            reason=reason,
        )
    namesake = widget.references.namesake_of(target)
    is_certain = reference.is_sure and namesake is None and not widget.references.may_be_generated(target)
    return reference.part.finding(
        reference.where,
        "{file} is not in the widget{hint}; add it, or correct the path",
        confidence=Confidence.CERTAIN if is_certain else Confidence.LIKELY,
        file=target,
        hint=f" (there is {namesake})" if namesake else "",
    )
