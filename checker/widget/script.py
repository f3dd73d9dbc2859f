"""JavaScript of the widget: a file, or a script inside a template."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from checker.languages import javascript
from checker.widget.source import SourcePart, parsed_once

if TYPE_CHECKING:
    from checker.languages.javascript import ParsedScript
    from checker.languages.javascript.model import ScriptModel, Use
    from checker.languages.syntax import Comment, SyntaxFault

SMALL_FILE_BYTES = 20_000
"""Up to here a second parser looks for early errors too: it takes several times as long as the first."""


@dataclass(frozen=True)
class Script(SourcePart):
    """JavaScript code, parsed and modelled once."""

    @parsed_once
    def parsed(self) -> ParsedScript:
        """The syntax tree, the comments and the faults."""
        return javascript.parse(self.code)

    @cached_property
    def model(self) -> ScriptModel:
        """Scopes, references and paths."""
        from checker.languages.javascript.model import build_model

        return build_model(self.parsed.program)

    @property
    def comments(self) -> tuple[Comment, ...]:
        """Every comment in the code."""
        return self.parsed.comments

    @cached_property
    def faults(self) -> tuple[SyntaxFault, ...]:
        """Where the code is not valid JavaScript; what only the strict parser notices is looked for in small files."""
        if self.parsed.faults or len(self.code) > SMALL_FILE_BYTES:
            return self.parsed.faults
        return javascript.early_faults(self.code)

    def uses_of(self, path: str) -> tuple[Use, ...]:
        """Where the code uses a global such as `console`, itself or through the window."""
        return self.model.uses_of(path)
