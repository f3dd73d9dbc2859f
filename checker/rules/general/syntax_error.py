"""The rule `syntax-error`."""

from __future__ import annotations

from collections.abc import Iterator

from checker.finding import Confidence, Finding, Stage
from checker.rules.rule import rule
from checker.widget.backend import PhpFile
from checker.widget.locale import Locale
from checker.widget.script import Script
from checker.widget.stylesheet import Stylesheet


@rule("syntax-error", clause="general.2", stage=Stage.UPLOAD)
def syntax_error(code: Script | Stylesheet | PhpFile | Locale) -> Iterator[Finding]:
    """JavaScript, CSS, PHP or a translation that does not parse.

    Why: the browser refuses the whole file of a script, so the widget does not start at all; of a style sheet it drops
    what it does not understand, and after a missing brace that is all the rest. A PHP file that does not parse answers
    no request, and a translation that is no valid JSON gives no text in its language.

    Bad:
        var settings = ;

    Good:
        var settings = self.get_settings();
    """
    if isinstance(code, Locale):
        yield from _in_translation(code)
        return
    if isinstance(code, PhpFile):
        yield from _in_php(code)
        return
    language = "JavaScript" if isinstance(code, Script) else "CSS"
    for fault in code.faults:
        yield code.finding(fault, f"this is not valid {language}: {{problem}}", problem=fault.message)


def _in_translation(locale: Locale) -> Iterator[Finding]:
    """Report what is no JSON; of a key that is there twice only the first text is lost."""
    for fault in locale.document.faults:
        is_double = fault.kind == "duplicate-key"
        yield locale.finding(
            fault,
            "{problem}" if is_double else "this is not valid JSON: {problem}",
            confidence=Confidence.LIKELY if is_double else Confidence.CERTAIN,
            problem=fault.message,
        )


def _in_php(file: PhpFile) -> Iterator[Finding]:
    for fault in file.parsed.faults if file.library is None else ():
        yield file.finding(
            fault,
            "this is not valid PHP: {problem}",
            confidence=Confidence.CERTAIN if fault.is_sure else Confidence.LIKELY,
            problem=fault.message,
        )
