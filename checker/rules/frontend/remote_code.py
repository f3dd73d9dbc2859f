"""The rule `remote-code`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from checker.amocrm.cdns import PUBLIC_CDNS, is_platform_host
from checker.analysis.code.loading import loaded_code
from checker.finding import Confidence, Finding, Stage
from checker.languages.addresses import address_of, shown
from checker.languages.syntax import TooDeep, TooSlow
from checker.rules.rule import rule
from checker.widget.widget import Widget

if TYPE_CHECKING:
    from checker.languages.addresses import Address
    from checker.languages.javascript.linking import LinkedCalls
    from checker.widget.script import Script


@rule("remote-code", clause="frontend.7", stage=Stage.MODERATION)
def remote_code(widget: Widget) -> Iterator[Finding]:
    """Code that is loaded from a host that is no public library CDN.

    Why: what runs in the user's account is then not what was moderated: it can change any day, and whoever gets hold of
    that host gets hold of all accounts. The widget's own code belongs in the archive; a library may come from a
    public library CDN, for amoCRM from cdnjs.

    Bad:
        define(['https://widget.example.com/app.js'], function (App) { … });

    Good:
        define(['./app'], function (App) { … });
    """
    if any(b"//" in script.code for script in widget.scripts):
        for script in widget.scripts:
            with suppress(TooDeep, TooSlow):
                yield from _loaded(script, widget.program.calls)


def _loaded(script: Script, linked: LinkedCalls) -> Iterator[Finding]:
    for node in loaded_code(script.model):
        for parts in linked.possible_texts(node):
            address = address_of(_without_plugin(parts))
            if address is not None and not is_platform_host(address.host) and address.host not in PUBLIC_CDNS:
                yield script.finding(
                    node,
                    f"`{{address}}` is code from {_HOSTS[address.is_host_known]}; put the file into the widget and "
                    "load it from there: './lib/{file}'",
                    confidence=Confidence.CERTAIN if address.is_host_known else Confidence.LIKELY,
                    address=shown(parts),
                    host=address.host,
                    file=_file(address),
                )


_HOSTS = {True: "{host}, which is no public library CDN", False: "another host"}
_DATA_PLUGINS = frozenset(
    {
        "text", "html", "tpl", "twig", "twigjs", "hbs", "handlebars", "mustache", "ejs", "jade", "pug", "json", "css",
        "less", "image", "font", "i18n",
    }
)  # fmt: skip
"""Plugins of requirejs that load something else than code."""


def _without_plugin(parts: tuple[str | None, ...]) -> tuple[str | None, ...]:
    """The address behind `plugin!`; nothing if the plugin loads no code."""
    plugin, mark, address = (parts[0] or "").partition("!")
    if not mark or "/" in plugin:
        return parts
    return () if plugin.strip().lower() in _DATA_PLUGINS else (address, *parts[1:])


def _file(address: Address) -> str:
    """The name that the file may have in the widget."""
    name = address.path.partition("?")[0].rpartition("/")[2].removesuffix(".js")
    return name if name and "…" not in name else "file"
