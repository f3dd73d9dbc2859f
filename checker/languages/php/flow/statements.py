"""Follows statements: ways that part and meet, loops, early ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.languages.php.calls import is_call
from checker.languages.php.flow.arrivals import Sink
from checker.languages.php.flow.state import State, merge
from checker.languages.php.flow.values import ANY, NOTHING, Checked, constant, element, joined
from checker.languages.php.node import bare, variable_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from checker.languages.php.flow.interpreter import Interpreter
    from checker.languages.php.flow.values import Value
    from checker.languages.php.node import Node

_FALSE = frozenset({"false", "null", "''", '""', "0", "[]", "-1"})
_DECLARATIONS = frozenset(
    {
        "function_definition", "class_declaration", "interface_declaration", "trait_declaration", "enum_declaration",
        "namespace_use_declaration", "empty_statement", "named_label_statement",
    }
)  # fmt: skip
_ASSIGNING = frozenset({"assignment_expression", "augmented_assignment_expression"})
_CONTAINERS = ("_statement", "_block", "program", "_declaration", "_definition", "ERROR", "_list")
_MOST_TURNS = 30
"""Items of a list in the code that a loop is followed for one by one."""


class Statements:
    """The statements of one interpreter."""

    def __init__(self, interpreter: Interpreter) -> None:
        self._all = interpreter
        self._readers: Mapping[str, Callable[[Node, State], None]] = {
            "if_statement": self._if,
            "switch_statement": self._switch,
            "while_statement": self._while,
            "do_statement": self._do,
            "for_statement": self._for,
            "foreach_statement": self._foreach,
            "try_statement": self._try,
            "return_statement": self._return,
            "break_statement": self._break,
            "continue_statement": self._break,
            "goto_statement": self._break,
            "echo_statement": self._echo,
            "unset_statement": self._unset,
            "global_declaration": self._global,
            "static_variable_declaration": self._static,
        }

    def run(self, node: Node, state: State) -> None:
        """Follow a statement; `state` becomes what is known behind it."""
        if state.is_dead or node.kind in _DECLARATIONS:
            return
        with self._all.deeper():
            reader = self._readers.get(node.kind)
            if reader is not None:
                reader(node, state)
            elif node.kind.endswith(_CONTAINERS) and not is_call(node):
                self._children(node, state)
            elif node.role != "name":
                self._all.value(node, state)

    def _children(self, node: Node, state: State) -> None:
        for child in node.children:
            self.run(child, state)

    def _body(self, node: Node | None, state: State) -> State:
        if node is not None:
            self.run(node, state)
        return state

    def _if(self, node: Node, state: State) -> None:
        condition = node.child("condition")
        if condition is None:
            self._children(node, state)
            return
        then, otherwise = self._all.assume(condition, state)
        body = node.child("body")
        ends = [(self._body(body, then), body)]
        for alternative in node.all("alternative"):
            inner = alternative.child("condition")
            branch = otherwise
            if inner is not None:
                branch, otherwise = self._all.assume(inner, otherwise)
            else:
                otherwise = State()
                otherwise.is_dead = True
            ends.append((self._body(alternative.child("body"), branch), alternative))
        _meet(state, [*ends, (otherwise, None)])

    def _switch(self, node: Node, state: State) -> None:
        subject, block = node.child("condition"), node.child("body")
        if subject is None or block is None:
            return
        value = self._all.value(subject, state)
        is_true = bare(subject).text.lower() == "true"
        loops = self._all.frame.loops
        loops.append([])
        falling = State()
        falling.is_dead = True
        otherwise = state.copy()
        otherwise.note_all(value, Checked.PRESENCE)
        for case in block.children:
            label = case.child("value")
            entry = otherwise.copy()
            if label is not None and is_true:
                entry, otherwise = self._all.assume(label, otherwise)
            elif label is not None:
                self._all.value(label, entry)
                entry.note_all(value, Checked.CONTENT)
            falling = merge([entry, falling])
            for child in case.children:
                if child is not label:
                    self.run(child, falling)
        has_default = any(case.kind == "default_statement" for case in block.children)
        state.become(merge([*loops.pop(), falling, *([] if has_default else [otherwise])]))

    def _loop(self, body: Node | None, state: State) -> list[State]:
        """Follow a loop's body once; returns the states that leave it."""
        self._all.frame.loops.append([])
        self._body(body, state)
        return [*self._all.frame.loops.pop(), state]

    def _while(self, node: Node, state: State) -> None:
        condition = node.child("condition")
        if condition is None:
            return
        inside, outside = self._all.assume(condition, state)
        ends = self._loop(node.child("body"), inside)
        endless = bare(condition).text.lower() in {"true", "1"}
        state.become(merge(ends if endless else [*ends, outside]))

    def _do(self, node: Node, state: State) -> None:
        ends = self._loop(node.child("body"), state.copy())
        state.become(merge(ends))
        condition = node.child("condition")
        if condition is not None and not state.is_dead:
            self._all.value(condition, state)

    def _for(self, node: Node, state: State) -> None:
        for role in ("initialize", "condition"):
            for part in node.all(role):
                self._all.value(part, state)
        before = state.copy()
        body = node.children[-1] if node.children else None
        inside = state.copy()
        ends = self._loop(body if body is not None and body.role in {"body", None} else None, inside)
        for part in node.all("update"):
            self._all.value(part, inside)
        state.become(merge([before, *ends]))

    def _foreach(self, node: Node, state: State) -> None:
        """Follow a loop over the items that are known one by one, or else over one that stands for all."""
        parts = [child for child in node.children if child.role != "body"]
        if len(parts) < 2:
            return
        subject, target = parts[0], parts[1]
        key = None
        if target.kind == "pair":
            key, target = target.children[0], target.children[-1]
        value = self._all.value(subject, state)
        self._all.count(value)
        before = state.copy()
        ends: list[State] = []
        for name, item in _together(_turns(value)):
            if key is not None:
                self._all.assign(key, name, state)
            self._all.assign(target, item, state)
            ends += self._loop(node.child("body"), state)
            if target.kind == "by_ref":
                changed = self._all.value(target, state)
                self._all.replace_elements(subject, changed, state)
        state.become(_behind_loop(before, merge(ends), variable_name(bare(subject))))

    def _try(self, node: Node, state: State) -> None:
        before = state.copy()
        self._body(node.child("body"), state)
        after = state.copy()
        failed = merge([before, state]) if not state.is_dead else before
        ends = [after]
        clauses = (child for child in node.children if child.kind == "catch_clause")
        ends.extend(self._body(clause.child("body"), failed.copy()) for clause in clauses)
        state.become(merge(ends))
        last = node.of_kind("finally_clause")
        if last is not None:
            self._body(last.child("body"), state)

    def _return(self, node: Node, state: State) -> None:
        frame = self._all.frame
        result = node.children[0] if node.children else None
        if result is None:
            frame.leave(NOTHING, None, state.copy())
        elif bare(result).text.lower() in _FALSE:
            frame.leave(self._all.value(result, state), None, state.copy())
        elif self._all.is_condition(bare(result)):
            truthy, falsy = self._all.assume(result, state)
            frame.leave(NOTHING, truthy, falsy)
        else:
            value = state.trusted(self._all.value(result, state))
            literal = bare(result).kind in {"boolean", "integer", "string"}
            frame.leave(value, state.copy(), None if literal else state.copy())
        state.is_dead = True

    def _break(self, _node: Node, state: State) -> None:
        if self._all.frame.loops:
            self._all.frame.loops[-1].append(state.copy())
            state.is_dead = True

    def _echo(self, node: Node, state: State) -> None:
        for child in node.children:
            for part in child.children if child.kind == "sequence_expression" else (child,):
                self._all.arrive(self._all.value(part, state), Sink.OUTPUT, node, state, "echo")

    def _unset(self, node: Node, state: State) -> None:
        for child in node.children:
            name = variable_name(child)
            if name is not None:
                state.variables.pop(name, None)

    def _global(self, node: Node, state: State) -> None:
        for child in node.children:
            name = variable_name(child)
            if name is not None:
                state.variables[name] = self._all.top.variables.get(name, NOTHING)

    def _static(self, node: Node, state: State) -> None:
        name, value = node.child("name"), node.child("value")
        if name is not None:
            self._all.assign(name, self._all.value(value, state) if value is not None else NOTHING, state)


def _turns(value: Value) -> list[tuple[Value, Value]]:
    """Key and item of each turn of a loop over a value."""
    known = [name for name in value.items if name != ANY]
    if known and not value.taints and ANY not in value.items and len(known) <= _MOST_TURNS:
        return [(constant(name), value.items[name]) for name in known]
    item = element(value, ANY, None)
    return [(item._replace(items={}), item)]


def _behind_loop(before: State, after: State, looped: str | None) -> State:
    """What is known behind a loop that may not run at all: the checks in it count, and what it made of its subject."""
    if looped is not None and looped in after.variables:
        before.variables[looped] = after.variables[looped]
    for path, checked in after.checks.items():
        before.note(path, checked)
    return before if after.is_dead else merge([before, after])


def _together(turns: list[tuple[Value, Value]]) -> list[tuple[Value, Value]]:
    """The turns of a loop over known items: texts are followed together, as one of several."""
    if len(turns) > 1 and all(item.is_constant and not item.items for _, item in turns):
        name, item = turns[0]
        for other_name, other_item in turns[1:]:
            name, item = joined(name, other_name), joined(item, other_item)
        return [(name, item)]
    return turns


def _meet(state: State, ends: list[tuple[State, Node | None]]) -> None:
    """Go on behind an `if`.

    A way that failed a check but takes note of it (`$errors[] = …`) counts as checked: the code decides later.
    """
    alive = [(end, branch) for end, branch in ends if not end.is_dead]
    noting = [end for end, branch in alive if branch is not None and _notes_something(branch)]
    merged = merge([end for end, _ in ends])
    if noting and len(alive) > 1:
        others = merge([end for end, _ in alive if not any(end is one for one in noting)])
        if not others.is_dead:
            for path, checked in others.checks.items():
                merged.note(path, checked)
    state.become(merged)


def _notes_something(branch: Node) -> bool:
    body = branch.child("body") or branch
    statements = body.children if body.kind in {"compound_statement", "colon_block"} else [body]
    return any(
        statement.kind == "expression_statement"
        and statement.children
        and statement.children[0].kind in _ASSIGNING
        and _is_note(statement.children[0])
        for statement in statements
    )


def _is_note(assignment: Node) -> bool:
    """Tell whether an assignment records a failure or gives a default: a constant, or an entry of a list."""
    return not any(node.kind == "subscript_expression" for node in assignment.children[-1].walk())
