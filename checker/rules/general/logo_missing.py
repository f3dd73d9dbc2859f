"""The rule `logo-missing`."""

from __future__ import annotations

from collections.abc import Iterator

from checker.amocrm.logos import FOLDER, FORMATS, SLOTS
from checker.finding import Finding, Stage
from checker.rules.rule import rule
from checker.widget.logo import stem_of, suffix_of
from checker.widget.widget import Widget


@rule("logo-missing", clause="general.12", stage=Stage.MODERATION)
def logo_missing(widget: Widget) -> Iterator[Finding]:
    """One of the five logos is not in the folder images/.

    Why: amoCRM shows the widget with five pictures of fixed names: on the settings page, in lists and in cards. A
    missing one leaves an empty frame.

    Bad:
        images/logo.png, images/logo_min.png

    Good:
        images/logo.png, images/logo_main.png, images/logo_small.png, images/logo_medium.png, images/logo_min.png
    """
    present = {logo.slot.stem for logo in widget.logos}
    for slot in SLOTS:
        if slot.stem not in present and not _is_unread(widget, slot.stem):
            yield widget.finding(
                f"{FOLDER}/{slot.stem}.png",
                "there is no `{name}`; add a picture of {width}x{height} pixels (it is shown {used}){hint}",
                name=slot.stem,
                width=slot.width,
                height=slot.height,
                used=slot.used,
                hint=_hint(widget, slot.stem),
            )


def _is_unread(widget: Widget, stem: str) -> bool:
    """Whether the logo may be there: reports name every file that could not be read."""
    unread = [entry.path for entry in widget.files.unread]
    return any(not path or path == f"{FOLDER}/" or stem_of(path) == stem for path in unread)


def _hint(widget: Widget, stem: str) -> str:
    """Name a file that is probably meant: in another folder, with capital letters or with a hyphen."""
    for path in widget.files.contents:
        name = path.rpartition("/")[2].casefold().replace("-", "_")
        if name.partition(".")[0] == stem and suffix_of(path) in FORMATS:
            return f"; is it {path}, in another place or under another name?"
    return ""
