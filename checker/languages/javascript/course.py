"""What is known from statement to statement within one function, in the order in which its code runs."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from checker.languages.javascript import estree as js
from checker.languages.javascript.conditions import DEEPEST, Conditions
from checker.languages.javascript.facts import NOTHING, TRIED, Facts, both, either, present
from checker.languages.javascript.flow import statements_of
from checker.languages.javascript.node_index import enclosing_function
from checker.languages.javascript.scopes import READ, Binding

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from checker.languages.javascript.call_graph import CallGraph
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.facts import Lore, State
    from checker.languages.javascript.node_index import NodeIndex
    from checker.languages.javascript.values import Values

_Step: TypeAlias = "Callable[[Course, Any, Node, Facts, int], State]"
_Effect: TypeAlias = "Callable[[Course, Any, Facts, int], State]"

_LEAVING = (js.ReturnStatement, js.ThrowStatement, js.BreakStatement, js.ContinueStatement)


class Course:
    """Answers what the code of a function makes sure of before a place in it is reached.

    What is known when the function begins is not asked for here: see `guards`.
    """

    def __init__(self, index: NodeIndex, values: Values, graph: CallGraph, lore: Lore) -> None:
        self._index = index
        self.conditions = Conditions(index, values, graph, self, lore)
        self._before: dict[Node, State] = {}
        self._ends: dict[Node, State] = {}
        self._cases: dict[Node, State] = {}
        self._folding = 0
        self._writes: dict[Binding, list[int]] = {}
        self._empty_returns: dict[Node, list[Node]] | None = None

    def at(self, node: Node, depth: int = 0) -> Facts:
        """What the function around a node makes sure of before the node runs; nothing if it never runs."""
        if depth > DEEPEST:
            return NOTHING
        way: list[tuple[Node, Node]] = []
        child, parent = node, node.parent
        while parent is not None and not isinstance(parent, js.Function) and child not in self._before:
            way.append((parent, child))
            child, parent = parent, parent.parent
        state: State = self._before.get(child, NOTHING)
        for parent, child in reversed(way):
            step = self._STEPS.get(type(parent))
            if step is not None and state is not None:
                state = step(self, parent, child, state, depth + 1)
            if not self._folding:
                self._before[child] = state
        return NOTHING if state is None else state

    def answers(self, function: js.Function, depth: int) -> Sequence[tuple[Node | None, State]]:
        """What a function returns, and what is known there; None where it returns nothing or comes to its end."""
        if not isinstance(function.body, js.BlockStatement):
            return [(function.body, NOTHING)]
        if self._empty_returns is None:
            self._empty_returns = self._find_empty_returns()
        found: list[tuple[Node | None, State]] = [
            (returned, self._reaching(returned, depth)) for returned in self._index.returns.get(function, ())
        ]
        found += [(None, self._reaching(statement, depth)) for statement in self._empty_returns.get(function, ())]
        end = self._after(function.body, NOTHING, depth)
        return found if end is None else [*found, (None, end)]

    def _reaching(self, node: Node, depth: int) -> State:
        return self.at(node, depth + 1)

    def _find_empty_returns(self) -> dict[Node, list[Node]]:
        found: dict[Node, list[Node]] = {}
        for statement in self._index.all(js.ReturnStatement):
            function = enclosing_function(statement) if statement.argument is None else None
            if function is not None:
                found.setdefault(function, []).append(statement)
        return found

    # -- Variables

    def changes(self, binding: Binding, start: int, end: int) -> bool:
        """Whether a variable is given a value between two byte offsets."""
        writes = self._writes.get(binding)
        if writes is None:
            given = [reference.identifier.start for reference in binding.references if reference.role != READ]
            declared = [identifier.start for identifier in binding.declarations if _has_value(identifier)]
            writes = self._writes[binding] = sorted(given + declared)
        first = bisect_left(writes, start)
        return first < len(writes) and writes[first] < end

    def _without_changed(self, state: Facts, node: Node) -> Facts:
        """Forget what was known of the variables that some code changes."""
        roots = {root for path in state.known if isinstance(root := path[0], Binding)} | set(state.held)
        changed = {root for root in roots if self.changes(root, node.start, node.end)}
        return state.where(lambda path: path[0] not in changed) if changed else state

    # -- From a construct to the part of it that holds the place

    def _in_list(self, parent: Node, child: Node, state: Facts, depth: int) -> State:
        if isinstance(parent, js.SwitchCase) and child is parent.test:
            return state
        self._fold(parent, state, depth)
        return self._before.get(child, NOTHING)

    def _fold(self, owner: Node, state: State, depth: int) -> State:
        """Go through the statements of a list, remembering what is known before each; and return what is at the end."""
        if owner in self._ends:
            return self._ends[owner]
        self._ends[owner] = NOTHING
        self._folding += 1
        for statement in statements_of(owner):
            self._before[statement] = state
            if state is not None:
                state = self._after(statement, state, depth)
        self._folding -= 1
        self._ends[owner] = state
        return state

    def _in_choice(
        self, parent: js.IfStatement | js.ConditionalExpression, child: Node, state: Facts, depth: int
    ) -> State:
        if child is parent.test:
            return state
        return self._tested(parent.test, state, depth, outcome=child is parent.consequent)

    def _in_logic(self, parent: js.LogicalExpression, child: Node, state: Facts, depth: int) -> State:
        if child is parent.left:
            return state
        if parent.operator == "??":
            return self._after(parent.left, state, depth)
        return self._tested(parent.left, state, depth, outcome=parent.operator == "&&")

    def _tested(self, test: Node, state: Facts, depth: int, *, outcome: bool) -> State:
        return both(self._after(test, state, depth), self.conditions.when(test, depth, outcome=outcome))

    def _in_assignment(self, parent: js.AssignmentExpression, child: Node, state: Facts, depth: int) -> State:
        if child is parent.left or parent.operator not in {"&&=", "||="}:
            return state
        return self._tested(parent.left, state, depth, outcome=parent.operator == "&&=")

    def _in_for(self, parent: js.ForStatement, child: Node, state: Facts, depth: int) -> State:
        if child is parent.init:
            return state
        begun = self._after(parent.init, state, depth) if parent.init is not None else state
        if begun is None:
            return None
        for part in (parent.test, parent.update, parent.body):
            begun = self._without_changed(begun, part) if part is not None else begun
        if parent.test is None or child is parent.test:
            return begun
        return self._tested(parent.test, begun, depth, outcome=True)

    def _in_while(self, parent: js.WhileStatement, child: Node, state: Facts, depth: int) -> State:
        state = self._without_changed(state, parent)
        return state if child is parent.test else self._tested(parent.test, state, depth, outcome=True)

    def _in_other_loop(self, parent: Node, child: Node, state: Facts, depth: int) -> State:
        is_evaluated_once = isinstance(parent, (js.ForInStatement, js.ForOfStatement)) and child is parent.right
        if is_evaluated_once:
            return state
        state = self._without_changed(state, parent)
        if isinstance(parent, js.ForInStatement) and child is parent.body:
            return both(state, self.conditions.when(parent.right, depth, outcome=True))  # of nothing, it has no turn
        return state

    def _in_switch(self, parent: js.SwitchStatement, child: Node, state: Facts, depth: int) -> State:
        if child is parent.discriminant:
            return state
        state = self._without_changed(state, parent)
        return both(state, self._of_case(parent, child, depth))

    def _of_case(self, switch: js.SwitchStatement, case: Node, depth: int) -> State:
        """What is known in a case: that of the cases from which one comes here, one is met."""
        if case not in self._cases:
            before: State = None
            for candidate in switch.cases:
                met = either(before, self._of_label(switch, candidate, depth))
                self._cases[candidate] = met
                before = None if any(isinstance(inner, _LEAVING) for inner in statements_of(candidate)) else met
        return self._cases.get(case)

    def _of_label(self, switch: js.SwitchStatement, case: Node, depth: int) -> State:
        if not isinstance(case, js.SwitchCase) or case.test is None:
            return NOTHING
        asked = switch.discriminant
        if isinstance(asked, js.Literal) and asked.raw in {"true", "false"}:
            return self.conditions.when(case.test, depth, outcome=asked.raw == "true")
        return self.conditions.equal(asked, case.test, depth, is_equal=True)

    def _in_try(self, parent: js.TryStatement, child: Node, state: Facts, _depth: int) -> State:
        if child is parent.block:
            return state.both(present([TRIED])) if parent.handler is not None else state
        state = self._without_changed(state, parent.block)
        return self._without_changed(state, parent.handler) if parent.handler is not None else state

    def _in_sequence(
        self, parent: js.SequenceExpression | js.VariableDeclaration, child: Node, state: Facts, depth: int
    ) -> State:
        parts = parent.expressions if isinstance(parent, js.SequenceExpression) else parent.declarations
        known: State = state
        for part in parts:
            if part is child or known is None:
                break
            known = self._after(part, known, depth)
        return known

    # -- What is known after a statement

    def _after(self, statement: Node, state: Facts, depth: int) -> State:
        """What is known after a statement or expression; None if it always leaves."""
        if isinstance(statement, _LEAVING):
            return None
        effect = self._EFFECTS.get(type(statement))
        if effect is None or depth > DEEPEST:
            return self._without_changed(state, statement)
        return effect(self, statement, state, depth + 1)

    def _after_list(self, statement: js.BlockStatement, state: Facts, depth: int) -> State:
        return self._fold(statement, state, depth)

    def _after_choice(self, statement: js.IfStatement | js.ConditionalExpression, state: Facts, depth: int) -> State:
        met, failed = self._split(statement.test, state, depth)
        if met is not None:
            met = self._after(statement.consequent, met, depth)
        if failed is not None and statement.alternate is not None:
            failed = self._after(statement.alternate, failed, depth)
        return either(met, failed)

    def _after_try(self, statement: js.TryStatement, state: Facts, depth: int) -> State:
        tried = state.both(present([TRIED])) if statement.handler is not None else state
        done = self._after(statement.block, tried, depth)
        if done is not None and TRIED not in state:
            done = done.where(lambda path: path != TRIED)
        if isinstance(statement.handler, js.CatchClause):
            caught = self._after(statement.handler.body, self._without_changed(state, statement.block), depth)
            done = either(done, caught)
        if statement.finalizer is None or done is None:
            return done
        return self._after(statement.finalizer, done, depth)

    def _after_switch(self, statement: js.SwitchStatement, state: Facts, depth: int) -> State:
        """What is known where the cases meet again, if it is plain where they do."""
        whole = self._without_changed(state, statement)
        cases = [case for case in statement.cases if isinstance(case, js.SwitchCase)]
        if not any(case.test is None for case in cases) or any(_breaks_inside(case) for case in cases):
            return whole
        ends: State = None
        for case in cases:
            reached = both(whole, self._of_case(statement, case, depth))
            at_end = self._fold(case, reached, depth)
            if case.consequent and isinstance(case.consequent[-1], js.BreakStatement):
                ends = either(ends, self._before.get(case.consequent[-1]))
            elif case is cases[-1]:
                ends = either(ends, at_end)
        return ends

    def _after_label(self, statement: js.LabeledStatement, state: Facts, depth: int) -> State:
        if _breaks(statement.body, named=True):
            return self._without_changed(state, statement)
        return self._after(statement.body, state, depth)

    def _after_expression(self, statement: js.ExpressionStatement, state: Facts, depth: int) -> State:
        return self._after(statement.expression, state, depth)

    def _after_variables(self, statement: js.VariableDeclaration, state: Facts, depth: int) -> State:
        known: State = state
        for declarator in statement.declarations:
            known = self._after(declarator, known, depth) if known is not None else None
        return known

    # -- What is known after an expression

    def _after_assignment(self, node: js.AssignmentExpression, state: Facts, depth: int) -> State:
        binding = self._index.meaning(node.left) if isinstance(node.left, js.Identifier) else None
        if binding is None or node.operator not in {"=", "||=", "??="}:
            return self._without_changed(state, node)
        assigned = self._without_changed(state, node).assigned(binding, node.right)
        if node.operator == "=":
            return assigned
        return either(both(state, self.conditions.when(node.left, depth, outcome=True)), assigned)

    def _after_declarator(self, node: js.VariableDeclarator, state: Facts, _depth: int) -> State:
        binding = self._index.meaning(node.id) if isinstance(node.id, js.Identifier) else None
        state = self._without_changed(state, node)
        return state if binding is None or node.init is None else state.assigned(binding, node.init)

    def _after_logic(self, node: js.LogicalExpression, state: Facts, depth: int) -> State:
        if node.operator == "??":
            return self._without_changed(state, node)
        met, failed = self._split(node.left, state, depth)
        stopped, went_on = (failed, met) if node.operator == "&&" else (met, failed)
        return either(stopped, self._after(node.right, went_on, depth) if went_on is not None else None)

    def _split(self, test: Node, state: Facts, depth: int) -> tuple[State, State]:
        """What is known after a test if it counts as true, and if it counts as false."""
        done = self._after(test, state, depth)
        met = self.conditions.when(test, depth, outcome=True)
        return both(done, met), both(done, self.conditions.when(test, depth, outcome=False))

    def _after_sequence(self, node: js.SequenceExpression, state: Facts, depth: int) -> State:
        known: State = state
        for expression in node.expressions:
            known = self._after(expression, known, depth) if known is not None else None
        return known

    def _after_call(self, node: js.CallExpression, state: Facts, depth: int) -> State:
        return both(self._without_changed(state, node), self.conditions.completed(node, depth))

    def _after_operand(self, node: js.AwaitExpression | js.UnaryExpression, state: Facts, depth: int) -> State:
        return self._after(node.argument, state, depth)

    _STEPS: ClassVar[Mapping[type[Node], _Step]] = {
        js.BlockStatement: _in_list,
        js.Program: _in_list,
        js.StaticBlock: _in_list,
        js.SwitchCase: _in_list,
        js.IfStatement: _in_choice,
        js.ConditionalExpression: _in_choice,
        js.LogicalExpression: _in_logic,
        js.AssignmentExpression: _in_assignment,
        js.ForStatement: _in_for,
        js.WhileStatement: _in_while,
        js.DoWhileStatement: _in_other_loop,
        js.ForInStatement: _in_other_loop,
        js.ForOfStatement: _in_other_loop,
        js.SwitchStatement: _in_switch,
        js.TryStatement: _in_try,
        js.SequenceExpression: _in_sequence,
        js.VariableDeclaration: _in_sequence,
    }
    _EFFECTS: ClassVar[Mapping[type[Node], _Effect]] = {
        js.BlockStatement: _after_list,
        js.IfStatement: _after_choice,
        js.TryStatement: _after_try,
        js.SwitchStatement: _after_switch,
        js.LabeledStatement: _after_label,
        js.ExpressionStatement: _after_expression,
        js.VariableDeclaration: _after_variables,
        js.AssignmentExpression: _after_assignment,
        js.VariableDeclarator: _after_declarator,
        js.LogicalExpression: _after_logic,
        js.ConditionalExpression: _after_choice,
        js.SequenceExpression: _after_sequence,
        js.CallExpression: _after_call,
        js.AwaitExpression: _after_operand,
        js.UnaryExpression: _after_operand,
    }


def _breaks_inside(case: js.SwitchCase) -> bool:
    """Whether a case is left by a `break` that is not its last statement."""
    *others, last = case.consequent or [case]
    return any(map(_breaks, others)) or (not isinstance(last, js.BreakStatement) and _breaks(last))


def _breaks(statement: Node, *, named: bool = False) -> bool:
    """Whether a `break` in a statement may leave something around it; `named`: one with a label."""
    stack = [statement]
    while stack:
        node = stack.pop()
        if isinstance(node, js.BreakStatement) and (node.label is not None or not named):
            return True
        if not isinstance(node, (js.Function, js.Class)):
            stack += js.children(node)
    return False


def _has_value(identifier: js.Identifier) -> bool:
    """Whether a name gets a value where it is declared; `var x;` alone gives it none."""
    parent = identifier.parent
    if not isinstance(parent, js.VariableDeclarator) or parent.init is not None:
        return True
    declaration = parent.parent
    return declaration is not None and isinstance(declaration.parent, (js.ForInStatement, js.ForOfStatement))
