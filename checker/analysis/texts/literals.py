"""The texts that stand in code of any language: strings, attributes, addresses in CSS, values in JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from checker.languages.javascript import estree as js
from checker.widget.backend import PhpFile
from checker.widget.manifest import JsonFile
from checker.widget.script import Script
from checker.widget.source import Stretch
from checker.widget.stylesheet import Stylesheet
from checker.widget.template import Template

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checker.languages.javascript.estree import Node
    from checker.languages.json import Value

HoldsTexts: TypeAlias = Script | Stylesheet | Template | PhpFile | JsonFile
"""Code with texts in it."""


class LiteralText(NamedTuple):
    """One text; byte offsets into the code, quotes included where it has some."""

    start: int
    end: int
    text: str
    name: str = ""
    """Of the attribute or the key that it is the value of, if it is that of one; in lower case."""
    node: Node | None = None
    """Of JavaScript: the string."""

    def place_of(self, part: str, code: bytes) -> Stretch:
        """Where something in the text stands: on its own line if the text has several, else the whole text."""
        source = code[self.start : self.end]
        at = source.lower().find(part.lower().encode()) if b"\n" in source else -1
        if at >= 0:
            return Stretch(self.start + at, self.start + at + len(part.encode()))
        return Stretch(self.start, self.end)


def literals_in(code: HoldsTexts) -> Iterator[LiteralText]:
    """Every text, by its kind in the order of the source. Raises TooDeep and TooSlow."""
    if isinstance(code, Script):
        return _strings(code)
    if isinstance(code, Template):
        return _attributes(code)
    if isinstance(code, Stylesheet):
        return _urls(code)
    if isinstance(code, PhpFile):
        return _php_strings(code)
    return _values("", code.document.root)


def _strings(script: Script) -> Iterator[LiteralText]:
    for string in script.model.strings:
        text = string.value if isinstance(string, js.Literal) else string.raw
        if isinstance(text, str):
            yield LiteralText(string.start, string.end, text, _property(string), string)


def _attributes(template: Template) -> Iterator[LiteralText]:
    for attribute in template.parsed.attributes:
        if attribute.value:
            yield LiteralText(attribute.start, attribute.end, attribute.value, attribute.name)


def _urls(sheet: Stylesheet) -> Iterator[LiteralText]:
    of_rules = (url for rule in sheet.parsed.rules for one in rule.declarations for url in one.urls)
    of_at_rules = (
        url
        for rule in sheet.parsed.at_rules
        for urls in (rule.urls, *(one.urls for one in rule.declarations))
        for url in urls
    )
    for url in (*of_rules, *of_at_rules):
        yield LiteralText(url.start, url.end, url.value)


def _php_strings(file: PhpFile) -> Iterator[LiteralText]:
    for kind in ("string", "encapsed_string", "heredoc_body", "nowdoc_body"):
        for node in file.model.nodes.get(kind, ()):
            yield LiteralText(node.start, node.end, node.text.strip("'\""))


def _property(string: js.Literal | js.TemplateElement) -> str:
    parent = string.parent
    if isinstance(parent, js.Property) and parent.value is string:
        key = parent.key
        return (key.name if isinstance(key, js.Identifier) else str(getattr(key, "value", ""))).lower()
    return ""


def _values(name: str, value: Value | None) -> Iterator[LiteralText]:
    """The strings under a value; JSON is nested less deeply than recursion may go."""
    if value is None:
        return
    if isinstance(value.value, str):
        yield LiteralText(value.start, value.end, value.value, name)
    for member in value.members:
        yield from _values(member.key.text.lower(), member.value)
    for item in value.items:
        yield from _values(name, item)
