"""Files that are not code and that a widget shows or loads: styles, fonts, images, sounds, and where they come from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from checker.analysis.code.loading import loaded_code
from checker.languages.addresses import address_of
from checker.languages.javascript import estree as js
from checker.languages.javascript.definitions import property_key
from checker.languages.javascript.value_kinds import Object, Result
from checker.regex import regex
from checker.widget.source import Stretch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from checker.languages.css import ParsedStylesheet
    from checker.languages.javascript.calls import Call
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.markup import Markup
    from checker.languages.javascript.model import ScriptModel
    from checker.languages.syntax import Located
    from checker.languages.template import Attribute, ParsedTemplate
    from checker.widget.script import Script
    from checker.widget.template import Template

Parts: TypeAlias = tuple[str | None, ...]
"""A text, None for what is known only at run time."""


class Static(NamedTuple):
    """An address that a file is loaded from."""

    place: Located
    parts: Parts
    what: str
    """What it is, in words."""
    is_code: bool = False


_LINKS = {
    "stylesheet": "a style sheet", "icon": "an icon", "shortcut": "an icon", "apple-touch-icon": "an icon",
    "mask-icon": "an icon", "preload": "a file", "prefetch": "a file", "modulepreload": "a script",
}  # fmt: skip
_ATTRIBUTES = {
    ("img", "src"): "an image", ("img", "srcset"): "an image", ("img", "data-src"): "an image",
    ("input", "src"): "an image", ("image", "href"): "an image", ("image", "xlink:href"): "an image",
    ("source", "src"): "a file", ("source", "srcset"): "an image", ("video", "src"): "a video",
    ("video", "poster"): "an image", ("audio", "src"): "a sound", ("track", "src"): "a file",
    ("script", "src"): "a script", ("body", "background"): "an image", ("table", "background"): "an image",
    ("td", "background"): "an image",
}  # fmt: skip
"""Attributes that name a file, and what it is."""
_ELEMENTS = {"img": "an image", "image": "an image", "audio": "a sound", "video": "a video", "link": "a style sheet"}
"""Elements that scripts make, and what they load."""
_CONSTRUCTORS = {"Image": "img", "Audio": "audio"}
_SUFFIXES = {
    **dict.fromkeys(("png", "jpg", "jpeg", "gif", "svg", "webp", "ico", "bmp", "avif"), "an image"),
    **dict.fromkeys(("woff", "woff2", "ttf", "otf", "eot"), "a font"),
    **dict.fromkeys(("mp3", "ogg", "wav", "m4a"), "a sound"),
    **dict.fromkeys(("mp4", "webm"), "a video"),
    "css": "a style sheet",
}
_SETTERS = frozenset({"attr", "prop", "setAttribute"})
_KEYS = ("src", "href", "srcset", "poster")
_URL = regex(r"""\burl\(\s*["']?(?P<address>(?:https?:)?//[^"')\s]*)""", re.IGNORECASE)
_MORE_THAN_VALUE = regex(r"[{}<]")
_MAY_BE_ADDRESS = b"//"


# -- Styles


def statics_in_styles(sheet: ParsedStylesheet) -> Iterator[Static]:
    """What a style sheet loads."""
    for at_rule in sheet.at_rules:
        what = "a font" if at_rule.name == "font-face" else "an image"
        yield from (Static(url, (url.value,), "a style sheet") for url in at_rule.urls)
        for declaration in at_rule.declarations:
            yield from (Static(url, (url.value,), what) for url in declaration.urls)
    for rule in sheet.rules:
        for declaration in rule.declarations:
            yield from (Static(url, (url.value,), _named(url.value, "an image")) for url in declaration.urls)


def _named(address: str, otherwise: str) -> str:
    """What a file is, by the end of its name."""
    found = address_of((address,))
    return _SUFFIXES.get(found.suffix, otherwise) if found is not None else otherwise


# -- Markup


def statics_in_template(template: Template) -> Iterator[Static]:
    """What the elements of a template load."""
    for attribute, what in _loading_attributes(template.parsed):
        place = Stretch(attribute.start, attribute.end)
        yield from _values(template.parts_of(attribute), attribute, place, what)


def statics_in_markup(markup: Markup) -> Iterator[Static]:
    """What the elements in a string of markup load."""
    for attribute, what in _loading_attributes(markup.parsed):
        found = markup.text.place(attribute.start, attribute.end)
        place = Stretch(*found) if found is not None else Stretch(markup.node.start, markup.node.end)
        yield from _values(markup.parts_of(attribute), attribute, place, what)


def _values(parts: Parts, attribute: Attribute, place: Stretch, what: str) -> Iterator[Static]:
    if attribute.name == "style":
        yield from (Static(place, (url["address"],), what) for url in _URL.finditer(_joined(parts)))
    elif attribute.name == "srcset":
        addresses = (entry.split() for entry in _joined(parts).split(","))
        yield from (Static(place, (address[0],), what) for address in addresses if address)
    else:
        yield Static(place, parts, what, is_code=attribute.tag == "script")


def _joined(parts: Parts) -> str:
    return "".join("…" if part is None else part for part in parts)


def _loading_attributes(markup: ParsedTemplate) -> Iterator[tuple[Attribute, str]]:
    for element in markup.elements():
        kind = _link_kind(element) if element[0].tag == "link" else None
        for attribute in element:
            if not attribute.value:
                continue
            if attribute.name == "style" and "url(" in attribute.value.lower():
                yield attribute, "an image"
            elif attribute.tag == "link":
                if attribute.name == "href" and kind is not None:
                    yield attribute, kind
            elif attribute.tag != "script" or _is_run(element):
                what = _ATTRIBUTES.get((attribute.tag, attribute.name))
                if what is not None:
                    yield attribute, what


def _link_kind(element: Sequence[Attribute]) -> str | None:
    rel = next((one.value or "" for one in element if one.name == "rel"), "stylesheet")
    return next((_LINKS[word] for word in rel.lower().split() if word in _LINKS), None)


def _is_run(element: Sequence[Attribute]) -> bool:
    from checker.languages.template import is_javascript_type

    return is_javascript_type(next((one.value or "" for one in element if one.name == "type"), ""))


# -- Scripts


def statics_in_script(script: Script) -> Iterator[Static]:
    """What a script loads: by markup, by elements that it makes or changes, by styles, and as a module."""
    if _MAY_BE_ADDRESS not in script.code:
        return
    for markup in script.markup:
        yield from statics_in_markup(markup)
    model = script.model
    for node, what in (*_set(model), *_constructed(model), *_notified(model)):
        for parts in model.possible_texts(node):
            address = address_of(parts)
            known = what or (_SUFFIXES.get(address.suffix) if address is not None else None)
            if known is not None:
                yield Static(node, parts, known)
    yield from _urls_in_texts(script)
    for node in loaded_code(model):
        yield from (_module(node, parts) for parts in model.possible_texts(node))


def _module(node: Node, parts: Parts) -> Static:
    plugin, mark, start = (parts[0] or "").partition("!")
    if not mark or "/" in plugin:
        return Static(node, parts, "a script", is_code=True)
    is_style = plugin.strip().lower() in {"css", "less"}
    return Static(node, (start, *parts[1:]), "a style sheet" if is_style else "a file", is_code=not is_style)


def _set(model: ScriptModel) -> Iterator[tuple[Node, str | None]]:
    """The addresses that elements get, and what they load if that is known by the element."""
    for target, key, value in (*_assigned(model), *_given(model)):
        yield from _if_loading(_element(model, target), key, value)
    for call in model.graph.calls:
        element, *attributes = call.arguments or [call.node]
        if attributes and isinstance(attributes[0], js.ObjectExpression):
            name = _made_by(model, call, element)
            for key, value in _settings(model, attributes) if name is not None else ():
                yield from _if_loading(name, key, value)
    yield from _in_jsx(model)


def _assigned(model: ScriptModel) -> Iterator[tuple[Node, str, Node]]:
    """What properties get: the element, the name, the value."""
    for key in _KEYS:
        yield from ((target, key, value) for target, value in model.index.writes.get(key, ()))
    for target, settings in model.index.mixins:
        if isinstance(settings, js.ObjectExpression):
            yield from ((target, key, value) for key, value in _settings(model, [settings]))


def _given(model: ScriptModel) -> Iterator[tuple[Node, str, Node]]:
    """What attributes get from `setAttribute` and jQuery."""
    for call, target in model.graph.calls.methods(_SETTERS):
        if call.arguments:
            yield from ((target, key, value) for key, value in _settings(model, call.arguments))


def _if_loading(element: str | None, key: str, value: Node) -> Iterator[tuple[Node, str | None]]:
    """Leave out links to pages and what frames and scripts load, which is nothing static."""
    if element is None:
        if key != "href":
            yield value, None
    elif element in _ELEMENTS and (key != "href" or element in {"link", "image"}):
        yield value, _ELEMENTS[element]


def _settings(model: ScriptModel, arguments: Sequence[Node]) -> Iterator[tuple[str, Node]]:
    """The attributes that a call sets: name and value, or an object of them."""
    if isinstance(arguments[0], js.ObjectExpression):
        for member in arguments[0].properties:
            if isinstance(member, js.Property) and (key := property_key(member)) in _KEYS:
                yield str(key), member.value
    elif len(arguments) > 1 and (name := model.texts.text_of(arguments[0])) in _KEYS:
        yield str(name), arguments[1]


def _element(model: ScriptModel, node: Node) -> str | None:
    """The tag of an element that a script made itself."""
    for value in model.values.of(node):
        if isinstance(value, Result):
            name = _created(model, value.call)
            if name is not None:
                return name
    return None


def _created(model: ScriptModel, call: js.CallExpression | js.NewExpression) -> str | None:
    names = model.graph.names(call)
    constructed = next((_CONSTRUCTORS[name] for name in names if name in _CONSTRUCTORS), None)
    if constructed is not None or not call.arguments:
        return constructed
    text = model.texts.text_of(call.arguments[0])
    if text is not None and any(name.endswith("createElement") for name in names):
        return text.strip().lower()
    return _tag_of(text) if text is not None and "$" in names else None


def _made_by(model: ScriptModel, call: Call, element: Node) -> str | None:
    """The tag of what `$('<img>', {…})` and React's `createElement('img', {…})` make."""
    text = model.texts.text_of(element) or ""
    return _tag_of(text) if "$" in call.names else text if text in _ELEMENTS else None


def _in_jsx(model: ScriptModel) -> Iterator[tuple[Node, str | None]]:
    for element in model.index.all(js.JSXElement):
        if isinstance(element.name, js.JSXIdentifier) and element.name.name in _ELEMENTS:
            for attribute in element.attributes:
                if isinstance(attribute, js.JSXAttribute) and isinstance(attribute.name, js.JSXIdentifier):
                    value = attribute.value
                    value = value.expression if isinstance(value, js.JSXExpressionContainer) else value
                    if value is not None and attribute.name.name in _KEYS:
                        yield from _if_loading(element.name.name, attribute.name.name, value)


def _tag_of(text: str) -> str | None:
    """The tag of the element that `$('<link/>')` makes."""
    found = re.match(r"\s*<([A-Za-z]+)", text)
    return found[1].lower() if found else None


def _constructed(model: ScriptModel) -> Iterator[tuple[Node, str | None]]:
    """The sound of `new Audio(address)`."""
    for call in model.graph.calls.named(["Audio"]):
        yield from ((address, "a sound") for address in call.arguments[:1])


def _notified(model: ScriptModel) -> Iterator[tuple[Node, str]]:
    """The pictures of notifications: `AMOCRM.notifications.show_message({icon: address})`."""
    for call in model.graph.calls:
        if any(name.rpartition(".")[0].endswith("notifications") for name in call.names):
            for argument in call.arguments:
                for value in model.values.of(argument):
                    if isinstance(value, Object):
                        yield from ((icon, "an image") for icon in model.values.sources.of(value, "icon"))


def _urls_in_texts(script: Script) -> Iterator[Static]:
    """`url(https://…)` in values of styles; style sheets and markup in texts are read as such."""
    for node in script.model.whole_texts:
        if b"url(" not in script.code[node.start : node.end]:
            continue
        for text in map(_joined, script.model.possible_texts(node)):
            if not _MORE_THAN_VALUE.search(text):
                what = "a style sheet" if "@import" in text else "an image"
                found = (url["address"] for url in _URL.finditer(text))
                yield from (Static(node, (address,), _named(address, what)) for address in found)
