"""The rule `remote-code`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checker.amocrm.cdns import PUBLIC_CDNS, is_platform_host
from checker.finding import Confidence, Finding, Stage
from checker.languages.addresses import address_of, shown
from checker.languages.javascript import estree as js
from checker.languages.javascript.values import Object
from checker.rules.rule import rule
from checker.widget.script import Script

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from checker.languages.addresses import Address
    from checker.languages.javascript.calls import Call
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.model import ScriptModel


@rule("remote-code", clause="frontend.7", stage=Stage.MODERATION)
def remote_code(script: Script) -> Iterator[Finding]:
    """Code that is loaded from a host that is no public library CDN.

    Why: what runs in the user's account is then not what was moderated: it can change any day, and whoever gets hold of
    that host gets hold of all accounts. The widget's own code belongs into the archive; a library may come from a
    public library CDN, for amoCRM from cdnjs.

    Bad:
        define(['https://widget.example.com/app.js'], function (App) { … });

    Good:
        define(['./app'], function (App) { … });
    """
    if b"//" not in script.code:
        return
    for node in _loaded(script.model):
        for parts in script.model.possible_texts(node):
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
_LOADERS = frozenset({"define", "require", "requirejs"})
_CONFIGURATIONS = frozenset({"requirejs.config", "require.config", "requirejs", "require"})
_RUNNERS = frozenset({"Worker", "SharedWorker", "importScripts"})
_DATA_PLUGINS = frozenset(
    {
        "text", "html", "tpl", "twig", "twigjs", "hbs", "handlebars", "mustache", "ejs", "jade", "pug", "json", "css",
        "less", "image", "font", "i18n",
    }
)  # fmt: skip
"""Plugins of requirejs that load something else than code."""


def _loaded(model: ScriptModel) -> Iterator[Node]:
    """The expressions that name code to load."""
    for call in model.graph.calls:
        if _LOADERS.intersection(call.names):
            yield from _dependencies(model, call)
        if _CONFIGURATIONS.intersection(call.names):
            yield from _configured(model, call.arguments)
        if _RUNNERS.intersection(call.names):
            yield from call.arguments
    for imported in model.index.all(js.ImportExpression):
        yield imported.source
    yield from (declaration.source for declaration in model.index.all(js.ImportDeclaration))
    yield from (declaration.source for declaration in model.index.all(js.ExportAllDeclaration))
    yield from (node.source for node in model.index.all(js.ExportNamedDeclaration) if node.source is not None)


def _dependencies(model: ScriptModel, call: Call) -> Iterator[Node]:
    """What `define([…], …)` and `require([…])` name, and `require('…')`."""
    if len(call.arguments) == 1 and not isinstance(call.arguments[0], js.ArrayExpression):
        yield call.arguments[0]
    for argument in call.arguments:
        yield from _elements(model, argument)


def _configured(model: ScriptModel, arguments: Iterable[Node]) -> Iterator[Node]:
    """The addresses in the settings of requirejs: `baseUrl` and `paths`, which may name several for one module."""
    for settings in _objects(model, arguments):
        yield from model.values.sources(settings, "baseUrl")
        for paths in _objects(model, model.values.sources(settings, "paths")):
            for member in paths.node.properties if isinstance(paths.node, js.ObjectExpression) else ():
                if isinstance(member, js.Property):
                    yield from _elements(model, member.value) or (member.value,)


def _objects(model: ScriptModel, nodes: Iterable[Node]) -> Iterator[Object]:
    for node in nodes:
        yield from (value for value in model.values.of(node) if isinstance(value, Object))


def _elements(model: ScriptModel, node: Node) -> Sequence[Node]:
    """The elements of the array that an expression is."""
    return [
        element
        for owner in _objects(model, [node])
        if isinstance(owner.node, js.ArrayExpression)
        for element in owner.node.elements
        if element is not None
    ]


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
