"""The rule `html-injection`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from checker.analysis.traffic.unescaped import UnescapedTexts
from checker.finding import Confidence, Finding, Related, Stage
from checker.languages.addresses import address_of
from checker.languages.javascript import estree as js
from checker.languages.javascript.definitions import last_name, member_key, property_key
from checker.languages.javascript.elements import INSERTING_METHODS, is_jquery
from checker.languages.javascript.value_kinds import Argument, Member, Object, Result
from checker.regex import regex
from checker.rules.rule import rule
from checker.widget.source import Stretch
from checker.widget.template import Template
from checker.widget.widget import Widget

if TYPE_CHECKING:
    from checker.analysis.code.program import Program
    from checker.analysis.traffic.unescaped import Unescaped
    from checker.languages.javascript.calls import Call
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.model import ScriptModel
    from checker.widget.script import Script


@rule("html-injection", clause="general.3", stage=Stage.MODERATION)
def html_injection(code: Widget | Template) -> Iterator[Finding]:
    """A text that others decide becomes markup: an answer, a message or an input in `.html()`.

    Why: a customer whose name is `<img src=x onerror=…>` then runs code in the account of whoever looks at it. Put
    texts into the page as texts, or escape them where the markup is put together. In Twig, `raw` switches escaping off.

    Bad:
        $('.acme').html('<b>' + answer.name + '</b>');

    Good:
        $('.acme').html('<b>' + _.escape(answer.name) + '</b>');
    """
    return _in_markup(code) if isinstance(code, Template) else _in_scripts(code.program)


class _Sink(NamedTuple):
    """A place where an expression becomes markup."""

    name: str
    place: Stretch
    markup: Node
    needs_markup: bool = False
    """Whether a text alone would do no harm there: only what has tags is read as markup."""
    is_of_jquery: bool = False
    """Whether it is a method of jQuery's, which the page's own elements have too, but for texts."""


_HTML_PROPERTIES = ("innerHTML", "outerHTML", "srcdoc")
_HTML_ATTRIBUTE = "srcdoc"
"""An attribute that holds markup: the page in a frame."""
_ATTRIBUTE_METHODS = frozenset({"attr", "prop", "setAttribute"})
_HTML_METHODS = {"html": 0, "insertAdjacentHTML": 1, "createContextualFragment": 0}
"""Methods that read a text as markup, and which of their arguments it is."""
_MAKERS = frozenset({"$", "$.parseHTML"})
_ELEMENT_SETTINGS = ("html", "append", "prepend", "before", "after")
"""Settings of an element that `$('<p>', {…})` makes which hold markup."""
_CALLED_MARKUP = regex(r"html|markup", re.IGNORECASE)
_CALLED_ELEMENT = regex(r"elem|node|dom\b|\A\$", re.IGNORECASE)
_SHOWN = 60


def _in_scripts(program: Program) -> Iterator[Finding]:
    for script in program.scripts:
        yield from _in_code(program, script)


def _in_code(program: Program, script: Script) -> Iterator[Finding]:
    texts = UnescapedTexts(program, script)
    said: set[object] = set()
    for sink in _sinks(script.model):
        found = texts.nearest_in(sink.markup) if sink.place not in said else None
        if found is None or _is_own_template(program, found):
            continue
        if sink.needs_markup and not found.is_built_in and not _may_be_markup(script.model, sink, found):
            continue
        what = (_variable(script.model, sink.markup), found.shown)
        if what not in said:
            yield _finding(program, script, sink, found)
        said |= {sink.place, what} if what[0] is not None else {sink.place}


_TEMPLATE = regex(r"\.(?:html?|twig|tpl|hbs|mustache)(?:[?#…]|\Z)", re.IGNORECASE)


def _is_own_template(program: Program, found: Unescaped) -> bool:
    """Whether a text is the answer to a request for a template of the widget's own."""
    request = found.origin.request
    if request is None:
        return False
    script = program.script_of(request.node)
    addresses = script.request_addresses[request.node]
    texts = [parts for address in addresses for parts in script.model.possible_texts(address)]
    named = ["".join(part or "…" for part in parts) for parts in texts if address_of(parts) is None]
    return bool(named) and len(named) == len(texts) and all(map(_TEMPLATE.search, named))


def _may_be_markup(model: ScriptModel, sink: _Sink, found: Unescaped) -> bool:
    """Whether jQuery gets an answer or a part of one as it came and looks for tags, or what is called markup."""
    name = last_name(found.shown) or ""
    if _CALLED_MARKUP.search(name):
        return True
    values = model.values.of(found.node) if found.node is sink.markup else ()
    is_whole = bool(values) and all(isinstance(value, Argument | Member) for value in values)
    is_text = is_whole and _CALLED_ELEMENT.search(name) is None
    return is_text and found.origin.request is not None and sink.is_of_jquery


def _variable(model: ScriptModel, markup: Node) -> object:
    """The variable that holds a markup, which may become part of the page in one of several places."""
    return model.index.meaning(markup) if isinstance(markup, js.Identifier) else None


def _finding(program: Program, script: Script, sink: _Sink, found: Unescaped) -> Finding:
    text = " ".join(script.code[found.shown.start : found.shown.end].decode("utf-8", "replace").split())
    return script.finding(
        sink.place,
        "{sink} makes markup of {origin}: `{value}`; show it as a text (`.text()`) or escape it: _.escape({value})",
        confidence=Confidence.LIKELY,
        related=(Related("the text that others decide", program.script_of(found.node).place(found.node)),),
        sink=sink.name,
        origin=found.origin.kind.value,
        value=text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…",
    )


def _sinks(model: ScriptModel) -> Iterator[_Sink]:
    for key in _HTML_PROPERTIES:
        for target, value in model.index.writes.get(key, ()):
            end = target.parent.end if target.parent is not None else target.end
            yield _Sink(f"`{key}`", Stretch(target.start, end), value)
    for call in model.graph.calls:
        yield from _sinks_of_call(model, call)
    for call in model.graph.calls.named_last(["render_template"]):
        yield from _bodies(model, call)
    for member in model.index.all(js.Property):
        if property_key(member) == "__html":
            yield _Sink("`__html`", Stretch(member.start, member.end), member.value)


def _bodies(model: ScriptModel, call: Call) -> Iterator[_Sink]:
    """The markup that `render_template` puts into the widget's block."""
    for settings in (value for argument in call.arguments for value in model.values.of(argument)):
        if isinstance(settings, Object):
            for markup in model.values.sources.of(settings, "body"):
                yield _Sink("`body`", Stretch(markup.start, markup.end), markup)


def _sinks_of_call(model: ScriptModel, call: Call) -> Iterator[_Sink]:
    callee = call.node.callee
    if _MAKERS.intersection(call.names):
        yield from (_Sink("`$()`", Stretch(call.start, call.end), one, needs_markup=True) for one in call.arguments[:1])
        yield from _sinks_of_settings(call.arguments[1:2])
    elif isinstance(callee, js.MemberExpression) and (key := member_key(callee)) is not None:
        place = Stretch(callee.property.start, call.end)
        position = _HTML_METHODS.get(key)
        if position is not None:
            yield from (_Sink(f"`.{key}`", place, one) for one in call.arguments[position : position + 1])
        elif key in INSERTING_METHODS and not _collects_pairs(model, call, callee.object):
            is_of_jquery = is_jquery(callee.object)
            for one in call.arguments:
                yield _Sink(f"`.{key}`", place, one, needs_markup=True, is_of_jquery=is_of_jquery)
        elif key in _ATTRIBUTE_METHODS and _names_markup(call.arguments[:1]):
            yield from (_Sink(f"`{_HTML_ATTRIBUTE}`", place, one) for one in call.arguments[1:2])


def _sinks_of_settings(settings: Sequence[Node]) -> Iterator[_Sink]:
    """What `$('<p>', {html: …})` makes markup of."""
    for members in (one.properties for one in settings if isinstance(one, js.ObjectExpression)):
        for member in members:
            if isinstance(member, js.Property) and (key := property_key(member)) in _ELEMENT_SETTINGS:
                place = Stretch(member.start, member.end)
                yield _Sink(f"`{key}`", place, member.value, needs_markup=key != "html", is_of_jquery=True)


def _names_markup(arguments: Sequence[Node]) -> bool:
    """Whether the name of an attribute is that of one which holds markup."""
    return any(isinstance(one, js.Literal) and one.value == _HTML_ATTRIBUTE for one in arguments)


def _collects_pairs(model: ScriptModel, call: Call, owner: Node) -> bool:
    """Whether `.append(name, value)` adds to a form's data or to parameters, and nothing to the page."""
    if len(call.arguments) < _NAME_AND_VALUE or is_jquery(owner):
        return False
    name = call.arguments[0]
    if isinstance(name, js.Literal) and isinstance(name.value, str) and "<" not in name.value:
        return True
    made = (value.call for value in model.values.of(owner) if isinstance(value, Result))
    return any(not _COLLECTIONS.isdisjoint(model.graph.names(one)) for one in made)


_NAME_AND_VALUE = 2
_COLLECTIONS = frozenset({"FormData", "URLSearchParams", "Headers"})


# -- Twig

_TWIG_STRING = regex(r"""'(?:[^'\\]|\\.)*+'|"(?:[^"\\]|\\.)*+\"""", re.DOTALL)
_CONSTANT = "''"
_RAW = regex(r"\|\s*raw\b")
_LONGEST_VALUE = 200
_OPERATOR = regex(r"[~?:,{}=]")
_ESCAPED = regex(r"\|\s*(?:e|escape|striptags|url_encode|json_encode|number_format|length|date|nl2br)\b")
_OWN_TEXT = regex(r"\b(?:i18n|langs?|locales?|translations?|messages|texts)\b")
_OWN_MARKUP = regex(r"\b(?:include|source|block|parent|render\w*|widget|trans|t|__)\s*\(")
_FIRST_NAME = regex(r"\w*")
_CONSTANT_SET = regex(r"set\s+(\w+)\s*(?:=\s*'')?\s*")
_IMPORTED_AS = regex(r"import\s.*\bas\s+(\w+)", re.DOTALL)
_IMPORTED = regex(r"from\s.*\bimport\b(.*)", re.DOTALL)


def _in_markup(template: Template) -> Iterator[Finding]:
    own: set[str] = set()
    for tag in template.parsed.twig_tags:
        if tag.kind in {"expression", "statement"}:
            text = _TWIG_STRING.sub(_CONSTANT, tag.text)
            own.update(_own_names(text))
            for value in _raw_values(text, own):
                yield template.finding(
                    tag,
                    "`raw` makes markup of `{value}`; drop `raw`, or escape what is a text: {value}|escape",
                    confidence=Confidence.LIKELY,
                    value=value,
                )


def _raw_values(text: str, own: set[str]) -> Iterator[str]:
    """The values that a tag writes with `raw` although others may decide what they say."""
    for filtered in _RAW.finditer(text):
        before = text[max(filtered.start() - _LONGEST_VALUE, 0) : filtered.start()]
        value = _OPERATOR.split(before)[-1].strip(" (")
        first = _FIRST_NAME.match(value)
        is_own = value == _CONSTANT or (first is not None and first[0] in own)
        if value and not is_own and not any(one.search(value) for one in (_ESCAPED, _OWN_TEXT, _OWN_MARKUP)):
            yield value


def _own_names(text: str) -> Iterator[str]:
    """The names that a tag gives to markup of the template's own: a constant, a captured part, imported macros."""
    named = _CONSTANT_SET.fullmatch(text) or _IMPORTED_AS.fullmatch(text)
    if named:
        yield named[1]
    listed = _IMPORTED.fullmatch(text)
    if listed:
        yield from re.findall(r"\w+", listed[1])
