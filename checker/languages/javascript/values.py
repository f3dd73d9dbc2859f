"""Where values come from: every expression followed to its possible origins, through aliases of all kinds.

The analysis asks backwards and only when asked: what an identifier holds is what its declarations and assignments
give it, what a member holds is what was written to that property of that object, what a parameter holds is what the
callers pass. Order in time is ignored, so a value with several possible origins keeps them all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from checker.languages.javascript import estree as js
from checker.languages.javascript.composition import Composition
from checker.languages.javascript.definitions import (
    FromExpression,
    Imported,
    Parameter,
    definitions,
    member_key,
    property_key,
    static_key,
)
from checker.languages.javascript.sources import Sources
from checker.languages.javascript.texts import Texts
from checker.languages.javascript.value_kinds import (
    COMPUTED,
    WINDOW_NAMES,
    Argument,
    Function,
    Global,
    Member,
    Module,
    Object,
    Result,
    Value,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from checker.languages.javascript.definitions import Definition
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.node_index import NodeIndex
    from checker.languages.javascript.scopes import Binding

_WINDOW_OF_PAGE = ("document", "defaultView")
_DEEPEST = 40
"""Steps of one question; what lies farther away counts as unknown."""
_MOST_VALUES = 12
"""Origins of one expression that are kept."""
_MOST_PARTS = 2
"""Incomplete answers to one question, after which their sum counts as the answer."""
_DEEPEST_KEYS = 8
"""Computed names of properties that depend on each other."""
_NO_CUT = 1_000_000
_NO_POSITION = 1_000_000
"""Where the arguments of `.apply` begin: their positions are not known."""

INDIRECT_CALLS = frozenset({"call", "apply", "bind"})
NICKNAMES: Mapping[str, str] = {"jquery": "$", "jQuery": "$", "underscore": "_", "lodash": "_", "vue": "Vue"}
_METHODS = "methods"
_DATA = "data"
_COMPUTED_DATA = "computed"
COMPONENT_PARTS = frozenset({_METHODS, _COMPUTED_DATA, "watch"})
"""Properties of the options of a Vue component that hold its methods: `this` in them is the component (vuejs.org)."""
RECEIVING_METHODS = frozenset(
    {"forEach", "map", "filter", "some", "every", "find", "findIndex", "flatMap", "each", "proxy", "bind"}
)
"""Methods of arrays, underscore and jQuery that take what `this` shall be behind a function."""
ITEM_METHODS = frozenset({"forEach", "map", "filter", "some", "every", "find", "flatMap", "each"})
"""Methods of arrays, underscore and jQuery that hand one item after the other to a function."""
STATE_MACHINES = frozenset({"__generator", "__awaiter"})
"""Helpers of TypeScript that run what was an async function; they get what `this` shall be first."""
LIBRARIES = frozenset({"axios", "superagent", "ky", "async", "moment", "backbone", "twigjs"})
"""Further modules that are known by their file's name, wherever the file is."""
PASS_THROUGH = frozenset(
    {"$.proxy", "_.bind", "_.debounce", "_.throttle", "_.once", "_.partial", "_.defer", "Promise.resolve"}
)
"""Functions that give back their first argument, or a function that does what it does."""
_NAMING_BINDERS = frozenset({"$.proxy", "_.bindKey"})
"""Functions that take an object and the name of its method, too."""
MIXINS = frozenset({"$.extend", "_.extend", "_.assign", "_.defaults", "_.merge", "Object.assign"})
"""Functions that copy the properties of further arguments into the first, and return it."""

_OWN = (Object, Function)
Callers: TypeAlias = Mapping[js.Function, Sequence[tuple[js.CallExpression | js.NewExpression, int]]]
"""The calls of each function, and how many arguments stand before its own (1 for `.call`)."""
_Question: TypeAlias = "Node | Binding | tuple[Object | Function, str]"
"""What an expression, a name or a property of an object holds."""


class Values:
    """Answers what an expression may hold."""

    def __init__(self, index: NodeIndex, callers: Callers) -> None:
        """Ask about the nodes of `index`; `callers` says who passes arguments to which function."""
        self._index = index
        self._callers = callers
        self.sources = Sources(index, self)
        self.composition = Composition(index, self, callers)
        self.texts = Texts(self.composition)
        self._known: dict[_Question, tuple[Value, ...]] = {}
        self._partly: dict[_Question, list[tuple[Value, ...]]] = {}
        self._open: dict[_Question, int] = {}
        self._by_owner: dict[str, Mapping[Value, Sequence[Node]]] = {}
        self._lowest_cut = _NO_CUT
        self._keys: dict[js.MemberExpression, str | None] = {}
        self._keys_open = 0

    def of(self, node: Node) -> tuple[Value, ...]:
        """Every origin that the value of an expression may have; empty if nothing is known."""
        known = self._known.get(node)
        if known is not None:
            return known
        if type(node) is js.Identifier:  # `isinstance` takes three times as long to say no
            return self._of_name(node)
        kind = type(node)
        plain = self._PLAIN.get(kind)
        found = plain and plain(self, node)
        if found:
            self._known[node] = found
            return found
        resolve = self._RESOLVERS.get(kind)
        return () if resolve is None else self._answer(node, resolve, node)

    def _of_name(self, node: js.Identifier) -> tuple[Value, ...]:
        """What a name holds: the same wherever it is used."""
        if node not in self._index.bindings:
            return ()
        binding = self._index.bindings[node]
        if binding is None:
            found: tuple[Value, ...] = (Global(() if node.name in WINDOW_NAMES else (node.name,)),)
        else:
            known = self._known.get(binding)
            found = self._answer(binding, Values._bound, binding) if known is None else known
            if binding not in self._known:  # cut short by a question still open
                return found
        self._known[node] = found
        return found

    def _plain_function(self, node: js.Function) -> tuple[Value, ...]:
        return (Function(node),)

    def _plain_object(self, node: Node) -> tuple[Value, ...]:
        return (Object(node),)

    def _plain_member(self, node: js.MemberExpression) -> tuple[Value, ...]:
        """A property of what is known already and of no object of the file; empty if more has to be asked."""
        values = () if node.computed else self._known.get(node.object, ())
        for value in values:
            if type(value) in _OWN:
                return ()
        key = member_key(node)
        return _distinct(self._read(values, COMPUTED if key is None else key))

    def _answer(
        self, question: _Question, resolve: Callable[..., Iterable[Value]], *about: object
    ) -> tuple[Value, ...]:
        """Find an answer and remember it.

        An answer that was cut short by a question still open is only a part of the truth: after a few of them their
        sum has to do, so that code in which everything depends on everything costs no more than a few passes.
        """
        depth = len(self._open)
        if question in self._open or depth > _DEEPEST:
            self._lowest_cut = min(self._lowest_cut, self._open.get(question, 0))
            return ()
        self._open[question] = depth
        found = _distinct(resolve(self, *about))
        del self._open[question]
        if self._lowest_cut >= depth:
            self._lowest_cut = _NO_CUT
            self._known[question] = found
            return found
        parts = self._partly.setdefault(question, [])
        parts.append(found)
        if len(parts) == _MOST_PARTS:
            self._known[question] = tuple(dict.fromkeys(chain(*parts)))
        return found

    def member(self, value: Value, key: str) -> tuple[Value, ...]:
        """What a property of a value may hold."""
        if isinstance(value, Global):
            is_window = (not value.path and key in WINDOW_NAMES) or (*value.path, key) == _WINDOW_OF_PAGE
            if is_window:
                return (Global(()),)
            return (Global((*value.path, key)),)
        if isinstance(value, Module):
            return (Module(value.name, (*value.path, key)),)
        if isinstance(value, Function) and key == "prototype":
            return (Object(value.node),)
        if isinstance(value, _OWN):
            return self._property(value, key) or (Member(value, key),)
        return (Member(value, key),)

    def along(self, values: Iterable[Value], path: Iterable[str]) -> tuple[Value, ...]:
        """Follow a path of property names from each of the values."""
        found = tuple(values)
        for key in path:
            found = self._read(found, key)
        return found

    def _read(self, values: tuple[Value, ...], key: str) -> tuple[Value, ...]:
        if len(values) == 1:  # nearly always
            return self.member(values[0], key)[:_MOST_VALUES]
        return tuple(member for value in values for member in self.member(value, key))[:_MOST_VALUES]

    def _bound(self, binding: Binding) -> Iterator[Value]:
        for definition in definitions(binding):
            yield from self._defined(definition)

    def _defined(self, definition: Definition) -> tuple[Value, ...]:
        if isinstance(definition, FromExpression):
            return self.along(self.of(definition.expression), definition.path)
        if isinstance(definition, Imported):
            return (Module(definition.module, definition.path),)
        if isinstance(definition, Parameter):
            return self.along(self._passed(definition.function, definition.index), definition.path)
        return self.along(self.of(definition.collection), (COMPUTED, *definition.path))

    def _passed(self, function: js.Function, index: int) -> Iterator[Value]:
        module = self._index.amd_dependency(function, index)
        if module is not None:
            yield Module(module)
            return
        calls = self._callers.get(function, ())
        if not calls:
            yield Argument(function, index)
            for owner in self._iterated(function, index):
                yield from self.member(owner, COMPUTED)
        for call, shift in calls:
            if index + shift < len(call.arguments):
                yield from self.of(call.arguments[index + shift])

    def _iterated(self, function: js.Function, index: int) -> Iterator[Object]:
        """The file's own lists whose items a parameter of a function gets that is handed to `forEach` or its like."""
        collection = self.collection_for(function, index)
        if collection is not None:
            yield from (value for value in self.of(collection) if isinstance(value, Object) and _is_list(value.node))

    def collection_for(self, function: js.Function, index: int) -> Node | None:
        """What a function that is handed to `forEach` or its like goes through, if a parameter is an item of it."""
        call = function.parent
        if not isinstance(call, js.CallExpression) or not isinstance(call.callee, js.MemberExpression):
            return None
        if member_key(call.callee) not in ITEM_METHODS or function not in call.arguments[:2]:
            return None
        if call.arguments[0] is function:
            return call.callee.object if index == 0 else None
        of_jquery = self.name_of(call.callee) == "$.each"
        return call.arguments[0] if index == (1 if of_jquery else 0) else None

    def _property(self, owner: Object | Function, key: str) -> tuple[Value, ...]:
        question = (owner, key)
        known = self._known.get(question)
        return self._answer(question, Values._written, owner, key) if known is None else known

    def _written(self, owner: Object | Function, key: str) -> Iterator[Value]:
        """What the file itself puts into a property of an object that it makes."""
        yield from self._own_properties(owner.node, key)
        for value in self.given(key, self._index.writes.get(key, ())).get(owner, ()):
            yield from self.of(value)
        for source in self.given("", self._index.mixins).get(owner, ()):
            yield from self._found_in(source, key)
        if isinstance(owner, Object) and isinstance(owner.node, js.Function):
            prototypes = self.given("prototype", self._index.writes.get("prototype", ()))
            for prototype in prototypes.get(Function(owner.node), ()):
                yield from self._found_in(prototype, key)

    def given(self, name: str, pairs: Sequence[tuple[Node, Node]]) -> Mapping[Value, Sequence[Node]]:
        """What is given to each owner, of pairs of an owner and something; remembered by name once it is complete."""
        known = self._by_owner.get(name)
        if known is not None:
            return known
        before, self._lowest_cut = self._lowest_cut, _NO_CUT
        found: dict[Value, list[Node]] = {}
        for target, given in pairs:
            for owner in self.of(target):
                found.setdefault(owner, []).append(given)
        if self._lowest_cut == _NO_CUT:
            self._by_owner[name] = found
        self._lowest_cut = min(before, self._lowest_cut)
        return found

    def _found_in(self, source: Node, key: str) -> Iterator[Value]:
        """A property of another object, but only if that object really has it."""
        for value in self.of(source):
            if isinstance(value, Object):
                yield from self._property(value, key)
            elif isinstance(value, (Global, Module)):
                yield from self.member(value, key)

    def _own_properties(self, node: Node, key: str) -> Iterator[Value]:
        if isinstance(node, js.ArrayExpression):
            for index, element in enumerate(node.elements):
                if element is not None and key in {COMPUTED, str(index)}:
                    yield from self.of(element)
        elif isinstance(node, js.ObjectExpression):
            yield from self._properties(node, key)
        elif isinstance(node, js.Class) and isinstance(node.body, js.ClassBody):
            yield from self._properties(node.body, key)
            if node.super_class is not None:
                yield from self._found_in(node.super_class, key)

    def _properties(self, owner: js.ObjectExpression | js.ClassBody, key: str) -> Iterator[Value]:
        members = self._index.members(owner)
        named = members.get(key) or self._methods_of_component(members, key)
        for member in chain(*members.values()) if key == COMPUTED else (*named, *members.get("...", ())):
            if isinstance(member, js.SpreadElement):
                yield from self._found_in(member.argument, key)
            elif isinstance(member, (js.Property, js.MethodDefinition, js.PropertyDefinition)) and member.value:
                is_getter = getattr(member, "kind", "") == "get"
                yield from self._returned(member.value) if is_getter else self.of(member.value)
        if not named and (_DATA in members or _COMPUTED_DATA in members):
            yield from self._data_of_component(members, key)

    def _data_of_component(self, members: Mapping[str, Sequence[Node]], key: str) -> Iterator[Value]:
        """What the options of a Vue component say of a name among their `data`, and what they compute for it."""
        for part in _values(members.get(_DATA, ())):
            for data in self._returned(part) if isinstance(part, js.Function) else self.of(part):
                if isinstance(data, Object):
                    yield from self._property(data, key)
        for part in _values(members.get(_COMPUTED_DATA, ())):
            if isinstance(part, js.ObjectExpression):
                for computed in _values(self._index.members(part).get(key, ())):
                    yield from self._returned(computed)

    def _methods_of_component(self, members: Mapping[str, Sequence[Node]], key: str) -> Sequence[Node]:
        """What the options of a Vue component have of a name among their `methods`."""
        parts = [part.value for part in members.get(_METHODS, ()) if isinstance(part, js.Property)]
        objects = [part for part in parts if isinstance(part, js.ObjectExpression)]
        return [member for part in objects for member in self._index.members(part).get(key, ())]

    def _member_expression(self, node: js.MemberExpression) -> tuple[Value, ...]:
        key = self.key_of(node)
        return self._read(self.of(node.object), COMPUTED if key is None else key)

    def key_of(self, member: js.MemberExpression) -> str | None:
        """The name of the property that a member expression reads, constants followed; None if it is not known."""
        key = member_key(member)
        if key is not None or not member.computed:
            return key
        if member not in self._keys:
            self._keys[member] = None
            key = self._computed_key(member)
            if key is None and (self._open or self._keys_open):  # perhaps only because of a question still open
                del self._keys[member]
                return None
            self._keys[member] = key
        return self._keys[member]

    def _computed_key(self, member: js.MemberExpression) -> str | None:
        if self._keys_open > _DEEPEST_KEYS:
            return None
        self._keys_open += 1
        try:
            return self.texts.text_of(member.property)
        finally:
            self._keys_open -= 1

    def _this(self, node: js.ThisExpression) -> Iterator[Value]:
        function = self._index.function_of_this(node)
        if function is not None:
            yield from self._receivers(function)

    def _receivers(self, function: Node) -> Iterator[Value]:
        """The objects that a function is a method of; a constructor or a lone function makes one of its own."""
        owner = function.parent
        if isinstance(owner, (js.MethodDefinition, js.PropertyDefinition)) and owner.parent is not None:
            yield Object(owner.parent.parent or owner.parent)
        elif isinstance(owner, js.Property) and owner.parent is not None:
            yield Object(owner.parent)
            part = owner.parent.parent
            if isinstance(part, js.Property) and part.parent is not None and property_key(part) in COMPONENT_PARTS:
                yield Object(part.parent)
        elif isinstance(owner, js.AssignmentExpression) and isinstance(owner.left, js.MemberExpression):
            yield from self.of(owner.left.object)
        elif isinstance(owner, js.MemberExpression) and isinstance(owner.parent, js.CallExpression):
            yield from self._bound_receivers(owner, owner.parent)
        elif isinstance(owner, js.CallExpression) and (receiver := _receiver_beside(function, owner)) is not None:
            yield from self.of(receiver)
        elif not isinstance(function, js.StaticBlock):
            yield Object(function)

    def _bound_receivers(self, method: js.MemberExpression, call: js.CallExpression) -> Iterator[Value]:
        if static_key(method.property, computed=method.computed) in INDIRECT_CALLS and call.arguments:
            yield from self.of(call.arguments[0])

    def _call(self, node: js.CallExpression) -> Iterator[Value]:
        special = self._known_function(node)
        if special is not None:
            yield from special
            return
        callee, _ = called(node)
        functions = self.of(callee)
        returned = False
        for value in functions:
            if isinstance(value, Function):
                returned = True
                yield from self._returned(value.node)
        if not returned:
            yield Result(node)

    def _known_function(self, node: js.CallExpression) -> Iterable[Value] | None:
        """The result of functions whose meaning is known: `bind`, `require`, `Object.assign`, `_.get` and such."""
        callee = node.callee
        name = self.name_of(callee) if node.arguments else None
        if (
            isinstance(callee, js.MemberExpression)
            and static_key(callee.property, computed=False) == "bind"
            and name not in PASS_THROUGH
        ):
            return self.of(callee.object)
        if not node.arguments:
            return None
        first = node.arguments[0]
        is_require = name == "require" or (isinstance(callee, js.Identifier) and callee.name == "require")
        if is_require and isinstance(first, js.Literal) and isinstance(first.value, str):
            return (Module(first.value),)
        if name in _NAMING_BINDERS and (method := self._named_method(node)):
            return method
        if name in PASS_THROUGH:
            return self.of(first)
        if name in MIXINS:
            is_deep = isinstance(first, js.Literal) and len(node.arguments) > 1
            return self.of(node.arguments[1] if is_deep else first)
        if name == "_.get" and len(node.arguments) > 1:
            path = node.arguments[1]
            if isinstance(path, js.Literal) and isinstance(path.value, str):
                return self.along(self.of(first), path.value.split("."))
        return None

    def _named_method(self, node: js.CallExpression) -> tuple[Value, ...]:
        """The method that `$.proxy(object, 'name')` means; empty if it gets a function."""
        name = self.texts.text_of(node.arguments[1]) if len(node.arguments) > 1 else None
        return self.along(self.of(node.arguments[0]), (name,)) if name is not None else ()

    def name_of(self, node: Node) -> str | None:
        """The dotted name of a global or of a well-known module's function, such as `_.get` or `$.extend`."""
        for value in self.of(node):
            if isinstance(value, Global) and value.path:
                return ".".join((library_name(value.path[0]), *value.path[1:]))
            if isinstance(value, Module):
                return ".".join((library_name(value.name), *value.path))
        return None

    def _returned(self, function: Node) -> Iterator[Value]:
        for expression in self._index.returns.get(function, ()):
            yield from self.of(expression)

    def _new(self, node: js.NewExpression) -> Iterator[Value]:
        for value in self.of(node.callee):
            if isinstance(value, Function):
                yield Object(value.node)
            elif isinstance(value, Object):
                yield value
            else:
                yield Result(node)

    def _logical(self, node: js.LogicalExpression) -> Iterator[Value]:
        if node.operator != "&&":
            yield from self.of(node.left)
        yield from self.of(node.right)

    def _conditional(self, node: js.ConditionalExpression) -> Iterator[Value]:
        yield from self.of(node.consequent)
        yield from self.of(node.alternate)

    def _sequence(self, node: js.SequenceExpression) -> tuple[Value, ...]:
        return self.of(node.expressions[-1])

    def _assignment(self, node: js.AssignmentExpression) -> tuple[Value, ...]:
        return self.of(node.right)

    def _inside(self, node: js.ChainExpression) -> tuple[Value, ...]:
        return self.of(node.expression)

    def _awaited(self, node: js.AwaitExpression) -> tuple[Value, ...]:
        return self.of(node.argument)

    def _yielded(self, node: js.YieldExpression) -> tuple[Value, ...]:
        """What whoever runs a generator as if it were an async function gives back."""
        return () if node.argument is None or node.delegate else self.of(node.argument)

    _PLAIN: ClassVar[Mapping[type[Node], Callable[[Values, Any], tuple[Value, ...]]]] = {
        js.MemberExpression: _plain_member,
        js.FunctionDeclaration: _plain_function,
        js.FunctionExpression: _plain_function,
        js.ArrowFunctionExpression: _plain_function,
        js.ObjectExpression: _plain_object,
        js.ArrayExpression: _plain_object,
        js.ClassDeclaration: _plain_object,
        js.ClassExpression: _plain_object,
    }
    """What is seen at once, or known from what was asked before."""
    _RESOLVERS: ClassVar[Mapping[type[Node], Callable[[Values, Any], Iterable[Value]]]] = {
        js.MemberExpression: _member_expression,
        js.ThisExpression: _this,
        js.CallExpression: _call,
        js.NewExpression: _new,
        js.LogicalExpression: _logical,
        js.ConditionalExpression: _conditional,
        js.SequenceExpression: _sequence,
        js.AssignmentExpression: _assignment,
        js.ChainExpression: _inside,
        js.AwaitExpression: _awaited,
        js.YieldExpression: _yielded,
    }


def _distinct(values: Iterable[Value]) -> tuple[Value, ...]:
    if type(values) is tuple and len(values) <= 1:  # nearly always
        return values
    return tuple(islice(dict.fromkeys(values), _MOST_VALUES))


def _values(members: Iterable[Node]) -> Iterator[Node]:
    """The values of the properties among the members of an object."""
    yield from (member.value for member in members if isinstance(member, js.Property))


def _is_list(node: Node) -> bool:
    return isinstance(node, js.ArrayExpression | js.ObjectExpression)


def _receiver_beside(function: Node, call: js.CallExpression) -> Node | None:
    """What a call is told to make `this` of the function that it gets: `items.forEach(function () { … }, this)`."""
    if isinstance(call.callee, js.Identifier) and call.callee.name in STATE_MACHINES:
        return call.arguments[0] if call.arguments[-1] is function else None
    if not isinstance(call.callee, js.MemberExpression) or member_key(call.callee) not in RECEIVING_METHODS:
        return None
    behind = next((index for index, argument in enumerate(call.arguments, 1) if argument is function), _NO_POSITION)
    return call.arguments[behind] if behind < len(call.arguments) else None


def library_name(module: str) -> str:
    """What a library is called in code, if a module is a well-known one: `$` for `lib/jquery-3.7.1.min.js`."""
    file = module.partition("?")[0].rstrip("/").rpartition("/")[2]
    stem, _, version = file.removesuffix(".js").removesuffix(".min").replace("@", "-").partition("-")
    is_plain = not version or version == "min" or version[0].isdigit()
    return NICKNAMES.get(stem, stem if stem in LIBRARIES else module) if is_plain else module


def called(call: js.CallExpression | js.NewExpression) -> tuple[Node, int]:
    """The function that a call runs, seen through `.call` and `.apply`, and how many arguments stand before its own."""
    callee = call.callee
    if type(callee) is js.ChainExpression:
        callee = callee.expression
    if type(callee) is js.MemberExpression and type(call) is js.CallExpression:
        key = member_key(callee)
        if key == "call" and not _is_own_method(call.arguments):
            return callee.object, 1
        if key == "apply":
            return callee.object, _NO_POSITION
    return callee, 0


def passed_at(call: js.CallExpression | js.NewExpression, index: int) -> Sequence[Node]:
    """What a call passes for the parameter at a position: one expression, or none."""
    position = index + called(call)[1]
    return call.arguments[position : position + 1]


def _is_own_method(arguments: Sequence[Node]) -> bool:
    """Whether `.call(…)` cannot be that of functions: nobody sets `this` to a text, a number, a sum or a function."""
    first = arguments[0] if arguments else None
    is_constant = isinstance(first, js.Literal) and first.raw != "null"
    is_sum = isinstance(first, js.BinaryExpression) and first.operator == "+"
    return is_constant or is_sum or isinstance(first, (js.TemplateLiteral, js.Function))


def find_callers(index: NodeIndex) -> Callers:
    """Find the calls of each function that the file defines; parameters are not followed for this."""
    values = Values(index, {})
    callers: dict[js.Function, list[tuple[js.CallExpression | js.NewExpression, int]]] = {}
    for call in index.calls:
        callee, shift = called(call)
        if _may_be_own(callee, index):
            for value in values.of(callee):
                if isinstance(value, Function):
                    callers.setdefault(value.node, []).append((call, shift))
    return callers


def _may_be_own(callee: Node, index: NodeIndex) -> bool:
    """Whether the file may define what is called: not the methods that it names nowhere else."""
    if type(callee) is not js.MemberExpression or callee.computed:
        return True
    return member_key(callee) in index.property_names
