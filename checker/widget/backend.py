"""PHP of the widget: files inside its folder."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from checker.languages import php
from checker.widget.source import SourcePart, parsed_once
from checker.widget.template import Template

if TYPE_CHECKING:
    from checker.languages.php import ParsedPhp
    from checker.languages.syntax import Comment


@dataclass(frozen=True)
class PhpFile(SourcePart):
    """A PHP file, parsed once."""

    @parsed_once
    def parsed(self) -> ParsedPhp:
        """The syntax tree, the comments and the faults."""
        return php.parse(self.code)

    @property
    def comments(self) -> tuple[Comment, ...]:
        """Every PHP comment; those of the HTML around it belong to the template."""
        return self.parsed.comments

    @cached_property
    def template(self) -> Template | None:
        """The HTML between the PHP tags, if there is any."""
        return Template(self.source, self.parsed.html) if self.parsed.html.strip() else None
