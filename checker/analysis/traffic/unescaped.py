"""What goes into markup without being escaped: texts that others decide, followed from where they become markup."""

from __future__ import annotations

import re
from collections import deque
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from checker.analysis.traffic.origins import Kind
from checker.languages.javascript import estree as js
from checker.languages.javascript.call_graph import PUSHING_METHODS
from checker.languages.javascript.definitions import (
    Element,
    FromExpression,
    Parameter,
    definitions,
    last_name,
    member_key,
    property_read,
)
from checker.languages.javascript.ingredients import parts_of
from checker.languages.javascript.literals import RegularExpression
from checker.languages.javascript.scopes import UPDATE
from checker.languages.javascript.value_kinds import Object, Result
from checker.languages.javascript.values import called, passed_at
from checker.regex import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from checker.analysis.code.program import Program
    from checker.analysis.traffic.origins import Origin
    from checker.languages.javascript.definitions import Definition
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.scopes import Binding
    from checker.widget.script import Script

_MOST_NODES = 2_000
"""Expressions that one question looks at."""
_MOST_NODES_OF_A_SCRIPT = 300_000
"""Expressions that all questions about a script look at."""
_MOST_ELSEWHERE = 12
"""Expressions of other scripts that one name, property or call is followed to."""
_ESCAPING = regex(r"escape|encode|sanit|purif|strip|safe|clean|number|plain", re.IGNORECASE)
"""What functions are called that make a text harmless."""
_UNDOING = frozenset({"unescape", "decodeURIComponent"})
_KEEPING_METHODS = frozenset(
    {
        "join", "trim", "trimStart", "trimEnd", "toString", "toUpperCase", "toLowerCase", "slice", "substring",
        "substr", "padStart", "padEnd", "repeat", "split", "reverse", "sort", "filter", "flat", "valueOf", "concat",
        "replace", "replaceAll",
    }
)  # fmt: skip
"""Methods whose result holds the text that they are called on."""
_REPLACING_METHODS = frozenset({"replace", "replaceAll"})
_BUILDING_METHODS = frozenset({"map", "flatMap", "reduce", "reduceRight"})
"""Methods whose result is what their function returns."""
_KEEPING_FUNCTIONS = frozenset(
    {"String", "$.trim", "decodeURIComponent", "decodeURI", "atob", "unescape", "JSON.stringify"}
)
_WRITTEN = regex(r"<%=\s*([\w$]+)[^%]*%>")
"""What a template of underscore or lodash writes without escaping it."""
_ASKED = (js.Identifier, js.MemberExpression, js.CallExpression)
"""Expressions that may be a text of others themselves."""


class Unescaped(NamedTuple):
    """An expression whose text others decide, and how it comes to them."""

    shown: Node
    """What stands in the markup: the text itself, or a name for it."""
    node: Node
    """The text of others."""
    origin: Origin
    is_built_in: bool
    """Whether the script puts markup of its own around it."""


class UnescapedTexts:
    """Answers what goes unescaped into the markup of one script."""

    def __init__(self, program: Program, script: Script) -> None:
        self._program = program
        self._home = self._script = script
        self._left = _MOST_NODES_OF_A_SCRIPT

    def nearest_in(self, markup: Node) -> Unescaped | None:
        """The nearest text of others that goes unescaped into an expression that is used as markup.

        What the user types is named only if nobody else decides about anything in the markup.
        """
        found: list[tuple[Node, Node, Origin]] = []
        has_markup = False
        for shown, node, origin in self._ingredients(markup):
            has_markup |= isinstance(node, js.Literal | js.TemplateElement) and "<" in node.raw
            if origin is not None:
                found.append((shown, node, origin))
        found.sort(key=lambda text: text[2].kind is Kind.INPUT)
        return Unescaped(*found[0], has_markup) if found else None

    def _ingredients(self, markup: Node) -> Iterator[tuple[Node, Node, Origin | None]]:
        """Everything that goes into an expression, the nearest first: what is shown of it, and who decides about it."""
        waiting, seen = deque([(markup, markup, self._home)]), {markup}
        while waiting and len(seen) < _MOST_NODES and self._left > 0:
            self._left -= 1
            shown, node, self._script = waiting.popleft()
            if isinstance(node, js.CallExpression) and self._is_escaping(node):
                continue
            follow = self._STEPS.get(type(node))
            parts = list(follow(self, node) if follow is not None else parts_of(node))
            is_asked = isinstance(node, _ASKED) and (not parts or self._is_given_more(node)) and not self._is_key(node)
            yield shown, node, self._program.origins_of(self._script).of_node(node) if is_asked else None
            keeps = isinstance(node, _ASKED) or self._script is not self._home
            given = self._template_values(node) if self._script is self._home else ()
            for part in parts:
                if part not in seen:
                    seen.add(part)
                    waiting.append((part if part in given or not keeps else shown, part, self._script))
            for part in islice(self._elsewhere(node), _MOST_ELSEWHERE):
                self._left -= 1
                if part not in seen:
                    seen.add(part)
                    waiting.append((shown, part, self._program.script_of(part)))

    def _elsewhere(self, node: Node) -> Iterator[Node]:
        """The expressions of other scripts that a name, a property or a call may stand for."""
        return self._program.calls.from_elsewhere(node)

    def _is_given_more(self, node: Node) -> bool:
        """Whether a name or property gets values from elsewhere than from the expressions that can be followed."""
        model = self._script.model
        if isinstance(node, js.MemberExpression):
            return any(not isinstance(owner, Object) for owner in model.values.of(node.object))
        binding = model.index.bindings.get(node) if isinstance(node, js.Identifier) else None
        return binding is not None and any(not list(self._expressions(one)) for one in definitions(binding))

    def _is_key(self, node: Node) -> bool:
        """Whether a name is that of a property, from `for (name in object)`."""
        binding = self._script.model.index.bindings.get(node) if isinstance(node, js.Identifier) else None
        found = definitions(binding) if binding is not None else ()
        loops = [one.collection.parent if isinstance(one, Element) else None for one in found]
        return bool(loops) and all(isinstance(loop, js.ForInStatement) for loop in loops)

    def _is_escaping(self, call: js.CallExpression) -> bool:
        """Whether a call makes a text harmless: by its name, or because it replaces or removes the `<`."""
        callee, _ = called(call)
        name = last_name(callee) or ""
        if name in _REPLACING_METHODS and call.arguments:
            pattern = call.arguments[0]
            value = pattern.value if isinstance(pattern, js.Literal) else None
            text = value.pattern if isinstance(value, RegularExpression) else value
            return isinstance(text, str) and ("<" in text or text.startswith("[^") or "\\W" in text or "\\D" in text)
        return name not in _UNDOING and _ESCAPING.search(name) is not None

    def _name(self, node: js.Identifier) -> Iterator[Node]:
        binding = self._script.model.index.bindings.get(node)
        if binding is not None:
            for definition in definitions(binding):
                yield from self._expressions(definition)
            yield from _added(binding)

    def _expressions(self, definition: Definition) -> Iterator[Node]:
        if isinstance(definition, FromExpression) and not definition.path:
            yield definition.expression
        elif isinstance(definition, Parameter) and not definition.path:
            for call in self._script.model.graph.callers.get(definition.function, ()):
                yield from passed_at(call, definition.index)

    def _member(self, node: js.MemberExpression) -> Iterator[Node]:
        model = self._script.model
        yield from model.values.sources.of_member(node)
        for value in model.values.of(node):
            yield from model.graph.pushed.get(value, ())

    def _call(self, node: js.CallExpression) -> Iterator[Node]:
        callee, _ = called(node)
        functions = list(self._script.model.graph.functions(callee))
        method = property_read(callee)
        if functions:
            yield from self._returned(functions)
        elif not _KEEPING_FUNCTIONS.isdisjoint(self._script.model.graph.names(node)):
            yield from node.arguments[:1]
        elif method in _BUILDING_METHODS:
            for argument in node.arguments:
                yield from self._returned(self._script.model.graph.functions(argument))
                if self._unescaped_names(argument) and isinstance(callee, js.MemberExpression):
                    yield from (callee.object, *node.arguments[:1])
        elif names := self._unescaped_names(callee):
            yield from self._filled_in(node.arguments, names)
            yield from self._templates(callee)
        elif isinstance(callee, js.MemberExpression) and method in _KEEPING_METHODS:
            yield callee.object
            yield from node.arguments if method == "concat" else node.arguments[1:]
            if method in _REPLACING_METHODS:
                yield from self._returned(chain(*map(self._script.model.graph.functions, node.arguments[1:])))

    def _unescaped_names(self, template: Node) -> Collection[str]:
        """What a compiled template of underscore writes as it is: the names that `<%= … %>` begin with, in order."""
        names: dict[str, None] = {}
        for markup in self._templates(template):
            written = _WRITTEN.finditer(self._script.model.texts.text_of(markup) or "")
            names.update((found[1], None) for found in written if not _ESCAPING.search(found[0]))
        return names.keys()

    def _templates(self, template: Node) -> Iterator[Node]:
        """The markup of which an expression is a template, compiled by underscore."""
        model = self._script.model
        for value in model.values.of(template):
            if isinstance(value, Result) and "_.template" in model.graph.names(value.call):
                yield from value.call.arguments[:1]

    def _template_values(self, node: Node) -> Collection[Node]:
        """What stands in a call for a template to write."""
        if not isinstance(node, js.CallExpression):
            return ()
        templates = [one for one in (node.callee, *node.arguments) if self._unescaped_names(one)]
        members = (one.properties for one in node.arguments if isinstance(one, js.ObjectExpression))
        values = [one.value for one in chain(*members) if isinstance(one, js.Property)]
        return (*node.arguments, *values) if templates else ()

    def _filled_in(self, arguments: Iterable[Node], names: Collection[str]) -> Iterator[Node]:
        """What a template gets for its names; the whole of an object that is not made here."""
        for argument in arguments:
            objects = [value for value in self._script.model.values.of(argument) if isinstance(value, Object)]
            for made in objects:
                for name in names:
                    yield from self._script.model.values.sources.of(made, name)
            if not objects:
                yield argument

    def _returned(self, functions: Iterable[js.Function]) -> Iterator[Node]:
        for function in functions:
            yield from self._script.model.index.returns.get(function, ())

    def _either(self, node: js.LogicalExpression) -> Iterable[Node]:
        return (node.right,) if node.operator == "&&" else (node.left, node.right)

    _STEPS: ClassVar[Mapping[type[Any], Callable[..., Iterable[Node]]]] = {
        js.Identifier: _name,
        js.MemberExpression: _member,
        js.CallExpression: _call,
        js.LogicalExpression: _either,
    }


def _added(binding: Binding) -> Iterator[Node]:
    """What is added to a variable: `html += …`, `rows.push(…)`, `rows[rows.length] = …`."""
    for reference in binding.references:
        parent = reference.identifier.parent
        if reference.role == UPDATE and isinstance(parent, js.AssignmentExpression):
            yield parent.right
        elif isinstance(parent, js.MemberExpression) and parent.object is reference.identifier:
            call = parent.parent
            is_call = isinstance(call, js.CallExpression) and call.callee is parent
            if is_call and isinstance(call, js.CallExpression) and member_key(parent) in PUSHING_METHODS:
                yield from call.arguments
            elif parent.computed and isinstance(call, js.AssignmentExpression) and call.left is parent:
                yield call.right
