"""All scripts of a widget as one program: what repeats code, fails or comes from others, across the files."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from checker.languages.javascript.linking import LinkedCalls
from checker.languages.javascript.node_index import enclosing_function
from checker.languages.javascript.relays import Relays
from checker.languages.javascript.repetition import Repetitions
from checker.records import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from checker.analysis.traffic.failures import Failures
    from checker.analysis.traffic.notices import Notices
    from checker.analysis.traffic.origins import Origins
    from checker.analysis.traffic.requests import Request
    from checker.languages.javascript import estree as js
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.model import ScriptModel
    from checker.widget.script import Script

_MOST_RELAYED = 200
"""Functions that run on each other's events, after which a search ends."""


class Program(Record):
    """The scripts that could be parsed."""

    scripts: tuple[Script, ...]

    @cached_property
    def _by_model(self) -> Mapping[ScriptModel, Script]:
        return {script.model: script for script in self.scripts}

    @cached_property
    def calls(self) -> LinkedCalls:
        """The calls, followed through modules."""
        files = {script.path: script.model for script in self.scripts if len(script.code) == len(script.source.utf8)}
        return LinkedCalls(files, tuple(self._by_model))

    @cached_property
    def failures(self) -> Mapping[Script, Failures]:
        """Where the failures of each script's requests end."""
        from checker.analysis.traffic.failures import Failures

        return {script: Failures(script.model, self.calls, self.notices) for script in self.scripts}

    @cached_property
    def _origins(self) -> Mapping[Script, Origins]:
        from checker.analysis.traffic.origins import Elsewhere, Origins

        elsewhere = Elsewhere(self.calls, lambda node: self.origins_of(self.script_of(node)))
        return {
            script: Origins(script.model, {request.node: request for request in script.requests}, elsewhere)
            for script in self.scripts
        }

    def origins_of(self, script: Script) -> Origins:
        """Which values of a script others decide, its values from other scripts included."""
        return self._origins[script]

    @cached_property
    def notices(self) -> Notices:
        """What the scripts show the user."""
        from checker.analysis.traffic.notices import Notices

        return Notices(self.calls)

    @cached_property
    def repetitions(self) -> Repetitions:
        """What repeats a piece of code of any of the scripts."""
        return Repetitions(self.calls)

    @cached_property
    def _requests(self) -> Mapping[Node | None, Request]:
        """The first request in each function."""
        requests = [request for script in self.scripts for request in script.requests]
        return {enclosing_function(request.node): request for request in reversed(requests)}

    @cached_property
    def _relays(self) -> Relays:
        return Relays(self.calls, [script.model for script in self.scripts])

    def first_request_from(self, function: js.Function) -> Request | None:
        """A request that is sent because a function runs: by itself, by what it calls, or on events that it sends."""
        begun: dict[js.Function, None] = {function: None}
        waiting = [function]
        while waiting and self._requests and len(begun) < _MOST_RELAYED:
            reached = self.calls.reached_from(waiting.pop())
            found = next((self._requests[further] for further in reached if further in self._requests), None)
            if found is not None:
                return found
            told = [further for further in self._relays.run_by(reached) if further not in begun]
            begun.update(dict.fromkeys(told))
            waiting += told
        return None

    def script_of(self, node: Node) -> Script:
        """The script that a node stands in."""
        return self._by_model[self.calls.model_of(node)]
