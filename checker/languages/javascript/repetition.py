"""What repeats a piece of code: loops, iteration callbacks, recursion and timers, through the file's own functions.

The search goes backwards from the code: out of the statements around it up to its function, from there to every place
where that function comes to run, and on. A function that was passed as a callback is followed back only to the calls
that passed it, so a helper that calls its parameter does not mix up those who use it.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Protocol, TypeAlias

from checker.languages.javascript import estree as js
from checker.languages.javascript.calls import CallNode, Entry, Manner
from checker.languages.javascript.definitions import member_key
from checker.languages.javascript.flow import LOOPS, Leaving, exclude_each_other, leaving, stands_beside
from checker.languages.javascript.node_index import ancestors
from checker.languages.javascript.values import called

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.scopes import Binding

_LONGEST_WAY = 24
"""Functions between a piece of code and what repeats it."""
_MOST_STEPS = 300
"""Ways out of a function that one question follows."""
_MOST_STEPS_OF_ALL = 100_000
"""The same for all questions about a file."""

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


@dataclass(frozen=True, slots=True)
class Repetition:
    """What repeats a piece of code, and by which calls that comes about."""

    kind: Repeated
    node: Node
    """The loop statement, the call that iterates or starts the timer, or the call by which a function calls itself."""
    chain: tuple[Node, ...] = ()
    """From the repeated place to the code: the calls of the file's functions on the way; empty if it stands there."""


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


@dataclass(frozen=True, slots=True)
class _Step:
    """A place that the search came to, and the way from it to the code."""

    place: Node
    chain: tuple[Node, ...] = ()
    context: _Context = frozenset()
    collapsed: bool = False
    visits: tuple[_Visit, ...] = ()


@dataclass(frozen=True, slots=True)
class _Visit:
    """A function on the way: what leads to the code in it, and from where it was entered."""

    function: js.Function
    step: _Step
    entry: Entry


class Repetitions:
    """Answers what repeats a piece of code; event handlers run on their event, not where they stand."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._steps_left = _MOST_STEPS_OF_ALL
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
                yield from self._recursion(cycle, step.place)
            elif function is not None:
                for entry in self._permitted(function, step.context):
                    steps += 1
                    self._steps_left -= 1
                    yield from self._enter(function, step, entry, waiting)

    def _around(self, step: _Step) -> tuple[Repetition | None, js.Function | None]:
        """The nearest loop in the function around a place, or else that function."""
        child, parent = step.place, step.place.parent
        while parent is not None and not isinstance(parent, js.Function):
            if not step.collapsed and _repeats(parent, child):
                is_left = leaving(step.place, parent)
                if is_left is not Leaving.ALWAYS:
                    is_open = is_left is Leaving.ON_SUCCESS or self._is_paging(parent)
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
            if not step.collapsed and not _stops_iteration(step.place, function, entry.place):
                yield Repetition(Repeated.ITERATION, entry.place, chain)
            return
        if entry.manner is Manner.INTERVAL:
            if not self._stops_timer((*step.visits, _Visit(function, step, entry))):
                yield Repetition(Repeated.TIMER, entry.place, chain)
            return
        if len(step.visits) < _LONGEST_WAY:
            visits = (*step.visits, _Visit(function, step, entry))
            collapsed = step.collapsed or entry.manner is Manner.COLLAPSED
            waiting.append(_Step(entry.place, chain, _context_at(entry, step.context), collapsed, visits))

    def _recursion(self, cycle: Sequence[_Visit], place: Node) -> Iterator[Repetition]:
        """The functions of a cycle call one another: `place`, in the first of them, leads to the last."""
        first = cycle[0]
        if exclude_each_other(first.step.place, place):
            return
        manners = {visit.entry.manner for visit in cycle}
        if any(self._works_through_list(visit.function) for visit in cycle):
            kind = Repeated.RECURSION
        elif manners.isdisjoint({Manner.LATER, Manner.COLLAPSED}):
            kind = Repeated.PAGING
        else:
            kind = Repeated.TIMER
        yield Repetition(kind, first.entry.place, first.step.chain)

    def _stops_timer(self, visits: Sequence[_Visit]) -> bool:
        """Whether the timer is stopped wherever the code is reached: it only waited for something."""
        stops = [_statement(call) for call in self._calls.stopping_calls]
        return any(stands_beside(visit.step.place, visit.function, stops) for visit in visits)

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
        if not isinstance(node, js.MemberExpression) or not node.computed or _is_target(node):
            return False
        return isinstance(node.property, js.Identifier) and self._advances(node.property, function)

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

    def _is_paging(self, loop: Node) -> bool:
        """Whether a loop goes on as long as answers say so: its test reads what its body assigns from elsewhere."""
        if isinstance(loop, js.ForInStatement | js.ForOfStatement):
            return isinstance(loop, js.ForOfStatement) and loop.await_
        assert isinstance(loop, js.WhileStatement | js.DoWhileStatement | js.ForStatement)
        if loop.test is None or isinstance(loop.test, js.Literal):
            return not any(_consumes(node) for node in js.walk(loop.body))
        tested = {self._meaning(node) for node in js.walk(loop.test)}
        answers = {
            self._meaning(target)
            for node in js.walk(loop.body)
            if isinstance(node, js.AssignmentExpression) and node.operator == "=" and not self._is_step(node)
            for target in js.walk(node.left)
        }
        return bool((tested & answers) - {None})

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
    if isinstance(parent, js.ForInStatement | js.ForOfStatement):
        return child is parent.body
    return isinstance(parent, LOOPS)


def _cycle(function: js.Function, step: _Step) -> Sequence[_Visit]:
    """The way from a function back to itself, if the search has come to it again in the same context."""
    for at, visit in enumerate(step.visits):
        if visit.function is function and visit.step.context == step.context:
            return step.visits[at:]
    return ()


def _extended(chain: tuple[Node, ...], place: Node, entry: Entry) -> tuple[Node, ...]:
    """Add the place where a function is called by name; a function that stands there itself adds nothing."""
    is_around = entry.place in ancestors(place)
    return chain if is_around or entry.manner is Manner.CALLBACK else (entry.place, *chain)


def _context_at(entry: Entry, context: _Context) -> _Context:
    """Where the search may go from a place: callbacks go back to the calls that passed them."""
    around = set(ancestors(entry.place))
    kept = {function: sites for function, sites in context if function in around}
    return frozenset({**kept, **(entry.passed_by if entry.manner is Manner.CALLBACK else {})}.items())


def _stops_iteration(place: Node, function: js.Function, iteration: Node) -> bool:
    """Whether the callback always returns what ends the iteration once a place was reached."""
    callee = called(iteration)[0] if isinstance(iteration, js.CallExpression) else None
    answer = _ENDING_ANSWERS.get(member_key(callee) or "") if isinstance(callee, js.MemberExpression) else None
    if answer is None or not isinstance(function.body, js.BlockStatement):
        return False
    endings = [node for node in js.walk(function.body) if isinstance(node, js.ReturnStatement)]
    return stands_beside(
        place,
        function,
        [node for node in endings if isinstance(node.argument, js.Literal) and node.argument.raw == answer],
    )


def _statement(call: CallNode) -> Node:
    """The statement that a call is, or the call itself if it is part of an expression."""
    return call.parent if isinstance(call.parent, js.ExpressionStatement) else call


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
    is_kept = isinstance(owner, js.Identifier | js.MemberExpression)
    return owner if key in {"shift", "pop", "splice"} and is_kept else None
