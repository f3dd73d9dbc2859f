"""The rule `byte-order-mark`."""

from __future__ import annotations

from collections.abc import Iterator

from checker.finding import Finding, Stage
from checker.rules.rule import rule
from checker.widget.source import Stretch
from checker.widget.widget import TextFile


@rule("byte-order-mark", clause="general.4", stage=Stage.MODERATION)
def byte_order_mark(file: TextFile) -> Iterator[Finding]:
    """A text file that begins with a byte order mark (BOM).

    Why: the invisible bytes EF BB BF before the first character break JSON files and PHP headers, and the moderation
    text demands UTF-8 without BOM.

    Bad:
        script.js saved as "UTF-8 with BOM"

    Good:
        script.js saved as "UTF-8"
    """
    decoded = file.source.decoded
    if decoded.byte_order_mark is not None and decoded.encoding is None:
        yield file.finding(Stretch(0, 0), "the file begins with a byte order mark; save it as UTF-8 without BOM")
