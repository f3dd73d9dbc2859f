"""What the outcome of a test makes sure of: `if (card && card.model)`, `typeof x !== 'undefined'`, `_.has(…)`."""

from __future__ import annotations

from enum import Enum
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, ClassVar, Protocol, TypeAlias

from checker.languages.javascript import estree as js
from checker.languages.javascript.calls import value_name
from checker.languages.javascript.definitions import FromExpression, Parameter, definitions, member_key, property_key
from checker.languages.javascript.facts import ANYTHING, NOTHING, THIS, Facts, both, either, present
from checker.languages.javascript.literals import RegularExpression
from checker.languages.javascript.node_index import enclosing_function
from checker.languages.javascript.scopes import UPDATE, Binding
from checker.languages.javascript.values import COMPUTED, Function, Global, Member, Object, Result, called

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from checker.languages.javascript.calls import CallGraph
    from checker.languages.javascript.definitions import Definition
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.facts import Lore, Path, State, Texts
    from checker.languages.javascript.node_index import NodeIndex
    from checker.languages.javascript.values import Value, Values

DEEPEST = 30
"""Tests in tests, statements in statements, and functions that answer for one another."""
_MOST_DEFINITIONS = 8
_LONGEST_PATH = 24
_LONGEST_ARGUMENT = 60
_MOST_TEXTS = 40

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
        self._lore = lore
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

    # -- What an expression is about

    def subjects(self, node: Node) -> tuple[Path, ...]:
        """The paths under which an expression's value is known: from its variable, and from the window."""
        while isinstance(node, (js.ChainExpression, js.AwaitExpression)):
            node = node.expression if isinstance(node, js.ChainExpression) else node.argument
        symbol = self._symbol(node)
        return (*([symbol] if symbol else []), *self._from_window(node))

    def _symbol(self, node: Node) -> Path:
        """A variable or `this`, and the members that are read from it."""
        keys: list[str] = []
        while isinstance(node, (js.MemberExpression, js.ChainExpression)):
            if isinstance(node, js.ChainExpression):
                node = node.expression
                continue
            keys.append(self._values.key_of(node) or COMPUTED)
            node = node.object
        root: Binding | str | None = None
        if isinstance(node, js.Identifier):
            root = self._index.meaning(node)
        elif isinstance(node, js.ThisExpression):
            root = THIS
        return () if root is None or len(keys) > _LONGEST_PATH else (root, *reversed(keys))

    def _from_window(self, node: Node) -> tuple[Path, ...]:
        """The window's path to a value, or several if they are names of one thing, such as `a.x` and `b.x`."""
        paths = self.paths(node)
        return paths if len({path[1:] for path in paths}) == 1 else ()

    def paths(self, node: Node) -> tuple[Path, ...]:
        """All the window's paths that a value may have been reached by."""
        return tuple(filter(None, (self.path(value) for value in self._values.of(node))))

    def path(self, value: Value) -> Path:
        """The window's path to a value, or that from a call whose owner is not known; empty if there is none."""
        keys: list[str] = []
        while len(keys) < _LONGEST_PATH:
            if isinstance(value, Global):
                return (*value.path, *reversed(keys))
            if isinstance(value, Member):
                keys.append(value.key)
                value = value.of
                continue
            if not isinstance(value, Result) or not isinstance(value.call, js.CallExpression):
                break
            callee, _ = called(value.call)
            arguments = ",".join(map(self._argument, value.call.arguments[:2]))
            owner = next(iter(self._values.of(callee)), None)
            if isinstance(owner, Global) and owner.path:
                return (*owner.path[:-1], f"{owner.path[-1]}({arguments})", *reversed(keys))
            name = owner.key if isinstance(owner, Member) else _name_of(callee)
            keys.append(f"{name}({arguments})")
            if not isinstance(owner, Member):
                break
            value = owner.of
        return _from_first_call(keys)

    def _argument(self, node: Node) -> str:
        text = self._values.texts.text_of(node)
        return COMPUTED if text is None else text[:_LONGEST_ARGUMENT]

    # -- Tests by kind

    def _there(self, paths: Iterable[Path], texts: Texts = ANYTHING) -> Facts:
        """The fact that paths are there, and what follows from it."""
        found = present(paths, texts)
        implied = [more for path, known in found.known.items() for more in self._lore.implied(path, known)]
        return found.both(present(implied)) if implied else found

    def _present(self, node: Node) -> Facts:
        return self._there(self.subjects(node))

    def _negated(self, test: js.UnaryExpression, depth: int, *, outcome: bool) -> State:
        if test.operator == "!":
            return self.when(test.argument, depth, outcome=not outcome)
        if test.operator == "~" and outcome:
            return self._found_in(test.argument)
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
            return self._present(test.left) if outcome else NOTHING
        found = self.when(test.right, depth, outcome=outcome)
        return both(found, self._present(test.left)) if outcome else found

    def _literal(self, test: Node, _depth: int, *, outcome: bool) -> State:
        kind = self._constant(test)
        return None if kind is not None and (kind is Constant.OTHER) != outcome else NOTHING

    def _identifier(self, test: js.Identifier, depth: int, *, outcome: bool) -> State:
        if self._constant(test) is not None:
            return self._literal(test, depth, outcome=outcome)
        binding = self._index.meaning(test)
        known = self._present(test) if outcome else NOTHING
        return both(known, self._remembered(binding, depth, outcome=outcome)) if binding is not None else known

    def _member(self, test: js.MemberExpression, depth: int, *, outcome: bool) -> State:
        known = self._present(test).both(self._looked_up(test)) if outcome else NOTHING
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
            found = list(islice(definitions(binding), _MOST_DEFINITIONS + 1))
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

    def _looked_up(self, test: js.MemberExpression) -> Facts:
        """`{lcard: true, ccard: true}[area]`: the key is one of the object's."""
        if not test.computed or self._values.key_of(test) is not None:
            return NOTHING
        for value in self._values.of(test.object):
            if isinstance(value, Object) and isinstance(value.node, js.ObjectExpression):
                keys = [property_key(member) for member in value.node.properties if isinstance(member, js.Property)]
                return self._there(self.subjects(test.property), _texts(keys))
        return NOTHING

    # -- Comparisons

    def _compared(self, test: js.BinaryExpression, depth: int, *, outcome: bool) -> State:
        if test.operator == "in":
            return self._has_member(test.right, test.left) if outcome else NOTHING
        if test.operator == "instanceof":
            return self._present(test.left) if outcome else NOTHING
        for call, number, operator in (
            (test.left, test.right, test.operator),
            (test.right, test.left, _TURNED.get(test.operator, test.operator)),
        ):
            position = self._position(call, number)
            if position is not None:
                return self._found_in(call) if _implies_found(operator, position, outcome=outcome) else NOTHING
        if test.operator in {"==", "===", "!=", "!=="}:
            is_equal = (test.operator[0] == "=") == outcome
            return self.equal(test.left, test.right, depth, is_equal=is_equal)
        if test.operator in {"<", ">", "<=", ">="} and outcome:
            return self._present(test.left).both(self._present(test.right))
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
            is_there = (self._text(other) == "undefined") != is_equal
            return self._present(asked) if is_there and kind is Constant.OTHER else NOTHING
        if isinstance(other, js.Literal) and other.raw in {"true", "false"}:
            found = self.when(value, depth, outcome=(other.raw == "true") == is_equal)
            return both(found, self._present(value) if kind is Constant.FALSE and not is_equal else NOTHING)
        if kind is None or kind is Constant.OTHER:
            text = self._text(other) if kind else None
            return self._there(self.subjects(value), _texts([text])) if is_equal else NOTHING
        return NOTHING if is_equal else self._present(value)

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
        text = self._text(node)
        return None if text is None else Constant.OTHER if text else Constant.FALSE

    @staticmethod
    def _constant_number(node: js.UnaryExpression) -> Constant | None:
        """`-1`, and `!0` for true and `!1` for false, as minifiers write them."""
        if not isinstance(node.argument, js.Literal) or node.operator not in {"-", "+", "!"}:
            return None
        is_true = bool(node.argument.value) != (node.operator == "!")
        return Constant.OTHER if is_true else Constant.FALSE

    def _text(self, node: Node) -> str | None:
        return self._values.texts.text_of(node)

    # -- Membership

    @staticmethod
    def _position(call: Node, number: Node) -> int | None:
        """The number with which the answer of `indexOf` and its like is compared."""
        is_negative = isinstance(number, js.UnaryExpression) and number.operator == "-"
        literal = number.argument if isinstance(number, js.UnaryExpression) else number
        if not isinstance(call, js.CallExpression) or not isinstance(literal, js.Literal):
            return None
        if _method(call) not in _POSITION_METHODS or not isinstance(literal.value, int):
            return None
        return -literal.value if is_negative else literal.value

    def _found_in(self, call: Node) -> Facts:
        """`['lcard', 'ccard'].indexOf(area)`, `area.includes('card')`, `$.inArray(area, list)`, `/card/.test(area)`."""
        if not isinstance(call, js.CallExpression) or not isinstance(call.callee, js.MemberExpression):
            return NOTHING
        method, arguments = _method(call), call.arguments
        if method not in _POSITION_METHODS | _MEMBERSHIP_METHODS or not arguments:
            return NOTHING
        container, value = call.callee.object, arguments[0]
        if len(arguments) > 1 and self._values.name_of(call.callee) in _MEMBERSHIP_FUNCTIONS:
            container, value = (arguments[1], value) if method == "inArray" else (value, arguments[1])
        elif method in {"test", "exec"}:
            container, value = value, container
        listed = self._listed(container)
        if listed is not None:
            return self._there(self.subjects(value), listed)
        return self._there(self.subjects(container), _texts([self._pattern(value)])).both(self._present(value))

    def _listed(self, node: Node) -> Texts | None:
        """The texts in an array; None if it is none."""
        for value in self._values.of(node):
            if isinstance(value, Object) and isinstance(value.node, js.ArrayExpression):
                items = value.node.elements[:_MOST_TEXTS]
                return _texts([None if item is None else self._text(item) for item in items])
        return None

    def _pattern(self, node: Node) -> str | None:
        """The text that is looked for, or the regular expression."""
        if isinstance(node, js.Literal) and isinstance(node.value, RegularExpression):
            return node.value.pattern
        return self._text(node)

    def _has_member(self, owner: Node, key: Node) -> Facts:
        if isinstance(key, js.ArrayExpression):
            names = [self._text(item) for item in key.elements if item is not None]
        else:
            text = self._text(key)
            names = list(text.split(".")) if text else [None]
        inner = tuple(COMPUTED if name is None else name for name in names)
        return self._there((*path, *inner) for path in self.subjects(owner))

    # -- Calls

    def _call(self, call: js.CallExpression, depth: int, *, outcome: bool) -> State:
        """`_.has(AMOCRM, 'data.current_card')`, `x.hasOwnProperty('y')`, `Boolean(x)`, or the file's own function."""
        own = list(islice(self._graph.functions(called(call)[0]), _MOST_DEFINITIONS))
        if own:
            answers = self._answered(call, own, depth, outcome=outcome)
            return both(answers, self._present(call)) if outcome else answers
        return self._tested(call) if outcome else self._refuted(call)

    def _tested(self, call: js.CallExpression) -> Facts:
        arguments = call.arguments
        names = self._names(call)
        method = _method(call)
        known = self._present(call).both(self._present(call.callee))
        if not arguments:
            return known
        if isinstance(call.callee, js.MemberExpression) and method == "hasOwnProperty":
            return known.both(self._has_member(call.callee.object, arguments[0]))
        if len(arguments) > 1 and not _KEY_FUNCTIONS.isdisjoint(names):
            return known.both(self._has_member(*arguments[-2:]))
        if not _TRUTH_FUNCTIONS.isdisjoint(names):
            return known.both(self._present(arguments[0]))
        return known.both(self._found_in(call)) if method in _MEMBERSHIP_METHODS else known

    def _refuted(self, call: js.CallExpression) -> Facts:
        if call.arguments and not _EMPTINESS_FUNCTIONS.isdisjoint(self._names(call)):
            return self._present(call.arguments[0])
        return NOTHING

    def _names(self, call: js.CallExpression) -> set[str]:
        names = {name for value in self._values.of(call.callee) if (name := value_name(value))}
        callee, shift = called(call)
        if shift == 1 and isinstance(callee, js.MemberExpression) and member_key(callee) == "hasOwnProperty":
            names.add("hasOwnProperty.call")
        return names

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
                    subjects = self.subjects(argument)
                    found = found.both(self._there(((*subject, *path[1:]) for subject in subjects), texts))
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


_TRUTH_FUNCTIONS = frozenset(
    {
        "Boolean", "Array.isArray", "Object.keys", "_.isObject", "_.isArray", "_.isString", "_.isNumber",
        "_.isFunction", "_.isPlainObject", "_.keys", "_.size", "$.isPlainObject", "$.isArray", "$.isFunction",
    }
)  # fmt: skip
"""Functions that count as true only for something."""
_EMPTINESS_FUNCTIONS = frozenset({"_.isUndefined", "_.isNull", "_.isNil", "_.isEmpty", "$.isEmptyObject"})
_KEY_FUNCTIONS = frozenset({"_.has", "_.hasIn", "Object.hasOwn", "Reflect.has", "hasOwnProperty.call"})
_POSITION_METHODS = frozenset({"indexOf", "lastIndexOf", "inArray", "search"})
"""Methods that answer with a position, or with -1."""
_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
"""Operators if the two sides change places."""
_MEMBERSHIP_METHODS = frozenset(
    {"includes", "contains", "include", "test", "exec", "match", "startsWith", "endsWith", "has"}
)
_MEMBERSHIP_FUNCTIONS = frozenset({"$.inArray", "_.contains", "_.includes", "_.include", "_.indexOf"})


def _implies_found(operator: str, number: int, *, outcome: bool) -> bool:
    """Whether a comparison with a number that comes out so excludes -1."""
    of_nothing = {
        "==": number == -1, "===": number == -1, "!=": number != -1, "!==": number != -1,
        "<": number > -1, "<=": number >= -1, ">": number < -1, ">=": number <= -1,
    }.get(operator)  # fmt: skip
    return of_nothing is not None and of_nothing != outcome


def _is_only_value(found: Sequence[Definition]) -> bool:
    """Whether a variable has one value from the beginning."""
    first = found[0]
    return len(found) == 1 and not (
        isinstance(first, FromExpression) and isinstance(first.expression.parent, js.AssignmentExpression)
    )


def _texts(texts: Sequence[str | None]) -> Texts:
    """The texts, if all of them are known."""
    return ANYTHING if None in texts else frozenset(text for text in texts if text is not None)


def _method(call: js.CallExpression) -> str | None:
    return _name_of(call.callee)


def _name_of(callee: Node) -> str | None:
    return member_key(callee) if isinstance(callee, js.MemberExpression) else None


def _from_first_call(keys: Sequence[str]) -> Path:
    """Names in reverse order, from the first call on."""
    path = tuple(reversed(keys))
    first = next((index for index, key in enumerate(path) if key.endswith(")")), len(path))
    return path[first:]


def _argument_of(call: js.CallExpression | js.NewExpression, index: int) -> Node | None:
    """What a call passes at a position; None if nothing or if that cannot be told."""
    _, shift = called(call)
    given = call.arguments[: index + shift + 1]
    is_plain = len(given) > index + shift and not any(isinstance(one, js.SpreadElement) for one in given)
    return given[index + shift] if is_plain else None
