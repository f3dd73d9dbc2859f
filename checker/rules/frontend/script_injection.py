"""The rule `script-injection`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from checker.amocrm.cdns import CDNJS, is_platform_host
from checker.analysis.code.injections import injections_in
from checker.finding import Confidence, Finding, Stage
from checker.languages.addresses import address_of, shown
from checker.languages.syntax import TooDeep, TooSlow
from checker.rules.rule import rule
from checker.widget.template import Template
from checker.widget.widget import Widget

if TYPE_CHECKING:
    from checker.languages.javascript.linking import LinkedCalls
    from checker.widget.script import Script


@rule("script-injection", clause="frontend.7", stage=Stage.MODERATION)
def script_injection(code: Widget | Template) -> Iterator[Finding]:
    """A script that is put into the page by `createElement('script')`, `$.getScript` or a script tag.

    Why: what a script element loads runs in the whole of amoCRM, in an order that nobody knows, and once more for each
    widget that needs the same library. amoCRM loads files with requirejs: name them in the dependencies of `define`. In
    a template of your own only a script from another host is reported.

    Bad:
        var tag = document.createElement('script'); tag.src = address; document.head.appendChild(tag);

    Good:
        define(['jquery', './lib/chart'], function ($, Chart) { … });
    """
    return _in_markup(code) if isinstance(code, Template) else _in_scripts(code)


_INSTEAD = "name it in the dependencies instead: define(['{file}'], function (library) {{ … }})"
_FILE = "./lib/file"


def _in_scripts(widget: Widget) -> Iterator[Finding]:
    for script in widget.scripts:
        with suppress(TooDeep, TooSlow):
            yield from _in_code(script, widget.program.calls)


def _in_code(script: Script, linked: LinkedCalls) -> Iterator[Finding]:
    for injection in injections_in(script, linked):
        source = shown(injection.source or ()).strip()
        what = "`{source}`" if source.strip("…") else "a script"
        doubt = "" if injection.is_sure else ", if what gets the element puts it into the page"
        yield script.finding(
            injection.place,
            f"{what} is loaded with {{means}}{doubt}; {_INSTEAD}",
            confidence=Confidence.CERTAIN if injection.is_sure else Confidence.LIKELY,
            source=source,
            means=injection.means,
            file=source if source.strip("…") else _FILE,
        )


def _in_markup(template: Template) -> Iterator[Finding]:
    """In a page of its own a tag is the only way to load a library, so there it is a guess, and none from cdnjs."""
    allowed = CDNJS if template.is_page else frozenset()
    for source in [block.source for block in template.parsed.scripts if block.is_javascript]:
        parts = template.parts_of(source) if source is not None else ()
        address = address_of(parts)
        if source is None or address is None or is_platform_host(address.host) or address.host in allowed:
            continue
        is_sure = address.is_host_known and not template.is_page
        yield template.finding(
            source,
            "`{source}` is loaded with a script tag; " + _INSTEAD,
            confidence=Confidence.CERTAIN if is_sure else Confidence.LIKELY,
            source=shown(parts),
            file=shown(parts),
        )
