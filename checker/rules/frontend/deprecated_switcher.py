"""The rule `deprecated-switcher`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checker.finding import Confidence, Finding, Stage
from checker.languages.javascript import estree as js
from checker.regex import regex
from checker.rules.rule import rule
from checker.widget.script import Script
from checker.widget.source import Stretch
from checker.widget.stylesheet import Stylesheet
from checker.widget.template import Template

if TYPE_CHECKING:
    from checker.languages.syntax import Located

_CLASS_NAME = regex(r"(?<![\w-])switcher__?(?:on|off)(?![\w-])")


_STEM = regex(r"(?<![\w-])switcher__?$")
_STATES = ("on", "off")


@rule("deprecated-switcher", clause="frontend.12", stage=Stage.MODERATION)
def deprecated_switcher(code: Script | Stylesheet | Template) -> Iterator[Finding]:
    """The classes `switcher__on` and `switcher__off` (or `switcher_on`, `switcher_off`).

    Why: amoCRM is removing these styles, so a switch that depends on them will stop working. Read and set the state of
    a switch through its checkbox.

    Bad:
        $('.switcher').hasClass('switcher__on')

    Good:
        $('.switcher__checkbox').prop('checked')
    """
    for place, name, confidence in _mentions(code):
        yield code.finding(
            place,
            "`{name}` is deprecated and will be removed from amoCRM; use the state of the switch's checkbox",
            confidence=confidence,
            name=name,
        )


def _mentions(code: Script | Stylesheet | Template) -> Iterator[tuple[Located, str, Confidence]]:
    if isinstance(code, Stylesheet):
        return _in_selectors(code)
    return _in_strings(code) if isinstance(code, Script) else _in_markup(code)


def _in_selectors(sheet: Stylesheet) -> Iterator[tuple[Located, str, Confidence]]:
    for name in sheet.parsed.classes():
        if _CLASS_NAME.fullmatch(name.text):
            yield name, name.text, Confidence.CERTAIN
    for attribute in sheet.parsed.attributes():
        if attribute.name == "class" and (found := _CLASS_NAME.search(attribute.value)):
            yield attribute, found[0], Confidence.CERTAIN


def _in_strings(script: Script) -> Iterator[tuple[Located, str, Confidence]]:
    for text in script.model.strings:
        is_class = script.model.names_class(text)
        for place, name in _named_in(text.raw, text.start):
            is_selector = script.code[place.start - 1 : place.start] == b"."
            yield place, name, Confidence.CERTAIN if is_class or is_selector else _confidence(name)
    yield from _composed(script)


def _composed(script: Script) -> Iterator[tuple[Located, str, Confidence]]:
    """Names that are put together: `'switcher__' + (isOn ? 'on' : 'off')`."""
    for whole in script.model.whole_texts if b"switcher_" in script.code else ():
        literals = [literal.raw.strip("'\"") for literal in _literals_in(script, whole)]
        stem = next((text for text in literals if _STEM.search(text)), None)
        state = next((text for text in literals if text in _STATES), None)
        if stem is not None and state is not None:
            yield whole, _STEM.findall(stem)[0] + state, Confidence.LIKELY


def _literals_in(script: Script, text: js.Node) -> Iterator[js.Literal | js.TemplateElement]:
    """The literals that a text is made of, those that its names stand for included."""
    for node in js.walk(text):
        is_name = isinstance(node, js.Identifier | js.MemberExpression)
        for literal in script.model.values.composition.alternatives(node) if is_name else (node,):
            if isinstance(literal, js.Literal | js.TemplateElement):
                yield literal


def _in_markup(template: Template) -> Iterator[tuple[Located, str, Confidence]]:
    for attribute in template.parsed.attributes:
        if attribute.name == "class" and attribute.value:
            for place, name in _named_in(attribute.value, attribute.value_start):
                yield place, name, Confidence.CERTAIN
    for tag in template.parsed.twig_tags:
        if tag.kind in {"statement", "expression"}:
            for place, name in _named_in(template.code[tag.start : tag.end].decode("utf-8", "replace"), tag.start):
                yield place, name, _confidence(name)


def _named_in(text: str, start: int) -> Iterator[tuple[Stretch, str]]:
    """Find the class names in a text that begins at a byte offset."""
    for match in _CLASS_NAME.finditer(text):
        first = start + len(text[: match.start()].encode("utf-8", "surrogatepass"))
        yield Stretch(first, first + len(match[0])), match[0]


def _confidence(name: str) -> Confidence:
    """With one underscore it may be a name of the widget's own."""
    return Confidence.CERTAIN if "__" in name else Confidence.LIKELY
