"""The rule `duplicate-tab-requests`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checker.analysis.traffic.sockets import coordinates_tabs, listeners_in
from checker.finding import Confidence, Finding, Related, Stage
from checker.rules.rule import rule
from checker.widget.widget import Widget

if TYPE_CHECKING:
    from checker.analysis.code.program import Program
    from checker.analysis.traffic.requests import Request
    from checker.analysis.traffic.sockets import Listener
    from checker.languages.javascript.estree import Node


@rule("duplicate-tab-requests", clause="frontend.6", stage=Stage.MODERATION)
def duplicate_tab_requests(widget: Widget) -> Iterator[Finding]:
    """A socket whose events send requests from every open tab.

    Why: users keep several tabs of amoCRM open, and each of them gets the event of the socket. Ten tabs send ten equal
    requests: ten notes in one lead, ten times the load. Let the tabs agree which of them sends.

    Bad:
        socket.onmessage = function (event) { $.post('/api/v4/leads/notes', JSON.parse(event.data)); };

    Good:
        navigator.locks.request('acme-socket', function () {
          return new Promise(function () { connect(onMessage); });
        });
    """
    program = widget.program
    if any(coordinates_tabs(script.model) for script in program.scripts):
        return
    said: set[Node] = set()
    for script in program.scripts:
        for listener in sorted(listeners_in(script.model, program.calls), key=lambda listener: listener.place.start):
            request = None if listener.socket in said else program.first_request_from(listener.function)
            if request is not None:
                said.add(listener.socket)
                yield _finding(program, listener, request)


def _finding(program: Program, listener: Listener, request: Request) -> Finding:
    script = program.script_of(listener.place)
    place = program.script_of(request.node).place(request)
    return script.finding(
        listener.place,
        "every open tab sends `{request}` ({where}) on this event; let one tab act for all: ask `navigator.locks` "
        "or a BroadcastChannel first",
        confidence=Confidence.LIKELY,
        related=(
            Related("the connection", program.script_of(listener.socket).place(listener.socket)),
            Related("the request", place),
        ),
        request=request.name,
        where=place.seen_from(script.path),
    )
