"""The rule `external-template`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from checker.amocrm.cdns import is_platform_host
from checker.analysis.references.in_scripts import settings_of_renderers
from checker.finding import Confidence, Finding, Stage
from checker.languages.addresses import address_of, shown
from checker.languages.javascript import estree as js
from checker.languages.javascript.definitions import member_key, property_read
from checker.languages.javascript.elements import INSERTING_METHODS, is_jquery
from checker.languages.javascript.value_kinds import Member, Object, Result
from checker.languages.syntax import TooDeep, TooSlow
from checker.regex import regex
from checker.rules.rule import rule
from checker.widget.template import Template
from checker.widget.widget import Widget

if TYPE_CHECKING:
    from collections.abc import Iterable

    from checker.analysis.traffic.requests import Request
    from checker.languages.addresses import Address
    from checker.languages.javascript.calls import Call
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.linking import LinkedCalls
    from checker.languages.javascript.model import ScriptModel
    from checker.languages.javascript.value_kinds import Value
    from checker.languages.syntax import Located
    from checker.languages.twig import TwigTag
    from checker.widget.script import Script

Parts: TypeAlias = tuple[str | None, ...]
"""A text, None for what is known only at run time."""


@rule("external-template", clause="frontend.2", stage=Stage.MODERATION)
def external_template(code: Widget | Template) -> Iterator[Finding]:
    """A template that is fetched from another host.

    Why: what the user sees is then not what was moderated, and the widget stays empty when that host is away. All
    templates belong in the archive; `render` fetches them from there with the widget's own path.

    Bad:
        self.render({href: '/templates/panel.twig', base_path: 'https://widget.example.com', load: show}, params);

    Good:
        self.render({href: '/templates/panel.twig', base_path: self.params.path, load: show}, params);
    """
    if isinstance(code, Template):
        yield from _findings(code, _in_markup(code))
    elif any(b"//" in script.code for script in code.scripts):
        for script in code.scripts:
            with suppress(TooDeep, TooSlow):
                yield from _findings(script, _in_code(script, code.program.calls))


def _findings(code: Script | Template, found: Iterable[_Fetched]) -> Iterator[Finding]:
    for fetched in found:
        address = address_of(fetched.parts)
        if address is not None and not address.is_loopback and not is_platform_host(address.host):
            yield code.finding(
                fetched.place,
                f"templates come from another host, `{{address}}`; {fetched.instead}",
                confidence=Confidence.CERTAIN if fetched.is_sure and address.is_host_known else Confidence.LIKELY,
                address=shown(fetched.parts),
                file=_file(address),
            )


_FILE = "put the file into the archive: '/templates/{file}'"
_BASE = "render those in the archive: base_path: self.params.path"


class _Fetched(NamedTuple):
    """An address that a template comes from."""

    place: Located
    parts: Parts
    instead: str = _FILE
    is_sure: bool = True


_TEMPLATE_SUFFIXES = frozenset(
    {"twig", "html", "htm", "hbs", "handlebars", "mustache", "tpl", "tmpl", "ejs", "jst", "jade", "pug", "njk", "phtml"}
)
_TEMPLATE_PLUGINS = frozenset(
    {"text", "html", "tpl", "twig", "twigjs", "hbs", "handlebars", "mustache", "ejs", "jade", "pug", "underscore"}
)
"""Plugins of requirejs that load texts or templates."""
_LOADERS = frozenset({"define", "require", "requirejs"})
_COMPILERS = frozenset(
    {
        "_.template", "Handlebars.compile", "handlebars.compile", "Mustache.render", "mustache.render", "Hogan.compile",
        "ejs.render", "ejs.compile", "doT.template", "nunjucks.renderString", "$.template", "$.templates",
    }
)  # fmt: skip
"""Functions whose first argument is the text of a template."""
_PAGE_LOADER = ".load"
"""`$(…).load(address)` puts what is there into the page."""
_INCLUDING_TAGS = frozenset({"include", "extends", "embed", "import", "from", "use"})
_TWIG_CALL = regex(r"(?:include|source|import)\s*\(\s*")
_TWIG_TEXT = regex(r"""[\s(\[]*(?P<quote>["'])(?P<text>[^"']*)(?P=quote)\s*(?P<more>~)?""")


def _in_code(script: Script, linked: LinkedCalls) -> Iterator[_Fetched]:
    model = script.model
    for node, use in (*_rendered(model), *_requested(script)):
        for parts in linked.possible_texts(node):
            if use is not _Use.UNKNOWN or _names_template(parts):
                yield _Fetched(node, parts, is_sure=use is not _Use.SHOWN or _names_template(parts))
    for settings in settings_of_renderers(model):
        for node in model.values.sources.of(settings, "base_path"):
            yield from (_Fetched(node, parts, _BASE) for parts in linked.possible_texts(node))
    for call in model.graph.calls.named(_LOADERS):
        yield from _dependencies(model, call)


class _Use(Enum):
    """What becomes of what stands at an address."""

    TEMPLATE = "template"
    SHOWN = "shown"
    """It is put into the page as it is."""
    UNKNOWN = "unknown"


def _rendered(model: ScriptModel) -> Iterator[tuple[Node, _Use]]:
    """The addresses that Twig and `render` get; a `render` that is not amoCRM's may take links."""
    for settings in settings_of_renderers(model):
        is_amocrm = any(True for key in ("base_path", "load") for _ in model.values.sources.of(settings, key))
        for key in ("href", "ref"):
            use = _Use.TEMPLATE if is_amocrm else _Use.UNKNOWN
            yield from ((node, use) for node in model.values.sources.of(settings, key))


def _requested(script: Script) -> Iterator[tuple[Node, _Use]]:
    """The addresses of requests."""
    uses = {request.node: _Use.SHOWN for request in _behind(script, _shown_texts(script.model))}
    uses |= {request.node: _Use.TEMPLATE for request in _behind(script, _compiled_texts(script.model))}
    for request in script.requests:
        use = _Use.TEMPLATE if request.name.endswith(_PAGE_LOADER) else uses.get(request.node, _Use.UNKNOWN)
        if use is not _Use.UNKNOWN or not _asks_for_data(script.model, request):
            yield from ((node, use) for node in script.request_addresses[request.node])


_DATA_TYPES = frozenset({"json", "jsonp", "xml"})
_DATA_SETTINGS = ("dataType", "responseType")


def _asks_for_data(model: ScriptModel, request: Request) -> bool:
    """Whether the answer is to be data, whatever the address ends in: `crm_post(url, data, done, 'json')`."""
    settings = (
        one for key in _DATA_SETTINGS for each in request.settings for one in model.values.sources.of(each, key)
    )
    texts = map(model.texts.text_of, (*request.arguments[1:], *settings))
    return request.name.endswith("getJSON") or any((text or "").lower() in _DATA_TYPES for text in texts)


def _behind(script: Script, texts: Iterable[Node]) -> Iterator[Request]:
    """The requests whose answers, as they are, are these texts."""
    for value in (value for text in texts for value in script.model.values.of(text)):
        origin = script.origins.of(value) if _is_whole(value) else None
        request = origin.request if origin is not None else None
        if request is not None and not (isinstance(value, Member) and _is_read_as_data(script, request)):
            yield request


def _is_read_as_data(script: Script, request: Request) -> bool:
    """Whether an answer is taken apart with `.json()`: then `data` is a part of it, not all, as it is with axios."""
    values = script.model.values
    responses = (value for _, owner in script.model.graph.calls.methods(["json"]) for value in values.of(owner))
    origins = map(script.origins.of, responses)
    return any(origin is not None and origin.request is request for origin in origins)


def _is_whole(value: Value) -> bool:
    """Whether a value may be an answer as it came, not a part of it or markup made of its parts."""
    if isinstance(value, Member):
        return value.key in {"responseText", "response", "data"}
    callee = value.call.callee if isinstance(value, Result) else None
    return not isinstance(callee, js.MemberExpression) or member_key(callee) not in _REMAKING


_REMAKING = frozenset({"map", "flatMap", "filter", "find", "join", "split", "slice", "reduce", "sort"})
"""Methods whose result is made of parts of what they are called on."""


def _compiled_texts(model: ScriptModel) -> Iterator[Node]:
    for call in model.graph.calls.named(_COMPILERS):
        yield from call.arguments[:1]
    for settings in settings_of_renderers(model):
        yield from model.values.sources.of(settings, "data")


def _shown_texts(model: ScriptModel) -> Iterator[Node]:
    """What `.html(…)`, jQuery's `.append(…)` and `innerHTML` get."""
    for call, _ in model.graph.calls.methods({"html"} | INSERTING_METHODS):
        if property_read(call.node.callee) == "html" or is_jquery(call.node.callee):
            yield from call.arguments[:1]
    yield from (value for _, value in model.index.writes.get("innerHTML", ()))


def _names_template(parts: Parts) -> bool:
    address = address_of(parts)
    return address is not None and address.suffix in _TEMPLATE_SUFFIXES


def _dependencies(model: ScriptModel, call: Call) -> Iterator[_Fetched]:
    """What `text!https://…` and its like name among the dependencies of a module."""
    for argument in call.arguments:
        for value in model.values.of(argument):
            array = value.node if isinstance(value, Object) else None
            for element in array.elements if isinstance(array, js.ArrayExpression) else ():
                for parts in model.possible_texts(element) if element is not None else ():
                    if element is not None and (address := _loaded_as_text(parts)) is not None:
                        yield _Fetched(element, address)


def _loaded_as_text(parts: Parts) -> Parts | None:
    """The address behind a plugin that loads templates, unless it is data, styles or code."""
    plugin, mark, start = (parts[0] or "").partition("!")
    rest = (start, *parts[1:])
    address = address_of(rest) if mark and plugin.strip().lower() in _TEMPLATE_PLUGINS else None
    return rest if address is not None and address.suffix in {*_TEMPLATE_SUFFIXES, ""} else None


def _in_markup(template: Template) -> Iterator[_Fetched]:
    for block in template.parsed.scripts:
        if block.source is not None and not block.is_javascript:
            yield _Fetched(block.source, template.parts_of(block.source))
    for tag in template.parsed.twig_tags:
        yield from (_Fetched(tag, parts) for parts in _included(tag))


def _included(tag: TwigTag) -> Iterator[Parts]:
    """The addresses that a tag of Twig includes: `{% include '…' %}`, `{{ include('…') }}`, `{{ source('…') }}`."""
    if tag.kind not in {"statement", "expression"}:
        return
    starts = [call.end() for call in _TWIG_CALL.finditer(tag.text)]
    if tag.name in _INCLUDING_TAGS:
        starts.append(len(tag.name))
    for start in starts:
        text = _TWIG_TEXT.match(tag.text, start)
        if text is not None:
            yield (text["text"], None) if text["more"] else (text["text"],)


def _file(address: Address) -> str:
    """The name that the file may have in the widget."""
    name = re.split(r"[?#\s]", address.path, maxsplit=1)[0].rpartition("/")[2]
    stem = name.partition(".")[0]
    return f"{stem}.twig" if stem and "…" not in stem else "panel.twig"
