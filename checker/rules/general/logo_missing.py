"""The rule `logo-missing`."""

from __future__ import annotations

from collections.abc import Iterator

from checker.amocrm.logos import FOLDER, SLOTS
from checker.finding import Finding, Stage
from checker.rules.rule import rule
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
        if slot.stem not in present:
            yield widget.finding(
                f"{FOLDER}/{slot.stem}.png",
                "the logo {name} is missing; add a picture of {width}x{height} pixels (it is shown {used})",
                name=slot.stem,
                width=slot.width,
                height=slot.height,
                used=slot.used,
            )
