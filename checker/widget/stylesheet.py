"""CSS of the widget: a file, or a style element inside a template."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from checker.languages import css
from checker.widget.source import SourcePart, parsed_once

if TYPE_CHECKING:
    from checker.languages.css import ParsedStylesheet
    from checker.languages.syntax import Comment


@dataclass(frozen=True)
class Stylesheet(SourcePart):
    """CSS code, parsed once."""

    @parsed_once
    def parsed(self) -> ParsedStylesheet:
        """Rules, at-rules, comments and faults."""
        return css.parse(self.code)

    @property
    def comments(self) -> tuple[Comment, ...]:
        """Every comment in the code."""
        return self.parsed.comments
