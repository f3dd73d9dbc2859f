"""The rule `syntax-error`."""

from __future__ import annotations

from collections.abc import Iterator

from checker.finding import Finding, Stage
from checker.rules.rule import rule
from checker.widget.script import Script
from checker.widget.stylesheet import Stylesheet


@rule("syntax-error", clause="general.2", stage=Stage.UPLOAD)
def syntax_error(code: Script | Stylesheet) -> Iterator[Finding]:
    """JavaScript or CSS that does not parse.

    Why: the browser refuses the whole file of a script, so the widget does not start at all; of a style sheet it drops
    what it does not understand, and after a missing brace that is all the rest.

    Bad:
        var settings = ;

    Good:
        var settings = self.get_settings();
    """
    language = "JavaScript" if isinstance(code, Script) else "CSS"
    for fault in code.faults:
        yield code.finding(fault, f"this is not valid {language}: {{problem}}", problem=fault.message)
