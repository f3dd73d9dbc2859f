"""Several scripts as one program: calls, callbacks and properties that lead from one file to another."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from itertools import chain, groupby
from typing import TYPE_CHECKING, TypeAlias

from checker.languages.javascript import estree as js
from checker.languages.javascript.call_graph import Entry, Manner, constructors
from checker.languages.javascript.definitions import member_key, property_key
from checker.languages.javascript.modules import MOST_FILES_CROSSED, MOST_PASSED, Linker
from checker.languages.javascript.node_index import ancestors, enclosing_function
from checker.languages.javascript.value_kinds import Argument, Function, Global, Member, Module, Object, Result
from checker.languages.javascript.values import called, passed_at

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from checker.languages.javascript.calls import CallNode
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.facts import Path
    from checker.languages.javascript.model import ScriptModel
    from checker.languages.javascript.scopes import Binding
    from checker.languages.javascript.value_kinds import Value

_MOST_REACHED = 2_000
"""Functions after which the search for what a function runs ends."""
_LONGEST_PATH = 24


def _own_calls(function: js.Function) -> Iterator[CallNode]:
    """The calls in a function, without those in functions inside it."""
    waiting: list[Node] = [function.body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (js.CallExpression, js.NewExpression)):
            yield node
        waiting += [child for child in js.children(node) if not isinstance(child, js.Function)]


def _calls_among(entries: Iterable[Entry]) -> Iterator[CallNode]:
    """The calls of a function among the ways in which it comes to run."""
    for entry in entries:
        if entry.manner is Manner.CALL and isinstance(entry.place, (js.CallExpression, js.NewExpression)):
            yield entry.place


def _owner_of(value: Value) -> tuple[Value, str] | None:
    """What a value is a property of, and the property's name."""
    if isinstance(value, Member):
        return value.of, value.key
    if isinstance(value, Module) and value.path:
        return Module(value.name, value.path[:-1]), value.path[-1]
    return None


_Slot: TypeAlias = "tuple[js.Function, int, str | None]"
"""A parameter of a function by its position, or a property of what is passed there."""


def _given_by(call: CallNode) -> Iterator[tuple[int, str | None, Node]]:
    """The arguments of a call by their positions, and the values in object literals also by their names."""
    for position, argument in enumerate(call.arguments):
        if not isinstance(argument, js.ObjectExpression):
            yield position, None, argument
            continue
        for member in argument.properties:
            if isinstance(member, js.Property):
                yield position, property_key(member), member.value


def _slot_of(value: Value) -> _Slot | None:
    """What a value is of what a function gets passed."""
    if isinstance(value, Argument):
        return value.function, value.index, None
    if isinstance(value, Member) and isinstance(value.of, Argument):
        return value.of.function, value.of.index, value.key
    return None


class LinkedCalls:
    """The calls of all scripts of a widget: each question goes to the script of the node, and to the others."""

    def __init__(self, models: Mapping[str, ScriptModel], further: Sequence[ScriptModel] = ()) -> None:
        """Take the modules by their paths, and scripts that are no modules."""
        self._models = models
        self._paths = {model: path for path, model in models.items()}
        self._linker = Linker(models)
        self._linker_by_calls = Linker(models, self._passed_at)
        self._by_program = {model.program: model for model in (*models.values(), *further)}
        self._left = MOST_PASSED
        self._held: dict[Node, tuple[js.Function, ...]] = {}
        self._writes: dict[str, dict[Object, list[Node]]] = {}
        self._callback_places: dict[js.Function, set[Node]] = {}

    def model_of(self, node: Node) -> ScriptModel:
        """The script that a node stands in."""
        if len(self._by_program) == 1:
            return next(iter(self._by_program.values()))
        while node.parent is not None:
            node = node.parent
        assert isinstance(node, js.Program)
        return self._by_program[node]

    # What each script knows, and the others add

    def entries(self, function: js.Function) -> Sequence[Entry]:
        """How a function comes to run, from its own file and from others."""
        own = self.model_of(function).graph.entries(function)
        return (*own, *self._foreign_entries.get(function, ()))

    def binding(self, name: js.Identifier) -> Binding | None:
        """What a name means; None for a global."""
        return self.model_of(name).graph.binding(name)

    def values_of(self, node: Node) -> Sequence[Value]:
        """The possible origins of an expression's value, as its own file knows them."""
        return self.model_of(node).values.of(node)

    def names(self, call: CallNode) -> tuple[str, ...]:
        """The names that the callee of a call may have."""
        return self.model_of(call).graph.names(call)

    def functions(self, node: Node) -> Sequence[js.Function]:
        """The functions that an expression may hold, of its own file or of another."""
        found = self._held.get(node)
        if found is None:
            found = self._held[node] = tuple(dict.fromkeys(self._functions_in(node)))
        return found

    def _functions_in(self, node: Node) -> Iterator[js.Function]:
        model = self.model_of(node)
        yield from model.graph.functions(node)
        path = self._paths.get(model)
        if path is not None and len(self._models) > 1:
            yield from self._functions(node, path, model)
            for argument in self.passed_from_elsewhere(model.values.of(node)):
                home = self.model_of(argument)
                yield from home.graph.functions(argument)
                yield from self._functions(argument, self._paths[home], home)

    # Values from other files

    @property
    def are_linked(self) -> bool:
        """Whether anything of one script may come to another."""
        return self._linker.are_linked or bool(self._foreign_entries)

    def passed_from_elsewhere(self, values: Iterable[Value]) -> Iterator[Node]:
        """The expressions that other files pass for what is a parameter among some values."""
        parameters = [value for value in values if isinstance(value, Argument)]
        for parameter in parameters if len(self._models) > 1 else ():
            for call in _calls_among(self._foreign_entries.get(parameter.function, ())):
                yield from passed_at(call, parameter.index)

    def returned_from_elsewhere(self, call: CallNode) -> Iterator[Node]:
        """The expressions that functions of other files give back to a call."""
        for function in self._foreign_calls.get(call, ()) if isinstance(call, js.CallExpression) else ():
            yield from self.model_of(function).index.returns.get(function, ())

    def written_elsewhere(self, member: js.MemberExpression) -> Iterator[Node]:
        """The expressions that other files give to the property that a member expression reads."""
        if len(self._models) > 1:
            model = self.model_of(member)
            key = model.values.key_of(member)
            for value in model.values.of(member.object) if key is not None else ():
                yield from self.given_elsewhere(value, key or "", model)

    def given_elsewhere(self, owner: Value, key: str, model: ScriptModel) -> Iterator[Node]:
        """The expressions that other files than the one of a model give to a property of a value that it knows."""
        path = self._paths.get(model)
        for found, home in self._objects(owner, path) if path is not None and len(self._models) > 1 else ():
            if home != path:
                yield from self._models[home].values.sources.of(found, key)
            yield from self._written_by_others(key).get(found, ())

    def from_elsewhere(self, node: Node) -> Iterator[Node]:
        """The expressions of other files that a name, a property or a call may stand for."""
        if isinstance(node, js.Identifier):
            yield from self.passed_from_elsewhere(self.values_of(node))
        elif isinstance(node, js.MemberExpression):
            yield from self.written_elsewhere(node)
        elif isinstance(node, js.CallExpression):
            yield from self.returned_from_elsewhere(node)

    def possible_texts(self, node: Node) -> tuple[tuple[str | None, ...], ...]:
        """The texts that an expression may make, by parts, with those that other files give where they stand in it."""
        model = self.model_of(node)
        known = model.possible_texts(node)
        if len(self._models) <= 1 or (known and not any(None in parts for parts in known)):
            return known
        pieces = model.texts.pieces_of(node)
        filled = [self._text_elsewhere(one.node) if one.text is None else one.text for one in pieces]
        if filled == [one.text for one in pieces]:
            return known
        groups = groupby(filled, key=lambda text: text is None)
        return (tuple(None if is_hole else "".join(filter(None, texts)) for is_hole, texts in groups),)

    def _text_elsewhere(self, hole: Node | None) -> str | None:
        """The one text that other files give to an expression."""
        nodes = self.from_elsewhere(hole) if hole is not None else ()
        texts = {self.model_of(one).texts.text_of(one) for one in nodes}
        return texts.pop() if len(texts) == 1 else None

    def paths_of(self, value: Value, model: ScriptModel) -> Iterator[Path]:
        """The window's paths to a value that a model knows, also to one that another file reached and gives on."""
        own = model.guards.paths.of_value(value)
        if own:
            yield own
        keys: list[str] = []
        while len(self._models) > 1 and model in self._paths and len(keys) < _LONGEST_PATH:
            owner = _owner_of(value)
            for found, home in self._linker_by_calls.resolve(value, self._paths[model]):
                path = self._models[home].guards.paths.of_value(found)
                if path:
                    yield (*path, *reversed(keys))
            for node in self._given_on(value, owner, model):
                for path in self.model_of(node).guards.paths.of_expression(node):
                    yield (*path, *reversed(keys))
            if owner is None:
                return
            value, key = owner
            keys.append(key)

    def _given_on(self, value: Value, owner: tuple[Value, str] | None, model: ScriptModel) -> Iterator[Node]:
        """The expressions of other files that a value comes from."""
        if isinstance(value, Result):
            yield from self.returned_from_elsewhere(value.call)
        elif isinstance(value, Argument):
            yield from self.passed_from_elsewhere((value,))
        if owner is not None:
            yield from self.given_elsewhere(*owner, model)

    def _objects(self, value: Value, path: str, crossed: int = 0) -> Iterator[tuple[Object, str]]:
        """The objects of the widget that a value is, and the files that make them."""
        if isinstance(value, Object):
            yield value, path
        elif isinstance(value, Argument) and crossed < MOST_FILES_CROSSED:
            for argument in self.passed_from_elsewhere([value]):
                self._left -= 1
                home = self.model_of(argument)
                for passed in home.values.of(argument) if self._left >= 0 else ():
                    yield from self._objects(passed, self._paths[home], crossed + 1)
        else:
            for found, home_path in self._linker_by_calls.resolve(value, path):
                if isinstance(found, Object):
                    yield found, home_path

    def _written_by_others(self, key: str) -> Mapping[Object, Sequence[Node]]:
        """What is given to a property of the objects of other files."""
        known = self._writes.get(key)
        if known is None:
            known = self._writes[key] = defaultdict(list)
            for path, model in self._models.items():
                for target, given in model.index.writes.get(key, ()):
                    for value in model.values.of(target):
                        for owner, home in self._objects(value, path):
                            if home != path:
                                known[owner].append(given)
        return known

    def callbacks_of(self, function: js.Function) -> Iterator[tuple[CallNode, Node | None]]:
        """Where other files call a function that they get passed, or hand it on, and then as which argument."""
        for entry in self._foreign_entries.get(function, ()):
            if entry.manner is Manner.CALLBACK and isinstance(entry.place, (js.CallExpression, js.NewExpression)):
                yield entry.place, None
        for slot in self._passed_to.get(function, ()):
            yield from self._handed_on.get(slot, ())

    def handed_over(self, function: js.Function) -> Sequence[tuple[CallNode, Node]]:
        """The calls, of the function's own file or of others, that get a function, and as which argument."""
        own = self.model_of(function).graph.handed_over.get(function, ())
        return (*own, *self._foreign_handed_over.get(function, ()))

    def manner(self, function: js.Function, call: CallNode, argument: Node) -> Manner | None:
        """How a function that is handed over is run; None for events and for calls that are not known."""
        return self.model_of(call).graph.manner(function, call, argument)

    def reads(self, key: str) -> Sequence[js.MemberExpression]:
        """Where any of the scripts reads a property of a name."""
        return self._reads.get(key, ())

    @cached_property
    def _reads(self) -> Mapping[str, Sequence[js.MemberExpression]]:
        found: dict[str, list[js.MemberExpression]] = defaultdict(list)
        for model in self._by_program.values():
            for member in model.index.all(js.MemberExpression):
                if not (isinstance(member.parent, js.AssignmentExpression) and member.parent.left is member):
                    found[member_key(member) or ""].append(member)
        return found

    @cached_property
    def stopping_calls(self) -> Sequence[CallNode]:
        """The calls that stop a timer."""
        return [call for model in self._by_program.values() for call in model.graph.stopping_calls]

    # How functions of other files come to run

    @cached_property
    def _foreign_entries(self) -> Mapping[js.Function, Sequence[Entry]]:
        return self._found_entries(self._linker_by_calls)

    @cached_property
    def _plain_entries(self) -> Mapping[js.Function, Sequence[Entry]]:
        """The entries that are seen without a look at what is passed for parameters."""
        return self._found_entries(self._linker)

    def _found_entries(self, linker: Linker) -> Mapping[js.Function, Sequence[Entry]]:
        found: dict[js.Function, list[Entry]] = defaultdict(list)
        for call, path, model in self._outward_calls:
            for function, entry in self._entries_by(call, path, model, linker):
                found[function].append(entry)
        return found

    @cached_property
    def _outward_calls(self) -> Sequence[tuple[CallNode, str, ScriptModel]]:
        """The calls that may lead to another file, with their own."""
        models = self._models.items() if len(self._models) > 1 else ()
        calls = ((call, path, model) for path, model in models for call in model.index.calls)
        return [one for one in calls if self._may_lead_out(*one)]

    def _may_lead_out(self, call: CallNode, path: str, model: ScriptModel) -> bool:
        """Whether a call may run what another file defines: where no file names another, globals only lead there."""
        if self._linker.are_linked or isinstance(call, js.NewExpression):
            return True
        nodes = (called(call)[0], *call.arguments)
        return any(True for node in nodes for _ in self._functions(node, path, model))

    def _passed_at(self, parameter: Argument) -> Iterator[tuple[Node, str]]:
        """What other files pass for a parameter, and the paths of those files."""
        for call in _calls_among(self._plain_entries.get(parameter.function, ())):
            for argument in passed_at(call, parameter.index):
                yield argument, self._paths[self.model_of(call)]

    def called_functions(self, call: CallNode) -> Iterator[js.Function]:
        """The functions that a call may run, of its own file or of another."""
        yield from self.model_of(call).graph.called_functions(call)
        yield from self._foreign_calls.get(call, ())

    @cached_property
    def _foreign_handed_over(self) -> Mapping[js.Function, Sequence[tuple[CallNode, Node]]]:
        found: dict[js.Function, list[tuple[CallNode, Node]]] = defaultdict(list)
        for call, path, model in self._outward_calls:
            for argument in call.arguments:
                for function in self._functions(argument, path, model):
                    found[function].append((call, argument))
        return found

    @cached_property
    def _foreign_calls(self) -> Mapping[CallNode, Sequence[js.Function]]:
        found: dict[CallNode, list[js.Function]] = defaultdict(list)
        for function, entries in self._foreign_entries.items():
            for call in _calls_among(entries):
                found[call].append(function)
        return found

    def reached_from(self, function: js.Function) -> Collection[js.Function]:
        """A function and all that run because it does: called or handed over to run, but not on events."""
        around = frozenset(ancestors(function))
        reached: dict[js.Function, None] = {function: None}
        waiting = [function]
        passed_on: list[tuple[CallNode, js.Function]] = []
        while waiting and len(reached) < _MOST_REACHED:
            for call in _own_calls(waiting.pop()):
                for further in (*self.called_functions(call), *self._handed_over_by(call)):
                    if self._is_passed(further, call):
                        passed_on.append((call, further))
                    elif further not in reached:
                        reached[further] = None
                        waiting.append(further)
            if not waiting:
                callbacks = {
                    further: None for call, further in passed_on if self._is_passed_by(further, call, reached, around)
                }
                waiting = [further for further in callbacks if further not in reached]
                reached.update(dict.fromkeys(waiting))
        return reached

    def _handed_over_by(self, call: CallNode) -> Iterator[js.Function]:
        """The functions that a call gets to run at once, for each item, or later."""
        graph = self.model_of(call).graph
        for argument in call.arguments:
            for function in graph.given(argument):
                if graph.manner(function, call, argument) is not None:
                    yield function

    def _is_passed(self, function: js.Function, call: CallNode) -> bool:
        """Whether a call runs a function that its caller got as a parameter."""
        if function not in self._callback_places:
            entries = self.entries(function)
            self._callback_places[function] = {entry.place for entry in entries if entry.manner is Manner.CALLBACK}
        return call in self._callback_places[function]

    def _is_passed_by(
        self, function: js.Function, call: CallNode, reached: Collection[js.Function], around: Collection[Node]
    ) -> bool:
        """Whether a callback is passed by a function that is reached, or to one that is around what began."""
        return any(
            receiver in around or any(enclosing_function(site) in reached for site in sites)
            for entry in self.entries(function)
            if entry.place is call
            for receiver, sites in entry.passed_by.items()
        )

    def _entries_by(
        self, call: CallNode, path: str, model: ScriptModel, linker: Linker
    ) -> Iterator[tuple[js.Function, Entry]]:
        """The functions of other files that a call runs or hands over, and its own functions that it hands to them."""
        callee, _ = called(call)
        receivers = list(self._functions(callee, path, model, linker))
        if isinstance(call, js.NewExpression):
            receivers += self._constructors(callee, path, model, linker)
        for receiver in receivers:
            yield receiver, Entry(call, Manner.CALL)
        for argument in call.arguments:
            for function in self._functions(argument, path, model, linker):
                manner = model.graph.manner(function, call, argument)
                if manner is not None:
                    yield function, Entry(call, manner)
        for position, key, given in _given_by(call) if receivers else ():
            for function in model.graph.functions(given):
                for receiver in receivers:
                    for entry in self._callback_entries(function, (receiver, position, key), call):
                        yield function, entry

    def _callback_entries(self, function: js.Function, slot: _Slot, call: CallNode) -> Iterator[Entry]:
        """How a function comes to run that a call passes: it is called there, or handed on to run again and again."""
        passed_by = {slot[0]: frozenset({call})}
        for place in self._calls_of_parameters.get(slot, ()):
            yield Entry(place, Manner.CALLBACK, passed_by)
        for place, given in self._handed_on.get(slot, ()):
            manner = self.model_of(place).graph.manner(function, place, given)
            if manner in {Manner.ITEM, Manner.INTERVAL, Manner.LATER}:
                yield Entry(place, manner, passed_by)

    def _functions(
        self, node: Node, path: str, model: ScriptModel, linker: Linker | None = None
    ) -> Iterator[js.Function]:
        """The functions of other files that an expression may hold."""
        values = model.values.of(node)
        if self._linker.are_linked or any(type(value) is Global for value in values):
            return self._functions_behind(values, node, path, model, linker or self._linker_by_calls)
        return iter(())

    def _functions_behind(
        self, values: Iterable[Value], node: Node, path: str, model: ScriptModel, linker: Linker
    ) -> Iterator[js.Function]:
        for value in values:
            if isinstance(value, Global):
                others = (other for other in self._by_program.values() if other is not model)
                yield from chain.from_iterable(other.graph.global_functions(value.path) for other in others)
            if isinstance(value, Argument) or not self._linker.are_linked:
                continue
            for found, home in linker.resolve(value, path):
                is_known = home == path and isinstance(found, Function) and found.node in model.graph.functions(node)
                if isinstance(found, Function) and not is_known:
                    yield found.node

    def _constructors(self, node: Node, path: str, model: ScriptModel, linker: Linker) -> Iterator[js.Function]:
        """The constructors of the classes of other files that an expression may hold."""
        for value in model.values.of(node):
            for found, _ in linker.resolve(value, path):
                if isinstance(found, Object) and isinstance(found.node, js.Class):
                    yield from constructors(found.node)

    @cached_property
    def _passed_to(self) -> Mapping[js.Function, Sequence[_Slot]]:
        """The places in functions of other files for which a function is passed."""
        found: dict[js.Function, list[_Slot]] = defaultdict(list)
        for call, receivers in self._foreign_calls.items():
            graph = self.model_of(call).graph
            for position, key, given in _given_by(call):
                for function in graph.functions(given):
                    found[function] += [(receiver, position, key) for receiver in receivers]
        return found

    @cached_property
    def _handed_on(self) -> Mapping[_Slot, Sequence[tuple[CallNode, Node]]]:
        """The calls that get what was passed, alone or in an object, and as which argument."""
        found: dict[_Slot, list[tuple[CallNode, Node]]] = defaultdict(list)
        for model in self._models.values():
            for call in model.index.calls:
                for _, _, given in _given_by(call):
                    for slot in map(_slot_of, model.values.of(given)):
                        if slot is not None:
                            found[slot].append((call, given))
        return found

    @cached_property
    def _calls_of_parameters(self) -> Mapping[_Slot, Sequence[CallNode]]:
        """Where functions call what they get passed."""
        found: dict[_Slot, list[CallNode]] = defaultdict(list)
        for model in self._models.values():
            for call in model.index.calls:
                for slot in map(_slot_of, model.values.of(called(call)[0])):
                    if slot is not None:
                        found[slot].append(call)
        return found
