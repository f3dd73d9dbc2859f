"""Every comment of a piece of code, also those in the strings of JavaScript that hold markup or CSS."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from checker.languages import template
from checker.languages.syntax import Comment
from checker.widget.backend import PhpFile
from checker.widget.script import Script
from checker.widget.stylesheet import Stylesheet
from checker.widget.template import Template

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Commented: TypeAlias = Script | Stylesheet | Template | PhpFile
"""Code that may hold comments."""


class CommentLanguage(Enum):
    """What the code around comments is written in."""

    JAVASCRIPT = "JavaScript"
    CSS = "CSS"
    MARKUP = "markup"
    PHP = "PHP"


class Comments(NamedTuple):
    """The comments of code in one language, in the order of the source."""

    part: Commented
    """What their byte offsets belong to."""
    comments: Sequence[Comment]
    language: CommentLanguage


def comments_in(code: Commented) -> Iterator[Comments]:
    """Find the comments of a piece of code by the language that they are in. Raises TooDeep and TooSlow."""
    if isinstance(code, Stylesheet):
        yield Comments(code, code.comments, CommentLanguage.CSS)
    elif isinstance(code, PhpFile):
        yield Comments(code, code.comments, CommentLanguage.PHP)
    elif isinstance(code, Template):
        yield Comments(code, [*code.comments, *_in_other_scripts(code)], CommentLanguage.MARKUP)
    else:
        yield Comments(code, code.comments, CommentLanguage.JAVASCRIPT)
        if b"<!--" in code.code:
            yield Comments(code, [*_in_markup(code)], CommentLanguage.MARKUP)
        if b"/*" in code.code and b"{" in code.code:
            yield from _in_styles(code)


def _in_other_scripts(code: Template) -> Iterator[Comment]:
    """The comments in templates that a page keeps in script elements of a type of their own."""
    for block in code.parsed.scripts:
        if not block.is_javascript and b"<!--" in block.code:
            for comment in template.parse(block.code).comments:
                yield Comment(block.start + comment.start, block.start + comment.end, comment.text)


def _in_markup(script: Script) -> Iterator[Comment]:
    """The comments of HTML in strings, each once: a string may be a part of several texts."""
    found = {}
    for markup in script.markup:
        if b"<!--" in markup.text.content:
            for comment in markup.parsed.comments:
                place = markup.text.place(comment.start, comment.end)
                if place is not None and markup.text.content.startswith(b"<!--", comment.start):
                    found[place] = Comment(*place, comment.text)
    yield from (found[place] for place in sorted(found))


def _in_styles(script: Script) -> Iterator[Comments]:
    """The comments of CSS in strings."""
    if not any("/*" in text.raw for text in script.model.strings):
        return
    from checker.analysis.styles.script_styles import styles_in

    for sheet in styles_in(script):
        yield Comments(sheet, sheet.comments, CommentLanguage.CSS)
