"""What the rules ask about a script: which globals it uses, through whatever alias, and which texts it holds."""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING

from checker.languages.javascript import estree as js
from checker.languages.javascript.call_graph import CallGraph
from checker.languages.javascript.definitions import member_key, property_key
from checker.languages.javascript.elements import Elements
from checker.languages.javascript.global_names import GlobalNames
from checker.languages.javascript.guards import Guards
from checker.languages.javascript.ingredients import Ingredients
from checker.languages.javascript.node_index import NodeIndex, ancestors
from checker.languages.javascript.repetition import Repetitions
from checker.languages.javascript.scopes import READ, analyse_scopes
from checker.languages.javascript.value_kinds import COMPUTED, WINDOW_NAMES, Global
from checker.languages.javascript.values import INDIRECT_CALLS, Values, find_callers
from checker.languages.syntax import AtNode
from checker.records import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.texts import Texts
    from checker.languages.javascript.value_kinds import Value

_CLASS_METHODS = frozenset(
    {"addClass", "removeClass", "toggleClass", "hasClass", "add", "remove", "toggle", "contains", "replace"}
)
"""Methods of jQuery and of `classList` whose arguments are class names."""
_REJECTION_ARGUMENTS = {"catch": 0, "fail": 0, "then": 1}
"""Methods of promises, and where among their arguments the function stands that runs after a failure."""

_NO_TEXTS = (js.Identifier, js.MemberExpression, js.ObjectExpression, js.ArrayExpression, js.Function, js.Class)
"""Ends of a search for texts that are none, or of which nothing is known."""


class Use(AtNode, Record, eq=True):
    """A place where a global is used: the whole chain of members, and the global's path without the window."""

    node: Node
    path: tuple[str, ...]

    @property
    def name(self) -> str:
        """The path as one writes it."""
        return ".".join(key for key in self.path if key != COMPUTED)


class ScriptModel(Record):
    """One script, understood: every question is answered from one pass over its tree."""

    program: js.Program
    completing: frozenset[str] = frozenset()
    """Names of the platform's methods that run the functions among their arguments once, when they are done."""

    @cached_property
    def index(self) -> NodeIndex:
        """The nodes by kind, and what the names mean."""
        return NodeIndex(analyse_scopes(self.program))

    @cached_property
    def values(self) -> Values:
        """Where values come from."""
        return Values(self.index, find_callers(self.index))

    @cached_property
    def global_names(self) -> GlobalNames:
        """The names that the script shares with others."""
        return GlobalNames(self.index, self.values)

    @property
    def texts(self) -> Texts:
        """What texts expressions make."""
        return self.values.texts

    def possible_texts(self, node: Node) -> tuple[tuple[str | None, ...], ...]:
        """The texts that an expression may make, by parts as `Texts.parts_of`, if anything of them is known."""
        whole = self.texts.parts_of(node)
        if whole != (None,):
            return (whole,)
        ends = (one for one in self.values.composition.alternatives(node) if not isinstance(one, _NO_TEXTS))
        found = dict.fromkeys(map(self.texts.parts_of, ends))
        return tuple(parts for parts in found if parts != (None,))

    @cached_property
    def graph(self) -> CallGraph:
        """The calls, and how the file's functions come to run."""
        return CallGraph(self.index, self.values, self.completing)

    @cached_property
    def ingredients(self) -> Ingredients:
        """What values are made of."""
        return Ingredients(self.index, self.values, self.graph)

    @cached_property
    def repetitions(self) -> Repetitions:
        """What repeats a piece of code."""
        return Repetitions(self.graph)

    @cached_property
    def elements(self) -> Elements:
        """The elements of the page, and what is done to them."""
        return Elements(self)

    @cached_property
    def guards(self) -> Guards:
        """The checks, and what they make sure of."""
        return Guards(self.index, self.values, self.graph)

    def uses_of(self, name: str) -> tuple[Use, ...]:
        """Where the script uses a global, directly, through the window or an alias.

        A local of that name does not count.
        """
        return tuple(self._uses.get(name, ()))

    @cached_property
    def _uses(self) -> Mapping[str, Sequence[Use]]:
        uses: dict[str, list[Use]] = {}
        for node, path in self._sources():
            use = self._extended(node, path)
            parent = use.node.parent
            is_target = isinstance(parent, js.AssignmentExpression) and parent.left is use.node and use.node is node
            if use.path and not (is_target and isinstance(node, js.MemberExpression)):
                uses.setdefault(use.path[0], []).append(use)
        for found in uses.values():
            found.sort(key=lambda use: (use.start, use.end))
        return uses

    def _sources(self) -> Iterator[tuple[Node, tuple[str, ...]]]:
        """The expressions where a chain of members begins that leads from the window."""
        references = self.index.scopes.references
        names = (one.identifier for one in references if one.role == READ or one.binding is None)
        for node in chain(names, self.index.all(js.ThisExpression)):
            for path in self._paths_of(node):
                yield node, path
        for pattern in self.index.all(js.ObjectPattern):
            declarator = pattern.parent
            if isinstance(declarator, js.VariableDeclarator) and declarator.init is not None:
                yield from self._taken_from_window(pattern, declarator.init)
        # From the inside out: what a member is read from is known before it is asked.
        for member in reversed(self.index.all(js.MemberExpression)):
            if not self._paths_of(member.object):
                for path in self._paths_of(member):
                    yield member, path

    def _extended(self, node: Node, path: tuple[str, ...]) -> Use:
        """Climb from an object to the members read from it."""
        while True:
            parent = node.parent
            if isinstance(parent, js.ChainExpression):
                node = parent
            elif isinstance(parent, js.MemberExpression) and parent.object is node:
                key = self.values.key_of(parent)
                is_window = not path and key in WINDOW_NAMES
                path = path if is_window else (*path, COMPUTED if key is None else key)
                node = parent
            else:
                return Use(node, path)

    def _taken_from_window(self, pattern: js.ObjectPattern, source: Node) -> Iterator[tuple[Node, tuple[str, ...]]]:
        if Global(()) in self.values.of(source):
            for member in pattern.properties:
                if isinstance(member, js.Property) and (key := property_key(member)) is not None:
                    yield member.key, (key,)

    def _paths_of(self, node: Node) -> Sequence[tuple[str, ...]]:
        """Where an expression leads from the window."""
        values = self.values.of(node)
        return [value.path for value in values if type(value) is Global] if values else ()

    def values_of(self, node: Node) -> tuple[Value, ...]:
        """The possible origins of an expression's value."""
        return self.values.of(node)

    @cached_property
    def strings(self) -> tuple[js.Literal | js.TemplateElement, ...]:
        """Every string and every text of a template, in the order of the source."""
        literals = (node for node in self.index.all(js.Literal) if node.raw[:1] in {'"', "'"})
        return tuple(sorted((*literals, *self.index.all(js.TemplateElement)), key=attrgetter("start")))

    @cached_property
    def whole_texts(self) -> tuple[Node, ...]:
        """The strings in the order of the source, those that `+` or a template puts together as one expression."""
        passed: set[Node] = set()
        found = []
        for string in self.strings:
            whole: Node = string
            while whole not in passed and _is_text_around(whole.parent) and whole.parent is not None:
                passed.add(whole)
                whole = whole.parent
            if whole not in passed:
                passed.add(whole)
                found.append(whole)
        return tuple(found)

    def names_class(self, text: js.Literal | js.TemplateElement) -> bool:
        """Whether a string is the argument of a method that takes CSS class names, such as `addClass`."""
        node: Node | None = text.parent if isinstance(text, js.TemplateElement) else text
        call = node.parent if node is not None else None
        if not isinstance(call, js.CallExpression) or not isinstance(call.callee, js.MemberExpression):
            return False
        return member_key(call.callee) in _CLASS_METHODS


def _is_text_around(node: Node | None) -> bool:
    """Whether a node is a text that is made of the texts in it."""
    is_sum = isinstance(node, js.BinaryExpression) and node.operator == "+"
    return is_sum or isinstance(node, js.TemplateLiteral)


def build_model(program: js.Program, completing: frozenset[str] = frozenset()) -> ScriptModel:
    """Make the model of a parsed script; `completing` names methods of the platform, as the model says."""
    return ScriptModel(program, completing)


def is_receiver_argument(node: Node) -> bool:
    """Whether an expression only says what `this` is: the first argument of `.call`, `.apply` or `.bind`."""
    call = node.parent
    if not isinstance(call, js.CallExpression) or not call.arguments or call.arguments[0] is not node:
        return False
    callee = call.callee
    return isinstance(callee, js.MemberExpression) and member_key(callee) in INDIRECT_CALLS


def is_in_failure_handler(node: Node) -> bool:
    """Whether code runs, or is handed over to run, when something failed: `catch`, `.catch`, `.fail`, `.then(_, f)`."""
    around = (node, *ancestors(node))
    return any(_is_rejection_handler(inner) or isinstance(inner, js.CatchClause) for inner in around)


def _is_rejection_handler(node: Node) -> bool:
    call = node.parent
    if not isinstance(call, js.CallExpression) or not isinstance(call.callee, js.MemberExpression):
        return False
    position = _REJECTION_ARGUMENTS.get(member_key(call.callee) or "")
    return position is not None and position < len(call.arguments) and call.arguments[position] is node
