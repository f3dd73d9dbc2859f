"""The rule `archive-name`."""

from __future__ import annotations

from collections.abc import Iterator

from checker.finding import Finding, Stage
from checker.rules.rule import rule
from checker.widget.packaging import ARCHIVE_NAME
from checker.widget.widget import Widget


@rule("archive-name", clause="archive.1", stage=Stage.UPLOAD)
def archive_name(widget: Widget) -> Iterator[Finding]:
    """A given archive that is not called widget.zip.

    Why: amoCRM takes the archive under this one name, in lower case. The version belongs in the manifest, not in
    the archive's name; `widget-check pack -o widget.zip` always writes the right one.

    Bad:
        invoices-1.2.0.zip

    Good:
        widget.zip
    """
    if widget.archive is not None and widget.archive.name != ARCHIVE_NAME:
        yield widget.finding(
            "", "the archive is called {name}; rename it to {wanted}", name=widget.archive.name, wanted=ARCHIVE_NAME
        )
