"""The rule `system-style`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from checker.amocrm.styles import OPEN_TO_SCRIPTS, PARTS_OF_SETTINGS_PAGE, SETTINGS_PAGE_CALLBACK, system_block_of
from checker.analysis.styles.own_names import code_of
from checker.analysis.styles.reach import Judge, Kind
from checker.finding import Confidence, Finding, Stage
from checker.languages.css.naming import names_in_text
from checker.languages.javascript import estree as js
from checker.languages.javascript.definitions import member_key
from checker.languages.syntax import TooDeep, TooSlow
from checker.rules.rule import rule
from checker.widget.widget import Widget

if TYPE_CHECKING:
    from checker.amocrm.styles import SystemBlock
    from checker.languages.javascript.elements import Action
    from checker.languages.javascript.estree import Node
    from checker.widget.script import Script
    from checker.widget.stylesheet import Stylesheet


@rule("system-style", clause="frontend.9", stage=Stage.MODERATION)
def system_style(widget: Widget) -> Iterator[Finding]:
    """A style for elements of amoCRM's own interface, in CSS or by a script.

    Why: amoCRM looks broken then, and so do other widgets. A class of amoCRM's may stand in a selector only behind a
    class or an id of the widget's own.

    Bad:
        .control-select { border: 0; }

    Good:
        .acme-widget .control-select { border: 0; }
    """
    judge = Judge(code_of(widget))
    for sheet in (*widget.stylesheets, *widget.styles_in_scripts):
        if not sheet.is_of_page:
            with suppress(TooDeep, TooSlow):
                yield from _in_styles(judge, sheet)
    for script in widget.scripts:
        with suppress(TooDeep, TooSlow):
            yield from _in_script(judge, widget, script)


def _in_styles(judge: Judge, sheet: Stylesheet) -> Iterator[Finding]:
    for _, reaches in judge.reaches(sheet.parsed):
        of_system = [reach for reach in reaches if reach.kind is Kind.SYSTEM]
        documented = (reach for reach in of_system if reach.block is not None and reach.block.is_documented)
        worst = next(documented, None)
        if of_system:
            reach = worst or of_system[0]
            yield sheet.finding(
                reach.selector,
                "`{name}` belongs to amoCRM's interface; style it only within the widget: .acme-widget {selector}",
                confidence=Confidence.CERTAIN if worst else Confidence.LIKELY,
                name=reach.name,
                selector=reach.selector.text,
            )


_STYLING = frozenset(
    {
        "css", "hide", "show", "toggle", "fadeIn", "fadeOut", "fadeTo", "fadeToggle", "slideUp", "slideDown",
        "slideToggle", "animate", "addClass", "removeClass", "toggleClass", "classList", "className", "style",
        "cssText", "hidden", "height", "width",
    }
)  # fmt: skip
_SETTERS = frozenset({"attr", "removeAttr", "setAttribute", "removeAttribute", "prop", "toggleAttribute"})
_STYLING_ATTRIBUTES = frozenset({"style", "class", "hidden"})


def _in_script(judge: Judge, widget: Widget, script: Script) -> Iterator[Finding]:
    last = -1
    for action in sorted(script.model.elements.changes, key=lambda one: (one.node.start, -one.node.end)):
        selector, owner = _foreign(judge, widget, script, action) if _styles(script, action) else ("", "")
        if selector and action.node.start != last:
            last = action.node.start
            yield script.finding(
                action.node,
                f"`{{selector}}` {owner}; change the look of the widget's own elements only",
                confidence=Confidence.LIKELY,
                selector=selector,
            )


def _styles(script: Script, action: Action) -> bool:
    """Whether an action changes how something looks."""
    if action.method not in _SETTERS:
        return action.method in _STYLING
    name = script.model.texts.text_of(action.arguments[0]) if action.arguments else None
    return name is not None and name.lower() in _STYLING_ATTRIBUTES


_PAGE = frozenset({"html", "body", ":root", ""})
"""What widgets mark for the sake of their own windows."""
_QUERIES = frozenset({"$", "document.querySelector", "document.querySelectorAll", "document.getElementsByTagName"})


def _foreign(judge: Judge, widget: Widget, script: Script, action: Action) -> tuple[str, str]:
    """A selector by which an action means elements of amoCRM, and how to say so."""
    for selector in action.selectors:
        for reach in judge.reach_of_text(selector):
            if reach.block is not None and reach.block.name not in OPEN_TO_SCRIPTS:
                if not _is_within_own(widget, selector) and not _is_on_own_page(widget, reach.block, action):
                    return selector, "belongs to amoCRM's interface"
                continue
            is_page = selector.strip().lower() in _PAGE
            if reach.kind is Kind.EVERYBODY and not is_page and _is_asked_directly(script, action):
                return selector, "are elements of amoCRM and of other widgets too"
    return "", ""


def _is_within_own(widget: Widget, selector: str) -> bool:
    """Whether a selector goes through an element that the widget itself makes: `.modal__acme .control-select`."""
    return all(
        any(
            system_block_of(name) is None and widget.own_names.has(name)
            for compound in compounds
            for name in compound.names
        )
        for compounds in names_in_text(selector)
    )


def _is_on_own_page(widget: Widget, block: SystemBlock, action: Action) -> bool:
    """Whether an action arranges the head of the widget's page of advanced settings."""
    if block.name not in PARTS_OF_SETTINGS_PAGE or widget.callbacks is None:
        return False
    return widget.callbacks.hold(SETTINGS_PAGE_CALLBACK, action.node)


def _is_asked_directly(script: Script, action: Action) -> bool:
    """Whether the elements are those of the whole page, and not the ones around or inside of others."""
    node: Node = action.node
    while isinstance(node, js.AssignmentExpression | js.MemberExpression):  # querySelector('h1').style.color = …
        node = node.left if isinstance(node, js.AssignmentExpression) else node.object
    while isinstance(node, js.CallExpression):
        if not _QUERIES.isdisjoint(script.model.graph.names(node)):
            return len(node.arguments) == 1 and script.model.texts.text_of(node.arguments[0]) is not None
        if not isinstance(node.callee, js.MemberExpression) or member_key(node.callee) not in _STYLING | _SETTERS:
            return False
        node = node.callee.object
    return False
