"""CSS of the widget: a file, a style element inside a template, or a text in a script."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from checker.languages import css
from checker.languages.skimming import Form
from checker.widget.provenance import Provenance, provenance_of_styles
from checker.widget.source import SourcePart, parsed_once

if TYPE_CHECKING:
    from checker.languages.css import ParsedStylesheet
    from checker.languages.syntax import Comment, SyntaxFault


class Stylesheet(SourcePart, kw_only=True):
    """CSS code, parsed once."""

    is_of_page: bool = False
    """Whether it styles a page of its own, such as one that opens in a frame, instead of amoCRM's."""

    @cached_property
    def provenance(self) -> Provenance:
        """Who wrote the code, and whether it can be read."""
        is_file = len(self.code) == len(self.source.utf8)
        return provenance_of_styles(self.path, self.code) if is_file else Provenance(Form.PLAIN)

    @parsed_once
    def parsed(self) -> ParsedStylesheet:
        """Rules, at-rules, comments and faults."""
        return css.parse(self.code)

    @property
    def comments(self) -> tuple[Comment, ...]:
        """Every comment in the code."""
        return self.parsed.comments

    @property
    def faults(self) -> tuple[SyntaxFault, ...]:
        """Where the code is not valid CSS; nothing can be said where run time writes parts of it."""
        return self.parsed.faults if self.is_whole else ()
