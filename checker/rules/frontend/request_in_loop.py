"""The rule `request-in-loop`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from checker.finding import Confidence, Finding, Related, Stage
from checker.languages.javascript import estree as js
from checker.languages.javascript.call_graph import DEFERRING_FUNCTIONS, REPEATING_FUNCTIONS
from checker.languages.javascript.definitions import member_key, property_key
from checker.languages.javascript.model import is_in_failure_handler
from checker.languages.javascript.node_index import ancestors
from checker.languages.javascript.repetition import Repeated, Repetition
from checker.rules.rule import rule
from checker.widget.source import Stretch
from checker.widget.widget import Widget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checker.analysis.code.program import Program
    from checker.analysis.traffic.requests import Request
    from checker.languages.javascript.estree import Node
    from checker.widget.script import Script


@rule("request-in-loop", clause="frontend.4", stage=Stage.MODERATION)
def request_in_loop(widget: Widget) -> Iterator[Finding]:
    """A request that is sent once for each turn of a loop.

    Why: a list of 250 leads becomes 250 requests at once: the account's limit of requests is used up, amoCRM slows
    down for the user, and half of the answers are errors. Collect the data in the loop and send them in one request.
    Requests that a timer repeats, and pages that are loaded one after the other, are reported as likely violations.

    Bad:
        leads.forEach(function (lead) { $.ajax({url: url + lead.id}); });

    Good:
        $.ajax({url: url, data: {ids: leads.map(function (lead) { return lead.id; })}});
    """
    program = widget.program
    found: dict[Node, tuple[Request, Repetition]] = {}
    for script in program.scripts:
        for request in script.requests:
            for place, repetition in _repetitions(program, request).items():
                if place not in found or place is request.node:
                    found[place] = (request, repetition)
    told: list[tuple[Request, Repetition]] = []
    for place, (request, repetition) in sorted(found.items(), key=lambda item: len(item[1][1].cycle)):
        if repetition.kind in _SURE or not _is_told(told, request, repetition):
            told.append((request, repetition))
            yield _finding(program, request, place, repetition)


def _is_told(told: Sequence[tuple[Request, Repetition]], request: Request, repetition: Repetition) -> bool:
    """Whether another finding speaks of the same recursion, or of a part of it for the same request."""
    cycle = repetition.cycle
    return any(cycle and (cycle == one.cycle or (sent is request and cycle & one.cycle)) for sent, one in told)


_SURE = frozenset({Repeated.LOOP, Repeated.ITERATION, Repeated.RECURSION})
_HOW: Mapping[Repeated, str] = {
    Repeated.LOOP: "in every turn of the loop in {loop}; collect the data in the loop and send one request after it",
    Repeated.ITERATION: "for every item of the list in {loop}; collect the data and send one request for all items",
    Repeated.RECURSION: "for every item, as `{again}` in {loop} goes on with the next; send one request for all items",
    Repeated.TIMER: "again and again, by the timer in {loop}; send it when something happens that makes it necessary",
}
_AGAIN_BY_LOOP = "by the loop in {loop} as often as the answers want it; load only what the user asks for"
_AGAIN_BY_ITSELF = "as often as `{again}` in {loop} starts it again; load only what the user asks for"
_AFTER_FAILURE = (
    "again after each failure, as `{again}` in {loop} starts it anew; give up after very few attempts, "
    "wait longer before each, and tell the user"
)
_AFTER_WAITING = (
    "again and again until the answer is there, as `{again}` in {loop} asks anew; "
    "ask rarely and only while the user waits, or let your server tell when it is done"
)
_FAILURE_SETTINGS = frozenset({"error", "fail", "onError", "onerror"})
_LONGEST_TEXT = 40
"""Characters of a call's name that a message shows."""


def _repetitions(program: Program, request: Request) -> Mapping[Node, Repetition]:
    """What repeats a request, by the place that has to be changed; the surest for each place."""
    if request.iteration is not None:
        return {request.node: Repetition(Repeated.ITERATION, request.iteration)}
    found: dict[Node, Repetition] = {}
    for repetition in program.repetitions.of(request.node):
        found.setdefault(repetition.chain[0] if repetition.chain else request.node, repetition)
    return found


def _finding(program: Program, request: Request, place: Node, repetition: Repetition) -> Finding:
    script = program.script_of(place)
    how = _HOW.get(repetition.kind) or _paging(program, repetition)
    sender = "`{request}` is sent " if place is request.node else "`{step}` sends `{request}` ({origin}) "
    return script.finding(
        place,
        sender + how,
        confidence=Confidence.CERTAIN if repetition.kind in _SURE else Confidence.LIKELY,
        related=tuple(_related(program, request, repetition)),
        request=request.name,
        loop=_line(program, repetition.node, script),
        again=_name(program, repetition.node) if repetition.cycle else "",
        step=_name(program, _started_by(place)),
        origin=_line(program, request.node, script),
    )


def _paging(program: Program, repetition: Repetition) -> str:
    """What repeats a request as long as its answers say so: pages, attempts, or questions whether something is done."""
    if not repetition.cycle:
        return _AGAIN_BY_LOOP
    again = repetition.node
    if is_in_failure_handler(again) or any(map(_is_failure_setting, ancestors(again))):
        return _AFTER_FAILURE
    graph = program.script_of(again).model.graph
    calls = (node for node in js.walk(_named_function_around(again)) if isinstance(node, js.CallExpression))
    waits = any(not DEFERRING_FUNCTIONS.isdisjoint(graph.names(call)) for call in calls)
    return _AFTER_WAITING if waits else _AGAIN_BY_ITSELF


def _is_failure_setting(node: Node) -> bool:
    return isinstance(node, js.Property) and property_key(node) in _FAILURE_SETTINGS


def _named_function_around(node: Node) -> Node:
    """The nearest function around a node that is not handed over where it stands."""
    functions = (function for function in ancestors(node) if isinstance(function, js.Function))
    return next((one for one in functions if not isinstance(one.parent, js.CallExpression | js.NewExpression)), node)


def _started_by(place: Node) -> Node:
    """What sends a request at a place: what is called there, or what a timer is given."""
    if not isinstance(place, js.CallExpression) or not place.arguments or not isinstance(place.callee, js.Identifier):
        return place
    is_timer = place.callee.name in REPEATING_FUNCTIONS | DEFERRING_FUNCTIONS
    given = place.arguments[0]
    return given if is_timer and isinstance(given, js.Identifier | js.MemberExpression) else place


def _related(program: Program, request: Request, repetition: Repetition) -> Iterator[Related]:
    yield Related("what repeats the request", program.script_of(repetition.node).place(_header(repetition.node)))
    for step in repetition.chain[1:]:
        yield Related("on the way to the request", program.script_of(step).place(step))
    if repetition.chain:
        yield Related("the request", program.script_of(request.node).place(request.node))


def _header(node: Node) -> Stretch:
    """The part of a loop or call that says what is repeated, without what is repeated."""
    if isinstance(node, js.CallExpression | js.NewExpression):
        return Stretch(node.start, node.callee.end)
    body = getattr(node, "body", node)
    return Stretch(node.start, body.start if body.start > node.start else node.end)


def _line(program: Program, node: Node, script: Script) -> str:
    return program.script_of(node).place(node).seen_from(script.path)


def _name(program: Program, node: Node) -> str:
    """What a call calls, or the function that is handed over, as it is written."""
    named = node.callee if isinstance(node, js.CallExpression | js.NewExpression) else node
    code = program.script_of(node).code[named.start : named.end].decode("utf-8", "replace")
    text = " ".join(code.split()).replace(" .", ".")
    if len(text) <= _LONGEST_TEXT:
        return text
    return f"….{member_key(named)}" if isinstance(named, js.MemberExpression) else "function"
