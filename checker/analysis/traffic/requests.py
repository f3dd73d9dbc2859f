"""The requests that a script sends: found by what is called, through aliases, clients and settings objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.amocrm.requests import (
    CLIENT_FACTORIES,
    CLIENT_PROPERTIES,
    JQUERY_LOAD,
    REQUEST_FUNCTIONS,
    REQUEST_METHODS,
    RequestFunction,
)
from checker.languages.javascript import estree as js
from checker.languages.javascript.call_graph import ITERATION_METHODS
from checker.languages.javascript.definitions import last_name, member_key
from checker.languages.javascript.value_kinds import Object, Result
from checker.languages.javascript.values import called
from checker.languages.syntax import AtNode
from checker.records import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from checker.languages.javascript.calls import Call, CallNode
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.model import ScriptModel
    from checker.languages.javascript.value_kinds import Value

_LOAD = RequestFunction(completes=True)
_CLIENT_METHODS = frozenset(name.rpartition(".")[2] for name in REQUEST_FUNCTIONS)
_LONGEST_CHAIN = 20
"""Methods of jQuery, one called on the result of the other, that are followed to the `$(…)` that they begin with."""


class Request(AtNode, Record, eq=True):
    """One place that sends a request."""

    node: Node
    """The call, or the function itself where it is handed over: `items.map(fetch)`."""
    name: str
    """What is called, as one writes it: `$.ajax`, `crm_post`, `fetch`."""
    function: RequestFunction
    arguments: Sequence[Node]
    settings: tuple[Object, ...] = ()
    """The objects of settings among the arguments."""
    iteration: CallNode | None = None
    """The call that calls the function for each item, where it is handed over."""


def requests_in(model: ScriptModel) -> tuple[Request, ...]:
    """Every place that sends a request, in the order of the source."""
    return tuple(_found(model))


def _found(model: ScriptModel) -> Iterator[Request]:
    for call in model.graph.calls:
        sent = _function_called(model, call)
        if sent is not None:
            name, function = sent
            yield Request(call.node, name, function, call.arguments, _settings(model, function, call.arguments))
        elif isinstance(call.node.callee, js.MemberExpression) and member_key(call.node.callee) in ITERATION_METHODS:
            yield from _handed_over(model, call)


def _function_called(model: ScriptModel, call: Call) -> tuple[str, RequestFunction] | None:
    if isinstance(call.node, js.NewExpression) or model.graph.called_functions(call.node):
        return None
    callee, _ = called(call.node)
    found = _named(call.names)
    if found is None and isinstance(callee, js.MemberExpression):
        return _of_client(model, callee) or _jquery_load(model, callee, call)
    return found


def _named(names: Sequence[str]) -> tuple[str, RequestFunction] | None:
    for name in names:
        if name in REQUEST_FUNCTIONS:
            return name, REQUEST_FUNCTIONS[name]
        owner, _, method = name.rpartition(".")
        if method in REQUEST_METHODS and "/" not in owner:
            return (f"$.{method}" if owner == "$" else method), REQUEST_METHODS[method]
    return None


def _of_client(model: ScriptModel, callee: js.MemberExpression) -> tuple[str, RequestFunction] | None:
    """A method of `axios.create()`, `this.$http` and their like."""
    method = member_key(callee)
    if method not in _CLIENT_METHODS:
        return None
    if last_name(callee.object) in CLIENT_PROPERTIES and (function := REQUEST_FUNCTIONS.get(f"axios.{method}")):
        return f"{last_name(callee.object)}.{method}", function
    for value in model.values.of(callee.object):
        if isinstance(value, Result):
            for name in model.graph.names(value.call):
                client = f"{CLIENT_FACTORIES.get(name, '')}.{method}"
                if client in REQUEST_FUNCTIONS:
                    return client, REQUEST_FUNCTIONS[client]
    return None


def _jquery_load(model: ScriptModel, callee: js.MemberExpression, call: Call) -> tuple[str, RequestFunction] | None:
    if member_key(callee) != JQUERY_LOAD or not call.arguments or not _is_jquery_set(model, callee.object):
        return None
    address = call.arguments[0]
    is_handler = isinstance(address, js.Function) or next(model.graph.functions(address), None) is not None
    return None if is_handler else ("$(…).load", _LOAD)


def _is_jquery_set(model: ScriptModel, node: Node) -> bool:
    """Whether an expression is elements that jQuery found: `$(…)`, `$(…).find(…)`, or a variable for them."""
    for _ in range(_LONGEST_CHAIN):
        makers = [value.call for value in model.values.of(node) if isinstance(value, Result)]
        if any("$" in model.graph.names(maker) for maker in makers):
            return True
        callees = [called(maker)[0] for maker in makers]
        further = [callee.object for callee in callees if isinstance(callee, js.MemberExpression)]
        if not further:
            return isinstance(node, js.Identifier) and node.name.startswith("$")
        node = further[0]
    return False


def _handed_over(model: ScriptModel, call: Call) -> Iterator[Request]:
    """Functions that send a request and are themselves called for each item: `items.map(fetch)`."""
    for argument in call.arguments:
        if isinstance(argument, js.Identifier | js.MemberExpression | js.CallExpression):
            found = _named(model.graph.names_of(argument))
            if found is not None:
                yield Request(argument, *found, arguments=(), iteration=call.node)


def _settings(model: ScriptModel, function: RequestFunction, arguments: Sequence[Node]) -> tuple[Object, ...]:
    return tuple(
        value
        for position in function.settings
        if position < len(arguments)
        for value in model.values.of(arguments[position])
        if isinstance(value, Object)
    )


def addresses_in(model: ScriptModel, requests: Sequence[Request]) -> Mapping[Node, tuple[Node, ...]]:
    """The expressions that may be the address of each request, by the request's node."""
    opened = _opened(model)
    return {request.node: tuple(_addresses(model, request, opened)) for request in requests}


def _addresses(model: ScriptModel, request: Request, opened: Mapping[Value, Sequence[Node]]) -> Iterator[Node]:
    callee = called(request.node)[0] if isinstance(request.node, js.CallExpression) else None
    if request.name == "XMLHttpRequest.send" and isinstance(callee, js.MemberExpression):
        yield from (address for value in model.values.of(callee.object) for address in opened.get(value, ()))
        return
    in_settings = [node for settings in request.settings for node in model.values.sources.of(settings, "url")]
    position = request.function.address
    given = request.arguments[position : position + 1]
    is_settings = any(isinstance(value, Object) for node in given for value in model.values.of(node))
    yield from in_settings or (() if is_settings else given)


def _opened(model: ScriptModel) -> Mapping[Value, Sequence[Node]]:
    """The addresses that XMLHttpRequests were opened with."""
    found: dict[Value, list[Node]] = {}
    for call in model.graph.calls.named(["XMLHttpRequest.open"]):
        callee, _ = called(call.node)
        if len(call.arguments) > 1 and isinstance(callee, js.MemberExpression):
            for value in model.values.of(callee.object):
                found.setdefault(value, []).append(call.arguments[1])
    return found
