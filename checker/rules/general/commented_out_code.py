"""The rule `commented-out-code`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checker.analysis.texts.comments import CommentLanguage, comments_in
from checker.finding import Finding, Stage
from checker.rules.rule import rule
from checker.widget.backend import PhpFile
from checker.widget.script import Script
from checker.widget.stylesheet import Stylesheet
from checker.widget.template import Template

if TYPE_CHECKING:
    from checker.languages.commented import Judge


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
                yield found.part.finding(stretch, "this is code that was commented out; delete it")


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
