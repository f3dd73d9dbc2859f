"""The rule `commented-out-code`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checker.analysis.texts.comments import CommentLanguage, comments_in
from checker.finding import Finding, Stage
from checker.regex import regex
from checker.rules.rule import rule
from checker.widget.backend import PhpFile
from checker.widget.script import Script
from checker.widget.stylesheet import Stylesheet
from checker.widget.template import Template

if TYPE_CHECKING:
    from checker.languages.commented import Judge
    from checker.languages.syntax import Located


@rule("commented-out-code", clause="general.5", stage=Stage.MODERATION)
def commented_out_code(code: Script | Stylesheet | Template | PhpFile) -> Iterator[Finding]:
    """Code that was commented out instead of deleted.

    Why: nobody knows whether it is still needed, and the moderators ask for clean code. Delete it: the repository
    remembers every line.

    Bad:
        // $('.acme').hide();

    Good:
        $('.acme').show();
    """
    for found in comments_in(code):
        if found.comments:
            from checker.languages.commented import commented_out

            for stretch in commented_out(found.comments, found.part.code, _judge(found.language)):
                if not (isinstance(code, PhpFile) and _is_told_as_dumps(code, stretch)):
                    yield found.part.finding(stretch, "this is code that was commented out; delete it")


_DUMPING = (b"dump", b"print_r", b"var_export", b"dd(")
_LETTER = regex(rb"[A-Za-z]")


def _is_told_as_dumps(file: PhpFile, stretch: Located) -> bool:
    """Whether the rule `dump` speaks about every line of a block that says anything."""
    text = file.code[stretch.start : stretch.end]
    if b"\n" not in text or not any(word in text for word in _DUMPING):
        return False
    from checker.analysis.php.dumps import dumps_in

    dumps = [one.place for one in dumps_in(file) if one.is_comment]
    dumps = [place for place in dumps if stretch.start <= place.start < stretch.end]
    start = stretch.start
    for line in text.split(b"\n"):
        end = start + len(line)
        if _LETTER.search(line) and not any(place.start < end and place.end > start for place in dumps):
            return False
        start = end + 1
    return True


def _judge(language: CommentLanguage) -> Judge:
    if language is CommentLanguage.CSS:
        from checker.languages.commented.css import is_css

        return is_css
    if language is CommentLanguage.PHP:
        from checker.languages.commented.php import is_php

        return is_php
    if language is CommentLanguage.MARKUP:
        from checker.languages.commented.markup import is_markup

        return is_markup
    from checker.languages.commented.javascript import is_javascript

    return is_javascript
