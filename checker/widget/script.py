"""JavaScript of the widget: a file, a script or a handler inside a template, and what stands in strings of markup."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from checker.languages import javascript
from checker.languages.handlers import scripts_in
from checker.languages.skimming import Form
from checker.languages.syntax import SyntaxFault
from checker.regex import regex
from checker.widget.provenance import Provenance, provenance_of_file, provenance_of_part
from checker.widget.source import SourcePart, parsed_once

if TYPE_CHECKING:
    from collections.abc import Mapping

    from checker.analysis.traffic.origins import Origins
    from checker.analysis.traffic.requests import Request
    from checker.languages.javascript import ParsedScript
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.markup import Markup
    from checker.languages.javascript.model import ScriptModel, Use
    from checker.languages.syntax import Comment

_LONGEST_HANDLER = 20_000
"""Bytes; longer ones are not given to the strict parser."""
MAX_EMBEDDED = 1_000
"""Scripts in the strings of one script: more were not written by anybody."""
_MAY_EMBED = regex(rb"<scr|\bon[a-z]{3,30}\s*=|javascript:", re.IGNORECASE)
_FUNCTION, _END = b"(function(){", b"\n})"


class Script(SourcePart):
    """JavaScript code, parsed and modelled once."""

    @cached_property
    def provenance(self) -> Provenance:
        """Who wrote the code, and whether it can be read."""
        is_file = len(self.code) == len(self.source.utf8)
        return provenance_of_file(self.path, self.code) if is_file else provenance_of_part(self.code)

    @parsed_once
    def parsed(self) -> ParsedScript:
        """The syntax tree, the comments and the faults."""
        return javascript.parse(self.code)

    @cached_property
    def model(self) -> ScriptModel:
        """Scopes, references and paths."""
        from checker.amocrm.requests import COMPLETING_METHODS
        from checker.languages.javascript.model import build_model

        return build_model(self.parsed.program, COMPLETING_METHODS)

    @cached_property
    def requests(self) -> tuple[Request, ...]:
        """The places that send a request to a server."""
        from checker.analysis.traffic.requests import requests_in

        return requests_in(self.model)

    @cached_property
    def request_addresses(self) -> Mapping[Node, tuple[Node, ...]]:
        """The expressions that may be the address of each request, by the request's node."""
        from checker.analysis.traffic.requests import addresses_in

        return addresses_in(self.model, self.requests)

    @cached_property
    def origins(self) -> Origins:
        """Which values others decide: servers, other pages, users."""
        from checker.analysis.traffic.origins import Origins

        return Origins(self.model, {request.node: request for request in self.requests})

    @property
    def comments(self) -> tuple[Comment, ...]:
        """Every comment in the code."""
        return self.parsed.comments

    @cached_property
    def faults(self) -> tuple[SyntaxFault, ...]:
        """Where the code is not valid JavaScript.

        What Twig writes at run time is crossed out in the code: then nothing can be said.
        """
        from checker.languages.javascript.suspicion import is_suspicious

        if not self.is_whole:
            return ()
        if self.parsed.faults or not is_suspicious(self.model.index):
            return self.parsed.faults
        return javascript.early_faults(self.code)

    def uses_of(self, path: str) -> tuple[Use, ...]:
        """Where the code uses a global such as `console`, itself or through the window."""
        return self.model.uses_of(path)

    @cached_property
    def markup(self) -> tuple[Markup, ...]:
        """The markup in the code's strings. Raises TooDeep and TooSlow."""
        from checker.languages.javascript.markup import markup_of

        return tuple(markup_of(self.model, self.code)) if b"<" in self.code else ()

    @cached_property
    def embedded(self) -> tuple[EmbeddedScript, ...]:
        """The scripts and handlers in that markup, if they stand in one place of this code; so many and no more."""
        if not _MAY_EMBED.search(self.code):
            return ()
        found = (script for markup in self.markup for script in scripts_in(markup.parsed, markup.text))
        first = islice((script for script in found if script.code.strip()), MAX_EMBEDDED)
        places = {(script.start, script.end): script for script in first}
        return tuple(
            EmbeddedScript(self.source, script.code, self.offset + script.start)
            for _, script in sorted(places.items(), key=lambda entry: entry[0])
        )


class EmbeddedScript(Script):
    """Code in an attribute or in a string; what only run time knows is crossed out, escapes and entities are decoded.

    A handler is the body of a function, so it may return.
    """

    @cached_property
    def provenance(self) -> Provenance:
        """Nothing is known: a handler is too short to be judged."""
        return Provenance(Form.PLAIN)

    @cached_property
    def faults(self) -> tuple[SyntaxFault, ...]:
        """Where code that stands in the file as it is is not valid JavaScript."""
        if not self.is_whole or len(self.code) > _LONGEST_HANDLER:
            return ()
        return tuple(map(self._unwrapped, javascript.early_faults(_FUNCTION + self.code + _END)))

    def _unwrapped(self, fault: SyntaxFault) -> SyntaxFault:
        start, last = fault.start - len(_FUNCTION), len(self.code)
        if start >= last:
            return SyntaxFault(max(last - 1, 0), last, "the code ends too early: a bracket or a brace is not closed")
        return SyntaxFault(max(start, 0), min(fault.end - len(_FUNCTION), last), fault.message)
