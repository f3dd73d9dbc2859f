"""The rule `foreign-page`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from checker.amocrm import application, pages
from checker.amocrm.styles import SETTINGS_PAGE_CALLBACK
from checker.finding import Confidence, Finding, Stage
from checker.languages.css.naming import names_in_text
from checker.languages.syntax import TooDeep, TooSlow
from checker.rules.rule import rule
from checker.widget.widget import Widget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checker.amocrm.pages import Page, Region
    from checker.languages.css.naming import Named
    from checker.languages.javascript.elements import Action
    from checker.languages.javascript.facts import Facts
    from checker.widget.script import Script


@rule("foreign-page", clause="frontend.1", stage=Stage.MODERATION)
def foreign_page(widget: Widget) -> Iterator[Finding]:
    """Changing parts of amoCRM that no location of the widget gives: billing, profile, left menu.

    Why: a widget may change only the pages that its manifest lists under `locations`, and never the billing page. Work
    in the places that amoCRM gives to the widget, ask for the location that you need, or check the area first.

    Bad:
        if (location.pathname.indexOf('/settings/pay') !== -1) { $('.price').hide(); }

    Good:
        if (self.system().area === 'lcard') { $('.acme-panel').show(); }
    """
    locations = _locations(widget)
    for script in widget.scripts:
        knows_pages = pages.may_be_named_in(script.code)
        with suppress(TooDeep, TooSlow):
            changes = sorted(script.model.elements.changes, key=lambda action: (action.node.start, -action.node.end))
            last = -1
            for action in changes:
                finding = _on_page(script, action, locations) if knows_pages else None
                finding = finding or _in_region(widget, script, action, locations)
                if finding is not None and action.node.start != last:
                    last = action.node.start
                    yield finding


def _locations(widget: Widget) -> frozenset[str]:
    declared = widget.manifest.locations if widget.manifest is not None else ()
    return frozenset(str(location.value).partition("-")[0] for location in declared)


def _on_page(script: Script, action: Action, locations: frozenset[str]) -> Finding | None:
    page = _page(script.model.guards.facts_at(action.node), locations)
    if page is None:
        return None
    return script.finding(
        action.node,
        "`{selector}` is changed on {page}, which a widget must leave alone; remove this code",
        confidence=Confidence.CERTAIN if page.source else Confidence.LIKELY,
        selector=action.selectors[0],
        page=page.title,
    )


def _in_region(widget: Widget, script: Script, action: Action, locations: frozenset[str]) -> Finding | None:
    selector, region = _region(widget, action, locations)
    if region is None or (region.locations and _may_be_there(widget, script, action)):
        return None
    way_out = "check the area first, or ask for the location {location}" if region.locations else "leave it alone"
    return script.finding(
        action.node,
        "`{selector}` belongs to {region}, which no location of this widget gives it; " + way_out,
        confidence=Confidence.CERTAIN if region.source else Confidence.LIKELY,
        selector=selector,
        region=region.title,
        location=min(region.locations, default=""),
    )


def _page(facts: Facts, locations: frozenset[str]) -> Page | None:
    """The page on which code runs, if it checks for one that it must leave alone."""
    for path, texts in facts.known.items():
        if path[-1] in application.AREA_TESTS | application.ADDRESS_PARTS | pages.PAGE_TESTS:
            for page in pages.pages_in(texts):
                if not (page.is_open_to_everywhere and pages.ANYWHERE in locations):
                    return page
    return None


def _may_be_there(widget: Widget, script: Script, action: Action) -> bool:
    return _is_guarded(script.model.guards.facts_at(action.node)) or _is_on_own_page(widget, action)


def _is_guarded(facts: Facts) -> bool:
    """Whether code checks where it runs before it gets to a place."""
    tests = application.CARD_TESTS | application.AREA_TESTS | application.ADDRESS_PARTS | pages.PAGE_TESTS
    return any(path[-1] in tests or path[-2:] == ("data", "current_card") for path in facts.known)


def _is_on_own_page(widget: Widget, action: Action) -> bool:
    """Whether code runs on the widget's page of advanced settings, which looks like a list."""
    return widget.callbacks is not None and widget.callbacks.hold(SETTINGS_PAGE_CALLBACK, action.node)


def _region(widget: Widget, action: Action, locations: frozenset[str]) -> tuple[str, Region | None]:
    """The part of amoCRM's page that is changed though no location gives it, and the selector."""
    for selector in action.selectors:
        for compounds in names_in_text(selector):
            if compounds and compounds[0].element == "…":
                continue
            region = _foreign_region(widget, compounds, locations)
            if region is not None:
                return selector, region
    return "", None


def _foreign_region(widget: Widget, compounds: Sequence[Named], locations: frozenset[str]) -> Region | None:
    """The part of amoCRM's page that a selector leads into, unless the widget made it itself or may change it."""
    for position, compound in enumerate(compounds):
        if widget.own_names.surround(compounds, position):
            return None
        for name in (*compound.names, *compound.attributes):
            region = pages.region_of(name)
            is_own_part = region is not None and bool(region.locations) and widget.own_names.end(compounds)
            if region is not None and not is_own_part and not pages.is_given(locations, region):
                return region
    return None
