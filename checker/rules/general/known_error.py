"""The rule `known-error`."""

from __future__ import annotations

from collections.abc import Iterator

from checker.analysis.texts.comments import comments_in
from checker.finding import Confidence, Finding, Stage
from checker.languages.javascript import estree as js
from checker.languages.reminders import is_mark, reminders_in
from checker.rules.rule import rule
from checker.widget.backend import PhpFile
from checker.widget.script import Script
from checker.widget.stylesheet import Stylesheet
from checker.widget.template import Template

_MARKS = (b"TODO", b"FIXME", b"XXX", b"HACK")
_COMPARING = (js.BinaryExpression, js.SwitchCase, js.Property)


@rule("known-error", clause="general.2", stage=Stage.MODERATION)
def known_error(code: Script | Stylesheet | Template | PhpFile) -> Iterator[Finding]:
    """A note that something is still to be mended: FIXME, XXX, HACK and their kin, also in Russian.

    Why: the moderation text demands that the developers know of no errors. Mend it, or move the note to your issue
    tracker.

    Bad:
        // FIXME: errors of the server are not handled

    Good:
        request.fail(showError);
    """
    for found in comments_in(code):
        for comment in found.comments:
            for reminder in reminders_in(comment, found.part.code):
                yield found.part.finding(
                    reminder,
                    "`{word}` says that something is still wrong here; mend it and delete the comment",
                    word=reminder.word,
                )
    if isinstance(code, Script) and any(mark in code.code for mark in _MARKS):
        yield from _in_strings(code)


def _in_strings(script: Script) -> Iterator[Finding]:
    for text in script.model.strings:
        value = text.value if isinstance(text, js.Literal) else text.raw
        if isinstance(value, str) and is_mark(value) and not isinstance(text.parent, _COMPARING):
            yield script.finding(
                text,
                "the text `{word}` stands for something that is not written yet; write it",
                confidence=Confidence.LIKELY,
                word=value.strip(),
            )
