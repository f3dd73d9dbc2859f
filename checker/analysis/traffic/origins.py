"""Texts that others decide: answers to requests, messages of other pages, what users type, the page's address."""

from __future__ import annotations

import re
from enum import Enum
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from checker.languages.javascript import estree as js
from checker.languages.javascript.call_graph import COMPLETION_METHODS, ITERATION_METHODS
from checker.languages.javascript.definitions import property_key, property_read
from checker.languages.javascript.node_index import ancestors
from checker.languages.javascript.value_kinds import COMPUTED, Argument, Global, Member, Module, Object, Result
from checker.languages.javascript.values import called, passed_at
from checker.regex import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from checker.analysis.traffic.requests import Request
    from checker.languages.javascript.calls import CallNode
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.linking import LinkedCalls
    from checker.languages.javascript.model import ScriptModel
    from checker.languages.javascript.value_kinds import Value

_FARTHEST = 24
"""Steps from a value back to where it comes from."""
_ABOUT = frozenset(
    {
        "status", "statusText", "length", "ok", "readyState", "headers", "type", "size", "code", "origin", "source",
        "index", "count", "total", "timeStamp",
    }
)  # fmt: skip
"""Properties of answers, messages and their parts that hold no text of others."""
_BODIES = frozenset({"responseText", "responseXML", "responseJSON"})
"""Properties that only answers have."""
_KEEPING_METHODS = COMPLETION_METHODS | frozenset(
    {
        "json", "text", "body", "data", "get", "at", "find", "filter", "map", "flatMap", "slice", "concat", "sort",
        "reverse", "pop", "shift", "flat", "values", "entries", "first", "last", "splice", "split", "join", "substr",
        "substring", "trim", "toString", "toLowerCase", "toUpperCase", "match",
    }
)  # fmt: skip
"""Methods whose result is what they are called on in another form, or a part of it."""
_KEEPING_FUNCTIONS = frozenset(
    {
        "JSON.parse", "$.parseJSON", "Object.values", "Object.entries", "Array.from", "structuredClone", "Promise.all",
        "URLSearchParams", "URL", "String", "decodeURIComponent", "decodeURI", "atob", "unescape", "_.values",
        "_.sortBy", "_.filter", "_.toArray", "_.first", "_.last", "_.find", "_.clone", "$.grep", "$.makeArray",
        "$.trim",
    }
)  # fmt: skip
"""Functions whose result is their first argument in another form, or a part of it."""
_MAPPING = frozenset({"map", "flatMap"})
"""Methods whose result is made of what their function returns."""
_REPLACING_METHODS = frozenset({"replace", "replaceAll"})
"""Methods whose function gets parts of what they are called on."""
_FORM_READERS = frozenset({"serializeArray"})
"""Methods that read all fields of a form."""
_ACCUMULATING = frozenset({"reduce", "reduceRight", "inject"})
"""Iteration methods whose function gets the item as its second argument."""
_NO_ANSWERS = frozenset({"beforeSend", "xhr", "error", "onError", "fail"})
"""Settings of requests that are functions, but get no answer, or that of a failure."""
_LISTENING_METHODS = frozenset({"on", "one", "once", "bind", "addEventListener", "addListener"})
_ELEMENT_FINDERS = frozenset(
    {
        "document.getElementById", "document.querySelector", ".getElementById", ".querySelector", ".closest",
        "document.createElement",
    }
)  # fmt: skip
_TARGETS = frozenset({"target", "currentTarget", "srcElement"})
_LOCATION_PARTS = frozenset({"hash", "search", "href"})
_DOCUMENT_PARTS = frozenset({"URL", "documentURI", "referrer"})


_CHOICE = regex(r"select|option|radio|checkbox|:checked", re.IGNORECASE)
"""What fields are called that offer values, instead of taking any text."""


class Elsewhere(NamedTuple):
    """What is known of values that come from other scripts."""

    calls: LinkedCalls
    origins_at: Callable[[Node], Origins]
    """The origins in the script that a node stands in."""


class Kind(Enum):
    """Who decides what a text says."""

    ANSWER = "an answer from a server"
    MESSAGE = "a message from another page or server"
    INPUT = "what the user types"
    ADDRESS = "the page's address"


class Origin(NamedTuple):
    """Where a text comes from."""

    kind: Kind
    request: Request | None = None
    """The request that is answered, if it is known."""


class Origins:
    """Answers whether the values of a script come from others."""

    def __init__(
        self, model: ScriptModel, requests: Mapping[Node, Request], elsewhere: Elsewhere | None = None
    ) -> None:
        """Ask about one script, of which the requests are known; `elsewhere` are the widget's other scripts."""
        self.model = model
        self.requests = requests
        self.elsewhere = elsewhere
        self._known: dict[Value, Origin | None] = {}

    def of(self, value: Value) -> Origin | None:
        """Where a value, or what it is a part of, comes from; None if nobody else decides about it, as far as seen."""
        return self._of(value, 0)

    def of_node(self, node: Node) -> Origin | None:
        """Where the value of an expression may come from."""
        return next(self.origins_of(node), None)

    def _of(self, value: Value, depth: int) -> Origin | None:
        if depth > _FARTHEST:
            return None
        if value not in self._known:
            self._known[value] = None
            self._known[value] = next(self._ways(value, depth + 1), None)
        return self._known[value]

    def origins_of(self, node: Node, depth: int = 0) -> Iterator[Origin]:
        """Wherever the value of an expression may come from; `depth` counts the steps that led there."""
        for value in self.model.values.of(node):
            if (origin := self._of(value, depth)) is not None:
                yield origin
        if self.elsewhere is not None and isinstance(node, js.MemberExpression) and depth <= _FARTHEST:
            yield from self._at(self.elsewhere.calls.written_elsewhere(node), depth + 1)

    def _at(self, nodes: Iterable[Node], depth: int) -> Iterator[Origin]:
        """Where the values of expressions of any script come from."""
        if self.elsewhere is not None:
            for node in nodes:
                origins = self.elsewhere.origins_at(node)
                yield from origins.origins_of(node, depth)
                yield from origins.origins_of_items(node, depth)

    def _ways(self, value: Value, depth: int) -> Iterator[Origin]:
        if isinstance(value, Global):
            yield from _of_global(value.path)
        elif isinstance(value, Member):
            yield from self._of_member(value, depth)
        elif isinstance(value, Result):
            yield from self._of_call(value.call, depth)
        elif isinstance(value, Argument):
            yield from self._of_argument(value, depth)
        if self.elsewhere is not None:
            yield from self._from_elsewhere(value, self.elsewhere, depth)

    def _from_elsewhere(self, value: Value, elsewhere: Elsewhere, depth: int) -> Iterator[Origin]:
        calls = elsewhere.calls
        if isinstance(value, Result):
            yield from self._at(calls.returned_from_elsewhere(value.call), depth)
        elif isinstance(value, Argument):
            yield from self._at(calls.passed_from_elsewhere([value]), depth)
            for call, given in calls.callbacks_of(value.function):
                if given is None:
                    yield from self._at(passed_at(call, value.index), depth)
                else:
                    yield from elsewhere.origins_at(call).of_callback(value, call, given, depth)
        elif isinstance(value, Member) and value.key not in _ABOUT:
            yield from self._at(calls.given_elsewhere(value.of, value.key, self.model), depth)
        elif isinstance(value, Module) and value.path and value.path[-1] not in _ABOUT:
            owner = Module(value.name, value.path[:-1])
            yield from self._at(calls.given_elsewhere(owner, value.path[-1], self.model), depth)

    def _of_member(self, value: Member, depth: int) -> Iterator[Origin]:
        joined = self._joined(value.of) if value.key.isdecimal() else ()
        if joined:
            for node in (one for position, one in enumerate(joined) if str(position) == value.key):
                yield from self.origins_of(node, depth)
        elif value.key in _BODIES:
            yield self._of(value.of, depth) or Origin(Kind.ANSWER)
        elif value.key == "value" and self._is_field(value.of):
            yield Origin(Kind.INPUT)
        elif value.key not in _ABOUT:
            if (origin := self._of(value.of, depth)) is not None:
                yield origin
            if isinstance(value.of, Argument):
                yield from self._of_own_item(value.of, value.key, depth)

    def _of_own_item(self, item: Argument, key: str, depth: int) -> Iterator[Origin]:
        """Where a property comes from of the objects that the script itself puts into a list, item by item."""
        for call, _ in self.model.graph.handed_over.get(item.function, ()):
            items = self._items_for(item, call)
            for made in self._pushed_into(items) if items is not None else ():
                for source in self.model.values.sources.of(made, key):
                    yield from self.origins_of(source, depth)

    def _pushed_into(self, collection: Node) -> Iterator[Object]:
        """The objects that are pushed into a list, also where functions get it from their callers."""
        waiting, seen = [collection], {collection}
        for node in waiting:
            for owner in self.model.values.of(node):
                if isinstance(owner, Argument):
                    calls = self.model.graph.callers.get(owner.function, ())
                    further = [one for call in calls for one in passed_at(call, owner.index) if one not in seen]
                    seen.update(further)
                    waiting += further
                for pushed in self.model.graph.pushed.get(owner, ()):
                    yield from (value for value in self.model.values.of(pushed) if isinstance(value, Object))

    def _joined(self, value: Value) -> Sequence[Node]:
        """The promises whose answers a value is the list of: `await Promise.all([…])`, or what its `then` gets."""
        waiting, seen = [value], {value}
        for one in waiting:
            if isinstance(one, Argument) and one.index == 0:
                handed = self.model.graph.handed_over.get(one.function, ())
                waited = [callee.object for call, _ in handed if (callee := _method_of_completion(call)) is not None]
                further = [behind for behind in chain(*map(self.model.values.of, waited)) if behind not in seen]
                seen.update(further)
                waiting += further
            elif isinstance(one, Result) and "Promise.all" in self.model.graph.names(one.call):
                lists = chain(*map(self.model.values.of, one.call.arguments[:1]))
                arrays = [made.node for made in lists if isinstance(made, Object)]
                joined = next((array.elements for array in arrays if isinstance(array, js.ArrayExpression)), [])
                if joined:
                    return [node for node in joined if node is not None]
        return ()

    def _is_field(self, value: Value) -> bool:
        """Whether a value may be a field of a form: an element looked up, a target, the `this` of a handler."""
        if isinstance(value, Result):
            return not _ELEMENT_FINDERS.isdisjoint(self.model.graph.names(value.call))
        if isinstance(value, Member):
            return value.key in _TARGETS
        return isinstance(value, Object) and value.node in self.model.graph.handed_over

    def _of_call(self, call: CallNode, depth: int) -> Iterator[Origin]:
        callee, _ = called(call)
        names = self.model.graph.names(call)
        method = property_read(callee)
        if call in self.requests:
            yield Origin(Kind.ANSWER, self.requests[call])
        elif "prompt" in names or (method == "val" and not call.arguments):
            if not (isinstance(callee, js.MemberExpression) and self._is_choice(callee.object)):
                yield Origin(Kind.INPUT)
        elif method in _FORM_READERS:
            yield Origin(Kind.INPUT)
        elif not _KEEPING_FUNCTIONS.isdisjoint(names):
            for argument in call.arguments[:1]:
                yield from self.origins_of(argument, depth)
        elif isinstance(call, js.NewExpression):
            yield from (Origin(Kind.ANSWER, request) for request in self._requests_of(call))
        elif isinstance(callee, js.MemberExpression) and method in _KEEPING_METHODS:
            yield from self.origins_of(callee.object, depth)
            for function in chain(*map(self.model.graph.functions, call.arguments if method in _MAPPING else ())):
                yield from chain(*(self.origins_of(one, depth) for one in self.model.index.returns.get(function, ())))

    def _is_choice(self, element: Node) -> bool:
        """Whether a field is called one where users choose from what the widget offers."""
        if isinstance(element, js.Identifier):
            return _CHOICE.search(element.name) is not None
        if not isinstance(element, js.CallExpression):
            return False
        selector = self.model.texts.text_of(element.arguments[0]) if element.arguments else None
        return _CHOICE.search(selector or "") is not None

    def _requests_of(self, made: js.NewExpression) -> Iterator[Request]:
        """A promise is kept by a request in its executor, an XMLHttpRequest is one itself."""
        names = self.model.graph.names(made)
        if "Promise" in names:
            for argument in made.arguments:
                for function in self.model.graph.functions(argument):
                    yield from self._requests_within.get(function, ())
        elif "XMLHttpRequest" in names:
            yield from self._requests_sent_by.get(Result(made), ())

    @cached_property
    def _requests_within(self) -> Mapping[Node, Sequence[Request]]:
        """The requests by the functions around them."""
        found: dict[Node, list[Request]] = {}
        for node, request in self.requests.items():
            for function in (around for around in ancestors(node) if isinstance(around, js.Function)):
                found.setdefault(function, []).append(request)
        return found

    @cached_property
    def _requests_sent_by(self) -> Mapping[Value, Sequence[Request]]:
        """The requests that are methods of something, by what that is."""
        found: dict[Value, list[Request]] = {}
        for node, request in self.requests.items():
            callee = called(node)[0] if isinstance(node, js.CallExpression) else None
            for value in self.model.values.of(callee.object) if isinstance(callee, js.MemberExpression) else ():
                found.setdefault(value, []).append(request)
        return found

    def _of_argument(self, value: Argument, depth: int) -> Iterator[Origin]:
        handed = self.model.graph.handed_over.get(value.function, ())
        if value.index == 0 and (value.function in self._message_handlers or any(map(self._listens, handed))):
            yield Origin(Kind.MESSAGE)
        for call, argument in handed:
            yield from self.of_callback(value, call, argument, depth)
        for call in self.model.graph.callers.get(value.function, ()):
            for argument in passed_at(call, value.index):
                yield from self.origins_of(argument, depth)

    @cached_property
    def _message_handlers(self) -> frozenset[js.Function]:
        values = (value for _, value in self.model.index.writes.get("onmessage", ()))
        return frozenset(function for value in values for function in self.model.graph.functions(value))

    def _listens(self, handed: tuple[CallNode, Node]) -> bool:
        """Whether a call has a function listen to messages."""
        call, _ = handed
        callee, _ = called(call)
        is_listening = property_read(callee) in _LISTENING_METHODS
        return is_listening and len(call.arguments) > 1 and self.model.texts.text_of(call.arguments[0]) == "message"

    def of_callback(self, value: Argument, call: CallNode, argument: Node, depth: int) -> Iterator[Origin]:
        """What a function gets that is handed to a request, to a promise, or to something that calls it per item."""
        callee, _ = called(call)
        method = property_read(callee)
        if call in self.requests:
            if not self._is_for_failure(self.requests[call], value.function, argument):
                yield Origin(Kind.ANSWER, self.requests[call])
        elif isinstance(callee, js.MemberExpression) and method in ITERATION_METHODS:
            items = self._items_for(value, call)
            if items is not None:
                yield from self.origins_of(items, depth)
                yield from self.origins_of_items(items, depth)
        elif isinstance(callee, js.MemberExpression) and method in COMPLETION_METHODS:
            yield from self._of_completed(value, callee.object, depth)
        elif isinstance(callee, js.MemberExpression) and method in _REPLACING_METHODS:
            yield from self.origins_of(callee.object, depth)

    def _items_for(self, value: Argument, call: CallNode) -> Node | None:
        """The list whose items an argument is, one after the other, of a function that is handed to a call."""
        callee, _ = called(call)
        method = property_read(callee)
        if not isinstance(callee, js.MemberExpression) or method not in ITERATION_METHODS:
            return None
        library = next((name for name in self.model.graph.names(call) if name.startswith(("$.", "_."))), None)
        item = 1 if library == "$.each" or method in _ACCUMULATING else 0
        if value.index != item:
            return None
        return callee.object if library is None else next(iter(call.arguments), None)

    def _of_completed(self, value: Argument, waited: Node, depth: int) -> Iterator[Origin]:
        """What a function gets that waits for a promise, or for several: `$.when(first, second)`."""
        results = (one.call for one in self.model.values.of(waited) if isinstance(one, Result))
        joining = [call for call in results if "$.when" in self.model.graph.names(call)]
        for node in chain(*(passed_at(call, value.index) for call in joining)) if joining else (waited,):
            yield from self.origins_of(node, depth)

    def origins_of_items(self, collection: Node, depth: int) -> Iterator[Origin]:
        """Where the items come from that the script puts into a list, or into an object by computed names."""
        for owner in self.model.values.of(collection):
            if isinstance(owner, Object) and isinstance(owner.node, js.ObjectExpression | js.ArrayExpression):
                for item in self.model.values.member(owner, COMPUTED):
                    if item != Member(owner, COMPUTED) and (origin := self._of(item, depth)) is not None:
                        yield origin
                for pushed in self.model.graph.pushed.get(owner, ()):
                    yield from self.origins_of(pushed, depth)

    def _is_for_failure(self, request: Request, function: js.Function, argument: Node) -> bool:
        position = request.function.failure
        if position is not None and argument in request.arguments[position : position + 1]:
            return True
        return self._setting_of(function, argument) in _NO_ANSWERS

    def _setting_of(self, function: js.Function, argument: Node) -> str | None:
        """The name of the setting that a function is, in the settings of a request."""
        if isinstance(argument.parent, js.Property):
            return property_key(argument.parent)
        members = argument.properties if isinstance(argument, js.ObjectExpression) else ()
        named = (member for member in members if isinstance(member, js.Property))
        return next(
            (property_key(member) for member in named if function in self.model.graph.functions(member.value)), None
        )


def _method_of_completion(call: CallNode) -> js.MemberExpression | None:
    """What a call calls, if it is a method that waits for a promise."""
    callee, _ = called(call)
    return callee if isinstance(callee, js.MemberExpression) and property_read(callee) in COMPLETION_METHODS else None


def _of_global(path: tuple[str, ...]) -> Iterator[Origin]:
    within = path[1:] if path[:1] == ("document",) and path[1:2] == ("location",) else path
    is_location = within[:1] == ("location",) and within[1:2] and within[1] in _LOCATION_PARTS
    if is_location or (path[:1] == ("document",) and path[1:2] and path[1] in _DOCUMENT_PARTS):
        yield Origin(Kind.ADDRESS)
