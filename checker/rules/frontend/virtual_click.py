"""The rule `virtual-click`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from checker.amocrm.pages import INSTALL_BUTTONS, SAVE_BUTTONS, SAVE_PREFIX
from checker.finding import Confidence, Finding, Profile, Stage
from checker.languages.css.naming import names_in_text
from checker.languages.syntax import TooDeep, TooSlow
from checker.rules.rule import Context, rule
from checker.widget.widget import Widget


@rule("virtual-click", clause=None, stage=Stage.MODERATION)
def virtual_click(widget: Widget, context: Context) -> Iterator[Finding]:
    """A click on amoCRM's Install, Uninstall or Save button that the code makes itself (kommo).

    Why: installing a widget is the user's decision. Kommo's checklist for public integrations forbids clicks on Install
    and Uninstall that no user makes, and on Save unless the widget has no settings.

    Bad:
        $('.js-widget-install').trigger('click');

    Good:
        $('.js-widget-install').on('click', showTerms);
    """
    if context.profile is not Profile.KOMMO:
        return
    has_settings = widget.manifest is not None and bool(getattr(widget.manifest.at("settings"), "members", ()))
    for script in widget.scripts:
        with suppress(TooDeep, TooSlow):
            for click in script.model.elements.clicks:
                button, source = _button(widget, click.selectors, with_save=has_settings)
                if button:
                    yield script.finding(
                        click.node,
                        "`{selector}` is clicked by the code; only the user may install, uninstall or save: wait for"
                        " the click with `.on('click', …)`",
                        confidence=Confidence.CERTAIN if source else Confidence.LIKELY,
                        selector=button,
                    )


def _button(widget: Widget, selectors: tuple[str, ...], *, with_save: bool) -> tuple[str, str | None]:
    """Which of amoCRM's buttons is meant, and the source of its name; empty if none."""
    buttons = {**INSTALL_BUTTONS, **(SAVE_BUTTONS if with_save else {})}
    for selector in selectors:
        for compounds in names_in_text(selector):
            for name in compounds[-1].names if compounds else ():
                is_own = name in widget.own_names.names
                if name in buttons and not is_own:
                    return selector, buttons[name]
                if with_save and name.startswith(SAVE_PREFIX) and _is_code(widget, name) and not is_own:
                    return selector, None
    return "", None


def _is_code(widget: Widget, name: str) -> bool:
    """Whether an id is made of the widget's code, which mostly is only known at run time."""
    code = name.removeprefix(SAVE_PREFIX)
    return code == "…" or (widget.manifest is not None and code == widget.manifest.widget_code)
