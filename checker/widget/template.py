"""Markup of the widget: a Twig or HTML file, or the HTML parts of a PHP file."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from checker.languages import template
from checker.languages.entities import decoded
from checker.languages.handlers import handlers_in
from checker.languages.placed import placed
from checker.regex import regex
from checker.widget.script import EmbeddedScript, Script
from checker.widget.source import SourcePart, parsed_once
from checker.widget.stylesheet import Stylesheet

if TYPE_CHECKING:
    from checker.languages.syntax import Comment
    from checker.languages.template import Attribute, ParsedTemplate

_PAGE = regex(rb"<(?:html|!doctype)\b", re.IGNORECASE)


class Template(SourcePart):
    """Markup, parsed once, with the scripts and styles that stand in it."""

    @parsed_once
    def parsed(self) -> ParsedTemplate:
        """Elements, attributes, comments and embedded code."""
        return template.parse(self.code)

    @property
    def comments(self) -> tuple[Comment, ...]:
        """Every Twig and HTML comment; those of embedded code belong to that code."""
        return self.parsed.comments

    @cached_property
    def scripts(self) -> tuple[Script, ...]:
        """The JavaScript inside the markup: script elements, event handlers and `javascript:` links."""
        elements = (
            Script(self.source, block.code, self.offset + block.start)
            for block in self.parsed.scripts
            if block.is_javascript and block.code.strip()
        )
        handlers = (
            EmbeddedScript(self.source, handler.code, self.offset + handler.start)
            for handler in handlers_in(self.parsed, placed(self.parsed.code, 0))
        )
        return (*elements, *handlers)

    @cached_property
    def is_page(self) -> bool:
        """Whether the file is a page of its own, with `<html>`: what is in it does not get into amoCRM's page."""
        return _PAGE.search(self.source.utf8) is not None

    @cached_property
    def stylesheets(self) -> tuple[Stylesheet, ...]:
        """The CSS inside the markup."""
        return tuple(
            Stylesheet(self.source, block.code, self.offset + block.start, is_of_page=self.is_page)
            for block in self.parsed.styles
            if block.code.strip()
        )

    def parts_of(self, attribute: Attribute) -> tuple[str | None, ...]:
        """The value of an attribute by parts, entities decoded, None for what Twig or PHP writes at run time."""
        start, end = attribute.value_start, attribute.value_end
        tags = [tag for tag in self.parsed.twig_tags if tag.start < end and tag.end > start]
        parts: list[str | None] = []
        for tag in tags:
            parts += (self._text(start, tag.start), None)
            start = tag.end
        return tuple(part for part in (*parts, self._text(start, end)) if part != "") or ("",)

    def _text(self, start: int, end: int) -> str:
        return decoded(self.code[start : max(start, end)].decode("utf-8", "replace"))
