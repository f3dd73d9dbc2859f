"""curl handles, followed from `curl_init` to `curl_exec`."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from checker.analysis.php.timeouts.waiting import Timeout, Waiting
from checker.finding import Confidence
from checker.languages.php.node import bare, variable_name
from checker.languages.php.origins import bound_arguments

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from checker.analysis.php.timeouts.knowledge import Knowledge
    from checker.languages.php.calls import Call
    from checker.languages.php.node import Node
    from checker.languages.php.origins import Place

OPTIONS = frozenset({"CURLOPT_TIMEOUT", "CURLOPT_TIMEOUT_MS", "13", "155"})
"""The options that end a request, by name and number; CURLOPT_CONNECTTIMEOUT ends only the connecting."""
_MAX_DEPTH = 6
"""Functions through which a handle is followed."""
_MAX_EVENTS = 500
"""What happens to a handle before a request, as far back as is looked."""
_MAX_NESTING = 40
"""Blocks around a call in which the loop over its options is looked for."""
_HARMLESS = frozenset(
    {
        "is_resource", "is_object", "isset", "empty", "var_dump", "print_r", "gettype", "spl_object_id", "intval",
        "spl_object_hash", "unset", "array_push", "count", "exit",
    }
)  # fmt: skip


class _Event(NamedTuple):
    """Something that happens to a handle, at the end of a call or an assignment."""

    at: int
    timeout: Timeout | None
    """What an option says; None where the handle is made or given."""
    value: Node | None = None
    """What is given to the place."""
    through: Place | None = None
    """The parameter of a function that gets the handle."""


class _State(NamedTuple):
    timeout: Timeout
    made: Node | None = None
    """Where the handle was made."""


_CIRCLE = _State(Timeout.UNKNOWN)
"""Stands for a state that is being looked for."""


def _doubted(state: _State) -> _State:
    """The state of a handle that something unknown happened to."""
    return state if state.timeout is Timeout.SET else _State(Timeout.UNKNOWN, state.made)


def curl_requests(knowledge: Knowledge) -> Iterator[Waiting]:
    """Find the requests by curl that have no timeout."""
    handles = _Handles(knowledge)
    for name, position in (("curl_exec", 0), ("curl_multi_add_handle", 1)):
        for call in knowledge.model.calls_to(name):
            handle = call.argument(position, "handle")
            if handle is None:
                continue
            state = handles.state_of(handle, call.node.end)
            if state.timeout is not Timeout.SET:
                yield _waiting(call, handle, state)


def _waiting(call: Call, handle: Node, state: _State) -> Waiting:
    shown = handle.text if len(handle.text) <= len("$this->connection") and "(" not in handle.text else "$curl"
    confidence = Confidence.LIKELY if state.timeout is Timeout.UNKNOWN else Confidence.CERTAIN
    remedy = f"`curl_setopt({shown}, CURLOPT_TIMEOUT, 10);`"
    return Waiting(call.node, call.short_name, state.timeout, remedy, confidence, state.made)


class _Handles:
    """The handles of one file."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._model = knowledge.model
        self._origins = knowledge.origins
        self._known: dict[Node | Place, _State] = {}
        self._known_through: dict[Place, Timeout] = {}

    def state_of(self, node: Node, at: int, depth: int = 0) -> _State:
        """Say whether a handle has a timeout at an offset."""
        node = bare(node)
        if depth > _MAX_DEPTH:
            return _State(Timeout.UNKNOWN)
        if node.kind == "assignment_expression":
            return self.state_of(node.children[-1], at, depth + 1)
        call = self._model.call_nodes.get(node)
        if call is not None:
            return self._state_of_result(call, depth)
        place = self._origins.place_of(node)
        return self._state_of_place(place, at, depth) if place is not None else _State(Timeout.UNKNOWN)

    def _state_of_result(self, call: Call, depth: int) -> _State:
        if call.name == "curl_init":
            return _State(Timeout.NONE, call.node)
        if call.name == "curl_copy_handle" and call.arguments:
            return self.state_of(call.arguments[0].value, call.node.start, depth + 1)
        returned = self._origins.returned_by(call)
        return self._weakest_of(call.node, ((value, value.end) for value in returned), depth)

    def _state_of_place(self, place: Place, at: int, depth: int) -> _State:
        events = self._events.get(place, [])
        if _is_shared(place):  # other methods, or other elements, run in an order that is not known
            if place in self._shared_with_timeout:
                return _State(Timeout.SET)
            at = max(at, events[-1].at) if events else at
        is_unknown = False
        first = bisect_right(events, at, key=lambda event: event.at)
        for event in reversed(events[max(0, first - _MAX_EVENTS) : first]):
            timeout = self._timeout_of(event)
            if timeout is None:
                state = self.state_of(event.value, event.at - 1, depth + 1) if event.value else _State(Timeout.NONE)
                return _doubted(state) if is_unknown else state
            if timeout in {Timeout.SET, Timeout.OFF}:
                return _State(timeout)
            is_unknown = is_unknown or timeout is Timeout.UNKNOWN
        state = self._state_given(place, depth)
        return _doubted(state) if is_unknown else state

    def _timeout_of(self, event: _Event, depth: int = 0) -> Timeout | None:
        """What an event says, for a handle that another function gets by what happens there."""
        place = event.through
        if place is None:
            return event.timeout
        if depth > _MAX_DEPTH:
            return Timeout.UNKNOWN
        if place not in self._known_through:
            self._known_through[place] = Timeout.NONE
            inner = {self._timeout_of(one, depth + 1) for one in self._events.get(place, [])[:_MAX_EVENTS]}
            strongest = (Timeout.SET, Timeout.OFF, Timeout.UNKNOWN)
            self._known_through[place] = next((one for one in strongest if one in inner), Timeout.NONE)
        return self._known_through[place]

    @cached_property
    def _shared_with_timeout(self) -> frozenset[Place]:
        return frozenset(
            place
            for place, events in self._events.items()
            if _is_shared(place) and any(self._timeout_of(event) is Timeout.SET for event in events)
        )

    def _state_given(self, place: Place, depth: int) -> _State:
        """A place that nothing before gives a handle: a parameter, a property, the variable of a loop."""
        values = self._origins.values_of(place)
        return self._weakest_of(place, ((value, value.start) for value in values), depth)

    def _weakest_of(self, what: Node | Place, values: Iterable[tuple[Node, int]], depth: int) -> _State:
        """The worst of several states, asked once: what goes round in circles says nothing."""
        if what not in self._known:
            self._known[what] = _CIRCLE
            self._known[what] = _weakest(self.state_of(value, at, depth + 1) for value, at in values)
        return self._known[what]

    @cached_property
    def _events(self) -> Mapping[Place, list[_Event]]:
        found: dict[Place, list[_Event]] = {}
        for place, event in (*self._given(), *self._handled()):
            found.setdefault(place, []).append(event)
        for events in found.values():
            events.sort(key=lambda event: event.at)
        return found

    def _given(self) -> Iterator[tuple[Place, _Event]]:
        for one in self._model.assignments:
            place = self._origins.place_of(one.target)
            if place is not None and one.operator in {"=", "??="}:
                yield place, _Event(one.node.end, None, one.value)

    def _handled(self) -> Iterator[tuple[Place, _Event]]:
        for call in self._model.calls:
            if call.name in _HARMLESS:
                continue
            if call.name.startswith("curl_"):
                event = self._option(call)
                place = self._handle_place(call.arguments[0].value) if event and call.arguments else None
                if event is not None and place is not None:
                    yield place, event
            else:
                yield from self._handed_on(call)

    def _handle_place(self, node: Node) -> Place | None:
        """The place of a handle, also of one that is made where it is used."""
        node = bare(node)
        return self._origins.place_of(node.children[0] if node.kind == "assignment_expression" else node)

    def _option(self, call: Call) -> _Event | None:
        if call.name == "curl_reset":
            return _Event(call.node.end, None)
        timeout = None
        if call.name == "curl_setopt_array":
            timeout = self._knowledge.timeout_among(call.argument(1, "options"), OPTIONS)
        elif call.name == "curl_setopt":
            timeout = self._timeout_set_by(call)
        return _Event(call.node.end, timeout) if timeout not in {None, Timeout.NONE} else None

    def _timeout_set_by(self, call: Call) -> Timeout:
        option, value = call.argument(1, "option"), call.argument(2, "value")
        if option is None:
            return Timeout.UNKNOWN
        key = self._knowledge.lists.key(option)
        if key is not None:
            return self._knowledge.timeout_of([value]) if key in OPTIONS and value is not None else Timeout.NONE
        listed = _list_of_key(option)
        return self._knowledge.timeout_among(listed, OPTIONS) if listed is not None else Timeout.UNKNOWN

    def _handed_on(self, call: Call) -> Iterator[tuple[Place, _Event]]:
        """A handle that another function gets: one of this file is looked into, others may do anything."""
        own = self._origins.called(call)
        parameters = {
            value: (function.node, f"${parameter.name}")
            for function in own
            for parameter, value in bound_arguments(call, function)
        }
        for argument in call.arguments:
            place = self._origins.place_of(argument.value)
            if place is not None and (not own or argument.value in parameters):
                timeout = Timeout.UNKNOWN if not own else Timeout.NONE
                yield place, _Event(call.node.end, timeout, through=parameters.get(argument.value))


def _is_shared(place: Place) -> bool:
    return place[1].startswith("->") or place[1].endswith("[]")


def _weakest(states: Iterable[_State]) -> _State:
    """A request is only as safe as the worst handle that it may be sent with."""
    found = {state.timeout: state for state in states if state is not _CIRCLE}
    for timeout in (Timeout.NONE, Timeout.OFF, Timeout.UNKNOWN, Timeout.SET):
        if timeout in found:
            return found[timeout]
    return _State(Timeout.UNKNOWN)


def _list_of_key(option: Node) -> Node | None:
    """The list whose keys a variable takes: `foreach ($options as $key => $value)`."""
    name = variable_name(bare(option))
    around = option.parent
    for _ in range(_MAX_NESTING):
        if around is None:
            return None
        pair = around.of_kind("pair") if around.kind == "foreach_statement" else None
        if pair is not None and variable_name(pair.children[0]) == name:
            return around.children[0]
        around = around.parent
    return None
