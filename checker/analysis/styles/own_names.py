"""The classes and ids of a widget's own elements: what its templates and scripts give, and what holds its code."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from checker.amocrm.styles import is_generic, system_block_of
from checker.languages.javascript import estree as js
from checker.languages.javascript.definitions import property_key, property_read
from checker.languages.syntax import TooDeep, TooSlow
from checker.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from checker.languages.css.naming import Named
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.model import ScriptModel
    from checker.widget.script import Script
    from checker.widget.widget import Widget

_NAMING_ATTRIBUTES = frozenset({"class", "id", "classname"})
_NAMING_METHODS = frozenset({"addClass", "toggleClass"})
_NAMING_METHODS_OF_CLASS_LIST = frozenset({"add", "toggle"})
_NAME = regex(r"[\w-]+")
"""Also in what Twig or JavaScript puts between: better one name too many than a widget's own taken for amoCRM's."""
_SHORTEST_CODE = 4
_UNKNOWN = "…"
"""What is only known at run time, in selectors: nearly always the widget's own code."""


class OwnNames(NamedTuple):
    """Tells a widget's own elements from those of amoCRM."""

    names: frozenset[str]
    code: str | None = None
    """The widget's code as `code_of` gives it."""

    def has(self, name: str) -> bool:
        """Whether a class or id is the widget's own."""
        return name in self.names or _UNKNOWN in name or (self.code is not None and self.code in folded(name))

    def surround(self, compounds: Sequence[Named], position: int) -> bool:
        """Whether the element of a compound is the widget's own, or stands within such an element."""
        return any(self.has(name) for compound in compounds[: position + 1] for name in compound.names)

    def end(self, compounds: Sequence[Named]) -> bool:
        """Whether the element that a selector is about is the widget's own."""
        return any(map(self.has, compounds[-1].names))


def folded(name: str) -> str:
    """A name as it is compared: some write a code with `-` where the manifest has `_`."""
    return name.lower().replace("_", "-")


def code_of(widget: Widget) -> str | None:
    """The widget's code, folded; None if there is none or if names may hold it by chance."""
    code = folded((widget.manifest.widget_code if widget.manifest is not None else None) or "")
    return code if len(code) >= _SHORTEST_CODE and not is_generic(code) and system_block_of(code) is None else None


def own_names_of(widget: Widget) -> OwnNames:
    """Gather the names of a widget's own elements."""
    found: set[str] = set()
    for template in widget.markup:
        with suppress(TooDeep, TooSlow):
            for attribute in template.parsed.attributes:
                if attribute.name in _NAMING_ATTRIBUTES and attribute.value:
                    found.update(_NAME.findall(attribute.value))
    for script in widget.scripts:
        with suppress(TooDeep, TooSlow):
            found.update(_in_script(script))
    return OwnNames(frozenset(found), code_of(widget))


def _in_script(script: Script) -> Iterator[str]:
    for markup in script.markup:
        for attribute in markup.parsed.attributes:
            if attribute.name in _NAMING_ATTRIBUTES and attribute.value:
                yield from _NAME.findall(attribute.value)
    for node in _named_in(script.model):
        text = script.model.texts.text_of(node)
        yield from _NAME.findall(text or "")


def _named_in(model: ScriptModel) -> Iterator[Node]:
    """The expressions that give an element its classes or id."""
    for call, _ in model.graph.calls.methods(_NAMING_METHODS):
        yield from call.arguments
    for call, owner in model.graph.calls.methods(_NAMING_METHODS_OF_CLASS_LIST):
        if property_read(owner) == "classList":
            yield from call.arguments
    for key in ("className", "id"):
        for _, value in model.index.writes.get(key, ()):
            yield value
    for member in model.index.all(js.Property):
        if property_key(member) in {"className", "class", "class_name"}:
            yield member.value
    for attribute in model.index.all(js.JSXAttribute):
        is_naming = isinstance(attribute.name, js.JSXIdentifier) and attribute.name.name.lower() in _NAMING_ATTRIBUTES
        if is_naming and attribute.value is not None:
            yield attribute.value
