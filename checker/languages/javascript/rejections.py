"""What becomes of a promise that fails: who handles it, in the chain, in a `try`, in a caller; or where it is lost.

The search follows a promise forwards: through its chain, variables, `return`, `await`, `Promise.all`, the `reject` of
a promise around it, and the callers of the function that gives it away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple, TypeAlias

from checker.languages.javascript import estree as js
from checker.languages.javascript.call_graph import PUSHING_METHODS, Manner, runs_state_machine
from checker.languages.javascript.definitions import Parameter, definitions, member_key, property_key, property_read
from checker.languages.javascript.node_index import ancestors, enclosing_function
from checker.languages.javascript.value_kinds import Argument
from checker.languages.javascript.values import MIXINS, called, passed_at

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from checker.languages.javascript.call_graph import Entry
    from checker.languages.javascript.calls import CallNode
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.linking import LinkedCalls
    from checker.languages.javascript.scopes import Binding

HANDLER_POSITIONS: Mapping[str, int] = {"catch": 0, "fail": 0, "error": 0, "then": 1}
"""Methods of promises, and which argument runs after a failure."""
ALWAYS_METHODS = frozenset({"finally", "always", "complete"})
"""Methods of promises whose function runs after a failure too."""
_ABSORBING = frozenset({"catch", "then"})
"""Methods after whose failure handler the promise counts as kept."""
_NEUTRAL = frozenset({"done", "success", "progress", "pipe", "promise", "then", "spread"})
_ENDING = frozenset({"abort", "cancel", "state", "getResponseHeader", "getAllResponseHeaders", "statusCode"})
_JOINING = frozenset({"Promise.all", "Promise.race", "Promise.any", "Promise.resolve", "$.when"})
"""Functions that make one promise of those that they get."""
_MAPPING = frozenset({"map", "flatMap", "mapSeries", "Array.from", "reduce", "reduceRight", "inject"})
"""Methods that keep what their function returns."""
_CONTINUING = frozenset({"then", "catch", "finally", "pipe"})
"""Methods that wait for what their function returns."""
_EVENT_METHODS = frozenset(
    {
        "on", "one", "bind", "delegate", "live", "addEventListener", "ready", "click", "dblclick", "change", "submit",
        "keyup", "keydown", "keypress", "input", "focus", "blur", "mouseenter", "mouseleave", "hover", "scroll",
        "resize", "load",
    }
)  # fmt: skip
"""Methods that ignore what their function returns."""
_MOST_STEPS = 300
"""Places that one question looks at."""
_LONGEST_WAY = 50
"""Places on one way."""


class Ending(NamedTuple):
    """One way of a failure to its end."""

    place: Node
    """Where the way ends: where the promise is dropped, or caught, or its trace is lost."""
    handlers: tuple[Node, ...] = ()
    """What runs on the way if the promise has failed: functions as they are handed over, `catch` clauses."""
    always: tuple[Node, ...] = ()
    """What runs on the way in any case."""
    is_known: bool = True
    """Whether the way could be followed to its end."""
    steps: tuple[Node, ...] = ()
    """The calls of functions that gave the promise on, from the request to the end."""


_Way: TypeAlias = "frozenset[Node]"


class Rejections:
    """Answers where the failure of a promise ends."""

    def __init__(self, calls: LinkedCalls, ignoring: Collection[str] = ()) -> None:
        """Follow promises; `ignoring` names further methods and properties that drop what functions give."""
        self._calls = calls
        self._ignoring = ignoring
        self._steps_left = 0

    def endings(self, promise: Node, handlers: Sequence[Node] = (), always: Sequence[Node] = ()) -> tuple[Ending, ...]:
        """Every way of a failure; `handlers` and `always` are what the promise was given as it was made."""
        self._steps_left = _MOST_STEPS
        found = self._follow(promise, frozenset())
        for handler in handlers:
            given = self._given_handlers(promise, handler) if all(map(_is_empty, found)) else ()
            found = list(given) or _together(found, self._handled(promise, handler, [Ending(promise)], frozenset()))
        if always:
            found = [ending._replace(always=(*always, *ending.always)) for ending in found]
        return tuple(dict.fromkeys(found))

    def _given_handlers(self, promise: Node, handler: Node, way: _Way = frozenset()) -> Iterator[Ending]:
        """The ways of a failure whose handler is a parameter: one for each call, with what that call passes for it."""
        key = property_read(handler)
        owner = handler.object if isinstance(handler, js.MemberExpression) else handler
        parameter = self._plain_parameter(owner)
        if parameter is None or handler in way:
            return
        if owner is not handler and (key is None or not self._is_only_read(owner)):
            return
        for call in self._calls_of(parameter.function):
            self._steps_left -= 1
            if self._steps_left < 0:
                yield Ending(call, is_known=False)
                return
            passed, is_clear = _passed(call, parameter, key)
            if passed is None or _is_nothing(passed):
                yield Ending(call, steps=(call,), is_known=is_clear)
                continue
            ways = list(self._given_handlers(promise, passed, way | {handler}))
            for ending in ways or self._handled(promise, passed, [Ending(call)], frozenset()):
                yield ending._replace(steps=(call, *ending.steps))

    def _plain_parameter(self, name: Node) -> Parameter | None:
        """The parameter that a name is, if it has its value from the calls alone."""
        binding = self._calls.binding(name) if isinstance(name, js.Identifier) else None
        found = definitions(binding) if binding is not None else ()
        only = found[0] if len(found) == 1 else None
        return only if isinstance(only, Parameter) and not only.path else None

    def _is_only_read(self, name: Node) -> bool:
        """Whether nobody changes the object that a name stands for, or hands it on to others who may."""
        binding = self._calls.binding(name) if isinstance(name, js.Identifier) else None
        return binding is not None and all(_is_read_here(reference.identifier) for reference in binding.references)

    def _calls_of(self, function: js.Function) -> Sequence[CallNode]:
        """The calls of a function, if it runs in no other way and all that they pass can be seen."""
        calls: list[CallNode] = []
        for entry in self._calls.entries(function):
            call = entry.place
            if entry.manner is not Manner.CALL or not isinstance(call, (js.CallExpression, js.NewExpression)):
                return ()
            if any(isinstance(argument, js.SpreadElement) for argument in call.arguments) or _is_applied(call):
                return ()
            calls.append(call)
        handed_over = (call for call, _ in self._calls.handed_over(function))
        return calls if all(map(self._only_mixes, handed_over)) else ()

    def _only_mixes(self, call: CallNode) -> bool:
        """Whether a call only makes methods of the functions that it gets."""
        return property_read(call.callee) == "extend" or not MIXINS.isdisjoint(self._calls.names(call))

    def _follow(self, node: Node, way: _Way) -> list[Ending]:
        """Where the value of an expression goes as a promise."""
        self._steps_left -= 1
        if node in way or len(way) > _LONGEST_WAY or self._steps_left < 0 or node.parent is None:
            return [Ending(node, is_known=False)]
        step = self._STEPS.get(type(node.parent))
        return [Ending(node)] if step is None else step(self, node, node.parent, way | {node})

    def _through(self, _node: Node, parent: Node, way: _Way) -> list[Ending]:
        return self._follow(parent, way)

    def _as_branch(self, node: Node, parent: js.ConditionalExpression, way: _Way) -> list[Ending]:
        return [Ending(node)] if node is parent.test else self._follow(parent, way)

    def _as_operand(self, node: Node, parent: js.LogicalExpression, way: _Way) -> list[Ending]:
        is_dropped = node is parent.left and parent.operator == "&&"
        return [Ending(node)] if is_dropped else self._follow(parent, way)

    def _as_last(self, node: Node, parent: js.SequenceExpression, way: _Way) -> list[Ending]:
        return self._follow(parent, way) if node is parent.expressions[-1] else [Ending(node)]

    def _lost(self, node: Node, _parent: Node, _way: _Way) -> list[Ending]:
        return [Ending(node, is_known=False)]

    def _in_variable(self, node: Node, parent: js.VariableDeclarator, way: _Way) -> list[Ending]:
        return self._by_name(node, parent.id, way)

    def _assigned(self, node: Node, parent: js.AssignmentExpression, way: _Way) -> list[Ending]:
        if node is not parent.right:
            return [Ending(node)]
        if isinstance(parent.left, js.MemberExpression):
            kept = self._in_property(node, parent.left, way)
        else:
            kept = self._by_name(node, parent.left, way)
        return _together(kept, self._follow(parent, way))

    def _by_name(self, node: Node, name: Node, way: _Way) -> list[Ending]:
        """A promise in a variable goes wherever the variable is read."""
        binding = self._calls.binding(name) if isinstance(name, js.Identifier) else None
        if binding is None:
            return [Ending(node, is_known=False)]
        return self._at_references(node, binding, way)

    def _at_references(self, node: Node, binding: Binding, way: _Way) -> list[Ending]:
        found = [Ending(node)]
        for reference in binding.references:
            if reference.role == "read" and not _is_read_to_add(reference.identifier):
                found = _together(found, self._follow(reference.identifier, way))
        return found

    def _in_property(self, node: Node, target: js.MemberExpression, way: _Way) -> list[Ending]:
        key = member_key(target)
        found = [Ending(node)]
        for read in self._calls.reads(key or ""):
            if read is not target:
                found = _together(found, self._follow(read, way))
        return found if key else [Ending(node, is_known=False)]

    def _as_owner(self, node: Node, parent: js.MemberExpression, way: _Way) -> list[Ending]:
        """`promise.then(…)` and its like."""
        call = _call_of_method(node, parent)
        if call is None:
            return [Ending(node)]
        method = member_key(parent) or ""
        if method in ALWAYS_METHODS:
            return [ending._replace(always=(*call.arguments[:1], *ending.always)) for ending in self._follow(call, way)]
        handler = _failure_handler(method, call)
        if handler is not None:
            is_kept = method in _ABSORBING and not self._throws_again(handler)
            return self._handled(node, handler, [Ending(call)] if is_kept else self._follow(call, way), way)
        if method in _NEUTRAL or method in HANDLER_POSITIONS:
            return self._follow(call, way)
        return [Ending(node, is_known=method in _ENDING)]

    def _handled(self, node: Node, handler: Node, after: Sequence[Ending], way: _Way) -> list[Ending]:
        """A failure that a handler sees, and what comes after: perhaps it makes another promise fail."""
        found = [ending._replace(handlers=(handler, *ending.handlers)) for ending in after]
        promises = list(self.failed_by(handler))
        if not promises:
            return found
        passed_on = [ending for promise in promises for ending in self._follow(promise, way | {node})]
        return [ending._replace(handlers=(handler, *ending.handlers)) for ending in passed_on]

    def failed_by(self, handler: Node) -> Iterator[Node]:
        """The promises that a handler makes fail: it is, or calls, the `reject` of one."""
        yield from self._rejected_through(handler)
        for function in self._calls.functions(handler):
            for node in js.walk(function.body):
                if isinstance(node, js.CallExpression):
                    yield from self._rejected_through(node.callee)

    def _rejected_through(self, reject: Node) -> Iterator[Node]:
        """The promise that a function rejects: the second parameter of `new Promise(…)`, `reject` of a Deferred."""
        for value in self._calls.values_of(reject):
            if isinstance(value, Argument) and value.index == 1:
                yield from self._promise_made_by(value.function)
        if isinstance(reject, js.MemberExpression) and member_key(reject) in {"reject", "rejectWith"}:
            deferred = reject.object
            binding = self._calls.binding(deferred) if isinstance(deferred, js.Identifier) else None
            for reference in binding.references if binding is not None else ():
                if reference.role == "read" and _is_given_on(reference.identifier):
                    yield reference.identifier

    def _promise_made_by(self, executor: js.Function) -> Iterator[Node]:
        for call, _ in self._calls.handed_over(executor):
            if isinstance(call, js.NewExpression) and "Promise" in self._calls.names(call):
                yield call

    def passes_on(self, handler: Node) -> bool:
        """Whether a handler makes somebody else deal with a failure: it throws again, or makes another promise fail."""
        if isinstance(handler, js.CatchClause):
            return _throws(handler.body)
        return next(self.failed_by(handler), None) is not None

    def _throws_again(self, handler: Node) -> bool:
        return any(_throws(function.body) for function in self._calls.functions(handler))

    def _awaited(self, _node: Node, parent: js.AwaitExpression | js.YieldExpression, way: _Way) -> list[Ending]:
        """A failure of an awaited promise is thrown: the nearest `catch` gets it, or the function's own promise.

        A `catch` that throws again has seen it, too: it may have told the user before, or throw some errors only.
        """
        seen_by: tuple[Node, ...] = ()
        for child, around in _steps_up(parent):
            if isinstance(around, js.TryStatement) and child is around.block:
                if isinstance(around.handler, js.CatchClause):
                    seen_by = (*seen_by, around.handler)
                    if not _throws(around.handler.body):
                        return [Ending(around.handler, seen_by)]
            elif isinstance(around, js.Function):
                further = self._given_away(parent, around, way)
                return [ending._replace(handlers=(*seen_by, *ending.handlers)) for ending in further]
        return [Ending(parent, seen_by)]

    def _yielded(self, node: Node, parent: js.YieldExpression, way: _Way) -> list[Ending]:
        """What TypeScript makes of `await` in an async function; other generators give their values to somebody."""
        function = enclosing_function(parent)
        handed = self._calls.handed_over(function) if function is not None else ()
        is_machine = any(runs_state_machine(call) for call, _ in handed)
        return self._awaited(node, parent, way) if is_machine else [Ending(node, is_known=False)]

    def _returned(self, node: Node, parent: Node, way: _Way) -> list[Ending]:
        function = parent if isinstance(parent, js.Function) else enclosing_function(parent)
        if function is None or (isinstance(parent, js.Function) and node is not parent.body):
            return [Ending(node)]
        return self._given_away(node, function, way)

    def _given_away(self, node: Node, function: js.Function, way: _Way) -> list[Ending]:
        """A promise that a function gives to whoever runs it."""
        if function in way:
            return []
        way = way | {function}
        found: list[Ending] = []
        for entry in self._calls.entries(function):
            if self._steps_left < 0:
                found.append(Ending(node, is_known=False))
                break
            given = self._given_at(node, entry, way)
            found += [ending._replace(steps=(entry.place, *ending.steps)) for ending in given]
        for call, argument in self._calls.handed_over(function):
            if self._calls.manner(function, call, argument) is None and not any(self._calls.called_functions(call)):
                found.append(Ending(node, is_known=self._ignores(call)))
        if self._is_ignored(function):
            found.append(Ending(node))
        return found or [Ending(node, is_known=False)]

    def _given_at(self, node: Node, entry: Entry, way: _Way) -> list[Ending]:
        place = entry.place
        if entry.manner in {Manner.CALL, Manner.CALLBACK}:
            return self._follow(place, way)
        callee = called(place)[0] if isinstance(place, js.CallExpression) else None
        method = property_read(callee)
        if entry.manner is Manner.COMPLETION and method in _CONTINUING:
            return self._follow(place, way)
        if isinstance(place, js.CallExpression) and runs_state_machine(place):
            keeps_failures = not any(_is_try_of_machine(one) for one in js.walk(place))
            return self._follow(place, way) if keeps_failures else [Ending(node, is_known=False)]
        if entry.manner is Manner.ITEM and (method in _MAPPING or method == "from"):
            return self._follow(place, way)
        return [Ending(node, is_known=method not in PUSHING_METHODS)]

    def _ignores(self, call: CallNode) -> bool:
        callee, _ = called(call)
        method = property_read(callee)
        return method in _EVENT_METHODS or method in self._ignoring or "$" in self._calls.names(call)

    def _is_ignored(self, function: js.Function) -> bool:
        """Whether a function is the value of a property whose users do not look at what it returns."""
        owner = function.parent
        if isinstance(owner, (js.Property, js.MethodDefinition, js.PropertyDefinition)):
            return property_key(owner) in self._ignoring
        if isinstance(owner, js.AssignmentExpression) and isinstance(owner.left, js.MemberExpression):
            key = member_key(owner.left) or ""
            return key in self._ignoring or (key.startswith("on") and key.islower())
        return False

    def _passed(self, node: Node, parent: CallNode, way: _Way) -> list[Ending]:
        """A promise that is an argument."""
        if node is parent.callee:
            return [Ending(node)]
        if not _JOINING.isdisjoint(self._calls.names(parent)):
            return self._follow(parent, way)
        callee, shift = called(parent)
        for value in self._calls.values_of(callee):
            if isinstance(value, Argument) and value.index == 0:
                promises = list(self._promise_made_by(value.function))
                return [ending for promise in promises for ending in self._follow(promise, way)] or [
                    Ending(node, is_known=False)
                ]
        if isinstance(callee, js.MemberExpression) and member_key(callee) == "push":
            return self._by_name(node, callee.object, way)
        return self._in_parameter(node, parent, shift, way)

    def _in_parameter(self, node: Node, call: CallNode, shift: int, way: _Way) -> list[Ending]:
        position = call.arguments.index(node) - shift
        found = [Ending(node, is_known=False)]
        for function in self._calls.called_functions(call):
            if 0 <= position < len(function.params):
                found = self._by_name(node, function.params[position], way)
        return found

    _STEPS: ClassVar[Mapping[type[Node], Callable[..., list[Ending]]]] = {
        js.ChainExpression: _through,
        js.SpreadElement: _through,
        js.ArrayExpression: _through,
        js.ConditionalExpression: _as_branch,
        js.LogicalExpression: _as_operand,
        js.SequenceExpression: _as_last,
        js.VariableDeclarator: _in_variable,
        js.AssignmentExpression: _assigned,
        js.MemberExpression: _as_owner,
        js.AwaitExpression: _awaited,
        js.ReturnStatement: _returned,
        js.ArrowFunctionExpression: _returned,
        js.CallExpression: _passed,
        js.NewExpression: _passed,
        js.Property: _lost,
        js.PropertyDefinition: _lost,
        js.YieldExpression: _yielded,
        js.ForOfStatement: _lost,
        js.AssignmentPattern: _lost,
        js.ExportDefaultDeclaration: _lost,
    }


def _is_try_of_machine(node: Node) -> bool:
    """Whether a node belongs to a `try` in what TypeScript makes of an async function: `_a.trys.push(…)`."""
    return property_read(node) == "trys"


def _is_read_here(name: js.Identifier) -> bool:
    """Whether a name is there for a property that is read."""
    member = name.parent
    if not isinstance(member, js.MemberExpression) or member.object is not name:
        return False
    return not (isinstance(member.parent, js.AssignmentExpression) and member.parent.left is member)


def _passed(call: CallNode, parameter: Parameter, key: str | None) -> tuple[Node | None, bool]:
    """What a call passes for a parameter, or as a property of it, if anything; and whether that can be seen."""
    passed = next(iter(passed_at(call, parameter.index)), None)
    if key is None or passed is None:
        return passed, True
    members = passed.properties if isinstance(passed, js.ObjectExpression) else ()
    named = {property_key(member): member.value for member in members if isinstance(member, js.Property)}
    is_clear = isinstance(passed, js.ObjectExpression) and len(named) == len(members) and None not in named
    return named.get(key), is_clear


def _is_applied(call: CallNode) -> bool:
    """Whether a call gets its arguments as a list."""
    return property_read(call.callee) == "apply"


def _together(first: Sequence[Ending], second: Sequence[Ending]) -> list[Ending]:
    """The endings of one failure that is seen in two places."""
    if all(map(_is_empty, first)):
        return list(second) or list(first)
    if all(map(_is_empty, second)):
        return list(first)
    if not all(ending.is_known for ending in (*first, *second)):
        return [Ending(first[0].place, is_known=False)]
    handlers = tuple(handler for ending in second for handler in ending.handlers)
    always = tuple(handler for ending in second for handler in ending.always)
    return [
        ending._replace(handlers=(*ending.handlers, *handlers), always=(*ending.always, *always)) for ending in first
    ]


def _is_empty(ending: Ending) -> bool:
    return ending.is_known and not ending.handlers and not ending.always


def _steps_up(node: Node) -> Iterator[tuple[Node, Node]]:
    for ancestor in ancestors(node):
        yield node, ancestor
        node = ancestor


def _throws(body: Node) -> bool:
    """Whether code throws, or returns a promise that has failed, itself and not only in functions inside."""
    waiting = [body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, js.ThrowStatement) or _is_rejection(node):
            return True
        waiting += [child for child in js.children(node) if not isinstance(child, js.Function)]
    return False


def _is_rejection(node: Node) -> bool:
    """Whether a statement is `return Promise.reject(…)`."""
    if not isinstance(node, js.CallExpression) or not isinstance(node.callee, js.MemberExpression):
        return False
    owner = node.callee.object
    return member_key(node.callee) == "reject" and isinstance(owner, js.Identifier) and owner.name == "Promise"


def _call_of_method(node: Node, member: js.MemberExpression) -> js.CallExpression | None:
    """The call of a method of an expression; None if the member is only read, or read of something else."""
    callee = member.parent if isinstance(member.parent, js.ChainExpression) else member
    call = callee.parent
    if node is member.object and isinstance(call, js.CallExpression) and call.callee is callee:
        return call
    return None


def _failure_handler(method: str, call: js.CallExpression) -> Node | None:
    """What a method of a promise is given to run after a failure."""
    position = HANDLER_POSITIONS.get(method)
    handler = call.arguments[position] if position is not None and position < len(call.arguments) else None
    return None if handler is None or _is_nothing(handler) else handler


def _is_nothing(node: Node) -> bool:
    return isinstance(node, js.Literal) or (isinstance(node, js.Identifier) and node.name == "undefined")


def _is_read_to_add(name: js.Identifier) -> bool:
    """Whether a list is only named to add to it: `promises.push(…)`."""
    member = name.parent
    if not isinstance(member, js.MemberExpression) or member.object is not name:
        return False
    return member_key(member) in PUSHING_METHODS | {"length"}


def _is_given_on(name: js.Identifier) -> bool:
    """Whether a Deferred is named for others, as it is or as `.promise()`; not to settle it."""
    member = name.parent
    if isinstance(member, js.MemberExpression) and member.object is name:
        return member_key(member) in {"promise", *HANDLER_POSITIONS, *ALWAYS_METHODS, "done"}
    return not isinstance(member, js.VariableDeclarator)
