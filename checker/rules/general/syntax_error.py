"""The rule `syntax-error`."""

from __future__ import annotations

from collections.abc import Iterator

from checker.finding import Finding, Stage
from checker.rules.rule import rule
from checker.widget.script import Script


@rule("syntax-error", clause="general.2", stage=Stage.UPLOAD)
def syntax_error(script: Script) -> Iterator[Finding]:
    """JavaScript that does not parse.

    Why: the browser refuses the whole file, so the widget does not start at all.

    Bad:
        var settings = ;

    Good:
        var settings = self.get_settings();
    """
    for fault in script.faults:
        yield script.finding(fault, "this is not valid JavaScript: {problem}", problem=fault.message)
