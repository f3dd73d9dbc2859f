"""PHP of the widget: files inside its folder."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from checker.languages import php
from checker.widget.source import SourcePart, parsed_once
from checker.widget.template import Template

if TYPE_CHECKING:
    from collections.abc import Callable

    from checker.amocrm.libraries import Library
    from checker.languages.php import ParsedPhp
    from checker.languages.php.flow.following import Flow
    from checker.languages.php.model import PhpModel
    from checker.languages.php.program import PhpProgram
    from checker.languages.syntax import Comment


_INPUT_WORDS = (
    b"$_", b"php://input", b"request", b"getallheaders", b"_post_data", b"input::", b"->input", b"$req",
    b"filter_input",
)  # fmt: skip
"""What code must say, in lower case, to read the input of a request."""


class PhpFile(SourcePart):
    """A PHP file, parsed once."""

    program: Callable[[], PhpProgram] | None = None
    """All the PHP that the file runs with."""

    @parsed_once
    def parsed(self) -> ParsedPhp:
        """The syntax tree, the comments and the faults."""
        return php.parse(self.code)

    @cached_property
    def library(self) -> Library | None:
        """The well-known library that the file is a copy of."""
        from checker.amocrm.php_libraries import php_library_of

        return php_library_of(self.path, self.code)

    @property
    def model(self) -> PhpModel:
        """Functions, classes, calls, assignments."""
        return self.parsed.model

    @cached_property
    def may_read_input(self) -> bool:
        """Whether the file says anything that reading the input of a request takes."""
        code = self.code.lower()
        return any(word in code for word in _INPUT_WORDS)

    @cached_property
    def input_flow(self) -> Flow:
        """Where the input of a request ends that was not checked enough on its way."""
        from checker.languages.php.flow.following import Flow, follow_input

        if self.may_read_input or self.surroundings.reads_input_for(self.model):
            return follow_input(self.model, self.surroundings)
        return Flow((), is_complete=True)

    @cached_property
    def surroundings(self) -> PhpProgram:
        """The files that this one runs with; none if it was read alone."""
        from checker.languages.php.program import PhpProgram

        return self.program() if self.program is not None else PhpProgram()

    @property
    def comments(self) -> tuple[Comment, ...]:
        """Every PHP comment; those of the HTML around it belong to the template."""
        return self.parsed.comments

    @cached_property
    def template(self) -> Template | None:
        """The HTML between the PHP tags, if there is any."""
        return Template(self.source, self.parsed.html) if self.parsed.html.strip() else None
