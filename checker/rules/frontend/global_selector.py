"""The rule `global-selector`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from checker.analysis.styles.own_names import code_of
from checker.analysis.styles.reach import Judge, Kind
from checker.finding import Confidence, Finding, Stage
from checker.languages.syntax import TooDeep, TooSlow
from checker.rules.rule import rule
from checker.widget.widget import Widget

if TYPE_CHECKING:
    from checker.analysis.styles.reach import Reach
    from checker.widget.stylesheet import Stylesheet


@rule("global-selector", clause="frontend.9", stage=Stage.MODERATION)
def global_selector(widget: Widget) -> Iterator[Finding]:
    """A style for all elements of a kind, such as `h3`, or for a name that anybody uses, such as `.modal`.

    Why: the styles of a widget apply to the whole of amoCRM, and to all other widgets. Begin each selector with a class
    or an id that only your widget has.

    Bad:
        h3 { color: red; }

    Good:
        .acme-widget h3 { color: red; }
    """
    judge = Judge(code_of(widget))
    for sheet in (*widget.stylesheets, *widget.styles_in_scripts):
        if not sheet.is_of_page:
            with suppress(TooDeep, TooSlow):
                for _, reaches in judge.reaches(sheet.parsed):
                    yield from _finding(sheet, reaches)


_SHOWN = 5


def _finding(sheet: Stylesheet, reaches: tuple[Reach, ...]) -> Iterator[Finding]:
    """One finding for a rule: of what reaches everybody, or else of what may reach others by chance."""
    sure = [reach for reach in reaches if reach.kind is Kind.EVERYBODY]
    if sure:
        yield sheet.finding(
            sure[0].selector,
            "`{selector}` styles elements of amoCRM and of other widgets; begin it with a class of your own:"
            " .acme-widget {example}",
            selector=", ".join(reach.selector.text for reach in sure[:_SHOWN]),
            example=sure[0].selector.text,
        )
    elif all(reach.kind is Kind.COMMON for reach in reaches):
        yield sheet.finding(
            reaches[0].selector,
            "`{name}` is a name that amoCRM and other widgets may use too; begin `{selector}` with a class of your own",
            confidence=Confidence.LIKELY,
            name=reaches[0].name,
            selector=reaches[0].selector.text,
        )
