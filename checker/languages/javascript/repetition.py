"""What repeats a piece of code: loops, iteration callbacks, recursion and timers, through the file's own functions.

The search goes backwards from the code: out of the statements around it up to its function, from there to every place
where that function comes to run, and on. A function that was passed as a callback is followed back only to the calls
that passed it, so a helper that calls its parameter does not mix up those who use it.
"""

from __future__ import annotations

from collections import deque
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias

from checker.languages.javascript import estree as js
from checker.languages.javascript.call_graph import Entry, Manner
from checker.languages.javascript.definitions import member_key, property_read
from checker.languages.javascript.flow import LOOPS, Flow, Leaving, leaves, stands_beside
from checker.languages.javascript.node_index import ancestors
from checker.languages.javascript.once import Guard, OnceGuards
from checker.languages.javascript.values import called

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from checker.languages.javascript.calls import CallNode
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.scopes import Binding

_LONGEST_WAY = 24
"""Functions between a piece of code and what repeats it."""
_MOST_STEPS = 300
"""Ways out of a function that one question follows."""
_MOST_STEPS_OF_ALL = 100_000
"""The same for all questions about a file."""

_COMPARING = frozenset({"<", "<=", ">", ">=", "==", "===", "!=", "!=="})
_ENDING_ANSWERS: Mapping[str, str] = {
    "each": "false", "every": "false", "forEach": "false", "forOwn": "false", "forIn": "false",
    "some": "true", "find": "true", "findIndex": "true", "detect": "true",
}  # fmt: skip
"""What an iteration callback returns to stop the iteration."""


class Repeated(Enum):
    """How something is repeated."""

    LOOP = "loop"
    """A loop statement over items."""
    ITERATION = "iteration"
    """A callback that runs once for each item."""
    RECURSION = "recursion"
    """A function that works through a list by calling itself."""
    PAGING = "paging"
    """A loop or recursion that goes on as long as answers say so."""
    TIMER = "timer"
    """A repeating timer, or a function that starts itself again after a while."""


class Repetition(NamedTuple):
    """What repeats a piece of code, and by which calls that comes about."""

    kind: Repeated
    node: Node
    """The loop, the call that iterates or starts the timer, or for recursion what calls or hands over the function."""
    chain: tuple[Node, ...] = ()
    """From the repeated place to the code: the calls of the file's functions on the way; empty if it stands there."""
    cycle: frozenset[js.Function] = frozenset()
    """For recursion: the functions that call one another."""


class Calls(Protocol):
    """What the search asks about the calls of a file, or of several files."""

    def entries(self, function: js.Function) -> Sequence[Entry]:
        """How a function comes to run."""

    def binding(self, name: js.Identifier) -> Binding | None:
        """What a name means; None for a global."""

    @property
    def stopping_calls(self) -> Sequence[CallNode]:
        """The calls that stop a timer."""


_Context: TypeAlias = "frozenset[tuple[js.Function, frozenset[CallNode]]]"
"""For functions that got a callback passed: the calls that the search may go back to."""


class _Step(NamedTuple):
    """A place that the search came to, and the way from it to the code."""

    place: Node
    chain: tuple[Node, ...] = ()
    context: _Context = frozenset()
    collapsed: bool = False
    """Many calls count as one from here on."""
    settled: bool = False
    """After the first answer the code is not reached any more."""
    visits: tuple[_Visit, ...] = ()


class _Visit(NamedTuple):
    """A function on the way: what leads to the code in it, and from where it was entered."""

    function: js.Function
    step: _Step
    entry: Entry


class Repetitions:
    """Answers what repeats a piece of code; event handlers run on their event, not where they stand."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._steps_left = _MOST_STEPS_OF_ALL
        self._flow = Flow()
        self._guards = OnceGuards(calls.binding)
        self._pagings: dict[Node, bool] = {}
        self._endings: dict[tuple[js.Function, str], frozenset[Node | None]] = {}
        self._through_lists: dict[js.Function, bool] = {}

    def of(self, node: Node) -> tuple[Repetition, ...]:
        """Everything that repeats the code at a node, the surest first."""
        found = dict.fromkeys(self._search(node))
        return tuple(sorted(found, key=lambda repetition: (_ORDER.index(repetition.kind), len(repetition.chain))))

    def _search(self, node: Node) -> Iterator[Repetition]:
        waiting = deque([_Step(node)])
        steps = 0
        while waiting and steps < _MOST_STEPS and self._steps_left > 0:
            step = waiting.popleft()
            loop, function = self._around(step)
            if loop is not None:
                yield loop
            elif function is not None and (cycle := _cycle(function, step)):
                yield from self._recursion(cycle, step)
            elif function is not None:
                guard = self._guards.guard(step.place, function)
                if guard is Guard.AT_ONCE:
                    continue
                step = step._replace(settled=step.settled or guard is Guard.BY_ANSWER)
                for entry in self._permitted(function, step.context):
                    steps += 1
                    self._steps_left -= 1
                    yield from self._enter(function, step, entry, waiting)

    def _around(self, step: _Step) -> tuple[Repetition | None, js.Function | None]:
        """The nearest loop in the function around a place, or else that function."""
        child, parent = step.place, step.place.parent
        while parent is not None and not isinstance(parent, js.Function):
            if not step.collapsed and _repeats(parent, child):
                is_left = self._flow.leaving(step.place, parent)
                if is_left is not Leaving.ALWAYS and not _is_for_one_item(step.place, parent):
                    is_open = is_left is Leaving.ON_SUCCESS or self._is_open_ended(parent)
                    return Repetition(Repeated.PAGING if is_open else Repeated.LOOP, parent, step.chain), None
            child, parent = parent, parent.parent
        return None, parent

    def _permitted(self, function: js.Function, context: _Context) -> Iterator[Entry]:
        sites = dict(context).get(function)
        for entry in self._calls.entries(function):
            if sites is None or (entry.manner in {Manner.CALL, Manner.CALLBACK} and entry.place in sites):
                yield entry

    def _enter(self, function: js.Function, step: _Step, entry: Entry, waiting: deque[_Step]) -> Iterator[Repetition]:
        """Go from a function to a place where it comes to run, unless that place is what repeats it."""
        chain = _extended(step.chain, step.place, entry)
        if entry.manner is Manner.ITEM:
            is_once = self._stops_iteration(step.place, function, entry.place) or _is_for_one_item(step.place, function)
            if not step.collapsed and not is_once:
                yield Repetition(Repeated.ITERATION, entry.place, chain)
            return
        if entry.manner is Manner.INTERVAL:
            if not step.settled and not self._stops_timer((*step.visits, _Visit(function, step, entry))):
                yield Repetition(Repeated.TIMER, entry.place, chain)
            return
        if len(step.visits) < _LONGEST_WAY:
            visits = (*step.visits, _Visit(function, step, entry))
            collapsed = step.collapsed or entry.manner is Manner.COLLAPSED
            context = _context_at(function, entry, step.context)
            waiting.append(_Step(entry.place, chain, context, collapsed, step.settled, visits))

    def _recursion(self, cycle: Sequence[_Visit], last: _Step) -> Iterator[Repetition]:
        """The functions of a cycle call one another: the last step's place, in the first of them, leads to the last."""
        first = cycle[0]
        if last.settled or self._flow.exclude_each_other(first.step.place, last.place):
            return
        manners = {visit.entry.manner for visit in cycle}
        if any(self._works_through_list(visit.function) for visit in cycle):
            kind = Repeated.RECURSION
        elif manners.isdisjoint({Manner.LATER, Manner.COLLAPSED}):
            kind = Repeated.PAGING
        else:
            kind = Repeated.TIMER
        functions = frozenset(visit.function for visit in cycle)
        yield Repetition(kind, first.entry.given or first.entry.place, first.step.chain, functions)

    def _stops_iteration(self, place: Node, function: js.Function, iteration: Node) -> bool:
        """Whether the callback always returns what ends the iteration once a place was reached."""
        callee = called(iteration)[0] if isinstance(iteration, js.CallExpression) else None
        answer = _ENDING_ANSWERS.get(property_read(callee) or "")
        if answer is None:
            return False
        if (function, answer) not in self._endings:
            returns = (node for node in js.walk(function.body) if isinstance(node, js.ReturnStatement))
            ends = (node for node in returns if isinstance(node.argument, js.Literal) and node.argument.raw == answer)
            self._endings[function, answer] = frozenset(node.parent for node in ends)
        return stands_beside(place, function, self._endings[function, answer])

    def _stops_timer(self, visits: Sequence[_Visit]) -> bool:
        """Whether the timer is stopped wherever the code is reached: it only waited for something."""
        return any(stands_beside(visit.step.place, visit.function, self._stops) for visit in visits)

    @cached_property
    def _stops(self) -> frozenset[Node | None]:
        """The lists of statements in which timers are stopped."""
        return frozenset(
            call.parent.parent for call in self._calls.stopping_calls if isinstance(call.parent, js.ExpressionStatement)
        )

    def _works_through_list(self, function: js.Function) -> bool:
        """Whether a function takes one item after the other: by an index that advances, or by `shift` and its like."""
        known = self._through_lists.get(function)
        if known is None:
            known = any(self._takes_item(node, function) for node in js.walk(function))
            self._through_lists[function] = known
        return known

    def _takes_item(self, node: Node, function: js.Function) -> bool:
        owner = _consumed_list(node)
        if owner is not None:
            return not isinstance(owner, js.Identifier) or not self._is_declared_in(owner, function)
        if isinstance(node, js.ArrayPattern):
            return any(isinstance(element, js.RestElement) for element in node.elements)
        if isinstance(node, js.BinaryExpression) and node.operator in _COMPARING:
            return any(
                _is_length(other) and isinstance(index, js.Identifier) and self._advances(index, function)
                for index, other in ((node.left, node.right), (node.right, node.left))
            )
        if not isinstance(node, js.MemberExpression) or not node.computed or _is_target(node):
            return False
        index = _index(node)
        return isinstance(index, js.Identifier) and self._advances(index, function)

    def _is_declared_in(self, name: js.Identifier, function: js.Function) -> bool:
        binding = self._calls.binding(name)
        return binding is not None and any(function.body in ancestors(place) for place in binding.declarations)

    def _advances(self, index: js.Identifier, function: js.Function) -> bool:
        """Whether an index is another one each time: the function passes on a changed one, or changes an outer one."""
        binding = self._calls.binding(index)
        if binding is None:
            return False
        if binding.kind == "param" and index.name in {getattr(parameter, "name", "") for parameter in function.params}:
            return any(_is_changed(reference.identifier) for reference in binding.references)
        changes = [reference for reference in binding.references if reference.role != "read"]
        return not self._is_declared_in(index, function) and any(
            function in ancestors(reference.identifier) for reference in changes
        )

    def _is_open_ended(self, loop: Node) -> bool:
        known = self._pagings.get(loop)
        if known is None:
            known = self._pagings[loop] = self._is_paging(loop)
        return known

    def _is_paging(self, loop: Node) -> bool:
        """Whether a loop goes on as long as answers say so: its test reads what its body assigns from elsewhere."""
        if isinstance(loop, (js.ForInStatement, js.ForOfStatement)):
            return isinstance(loop, js.ForOfStatement) and loop.await_
        assert isinstance(loop, (js.WhileStatement, js.DoWhileStatement, js.ForStatement))
        if self._is_over_list(loop):
            return False
        if loop.test is None or isinstance(loop.test, js.Literal):
            return True
        answers = {self._meaning(name) for name in self._answers(loop.body)} - {None}
        return any(self._meaning(name) in answers for test in _ending_tests(loop) for name in js.walk(test))

    def _is_over_list(self, loop: js.WhileStatement | js.DoWhileStatement | js.ForStatement) -> bool:
        """Whether a loop takes item after item: from an index that it counts, up to a length, or by `shift`."""
        counted = {self._meaning(node.argument) for node in js.walk(loop) if isinstance(node, js.UpdateExpression)} - {
            None
        }
        return any(
            _consumes(node)
            or (isinstance(node, js.MemberExpression) and node.computed and self._meaning(_index(node)) in counted)
            for node in js.walk(loop)
        )

    def _answers(self, body: Node) -> Iterator[Node]:
        """The names that get a value from elsewhere, neither counted nor constant."""
        for node in js.walk(body):
            if isinstance(node, js.AssignmentExpression) and node.operator == "=" and not self._is_step(node):
                yield from js.walk(node.left)
            elif isinstance(node, js.VariableDeclarator) and isinstance(
                node.init, js.CallExpression | js.AwaitExpression
            ):
                yield from js.walk(node.id)

    def _is_step(self, assignment: js.AssignmentExpression) -> bool:
        """Whether a variable only goes on to the next item: `i = i + 1`, `node = node.next`, `item = queue.shift()`."""
        if any(_consumes(node) for node in js.walk(assignment.right)):
            return True
        source: Node | None = assignment.right
        while isinstance(source, js.MemberExpression):
            source = source.object
        names = js.walk(source) if isinstance(source, js.BinaryExpression) else [source]
        target = self._meaning(assignment.left)
        return isinstance(source, js.Literal) or any(self._meaning(name) == target for name in names)

    def _meaning(self, node: Node | None) -> Binding | str | None:
        """What a name stands for: its binding, the name itself for a global or a property; None for anything else."""
        if isinstance(node, js.MemberExpression):
            return f".{member_key(node)}"
        return (self._calls.binding(node) or node.name) if isinstance(node, js.Identifier) else None


_ORDER = (Repeated.LOOP, Repeated.ITERATION, Repeated.RECURSION, Repeated.PAGING, Repeated.TIMER)


def _repeats(parent: Node, child: Node) -> bool:
    """Whether a statement runs one of its parts again and again."""
    if isinstance(parent, js.ForStatement):
        return child is not parent.init
    if isinstance(parent, (js.ForInStatement, js.ForOfStatement)):
        return child is parent.body
    return isinstance(parent, LOOPS) and not _is_state_machine(parent)


def _cycle(function: js.Function, step: _Step) -> Sequence[_Visit]:
    """The way from a function back to itself, if the search has come to it again in the same context."""
    for at, visit in enumerate(step.visits):
        if visit.function is function and visit.step.context == step.context:
            return step.visits[at:]
    return ()


def _extended(chain: tuple[Node, ...], place: Node, entry: Entry) -> tuple[Node, ...]:
    """Add the place where a function is called by name; a function that stands there itself adds nothing."""
    is_around = entry.place in ancestors(place)
    return chain if is_around or entry.passed_by else (entry.place, *chain)


def _context_at(function: js.Function, entry: Entry, context: _Context) -> _Context:
    """Where the search may go on from where a function is entered: callbacks go back to the calls that passed them."""
    is_left = function not in ancestors(entry.place)
    kept = {receiver: sites for receiver, sites in context if not (receiver is function and is_left)}
    return frozenset({**kept, **entry.passed_by}.items())


def _is_length(node: Node) -> bool:
    """Whether an expression is the length of a list, or the position of its last item."""
    if isinstance(node, js.BinaryExpression):
        return _is_length(node.left)
    return property_read(node) == "length"


def _is_for_one_item(place: Node, whole: Node) -> bool:
    """Whether a place is reached for one position only: `if (i === items.length - 1)`."""
    child = place
    for around in ancestors(place):
        if around is whole:
            return False
        if isinstance(around, js.IfStatement) and child is around.consequent:
            test = around.test
            is_equal = isinstance(test, js.BinaryExpression) and test.operator in {"==", "==="}
            if is_equal and isinstance(test, js.BinaryExpression) and isinstance(test.left, js.Identifier):
                return _is_length(test.right) or (isinstance(test.right, js.Literal) and test.right.raw.isdigit())
        child = around
    return False


def _is_state_machine(loop: Node) -> bool:
    """Whether a loop is what a compiler made of an async function: `while (1) switch (c.prev = c.next) {…}`."""
    if not isinstance(loop, (js.WhileStatement, js.ForStatement)):
        return False
    body = loop.body.body if isinstance(loop.body, js.BlockStatement) else [loop.body]
    switch = body[0] if len(body) == 1 else None
    return isinstance(switch, js.SwitchStatement) and isinstance(switch.discriminant, js.AssignmentExpression)


def _index(member: js.MemberExpression) -> Node:
    return member.property.argument if isinstance(member.property, js.UpdateExpression) else member.property


def _ending_tests(loop: js.WhileStatement | js.DoWhileStatement | js.ForStatement) -> Iterator[Node]:
    """What decides whether a loop goes on: its own test, and those that lead to `break` or `return`."""
    if loop.test is not None:
        yield loop.test
    for statement in js.walk(loop.body):
        if isinstance(statement, js.IfStatement) and leaves(statement.consequent, by_break=True):
            yield statement.test


def _is_target(member: js.MemberExpression) -> bool:
    return isinstance(member.parent, js.AssignmentExpression) and member.parent.left is member


def _is_changed(name: js.Identifier) -> bool:
    """Whether a name is counted up or down where it stands: `i + 1`, `++i`, `i += 1`."""
    parent = name.parent
    if isinstance(parent, js.BinaryExpression):
        return parent.operator in {"+", "-"} and isinstance(parent.right, js.Literal) and parent.right.raw.isdigit()
    return isinstance(parent, js.UpdateExpression) or (
        isinstance(parent, js.AssignmentExpression) and parent.left is name
    )


def _consumes(node: Node) -> bool:
    """Whether an expression takes an item from a list that is kept: not the last part of a text that was split."""
    return _consumed_list(node) is not None


def _consumed_list(node: Node) -> Node | None:
    if not isinstance(node, js.CallExpression) or not isinstance(node.callee, js.MemberExpression):
        return None
    key, owner = member_key(node.callee), node.callee.object
    if key == "slice" and node.arguments and isinstance(node.arguments[0], js.Literal):
        return owner if node.arguments[0].raw == "1" and len(node.arguments) == 1 else None
    is_kept = isinstance(owner, (js.Identifier, js.MemberExpression))
    return owner if key in {"shift", "pop", "splice"} and is_kept else None
