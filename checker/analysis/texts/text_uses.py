"""Which texts of the translations a widget uses: in the manifest, in scripts and in templates.

Source: Kommo's documentation of manifest.json and script.js: `i18n('a.b')` gives the text or the object under a key,
`langs` is the object of all texts in the user's language.
"""

from __future__ import annotations

import re
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from checker.amocrm.locations import LOCATION_TEXTS
from checker.languages.javascript import estree as js
from checker.languages.javascript.definitions import property_key
from checker.languages.javascript.value_kinds import COMPUTED, Member, Object, Result
from checker.languages.syntax import TooDeep, TooSlow
from checker.regex import regex
from checker.widget.source import Stretch

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.value_kinds import Value as Origin
    from checker.languages.json import Value
    from checker.languages.syntax import Located
    from checker.widget.locale import TextKey
    from checker.widget.manifest import Manifest
    from checker.widget.script import Script
    from checker.widget.source import SourcePart
    from checker.widget.template import Template
    from checker.widget.widget import Widget


class TextUse(NamedTuple):
    """A place that needs a text, or an object of texts."""

    part: SourcePart
    place: Located
    key: TextKey
    is_sure: bool = True
    """Whether the texts are the widget's for certain."""


REFERENCES: tuple[TextKey, ...] = (
    ("widget", "name"),
    ("widget", "description"),
    ("widget", "short_description"),
    ("widget", "ai_agent_description"),
    ("tour", "tour_description"),
    ("settings", "*", "name"),
    ("advanced", "title"),
    ("dp", "settings", "*", "name"),
    ("salesbot_designer", "*", "name"),
    ("salesbot_designer", "*", "settings", "*", "name"),
    ("salesbot_designer", "*", "settings", "*", "default_value"),
    ("left_menu", "*", "title"),
    ("left_menu", "*", "submenu", "*", "title"),
)
"""Where the manifest names texts; `*` is any key."""
_SECTIONS = frozenset({"widget", "settings", "advanced", "dp", "salesbot", "tour", "left_menu"})
"""Objects that translations usually have: elsewhere a name with a dot may be a brand."""
_KEY = regex(r"[A-Za-z_][\w-]{0,60}(?:\.[\w-]{1,60}){0,8}")
_STRING_PROPERTIES = frozenset({"length"})
_TWIG_STRING = regex(r""""(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+'""", re.DOTALL)
_TWIG_PATH = regex(r"(?<![\w.|])([A-Za-z_]\w{0,60})((?:\.[A-Za-z_]\w{0,60}){1,8})")
_TWIG_NAME = regex(r"\b(?:set|for|import|as|macro)\s+(\w+)")
_TWIG_CHECK = regex(r"\bdefault\b|\bdefined\b|\bempty\b|\?")
_MAY_USE = (b"i18n", b"langs")


def text_uses(widget: Widget) -> tuple[TextUse, ...]:
    """Every use that can be followed; scripts and templates that cannot be parsed have none."""
    scripts = tuple(_ScriptUses(script) for script in widget.scripts if any(word in script.code for word in _MAY_USE))
    passed: dict[str, set[TextKey]] = {}
    for uses in scripts:
        for name, key in uses.passed:
            passed.setdefault(name, set()).add(key)
    roots = {
        member.key.text for locale in widget.locales if locale.document.root for member in locale.document.root.members
    }
    languages = {locale.language for locale in widget.locales}
    found = chain(
        _in_manifest(widget.manifest, roots) if widget.manifest is not None else (),
        *(uses.all for uses in scripts),
        *(_in_template(template, passed) for template in widget.templates),
    )
    return tuple(use for use in found if use.key[0] not in languages and (use.is_sure or use.key[0] in roots))


def _in_manifest(manifest: Manifest, roots: set[str]) -> Iterator[TextUse]:
    root = manifest.document.root
    for path in REFERENCES if root is not None else ():
        for value in _values_at(root, path):
            text = str(value.value)
            key = tuple(text.split("."))
            if value.kind == "string" and len(key) > 1 and _KEY.fullmatch(text) and key[0] in roots | _SECTIONS:
                yield TextUse(manifest, value, key)
    for location in manifest.locations:
        if location.value in LOCATION_TEXTS:
            yield TextUse(manifest, location, LOCATION_TEXTS[str(location.value)])


def _values_at(value: Value | None, path: TextKey) -> Iterator[Value]:
    if value is None:
        return
    if not path:
        yield value
    elif path[0] == "*":
        for member in value.members:
            yield from _values_at(member.value, path[1:])
    else:
        yield from _values_at(value.get(path[0]), path[1:])


class _ScriptUses:
    """The uses in one script."""

    def __init__(self, script: Script) -> None:
        self._script = script

    @cached_property
    def all(self) -> tuple[TextUse, ...]:
        """The uses in the order of the code, but for those that have something to fall back on."""
        try:
            uses = [*self._in_expressions(), *self._in_patterns()]
        except (TooDeep, TooSlow):
            return ()
        return tuple(sorted(uses, key=lambda use: use.place.start))

    @cached_property
    def passed(self) -> tuple[tuple[str, TextKey], ...]:
        """The properties of objects, such as a template's parameters, that hold texts: name and key."""
        try:
            return tuple(self._passed())
        except (TooDeep, TooSlow):
            return ()

    def _passed(self) -> Iterator[tuple[str, TextKey]]:
        for literal in self._script.model.index.all(js.ObjectExpression):
            for member in literal.properties:
                name = property_key(member) if isinstance(member, js.Property) else None
                if name is not None and isinstance(member, js.Property):
                    for key, _ in self._keys_of(member.value):
                        if COMPUTED not in key:
                            yield name, key

    def _in_expressions(self) -> Iterator[TextUse]:
        index = self._script.model.index
        checked: set[TextKey] = set()
        found: list[TextUse] = []
        for node in (*index.all(js.CallExpression), *index.all(js.MemberExpression)):
            if _is_extended(node) or _is_target(node):
                continue
            for place, whole, is_sure in self._places_of(node):
                key = _looked_up(whole, node)
                if _is_checked(node):
                    checked.add(key)
                elif key:
                    found.append(TextUse(self._script, place, key, is_sure))
        return (use for use in found if use.key not in checked)

    def _in_patterns(self) -> Iterator[TextUse]:
        for pattern in self._script.model.index.all(js.ObjectPattern):
            declarator = pattern.parent
            if not isinstance(declarator, js.VariableDeclarator) or declarator.init is None:
                continue
            for key, is_sure in self._keys_of(declarator.init):
                for member in pattern.properties if COMPUTED not in key else ():
                    name = property_key(member) if isinstance(member, js.Property) else None
                    has_default = isinstance(member, js.Property) and isinstance(member.value, js.AssignmentPattern)
                    if name is not None and not has_default:
                        yield TextUse(self._script, member, (*key, name), is_sure)

    def _places_of(self, node: Node) -> Sequence[tuple[Node, TextKey, bool]]:
        """The keys that an expression asks for, with the places that say so: for a wrapper those that call it."""
        if isinstance(node, js.CallExpression):
            asked = self._asked.get(node, ())
            return [(node if len(asked) == 1 else place, key, True) for place, key in asked]
        return [(node, key, is_sure) for key, is_sure in self._keys_of(node)]

    def _keys_of(self, node: Node) -> Sequence[tuple[TextKey, bool]]:
        """The keys that an expression's value may stand under; none if it may be something else."""
        if isinstance(node, js.CallExpression):
            return self._only_key(node)
        if not isinstance(node, js.Identifier | js.MemberExpression | js.ChainExpression):
            return ()
        keys = [self._keys_of_origin(origin) for origin in self._script.model.values_of(node)]
        return [] if not all(keys) else [one for some in keys for one in some]

    def _keys_of_origin(self, origin: Origin) -> Sequence[tuple[TextKey, bool]]:
        if isinstance(origin, Result):
            return self._only_key(origin.call)
        if not isinstance(origin, Member):
            return ()
        if origin.key == "langs":
            return [((), isinstance(origin.of, Object))]
        above = self._keys_of_origin(origin.of)
        return [((*key, origin.key), is_sure) for key, is_sure in above]

    def _only_key(self, call: Node) -> Sequence[tuple[TextKey, bool]]:
        """The key that a call of `i18n` asks for; one that asks for several may mean either."""
        asked = self._asked.get(call, ())
        return [(asked[0][1], True)] if len(asked) == 1 else []

    @cached_property
    def _asked(self) -> Mapping[Node, Sequence[tuple[Node, TextKey]]]:
        """The calls of `i18n` and the keys that they ask for, each with the expression that says it."""
        calls = self._script.model.graph.calls if b"i18n" in self._script.code else ()
        return {
            call.node: tuple(self._asked_keys(call.arguments[0]))
            for call in calls
            if call.arguments and any(name.endswith(".i18n") for name in call.names)
        }

    def _asked_keys(self, argument: Node) -> Iterator[tuple[Node, TextKey]]:
        model = self._script.model
        is_known = model.texts.parts_of(argument) != (None,)
        for node in (argument,) if is_known else model.values.composition.alternatives(argument):
            parts = model.texts.parts_of(node)
            text = parts[0] or ""
            if len(parts) > 1:
                text = text.rpartition(".")[0]
            if _KEY.fullmatch(text):
                yield node, tuple(text.split("."))


def _is_extended(node: Node) -> bool:
    """Whether more is read from an expression at once."""
    parent = node.parent.parent if isinstance(node.parent, js.ChainExpression) else node.parent
    return isinstance(parent, js.MemberExpression) and parent.object in {node, node.parent}


def _is_target(node: Node) -> bool:
    return isinstance(node.parent, js.AssignmentExpression) and node.parent.left is node


def _looked_up(key: TextKey, node: Node) -> TextKey:
    """What is known of a key, without the method of a text that is called, or its length."""
    if COMPUTED in key:
        return key[: key.index(COMPUTED)]
    is_called = isinstance(node.parent, js.CallExpression) and node.parent.callee is node
    is_property = isinstance(node, js.MemberExpression) and bool(key) and key[-1] in _STRING_PROPERTIES
    return key[:-1] if is_called or is_property else key


def _is_checked(node: Node) -> bool:
    """Whether an expression is only tested, or has something to fall back on."""
    around = node.parent
    while isinstance(around, js.ChainExpression):
        node, around = around, around.parent
    if isinstance(around, js.LogicalExpression):
        return around.left is node or _is_checked(around)
    if isinstance(around, js.ConditionalExpression | js.IfStatement):
        return around.test is node
    return isinstance(around, js.UnaryExpression | js.BinaryExpression) and around.operator not in {"+", "void"}


def _in_template(template: Template, passed: Mapping[str, set[TextKey]]) -> Iterator[TextUse]:
    """Follow the variables that scripts pass to templates, and `langs`."""
    known: Mapping[str, set[TextKey]] = {"langs": {()}, **passed}
    try:
        tags = template.parsed.twig_tags
    except (TooDeep, TooSlow):
        return
    own = {name for tag in tags for name in _TWIG_NAME.findall(tag.text)}
    found, checked = [], set()
    for tag in tags:
        if tag.kind not in {"expression", "statement"}:
            continue
        for path in _TWIG_PATH.finditer(_TWIG_STRING.sub("''", tag.text)):
            keys = {(*key, *path[2][1:].split(".")) for key in known.get(path[1], ())} if path[1] not in own else set()
            if _TWIG_CHECK.search(tag.text):
                checked |= keys
                continue
            if len(keys) == 1:
                start = max(template.code.find(path[0].encode(), tag.start, tag.end), tag.start)
                place = Stretch(start, start + len(path[0].encode()))
                found.append(TextUse(template, place, keys.pop(), path[1] in passed))
    yield from (use for use in found if use.key not in checked)
