"""The rule `minified-code`."""

from __future__ import annotations

from collections.abc import Iterator

from checker.finding import Confidence, Finding, Profile, Stage
from checker.languages.skimming import Form
from checker.rules.rule import Context, rule
from checker.widget.provenance import ForeignScript, ForeignStylesheet
from checker.widget.script import Script
from checker.widget.source import Stretch
from checker.widget.stylesheet import Stylesheet


@rule("minified-code", clause="general.6", stage=Stage.MODERATION)
def minified_code(code: Script | ForeignScript | Stylesheet | ForeignStylesheet, context: Context) -> Iterator[Finding]:
    """JavaScript or CSS without the blanks, line breaks and names that a reader needs.

    Why: the moderators read the code, so it has to be there as it was written. Turn minification off in the build, and
    load libraries through `define` instead of pasting them. Nothing else is checked in minified code. The style sheets
    of well-known libraries may be minified; the `kommo` profile accepts their scripts too. Readable code in which
    nearly all names have one letter or two looks like minified code that was formatted again: that is a likely
    violation.

    Bad:
        define(["jquery"],function(n){return function(){this.callbacks={render:function(){return!0}};return this}});

    Good:
        define(['jquery'], function ($) {
          var CustomWidget = function () {
            this.callbacks = {render: function () { return true; }};
            return this;
          };
          return CustomWidget;
        });
    """
    if isinstance(code, Script | Stylesheet):
        yield from _parts(code)
        return
    library = code.provenance.library
    is_accepted = library and (context.profile is Profile.KOMMO or isinstance(code, ForeignStylesheet))
    if code.provenance.form is not Form.MINIFIED or is_accepted:
        return
    if library:
        template = "this is {library}, minified; pack its readable version or load it through `define`"
    else:
        template = "the file is minified, so nobody can read it; pack the code as it was written"
    yield code.finding(code.whole, template, library=library)


def _parts(script: Script | Stylesheet) -> Iterator[Finding]:
    for fragment in script.provenance.fragments:
        if fragment.form is Form.MINIFIED:
            yield script.finding(
                fragment,
                "minified code is pasted here; put it in as it was written, or load the library through `define`",
            )
    if script.provenance.form is Form.MANGLED:
        yield script.finding(
            Stretch(0, max(script.code.find(b"\n"), 0)),
            "nearly all names have one letter or two, as in minified code that was formatted again;"
            " pack the code as it was written",
            confidence=Confidence.LIKELY,
        )
