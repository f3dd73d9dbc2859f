"""The rule `rating-tampering`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from checker.amocrm.ratings import is_of_integrations, is_plain_rating, is_rating
from checker.finding import Confidence, Finding, Stage
from checker.languages.css.naming import names_in, names_in_text
from checker.languages.javascript import estree as js
from checker.languages.syntax import TooDeep, TooSlow
from checker.regex import regex
from checker.rules.rule import rule
from checker.widget.widget import Widget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checker.languages.css import Declaration
    from checker.languages.css.naming import Named
    from checker.languages.javascript.elements import Action
    from checker.languages.javascript.estree import Node
    from checker.widget.stylesheet import Stylesheet

_HIDING = {
    "display": regex(r"none"),
    "visibility": regex(r"hidden|collapse"),
    "opacity": regex(r"0*\.?0+%?"),
    "height": regex(r"0[a-z%]*"),
    "max-height": regex(r"0[a-z%]*"),
    "width": regex(r"0[a-z%]*"),
    "max-width": regex(r"0[a-z%]*"),
    "font-size": regex(r"0[a-z%]*"),
    "content": regex(r".*", re.DOTALL),
    "transform": regex(r"scale\(0\).*"),
    "left": regex(r"-\d{3,}.*"),
    "top": regex(r"-\d{3,}.*"),
    "text-indent": regex(r"-\d{3,}.*"),
}
"""Declarations after which the user does not see an element any more, or sees something else instead."""
_HIDING_METHODS = frozenset(
    {
        "hide", "remove", "detach", "empty", "replaceWith", "replaceAll", "replaceChildren", "replaceChild",
        "removeChild", "fadeOut", "slideUp", "html", "text", "innerHTML", "outerHTML", "textContent", "innerText",
        "hidden", "setHTML",
    }
)  # fmt: skip


_HIDING_TEXT = regex(r"none|hidden|hide|collapse|invisible|^0(?:\.0+)?$")


@rule("rating-tampering", clause="frontend.13", stage=Stage.MODERATION)
def rating_tampering(widget: Widget) -> Iterator[Finding]:
    """Hiding, changing or replacing amoCRM's ratings and reviews, in styles or scripts.

    Why: the ratings and reviews in the list of integrations and in the window of a widget's settings are the users' own
    words. A widget that touches them is not published. For stars of your own use classes of your own.

    Bad:
        .widget-settings__rating { display: none; }

    Good:
        .acme-stars { color: gold; }
    """
    for sheet in (*widget.stylesheets, *widget.styles_in_scripts):
        with suppress(TooDeep, TooSlow):
            yield from _in_styles(widget, sheet)
    for script in widget.scripts:
        with suppress(TooDeep, TooSlow):
            last = -1
            for action in sorted(script.model.elements.changes, key=lambda one: (one.node.start, -one.node.end)):
                selector = _meant(widget, action)
                if selector and action.node.start != last:
                    last = action.node.start
                    yield script.finding(action.node, _MESSAGE, confidence=Confidence.LIKELY, selector=selector)


_MESSAGE = "`{selector}` looks like amoCRM's ratings or reviews, which a widget must not hide or change; remove this"


def _in_styles(widget: Widget, sheet: Stylesheet) -> Iterator[Finding]:
    for block in sheet.parsed.rules:
        if not block.declarations:
            continue
        hides = any(map(_hides, block.declarations))
        for selector in block.selectors:
            if _is_foreign_rating(widget, names_in(selector), hides=hides):
                yield sheet.finding(selector, _MESSAGE, confidence=Confidence.LIKELY, selector=selector.text)


def _hides(declaration: Declaration) -> bool:
    pattern = _HIDING.get(declaration.name)
    return pattern is not None and pattern.fullmatch(declaration.value.strip().lower()) is not None


def _meant(widget: Widget, action: Action) -> str:
    """The selector of what is changed, if that is amoCRM's ratings."""
    hides = action.method in _HIDING_METHODS or any(map(_is_hiding_text, action.arguments))
    for selector in action.selectors:
        if any(_is_foreign_rating(widget, compounds, hides=hides) for compounds in names_in_text(selector)):
            return selector
    return ""


def _is_hiding_text(argument: Node) -> bool:
    """Whether a style or a class that is set hides an element: `'none'`, `{opacity: 0}`, `'hidden'`."""
    literals = (node for node in js.walk(argument) if isinstance(node, js.Literal))
    return any(_HIDING_TEXT.search(str(literal.value)) for literal in literals)


def _is_foreign_rating(widget: Widget, compounds: Sequence[Named], *, hides: bool) -> bool:
    """Whether a selector means ratings that are not the widget's own: named so by amoCRM, or at least hidden."""
    for position, compound in enumerate(compounds):
        if any(map(is_rating, compound.names)):
            around = [name for outer in compounds[: position + 1] for name in outer.names]
            is_meant = any(map(is_of_integrations, around)) or (hides and any(map(is_plain_rating, compound.names)))
            own = widget.own_names
            return is_meant and not own.surround(compounds, position) and not own.end(compounds)
    return False
