"""The rule `debugging`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from checker.analysis.code.debug_flags import is_debug_flag
from checker.finding import Confidence, Finding, Related, Stage
from checker.languages.javascript import estree as js
from checker.languages.javascript.definitions import last_name, property_key
from checker.languages.javascript.model import is_in_failure_handler
from checker.languages.javascript.tracing import wrappers
from checker.regex import regex
from checker.rules.rule import rule
from checker.widget.backend import PhpFile
from checker.widget.script import Script
from checker.widget.source import Stretch
from checker.widget.template import Template

if TYPE_CHECKING:
    from checker.languages.javascript.estree import Node

_PRAGMA = regex(r"[#@]\s?source(?:Mapping)?URL=")
_LOCAL = r"(?:https?:|wss?:)?//(?:[\w-]+\.)?(?:localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[::1?\])"
_TOOLS = r"/(?:@vite/|__webpack_hmr\b|webpack-dev-server\b|sockjs-node\b|livereload\.js\b|browser-sync/)"
_DEVELOPMENT_SERVER = regex(
    rf"(?:{_LOCAL}(?::\d{{1,5}})?)?{_TOOLS}"
    rf"|{_LOCAL}(?::35729\b|(?::\d{{1,5}})?/[^\s?#]*\.(?:m?js|jsx|tsx?|vue)(?:[?#]|$))",
    re.IGNORECASE,
)
"""Code from the developer's own machine, and what webpack, Vite, LiveReload and Browsersync reload pages with."""
_LONGEST_ADDRESS = 500


@rule("debugging", clause="general.7", stage=Stage.MODERATION)
def debugging(code: Script | Template | PhpFile) -> Iterator[Finding]:
    """Tools of the developer: `debugger`, source maps, development servers, debug flags, traces.

    Why: what helps while the widget is written stops, slows down or confuses its users, and the moderators accept none
    of it. Strip it when the widget is packed. Flags that are on, and calls of a function that writes to the console,
    are likely violations; `console` itself is the matter of the rule `console`.

    Bad:
        var DEBUG = true;
        debugger;

    Good:
        var settings = self.get_settings();
    """
    if isinstance(code, Template):
        yield from _servers_in_markup(code)
        return
    if isinstance(code, PhpFile):
        yield from _tools_in_php(code)
        return
    for statement in code.model.index.all(js.DebuggerStatement):
        yield code.finding(statement, "`debugger` stops the page when developer tools are open; delete it")
    for found in code.comments:
        if _PRAGMA.match(found.text):
            yield code.finding(found, "this line is for the developer tools; turn source maps off when you pack")
    yield from _servers(code)
    yield from _flags(code)
    yield from _traces(code)


_MAY_NAME_FLAG = regex(rb"debug|mode|is_?(?:dev|test)", re.IGNORECASE)
_FLAG_MESSAGE = "the debug flag `{name}` is on; delete it with all that depends on it"


def _tools_in_php(file: PhpFile) -> Iterator[Finding]:
    from checker.analysis.php.debugging import tools_in

    for found in tools_in(file):
        template = _FLAG_MESSAGE if found.is_flag else "`{name}` shows errors or traces to everybody; delete the line"
        yield file.finding(found.node, template, confidence=found.confidence, name=found.name)


_SERVER_MESSAGE = "`{address}` is a development server, which users do not have; pack the code that it serves"


def _servers_in_markup(template: Template) -> Iterator[Finding]:
    for attribute in template.parsed.attributes:
        value = attribute.value or ""
        if attribute.tag == "script" and attribute.name == "src" and _is_development_server(value):
            yield template.finding(attribute, _SERVER_MESSAGE, address=value)


def _servers(script: Script) -> Iterator[Finding]:
    for text in script.model.strings:
        value = text.value if isinstance(text, js.Literal) else text.raw
        if isinstance(value, str) and _is_development_server(value):
            yield script.finding(text, _SERVER_MESSAGE, address=value.strip())


def _is_development_server(address: str) -> bool:
    return 8 < len(address) <= _LONGEST_ADDRESS and _DEVELOPMENT_SERVER.match(address.strip()) is not None


def _flags(script: Script) -> Iterator[Finding]:
    if not _MAY_NAME_FLAG.search(script.code):
        return
    for place, name, value in _settings(script):
        if _is_on(value) and is_debug_flag(name):
            yield script.finding(
                Stretch(place.start, value.end),
                _FLAG_MESSAGE,
                confidence=Confidence.LIKELY,
                name=name,
            )


def _settings(script: Script) -> Iterator[tuple[Node, str, Node]]:
    """What is given a value: where, its name, the value."""
    index = script.model.index
    for declarator in index.all(js.VariableDeclarator):
        if declarator.init is not None:
            yield declarator, last_name(declarator.id) or "", declarator.init
    for assignment in index.all(js.AssignmentExpression):
        yield assignment, last_name(assignment.left) or "", assignment.right
    for member in (*index.all(js.Property), *index.all(js.PropertyDefinition)):
        assert isinstance(member, js.Property | js.PropertyDefinition)
        if member.value is not None:
            yield member, property_key(member) or "", member.value
    for call in index.all(js.CallExpression):
        if len(call.arguments) == 2 and last_name(call.callee) == "setItem":
            yield call, str(getattr(call.arguments[0], "value", "")), call.arguments[1]


def _is_on(value: Node) -> bool:
    if isinstance(value, js.UnaryExpression):
        return value.operator == "!" and isinstance(value.argument, js.Literal) and value.argument.value == 0
    return isinstance(value, js.Literal) and value.value in {True, "true", "1", "on"}


def _traces(script: Script) -> Iterator[Finding]:
    """The calls of functions that do nothing but write to the console."""
    if b"console" not in script.code:
        return
    for wrapper in wrappers(script.model):
        for call in wrapper.calls:
            if not is_in_failure_handler(call):
                yield script.finding(
                    call,
                    "`{name}` only writes to the console (line {line}); delete the call, or finish the function",
                    confidence=Confidence.LIKELY,
                    related=(Related("what writes to the console", script.place(wrapper.use)),),
                    name=" ".join(script.code[call.callee.start : call.callee.end].decode("utf-8", "replace").split()),
                    line=script.place(wrapper.use).span.line,
                )
