"""The rule `logo-weight`."""

from __future__ import annotations

from collections.abc import Iterator

from checker.amocrm.logos import WEIGHT_CERTAIN, WEIGHT_STATED
from checker.finding import Confidence, Finding, Stage
from checker.rules.rule import rule
from checker.widget.logo import Logo


@rule("logo-weight", clause="general.12", stage=Stage.MODERATION)
def logo_weight(logo: Logo) -> Iterator[Finding]:
    """A logo file of more than 300 KB.

    Why: the moderation text limits each logo to 300 KB. It does not say whether a KB is 1000 or 1024 bytes, so a file
    between 300,000 and 307,200 bytes is a warning.

    Bad:
        images/logo_main.png, 412,000 bytes

    Good:
        images/logo_main.png, 24,000 bytes (save it with an optimiser, without layers and metadata)
    """
    size = len(logo.content)
    if size > WEIGHT_STATED:
        yield logo.finding(
            "the logo weighs {size} bytes, the limit is 300 KB; save it optimised for the web",
            Confidence.CERTAIN if size > WEIGHT_CERTAIN else Confidence.LIKELY,
            size=f"{size:,}",
        )
