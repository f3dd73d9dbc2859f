"""The rule `comment`."""

from __future__ import annotations

from collections.abc import Iterator

from checker.analysis.texts.comments import comments_in
from checker.finding import Finding, Profile, Stage
from checker.rules.rule import Context, rule
from checker.widget.backend import PhpFile
from checker.widget.script import Script
from checker.widget.stylesheet import Stylesheet
from checker.widget.template import Template


@rule("comment", clause="general.5", stage=Stage.MODERATION)
def comment(code: Script | Stylesheet | Template | PhpFile, context: Context) -> Iterator[Finding]:
    """A comment in JavaScript, CSS, Twig, HTML or PHP.

    Why: the moderators ask for clean code without any comments. Keep explanations in the repository's documentation,
    or strip comments when the widget is packed. The `kommo` profile allows comments that explain.

    Bad:
        // load the settings
        self.get_settings();

    Good:
        self.get_settings();
    """
    if context.profile is Profile.KOMMO:
        return
    for found in comments_in(code):
        for one in found.comments:
            yield found.part.finding(one, "comment in the code; the moderation text allows none, delete it")
