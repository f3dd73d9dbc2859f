"""The rule `synchronous-request`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checker.amocrm.requests import (
    HTTP_METHODS,
    SETTINGS_CALLBACK,
    SETTINGS_FILTERS,
    SETTINGS_FUNCTIONS,
    SYNCHRONOUS_SETTING,
)
from checker.finding import Finding, Profile, Stage
from checker.languages.javascript import estree as js
from checker.languages.javascript.definitions import property_key
from checker.languages.javascript.value_kinds import Argument, Object
from checker.rules.rule import Context, rule
from checker.widget.script import Script

if TYPE_CHECKING:
    from checker.languages.javascript.calls import Call
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.model import ScriptModel

_JQUERY = "`async: false` stops the whole page until the server answers; delete it and go on in `success` or `.done`"
_PLAIN = "the third argument `false` stops the whole page until the server answers; delete it and go on in `onload`"


@rule("synchronous-request", clause=None, stage=Stage.MODERATION)
def synchronous_request(script: Script, context: Context) -> Iterator[Finding]:
    """A request that the page waits for: `async: false`, or a synchronous XMLHttpRequest.

    Why: while such a request is under way, amoCRM does not react to the user at all, and a slow server freezes the
    page. Kommo's checklist forbids them. Work with the answer in a callback.

    Bad:
        $.ajax({url: url, async: false, success: function (data) { fields = data; }});
        draw(fields);

    Good:
        $.ajax({url: url, success: function (data) { draw(data); }});
    """
    if context.profile is not Profile.KOMMO:
        return
    for place in dict.fromkeys(_synchronous_settings(script)):
        yield script.finding(place, _JQUERY)
    for call in script.model.graph.calls:
        is_open = len(call.arguments) > 2 and _opens_request(script.model, call)
        if is_open and _is_false(script.model, call.arguments[2]):
            yield script.finding(call, _PLAIN)


def _opens_request(model: ScriptModel, call: Call) -> bool:
    """Whether a call is `open` of an XMLHttpRequest, or of something unknown with an HTTP method first."""
    if "XMLHttpRequest.open" in call.names:
        return True
    return ".open" in call.names and model.texts.text_of(call.arguments[0]) in HTTP_METHODS


def _synchronous_settings(script: Script) -> Iterator[Node]:
    """The properties and assignments that set `async` to false for requests."""
    settings = [*(owner for request in script.requests for owner in request.settings), *_general(script.model)]
    for owner in dict.fromkeys(settings):
        for value in script.model.values.sources.of(owner, SYNCHRONOUS_SETTING):
            if _is_false(script.model, value):
                yield value.parent or value
    for target, value in script.model.index.writes.get(SYNCHRONOUS_SETTING, ()):
        if _is_of_request(script.model, target) and _is_false(script.model, value):
            yield value.parent or value


def _general(model: ScriptModel) -> Iterator[Object]:
    """The objects that set how all later requests are sent."""
    for call in model.graph.calls.named(SETTINGS_FUNCTIONS):
        for settings in call.arguments[:1]:
            yield from (value for value in model.values.of(settings) if isinstance(value, Object))


def _is_of_request(model: ScriptModel, settings: Node) -> bool:
    """Whether an object is the settings that jQuery shows a function before it sends a request."""
    parameters = [value.function for value in model.values.of(settings) if isinstance(value, Argument)]
    calls = (call for function in parameters for call, _ in model.graph.handed_over.get(function, ()))
    if any(not SETTINGS_FILTERS.isdisjoint(model.graph.names(call)) for call in calls):
        return True
    owners = (function.parent for function in parameters)
    return any(isinstance(owner, js.Property) and property_key(owner) == SETTINGS_CALLBACK for owner in owners)


def _is_false(model: ScriptModel, value: Node) -> bool:
    """Whether an expression always is `false`, `0`, `!1` or `!true`, and nothing that an unknown caller passes."""
    if any(isinstance(origin, Argument) for origin in model.values.of(value)):
        return False
    return all(map(_is_false_constant, model.values.composition.alternatives(value)))


def _is_false_constant(value: Node) -> bool:
    if isinstance(value, js.UnaryExpression) and value.operator == "!":
        return isinstance(value.argument, js.Literal) and value.argument.raw in {"1", "true"}
    return isinstance(value, js.Literal) and value.raw in {"false", "0"}
