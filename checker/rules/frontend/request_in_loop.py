"""The rule `request-in-loop`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from checker.finding import Confidence, Finding, Related, Stage
from checker.languages.javascript.repetition import Repeated
from checker.rules.rule import rule
from checker.widget.widget import Widget

if TYPE_CHECKING:
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.repetition import Repetition
    from checker.widget.program import Program
    from checker.widget.requests import Request


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
    for script in widget.program.scripts:
        for request in script.requests:
            for place, repetition in _repetitions(widget.program, request).items():
                yield _finding(widget.program, request, place, repetition)


_ADVICE: Mapping[Repeated, str] = {
    Repeated.LOOP: "in every turn of the loop in {loop}; collect the data in the loop and send one request after it",
    Repeated.ITERATION: "for every item of `{iteration}` in {loop}; collect the data and send one request for all items",
    Repeated.RECURSION: "for every item, because `{iteration}` in {loop} starts the next one; send one request for all",
    Repeated.PAGING: "again and again, from {loop}; load what the user asks for, or let the server put it together",
    Repeated.TIMER: "again and again, by the timer in {loop}; send it when something happens that makes it necessary",
}


def _repetitions(program: Program, request: Request) -> Mapping[Node, Repetition]:
    """What repeats a request, by the place that has to be changed; the surest for each place."""
    found: dict[Node, Repetition] = {}
    for repetition in program.repetitions.of(request.node):
        found.setdefault(repetition.chain[0] if repetition.chain else request.node, repetition)
    return found


def _finding(program: Program, request: Request, place: Node, repetition: Repetition) -> Finding:
    is_sure = repetition.kind in {Repeated.LOOP, Repeated.ITERATION, Repeated.RECURSION}
    script = program.script_of(place)
    is_there = place is request.node
    sent = "`{request}` is sent " if is_there else "this call sends `{request}` ({origin}) "
    return script.finding(
        place,
        sent + _ADVICE[repetition.kind],
        confidence=Confidence.CERTAIN if is_sure else Confidence.LIKELY,
        related=tuple(_related(program, request, repetition)),
        request=request.name,
    )
