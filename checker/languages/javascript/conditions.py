"""What the outcome of a test makes sure of: `if (card && card.model)`, `typeof x !== 'undefined'`, `_.has(…)`."""

from __future__ import annotations

from enum import Enum
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, ClassVar, Protocol, TypeAlias

from checker.languages.javascript import estree as js
from checker.languages.javascript.definitions import FromExpression, Parameter, definitions, member_key
from checker.languages.javascript.facts import NOTHING, THIS, Facts, both, either
from checker.languages.javascript.node_index import enclosing_function
from checker.languages.javascript.paths import Paths
from checker.languages.javascript.presence import Presence, known_texts
from checker.languages.javascript.scopes import UPDATE, Binding
from checker.languages.javascript.value_kinds import Function, Object
from checker.languages.javascript.values import called

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from checker.languages.javascript.call_graph import CallGraph
    from checker.languages.javascript.definitions import Definition
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.facts import Lore, Path, State
    from checker.languages.javascript.node_index import NodeIndex
    from checker.languages.javascript.values import Values

DEEPEST = 30
"""Tests in tests, statements in statements, and functions that answer for one another."""
_MOST_DEFINITIONS = 8

_Test: TypeAlias = "Callable[..., State]"


class Places(Protocol):
    """What is known within functions: see `course`."""

    def at(self, node: Node, depth: int = 0) -> Facts:
        """What the function around a node makes sure of before the node runs."""

    def answers(self, function: js.Function, depth: int) -> Sequence[tuple[Node | None, State]]:
        """What a function returns, and what is known there; None where it returns nothing."""


class Constant(Enum):
    """What kind of value a constant is."""

    ABSENT = "undefined or null"
    FALSE = "false, 0, NaN or an empty string"
    OTHER = "anything else"


class Conditions:
    """Answers what a test makes sure of."""

    def __init__(self, index: NodeIndex, values: Values, graph: CallGraph, places: Places, lore: Lore) -> None:
        self._index = index
        self._values = values
        self._graph = graph
        self._places = places
        self.paths = Paths(index, values)
        self._presence = Presence(values, self.paths, lore)
        self._answers: dict[tuple[Node, bool], State] = {}
        self._values_of: dict[Binding, Sequence[Definition]] = {}
        self._completions: dict[Node, State] = {}
        self._outcomes: dict[tuple[Node, bool], State] = {}
        self._is_preparing = False

    def when(self, test: Node, depth: int = 0, *, outcome: bool) -> State:
        """What is known if a test counts as true, or as false; None if it never does."""
        find = self._TESTS.get(type(test))
        if find is None or depth > DEEPEST:
            return NOTHING
        question = (test, outcome)
        if question not in self._outcomes:
            self._outcomes[question] = NOTHING
            self._outcomes[question] = find(self, test, depth + 1, outcome=outcome)
        return self._outcomes[question]

    # -- Tests by kind

    def _negated(self, test: js.UnaryExpression, depth: int, *, outcome: bool) -> State:
        if test.operator == "!":
            return self.when(test.argument, depth, outcome=not outcome)
        if test.operator == "~" and outcome:
            return self._presence.found_in(test.argument)
        return NOTHING

    def _combined(self, test: js.LogicalExpression, depth: int, *, outcome: bool) -> State:
        if test.operator == "??":
            return either(self.when(test.left, depth, outcome=outcome), self.when(test.right, depth, outcome=outcome))
        join = both if (test.operator == "&&") == outcome else either
        open_tests, state = self._begun(test, depth, outcome=outcome)
        for longer in reversed(open_tests):
            state = join(state, self.when(longer.right, depth, outcome=outcome))
            self._outcomes[longer, outcome] = state
        return state

    def _begun(
        self, test: js.LogicalExpression, depth: int, *, outcome: bool
    ) -> tuple[Sequence[js.LogicalExpression], State]:
        """What is known of the first operands of `a && b && c`, and the expressions that add one to them."""
        longer: list[js.LogicalExpression] = []
        node: Node = test
        while isinstance(node, js.LogicalExpression) and node.operator == test.operator:
            if node is not test and (node, outcome) in self._outcomes:
                return longer, self._outcomes[node, outcome]
            longer.append(node)
            node = node.left
        return longer, self.when(node, depth, outcome=outcome)

    def _chosen(self, test: js.ConditionalExpression, depth: int, *, outcome: bool) -> State:
        return either(
            both(self.when(test.test, depth, outcome=True), self.when(test.consequent, depth, outcome=outcome)),
            both(self.when(test.test, depth, outcome=False), self.when(test.alternate, depth, outcome=outcome)),
        )

    def _last(self, test: js.SequenceExpression, depth: int, *, outcome: bool) -> State:
        return self.when(test.expressions[-1], depth, outcome=outcome)

    def _inside(self, test: js.ChainExpression, depth: int, *, outcome: bool) -> State:
        return self.when(test.expression, depth, outcome=outcome)

    def _awaited(self, test: js.AwaitExpression, depth: int, *, outcome: bool) -> State:
        return self.when(test.argument, depth, outcome=outcome)

    def _assigned(self, test: js.AssignmentExpression, depth: int, *, outcome: bool) -> State:
        if test.operator != "=":
            return self._presence.of(test.left) if outcome else NOTHING
        found = self.when(test.right, depth, outcome=outcome)
        return both(found, self._presence.of(test.left)) if outcome else found

    def _literal(self, test: Node, _depth: int, *, outcome: bool) -> State:
        kind = self._constant(test)
        return None if kind is not None and (kind is Constant.OTHER) != outcome else NOTHING

    def _identifier(self, test: js.Identifier, depth: int, *, outcome: bool) -> State:
        if self._constant(test) is not None:
            return self._literal(test, depth, outcome=outcome)
        binding = self._index.meaning(test)
        known = self._presence.of(test) if outcome else NOTHING
        return both(known, self._remembered(binding, depth, outcome=outcome)) if binding is not None else known

    def _member(self, test: js.MemberExpression, depth: int, *, outcome: bool) -> State:
        known = self._presence.of(test).both(self._presence.looked_up(test)) if outcome else NOTHING
        return both(known, self._stored(test, depth, outcome=outcome))

    # -- Variables and properties that stand for a test

    def _remembered(self, binding: Binding, depth: int, *, outcome: bool) -> State:
        """`var isCard = AMOCRM.data.current_card && …`, `var found = false; if (card) { found = true; }`."""
        found = self._definitions(binding)
        if not found or not (outcome or _is_only_value(found)):
            return NOTHING
        ways = [way for definition in found for way in self._ways(definition, depth, outcome=outcome)]
        return self._joined(ways)

    def _definitions(self, binding: Binding) -> Sequence[Definition]:
        """All that gives a variable a value; empty if it is too much or if it is changed otherwise."""
        if binding not in self._values_of:
            found = definitions(binding)[: _MOST_DEFINITIONS + 1]
            is_plain = len(found) <= _MOST_DEFINITIONS and all(use.role != UPDATE for use in binding.references)
            self._values_of[binding] = found if is_plain else ()
        return self._values_of[binding]

    def _ways(self, definition: Definition, depth: int, *, outcome: bool) -> Iterator[State]:
        if isinstance(definition, FromExpression) and not definition.path:
            yield self._where(definition.expression, depth, outcome=outcome)
        elif isinstance(definition, Parameter) and not definition.path and definition.function in self._graph.callers:
            for call in islice(self._graph.callers[definition.function], _MOST_DEFINITIONS + 1):
                argument = _argument_of(call, definition.index)
                yield NOTHING if argument is None else self._where(argument, depth, outcome=outcome)
        else:
            yield NOTHING

    def _where(self, expression: Node, depth: int, *, outcome: bool) -> State:
        """What is known if an expression, evaluated elsewhere, came out so."""
        return both(self._places.at(expression, depth), self.when(expression, depth, outcome=outcome))

    def _joined(self, ways: Sequence[State]) -> State:
        state: State = None
        for way in ways:
            state = either(state, way)
        return state.where(self._is_lasting) if state is not None else None if ways else NOTHING

    def _is_lasting(self, path: Path) -> bool:
        """Whether a fact still holds later and elsewhere: not about a variable that may have changed."""
        root = path[0]
        return len(self._definitions(root)) == 1 if isinstance(root, Binding) else root != THIS

    def _stored(self, test: js.MemberExpression, depth: int, *, outcome: bool) -> State:
        """`self.isCard`, if the file gives it only outcomes of checks."""
        key = member_key(test)
        sources = self.stored(test) if key is not None and outcome else ()
        if not sources or len(sources) > _MOST_DEFINITIONS:
            return NOTHING
        return self._joined([self._where(source, depth, outcome=outcome) for source in sources])

    def stored(self, member: js.MemberExpression) -> Sequence[Node]:
        """The expressions that the file gives to a property of an object that it makes itself."""
        key = self._values.key_of(member)
        owners = {value for value in self._values.of(member.object) if isinstance(value, (Object, Function))}
        if key is None or not owners:
            return ()
        found = [value for owner in owners for value in self._own_members(owner, key)]
        for target, value in self._index.writes.get(key, ()):
            if not owners.isdisjoint(self._values.of(target)):
                found.append(value)
        return found

    def _own_members(self, owner: Object | Function, key: str) -> Iterator[Node]:
        if isinstance(owner.node, js.ObjectExpression):
            for member in self._index.members(owner.node).get(key, ()):
                if isinstance(member, js.Property):
                    yield member.value

    # -- Comparisons

    def _compared(self, test: js.BinaryExpression, depth: int, *, outcome: bool) -> State:
        if test.operator == "in":
            return self._presence.has_member(test.right, test.left) if outcome else NOTHING
        if test.operator == "instanceof":
            return self._presence.of(test.left) if outcome else NOTHING
        found = self._presence.by_position(test, outcome=outcome)
        if found is not None:
            return found
        if test.operator in {"==", "===", "!=", "!=="}:
            is_equal = (test.operator[0] == "=") == outcome
            return self.equal(test.left, test.right, depth, is_equal=is_equal)
        if test.operator in {"<", ">", "<=", ">="} and outcome:
            return self._presence.of(test.left).both(self._presence.of(test.right))
        return NOTHING

    def equal(self, left: Node, right: Node, depth: int = 0, *, is_equal: bool) -> State:
        """What is known if two values are equal, or if they are not."""
        return both(
            self._equal(left, right, depth, is_equal=is_equal),
            self._equal(right, left, depth, is_equal=is_equal),
        )

    def _equal(self, value: Node, other: Node, depth: int, *, is_equal: bool) -> State:
        """`x != null`, `typeof x == 'object'`, `x.area === 'lcard'`: compared with something that is not empty."""
        kind = self._constant(other)
        asked = self._asked_for_type(value)
        if asked is not None:
            is_there = (self._values.texts.text_of(other) == "undefined") != is_equal
            return self._presence.of(asked) if is_there and kind is Constant.OTHER else NOTHING
        if isinstance(other, js.Literal) and other.raw in {"true", "false"}:
            found = self.when(value, depth, outcome=(other.raw == "true") == is_equal)
            return both(found, self._presence.of(value) if kind is Constant.FALSE and not is_equal else NOTHING)
        if kind is None or kind is Constant.OTHER:
            text = self._values.texts.text_of(other) if kind else None
            return self._presence.of(value, known_texts([text])) if is_equal else NOTHING
        return NOTHING if is_equal else self._presence.of(value)

    def _asked_for_type(self, node: Node) -> Node | None:
        """What `typeof` is asked about, also if a variable keeps the answer."""
        if isinstance(node, js.Identifier) and (binding := self._index.meaning(node)) is not None:
            found = self._definitions(binding)
            if len(found) == 1 and isinstance(found[0], FromExpression) and not found[0].path:
                node = found[0].expression
        return node.argument if isinstance(node, js.UnaryExpression) and node.operator == "typeof" else None

    def _constant(self, node: Node) -> Constant | None:
        """The kind of a constant; None for anything whose value is not known."""
        if isinstance(node, js.Literal):
            if node.raw == "null":
                return Constant.ABSENT
            return Constant.OTHER if node.value else Constant.FALSE
        if isinstance(node, js.Identifier) and self._index.meaning(node) is None and node.name in {"undefined", "NaN"}:
            return Constant.ABSENT if node.name == "undefined" else Constant.FALSE
        if isinstance(node, js.UnaryExpression):
            return Constant.ABSENT if node.operator == "void" else self._constant_number(node)
        text = self._values.texts.text_of(node)
        return None if text is None else Constant.OTHER if text else Constant.FALSE

    @staticmethod
    def _constant_number(node: js.UnaryExpression) -> Constant | None:
        """`-1`, and `!0` for true and `!1` for false, as minifiers write them."""
        if not isinstance(node.argument, js.Literal) or node.operator not in {"-", "+", "!"}:
            return None
        is_true = bool(node.argument.value) != (node.operator == "!")
        return Constant.OTHER if is_true else Constant.FALSE

    # -- Calls

    def _call(self, call: js.CallExpression, depth: int, *, outcome: bool) -> State:
        """`_.has(AMOCRM, 'data.current_card')`, `x.hasOwnProperty('y')`, `Boolean(x)`, or the file's own function."""
        own = list(islice(self._graph.functions(called(call)[0]), _MOST_DEFINITIONS))
        if own:
            answers = self._answered(call, own, depth, outcome=outcome)
            return both(answers, self._presence.of(call)) if outcome else answers
        return self._presence.by_call(call, outcome=outcome)

    def _answered(
        self,
        call: js.CallExpression,
        functions: Iterable[js.Function],
        depth: int,
        *,
        outcome: bool,
    ) -> State:
        """What functions of the file make sure of when they answer so: `if (!self.isCard()) return;`."""
        state: State = None
        for function in functions:
            state = either(state, self._translated(self._answer(function, depth, outcome=outcome), function, call))
        return state

    def _answer(self, function: js.Function, depth: int, *, outcome: bool) -> State:
        question = (function, outcome)
        if question in self._answers:
            return self._answers[question]
        self._prepare(function)
        self._answers[question] = NOTHING
        state: State = None
        for returned, known in self._places.answers(function, depth + 1):
            if returned is None:
                state = either(state, None if outcome else known)
            else:
                state = either(state, both(known, self.when(returned, depth + 1, outcome=outcome)))
        self._answers[question] = state
        return state

    def completed(self, call: js.CallExpression, depth: int) -> State:
        """What is known after a call of a function of the file that throws unless all is well."""
        state: State = None
        functions = list(islice(self._graph.functions(called(call)[0]), _MOST_DEFINITIONS))
        if not functions or depth > DEEPEST:
            return NOTHING
        for function in functions:
            self._prepare(function)
            state = either(state, self._translated(self._completion(function, depth), function, call))
        return state

    def _prepare(self, function: js.Function) -> None:
        """Complete the functions that lead to one's answer before it, each from the start: long chains get deep."""
        if self._is_preparing or function in self._completions:
            return
        self._is_preparing = True
        for callee in self._callees_first(function):
            self._completion(callee, 0)
        self._is_preparing = False

    def _callees_first(self, function: js.Function) -> Iterator[js.Function]:
        """A function and all that it calls, directly or not, which are not completed; the last to be called first."""
        seen = {function}
        open_calls = [(function, iter(self._callees.get(function, ())))]
        while open_calls:
            current, callees = open_calls[-1]
            callee = next((one for one in callees if one not in seen and one not in self._completions), None)
            if callee is None:
                open_calls.pop()
                yield current
            else:
                seen.add(callee)
                open_calls.append((callee, iter(self._callees.get(callee, ()))))

    @cached_property
    def _callees(self) -> Mapping[Node, Sequence[js.Function]]:
        """The functions of the file that each function calls itself."""
        found: dict[Node, list[js.Function]] = {}
        for call in self._index.calls:
            around = enclosing_function(call)
            if around is not None:
                found.setdefault(around, []).extend(self._graph.called_functions(call))
        return found

    def _completion(self, function: js.Function, depth: int) -> State:
        if function not in self._completions:
            self._completions[function] = NOTHING
            state: State = None
            for _, known in self._places.answers(function, depth + 1):
                state = either(state, known)
            self._completions[function] = state
        return self._completions[function]

    def _translated(self, state: State, function: js.Function, call: js.CallExpression) -> State:
        """Say what a function knows in the words of its caller: about arguments instead of parameters."""
        if state is None:
            return None
        found = state.where(lambda path: isinstance(path[0], str) and path[0] != THIS)
        for index, parameter in enumerate(function.params):
            binding = self._index.meaning(parameter) if isinstance(parameter, js.Identifier) else None
            argument = _argument_of(call, index)
            if binding is None or argument is None:
                continue
            for path, texts in state.known.items():
                if path[0] is binding:
                    passed = ((*subject, *path[1:]) for subject in self.paths.subjects(argument))
                    found = found.both(self._presence.of_paths(passed, texts))
        return found

    _TESTS: ClassVar[Mapping[type[Node], _Test]] = {
        js.UnaryExpression: _negated,
        js.LogicalExpression: _combined,
        js.ConditionalExpression: _chosen,
        js.SequenceExpression: _last,
        js.ChainExpression: _inside,
        js.AwaitExpression: _awaited,
        js.AssignmentExpression: _assigned,
        js.Literal: _literal,
        js.Identifier: _identifier,
        js.MemberExpression: _member,
        js.BinaryExpression: _compared,
        js.CallExpression: _call,
    }


def _is_only_value(found: Sequence[Definition]) -> bool:
    """Whether a variable has one value from the beginning."""
    first = found[0]
    return len(found) == 1 and not (
        isinstance(first, FromExpression) and isinstance(first.expression.parent, js.AssignmentExpression)
    )


def _argument_of(call: js.CallExpression | js.NewExpression, index: int) -> Node | None:
    """What a call passes at a position; None if nothing or if that cannot be told."""
    _, shift = called(call)
    given = call.arguments[: index + shift + 1]
    is_plain = len(given) > index + shift and not any(isinstance(one, js.SpreadElement) for one in given)
    return given[index + shift] if is_plain else None
