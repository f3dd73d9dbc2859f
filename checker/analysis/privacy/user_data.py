"""The user's data that a widget takes or sends: asked for by settings and forms, or read from the application."""

from __future__ import annotations

import re
from collections import deque
from contextlib import suppress
from enum import Enum
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from checker.amocrm.cdns import is_platform_host
from checker.amocrm.user_data import (
    CONSENT_NAMES,
    EMPLOYEE_PROPERTIES,
    FIELD_WORDS,
    OTHER_FIELD_WORDS,
    PERSONAL_TAGS,
    PLACES_TO_TYPE,
    SENDING_METHODS,
    SETTINGS_FIELD_TYPES,
    SYSTEM_PROPERTIES,
    USER_PROPERTIES,
    is_notice,
)
from checker.analysis.privacy.settings import settings_of
from checker.languages.addresses import address_of
from checker.languages.javascript import estree as js
from checker.languages.javascript.definitions import member_key, property_key
from checker.languages.javascript.value_kinds import Global, Member, Module, Result
from checker.languages.prose import sentences
from checker.languages.syntax import TooDeep, TooSlow
from checker.regex import regex
from checker.widget.source import Stretch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from checker.analysis.privacy.settings import Setting
    from checker.analysis.traffic.requests import Request
    from checker.finding import Place
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.linking import LinkedCalls
    from checker.languages.javascript.model import ScriptModel
    from checker.languages.javascript.value_kinds import Value
    from checker.languages.json import Value as JsonValue
    from checker.languages.template import Attribute, ParsedTemplate
    from checker.widget.manifest import JsonFile
    from checker.widget.script import Script
    from checker.widget.widget import Widget

_SECRET_KINDS = ("password", "API key")
"""What a field of the widget's own forms may not ask for either; other data there may be that of customers."""
_NAMING_ATTRIBUTES = frozenset({"name", "id", "placeholder"})
_MENTION = regex(rb"amouser|amohash|constant|system")
_LONGEST_ADDRESS = 2_000
_WORD_END = regex(r"[\s\"'`<>]")
_ADDRESS_START = regex(r"(?:https?:)?//", re.IGNORECASE)


class Way(Enum):
    """How a widget comes to have the user's data."""

    SETTING = "setting"
    TAG = "tag"
    CODE = "code"
    INPUT = "input"


class UserData(NamedTuple):
    """One place where a widget takes or sends data of the user."""

    way: Way
    place: Place
    name: str
    """The setting's code, the tag, or what the code reads, as one writes it."""
    kind: str
    """What data it is, in words."""
    is_sure: bool = True


def user_data_of(widget: Widget) -> tuple[UserData, ...]:
    """All places, the settings first."""
    return (*_asked(widget), *_tagged(widget), *_sent(widget), *_typed(widget))


# -- Settings


def _asked(widget: Widget) -> Iterator[UserData]:
    for setting in settings_of(widget):
        if (found := asked_by(setting)) is not None:
            yield found


def asked_by(setting: Setting) -> UserData | None:
    """What a setting asks for; None for a setting about something else, or about the user's consent."""
    if setting.type in SETTINGS_FIELD_TYPES:
        by_type = _kind_of(setting.labels) or SETTINGS_FIELD_TYPES[setting.type]
        return UserData(Way.SETTING, setting.place, setting.code, by_type)
    labels = [label for label in setting.labels if not _is_consent(label)]
    by_code = None if OTHER_FIELD_WORDS.is_in_name(setting.code) else _kind_in_name(setting.code)
    if len(labels) < len(setting.labels) or (CONSENT_NAMES.is_in_name(setting.code) and by_code is None):
        return None
    if OTHER_FIELD_WORDS.is_in_name(setting.code) or any(map(_is_about_data, labels)):
        return None
    by_label = _kind_of(labels)
    kind = by_label or by_code
    is_sure = (by_label is not None or not labels) and (setting.is_required or kind != _MERE_NAME)
    return None if kind is None else UserData(Way.SETTING, setting.place, setting.code, kind, is_sure)


_MERE_NAME = "login"
"""Of little worth without a password; where it may be left out, it is often a rest of amoCRM's sample."""


def _is_consent(label: str) -> bool:
    return any(map(is_notice, sentences(label)))


def _is_about_data(label: str) -> bool:
    return OTHER_FIELD_WORDS.is_in(label) and not PLACES_TO_TYPE.is_in(label)


def _kind_of(labels: Iterable[str]) -> str | None:
    texts = tuple(labels)
    kinds = (kind for kind, words in FIELD_WORDS.items() if any(words.is_in(text) for text in texts))
    return next(kinds, None)


def _kind_in_name(name: str) -> str | None:
    return next((kind for kind, words in FIELD_WORDS.items() if words.is_in_name(name)), None)


# -- Tags in addresses


def _tagged(widget: Widget) -> Iterator[UserData]:
    files: list[JsonFile] = [*([widget.manifest] if widget.manifest is not None else []), *widget.locales]
    for file in files:
        for value in _texts(file.document.root):
            for tag, kind in PERSONAL_TAGS.items():
                if _is_in_foreign_address(str(value.value), tag):
                    yield UserData(Way.TAG, file.place(value), tag, kind)


def _texts(root: JsonValue | None) -> Iterator[JsonValue]:
    waiting = [root] if root is not None else []
    while waiting:
        value = waiting.pop()
        if value.kind == "string":
            yield value
        waiting += reversed([*value.items, *(member.value for member in value.members)])


def _is_in_foreign_address(text: str, tag: str) -> bool:
    """Whether one of the addresses in a text holds a tag."""
    before, *others = text.split(tag)
    return any(_ends_in_foreign_address(tag.join((before, *others[:count]))) for count in range(len(others)))


def _ends_in_foreign_address(text: str) -> bool:
    """Whether what would come behind a text would be a part of an address of another host."""
    word = _WORD_END.split(text[-_LONGEST_ADDRESS:])[-1]
    start = _ADDRESS_START.search(word)
    return start is not None and _is_foreign((word[start.start() :],))


def _is_foreign(parts: Sequence[str | None]) -> bool:
    address = address_of(parts)
    return address is not None and not is_platform_host(address.host)


# -- Code


def _sent(widget: Widget) -> Iterator[UserData]:
    if not any(_MENTION.search(script.code) for script in widget.scripts):
        return
    for script in widget.scripts:
        with suppress(TooDeep, TooSlow):
            yield from _sent_by(script, widget.program.calls)


def _sent_by(script: Script, linked: LinkedCalls) -> Iterator[UserData]:
    model = script.model
    requests = {request.node for request in script.requests}
    for request in script.requests:
        if _may_leave(model, request) and (found := _personal_in(linked, model, request.arguments)):
            yield UserData(Way.CODE, script.place(request), *found)
    for call, _ in model.graph.calls.methods(SENDING_METHODS):
        if call.node not in requests and (found := _personal_in(linked, model, call.arguments)):
            yield UserData(Way.CODE, script.place(call), *found, is_sure=False)
    for text, part in _in_foreign_addresses(model):
        if found := _personal_in(linked, model, (part,)):
            yield UserData(Way.CODE, script.place(text), *found)


def _may_leave(model: ScriptModel, request: Request) -> bool:
    """Whether a request may go elsewhere than to amoCRM."""
    values = model.values
    addresses = [node for settings in request.settings for node in values.sources.of(settings, "url")]
    if not addresses and not request.settings:
        addresses = list(request.arguments[request.function.address : request.function.address + 1])
    texts = [parts for node in addresses for parts in model.possible_texts(node)]
    return not texts or any(parts[0] is None or _is_foreign(parts) for parts in texts)


def _in_foreign_addresses(model: ScriptModel) -> Iterator[tuple[Node, Node]]:
    """The texts that hold addresses of other hosts, each with an expression that is put into one."""
    for whole in model.whole_texts:
        text = ""
        for piece in model.texts.pieces_of(whole):
            if piece.text is None and piece.node is not None and _ends_in_foreign_address(text):
                yield whole, piece.node
            text = (text + (piece.text or "…"))[-_LONGEST_ADDRESS:]


def _personal_in(linked: LinkedCalls, model: ScriptModel, nodes: Iterable[Node]) -> tuple[str, str] | None:
    """The first of the user's data that goes into a value: its name and kind."""
    waiting, seen = deque([(model, tuple(nodes))]), 0
    while waiting and seen < _MOST_ELSEWHERE:
        home, parts = waiting.popleft()
        for node in home.ingredients.of(parts):
            for value in home.values.of(node):
                found = _personal(linked, home, value)
                if found is not None:
                    return found
            further = tuple(linked.from_elsewhere(node))
            seen += len(further)
            waiting += [(linked.model_of(one), (one,)) for one in further]
    return None


_MOST_ELSEWHERE = 200
"""Expressions of other scripts that one value is followed to."""


def _personal(linked: LinkedCalls, model: ScriptModel, value: Value) -> tuple[str, str] | None:
    key = _key(value)
    if key in SYSTEM_PROPERTIES:
        return f"system().{key}", SYSTEM_PROPERTIES[key]
    found = (_personal_at(tuple(map(str, path[-3:])), key) for path in linked.paths_of(value, model))
    is_system = isinstance(value, Result) and isinstance(value.call, js.CallExpression) and _is_system(value.call)
    return next(filter(None, found), ("system()", "e-mail address and API key") if is_system else None)


def _personal_at(path: tuple[str, ...], key: str) -> tuple[str, str] | None:
    if path[-1:] == ("constant(user)",):
        return "constant('user')", "e-mail address and API key"
    if path[-2:-1] == ("constant(user)",) and key in USER_PROPERTIES:
        return f"constant('user').{key}", USER_PROPERTIES[key]
    if "constant(managers)" in path[:-1] and key in EMPLOYEE_PROPERTIES:
        return f"constant('managers')[…].{key}", EMPLOYEE_PROPERTIES[key]
    return None


def _key(value: Value) -> str:
    if isinstance(value, Member):
        return value.key
    return value.path[-1] if isinstance(value, Global | Module) and value.path else ""


def _is_system(call: js.CallExpression) -> bool:
    return isinstance(call.callee, js.MemberExpression) and member_key(call.callee) == "system" and not call.arguments


# -- Forms of the widget's own


_MOST_FIELDS = 100
"""Fields of one piece of markup that are told apart."""


def _typed(widget: Widget) -> Iterator[UserData]:
    for template in widget.markup:
        with suppress(TooDeep, TooSlow):
            for attribute, kind in islice(_secret_inputs(template.parsed), _MOST_FIELDS):
                yield UserData(Way.INPUT, template.place(attribute), attribute.value or "", kind, is_sure=False)
    for script in widget.scripts:
        with suppress(TooDeep, TooSlow):
            yield from _typed_in(script)


def _typed_in(script: Script) -> Iterator[UserData]:
    for markup in script.markup:
        for attribute, kind in islice(_secret_inputs(markup.parsed), _MOST_FIELDS):
            place = markup.text.place(attribute.start, attribute.end)
            if place is not None:
                where = script.place(Stretch(*place))
                yield UserData(Way.INPUT, where, attribute.value or "", kind, is_sure=False)
    if any(word in script.code for word in _OF_CONTROLS):
        for made in script.model.index.all(js.ObjectExpression):
            yield from _drawn(script, made)


_OF_CONTROLS = (b"password", b"class_name")


def _drawn(script: Script, made: js.ObjectExpression) -> Iterator[UserData]:
    """What a field asks for of which code gives the properties: `{name: 'api_key', class_name: 'acme__key'}`."""
    members = [one for one in made.properties if isinstance(one, js.Property)]
    texts = {key: script.model.texts.text_of(one.value) for one in members if (key := property_key(one)) is not None}
    is_password = texts.get("type") == "password"
    is_control = "class_name" in texts and "text" not in texts
    names = [texts.get(key) or "" for key in ("name", "placeholder", "id") if key in texts]
    if not names or not (is_password or is_control) or any(map(OTHER_FIELD_WORDS.is_in_name, names)):
        return
    kind = next((kind for kind in map(_kind_in_name, names) if kind in _SECRET_KINDS), None)
    if kind is not None or is_password:
        yield UserData(Way.INPUT, script.place(made), names[0], kind or "password or key", is_sure=False)


def _secret_inputs(markup: ParsedTemplate) -> Iterator[tuple[Attribute, str]]:
    """The fields that ask for a secret, each by the attribute that says so."""
    for element in markup.elements():
        is_hidden = any(attribute.name == "type" and attribute.value == "hidden" for attribute in element)
        if element[0].tag == "input" and not is_hidden:
            kinds = ((attribute, _kind_of_input(attribute)) for attribute in element)
            yield from islice(((attribute, kind) for attribute, kind in kinds if kind is not None), 1)


def _kind_of_input(attribute: Attribute) -> str | None:
    """What a field asks for by what one attribute says, if it is a secret."""
    value = attribute.value or ""
    if attribute.name == "type":
        return "password" if value.strip().lower() == "password" else None
    if attribute.name not in _NAMING_ATTRIBUTES or OTHER_FIELD_WORDS.is_in_name(value):
        return None
    kind = _kind_in_name(value)
    return kind if kind in _SECRET_KINDS else None
