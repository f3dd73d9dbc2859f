"""Checks: which paths are known to be there at a place in the code, whatever the way that leads to it.

A path is a tuple of names from the window, such as `("AMOCRM", "data", "current_card")`. That a path is there means
that it, and everything on the way to it, is neither undefined nor null.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from checker.languages.javascript import estree as js
from checker.languages.javascript.calls import value_name
from checker.languages.javascript.definitions import member_key
from checker.languages.javascript.values import Function, Global, Member, Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from checker.languages.javascript.calls import CallGraph
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.node_index import NodeIndex
    from checker.languages.javascript.values import Value, Values

Path: TypeAlias = tuple[str, ...]
Facts: TypeAlias = frozenset[Path]
"""Paths that are known to be there."""

NOTHING: Facts = frozenset()
_LEAVING = (js.ReturnStatement, js.ThrowStatement, js.BreakStatement, js.ContinueStatement)
_EMPTY_VALUES = frozenset({"undefined", "null", "false", "0", '""', "''", "void 0", "NaN"})
_LONGEST_WAY = 8
"""Functions that call one another on the way to a place, and variables that stand for a check."""


@dataclass
class Guards:
    """Answers whether a path is checked before a place in the code is reached."""

    index: NodeIndex
    values: Values
    graph: CallGraph
    _at_functions: dict[tuple[Node, int], Facts] = field(default_factory=dict)

    def is_checked(self, node: Node, path: Path) -> bool:
        """Whether on every way to a node the path, or something behind it, was found to be there."""
        return any(_covers(fact, path) for fact in self._facts_at(node, 0)) or self._is_tried(node)

    def facts_at(self, node: Node) -> Facts:
        """The paths that are known to be there when a node is reached."""
        return self._facts_at(node, 0)

    def _is_tried(self, node: Node) -> bool:
        """Whether a failure at this place is caught."""
        child, parent = node, node.parent
        while parent is not None and not isinstance(parent, js.Function):
            if isinstance(parent, js.TryStatement) and child is parent.block and parent.handler is not None:
                return True
            child, parent = parent, parent.parent
        return False

    def _facts_at(self, node: Node, depth: int) -> Facts:
        facts: set[Path] = set()
        child, parent = node, node.parent
        while parent is not None:
            facts |= self._from_parent(parent, child, depth)
            if isinstance(parent, js.Function):
                return frozenset(facts) | self._at_function(parent, depth)
            child, parent = parent, parent.parent
        return frozenset(facts)

    def _from_parent(self, parent: Node, child: Node, depth: int) -> Facts:
        """What the construct around a node makes sure of before that node runs."""
        if isinstance(parent, js.LogicalExpression) and child is parent.right:
            return self._when(parent.left, parent.operator == "&&", depth)
        if isinstance(parent, js.ConditionalExpression | js.IfStatement) and child is not parent.test:
            return self._when(parent.test, child is parent.consequent, depth)
        if isinstance(parent, js.WhileStatement) and child is parent.body:
            return self._when(parent.test, outcome=True, depth=depth)
        if isinstance(parent, js.ForStatement) and child is not parent.init and child is not parent.test:
            return NOTHING if parent.test is None else self._when(parent.test, outcome=True, depth=depth)
        if isinstance(parent, js.BlockStatement | js.Program | js.StaticBlock):
            return self._after(parent.body, child, depth)
        if isinstance(parent, js.SwitchCase):
            return self._after(parent.consequent, child, depth)
        return NOTHING

    def _after(self, statements: Sequence[Node], child: Node, depth: int) -> Facts:
        """What is known after the statements before `child`, because otherwise they would have left."""
        facts: set[Path] = set()
        for statement in statements:
            if statement is child:
                break
            if isinstance(statement, js.IfStatement):
                if _leaves(statement.consequent):
                    facts |= self._when(statement.test, outcome=False, depth=depth)
                elif statement.alternate is not None and _leaves(statement.alternate):
                    facts |= self._when(statement.test, outcome=True, depth=depth)
        return frozenset(facts)

    def _at_function(self, function: js.Function, depth: int) -> Facts:
        """What holds at every place from which a function is run or handed over."""
        if depth > _LONGEST_WAY:
            return NOTHING
        known = self._at_functions.get((function, depth))
        if known is None:
            self._at_functions[function, depth] = NOTHING
            known = self._at_functions[function, depth] = self._common_facts(function, depth)
        return known

    def _common_facts(self, function: js.Function, depth: int) -> Facts:
        places: list[Node] = list(self.graph.callers.get(function, ()))
        places += [call for call, _ in self.graph.handed_over.get(function, ())]
        if not places:
            return NOTHING
        facts = [self._facts_at(place, depth + 1) for place in dict.fromkeys(places)]
        return frozenset.intersection(*facts)

    def _when(self, test: Node, outcome: bool, depth: int) -> Facts:  # noqa: FBT001  (the outcome of a test is one)
        """The paths that are there if a test came out so."""
        if isinstance(test, js.UnaryExpression) and test.operator == "!":
            return self._when(test.argument, not outcome, depth)
        if isinstance(test, js.LogicalExpression) and test.operator in {"&&", "||"}:
            return self._combined(test, outcome=outcome, depth=depth)
        if isinstance(test, js.BinaryExpression):
            return self._compared(test, outcome=outcome)
        if isinstance(test, js.SequenceExpression):
            return self._when(test.expressions[-1], outcome, depth)
        if isinstance(test, js.AssignmentExpression):
            return self._when(test.right, outcome, depth)
        if isinstance(test, js.CallExpression):
            return self._called(test, depth) if outcome else self._negated_call(test, depth)
        if isinstance(test, js.Identifier) and depth < _LONGEST_WAY:
            return self._paths(test, outcome=outcome) | self._remembered(test, outcome, depth)
        return self._paths(test, outcome=outcome)

    def _combined(self, test: js.LogicalExpression, *, outcome: bool, depth: int) -> Facts:
        left, right = self._when(test.left, outcome, depth), self._when(test.right, outcome, depth)
        both_count = (test.operator == "&&") == outcome
        return left | right if both_count else left & right

    def _paths(self, test: Node, *, outcome: bool) -> Facts:
        """A value that counts as true is there, and so is the value whose member was read."""
        return frozenset(self.paths_of(test)) if outcome else NOTHING

    def paths_of(self, node: Node) -> Iterator[Path]:
        """The paths that an expression may stand for; the result of a call of `f` begins with `f()`."""
        if isinstance(node, js.ChainExpression):
            node = node.expression
        for value in self.values.of(node):
            path = self._path(value)
            if path:
                yield path

    def _path(self, value: Value) -> Path:
        if isinstance(value, Global):
            return value.path
        if isinstance(value, Member):
            owner = self._path(value.of)
            return (*owner, value.key) if owner else ()
        if isinstance(value, Result) and isinstance(value.call, js.CallExpression):
            names = self.graph.names(value.call)
            return (f"{names[0].lstrip('.')}()",) if names else ()
        return ()

    def _remembered(self, test: js.Identifier, outcome: bool, depth: int) -> Facts:  # noqa: FBT001
        """A variable that was given the outcome of a check once: `var isCard = AMOCRM.data.current_card && …`."""
        binding = self.index.bindings.get(test)
        if binding is None or any(reference.role != "read" for reference in binding.references):
            return NOTHING
        declarations = [identifier.parent for identifier in binding.declarations]
        if len(declarations) != 1 or not isinstance(declarations[0], js.VariableDeclarator):
            return NOTHING
        check = declarations[0].init
        return NOTHING if check is None else self._when(check, outcome, depth + 1)

    def _compared(self, test: js.BinaryExpression, *, outcome: bool) -> Facts:
        if test.operator == "in" and outcome:
            return self._has_member(test.right, test.left)
        if test.operator == "instanceof" and outcome:
            return frozenset(self.paths_of(test.left))
        if test.operator not in {"==", "===", "!=", "!=="}:
            return frozenset(self.paths_of(test.left)) | frozenset(self.paths_of(test.right)) if outcome else NOTHING
        is_equal = (test.operator[0] == "=") == outcome
        return self._equal(test.left, test.right, is_equal=is_equal) | self._equal(
            test.right, test.left, is_equal=is_equal
        )

    def _equal(self, value: Node, other: Node, *, is_equal: bool) -> Facts:
        """`x != null`, `typeof x == 'object'`, `x.area === 'lcard'`: compared with something that is not empty."""
        text = _source_name(other)
        if isinstance(value, js.UnaryExpression) and value.operator == "typeof":
            is_there = (text in {'"undefined"', "'undefined'"}) != is_equal
            return frozenset(self.paths_of(value.argument)) if is_there and text else NOTHING
        is_empty = text in _EMPTY_VALUES
        return frozenset(self.paths_of(value)) if text and is_empty != is_equal else NOTHING

    def _has_member(self, owner: Node, key: Node) -> Facts:
        if not isinstance(key, js.Literal) or not isinstance(key.value, str):
            return NOTHING
        return frozenset((*path, *key.value.split(".")) for path in self.paths_of(owner))

    def _called(self, call: js.CallExpression, depth: int) -> Facts:
        """`_.has(AMOCRM, 'data.current_card')`, `x.hasOwnProperty('y')`, `Boolean(x)`, or the file's own function."""
        callee = call.callee
        names = [name for value in self.values.of(callee) if (name := value_name(value))]
        arguments = call.arguments
        if isinstance(callee, js.MemberExpression) and member_key(callee) == "hasOwnProperty" and arguments:
            return self._has_member(callee.object, arguments[0])
        if "_.has" in names and len(arguments) > 1:
            return self._has_member(arguments[0], arguments[1])
        if arguments and any(name in _TRUTH_FUNCTIONS for name in names):
            return frozenset(self.paths_of(arguments[0]))
        returned = self._returned(callee, outcome=True, depth=depth)
        return returned | self._paths(call, outcome=True) | frozenset(self.paths_of(callee))

    def _negated_call(self, call: js.CallExpression, depth: int) -> Facts:
        arguments = call.arguments
        names = [name for value in self.values.of(call.callee) if (name := value_name(value))]
        if arguments and any(name in _EMPTINESS_FUNCTIONS for name in names):
            return frozenset(self.paths_of(arguments[0]))
        return self._returned(call.callee, outcome=False, depth=depth)

    def _returned(self, callee: Node, *, outcome: bool, depth: int) -> Facts:
        """What a function of the file's own makes sure of when it answers so: `if (!self.isCard()) return;`."""
        if depth >= _LONGEST_WAY:
            return NOTHING
        answers = [
            self._when(expression, outcome, depth + 1) | self._inside(expression, value, depth)
            for value in self.values.of(callee)
            if isinstance(value, Function)
            for expression in self.index.returns.get(value.node, ())
            if not _contradicts(expression, outcome=outcome)
        ]
        return frozenset.intersection(*answers) if answers else NOTHING

    def _inside(self, expression: Node, function: Function, depth: int) -> Facts:
        """What is known at a `return` within its function."""
        facts: set[Path] = set()
        child, parent = expression, expression.parent
        while parent is not None and child is not function.node:
            facts |= self._from_parent(parent, child, depth + 1)
            child, parent = parent, parent.parent
        return frozenset(facts)


_TRUTH_FUNCTIONS = frozenset({"Boolean", "_.isObject", "_.isArray", "_.isString", "_.isNumber", "$.isPlainObject"})
_EMPTINESS_FUNCTIONS = frozenset({"_.isUndefined", "_.isNull", "_.isNil", "_.isEmpty", "$.isEmptyObject"})


def _covers(fact: Path, path: Path) -> bool:
    """Whether a fact about `AMOCRM.data.current_card.id` makes sure of `AMOCRM.data.current_card`."""
    return fact[: len(path)] == path


def _leaves(statement: Node) -> bool:
    """Whether a statement always leaves the block that it stands in."""
    if isinstance(statement, js.BlockStatement):
        return any(_leaves(inner) for inner in statement.body)
    if isinstance(statement, js.IfStatement) and statement.alternate is not None:
        return _leaves(statement.consequent) and _leaves(statement.alternate)
    return isinstance(statement, _LEAVING)


def _contradicts(expression: Node, *, outcome: bool) -> bool:
    """Whether a constant answer is the other one."""
    text = _source_name(expression)
    return (text in _EMPTY_VALUES) == outcome if text else False


def _source_name(node: Node) -> str:
    """A constant as it is written; empty for anything else, whose value is not known."""
    if isinstance(node, js.Literal):
        return node.raw
    if isinstance(node, js.Identifier) and node.name in {"undefined", "NaN"}:
        return node.name
    if isinstance(node, js.UnaryExpression) and node.operator == "void":
        return "void 0"
    return ""
