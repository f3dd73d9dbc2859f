"""The rule `obfuscated-code`."""

from __future__ import annotations

from collections.abc import Iterator

from checker.finding import Finding, Profile, Stage
from checker.languages.skimming import Form
from checker.rules.rule import Context, rule
from checker.widget.provenance import ForeignScript
from checker.widget.script import Script


@rule("obfuscated-code", clause="general.6", stage=Stage.MODERATION)
def obfuscated_code(code: Script | ForeignScript, context: Context) -> Iterator[Finding]:
    r"""JavaScript that hides what it does: packed, encoded, or with meaningless names.

    Why: the moderators read the code, and code that hides is refused unread. Nothing else is checked in it. Pack the
    code as it was written; secrets belong on a server, not behind obfuscation.

    Bad:
        var _0x3fa1 = ['\x72\x65\x6e\x64\x65\x72']; this[_0x3fa1[0x0]](_0x1c2d);

    Good:
        this.render(template);
    """
    if isinstance(code, Script):
        for fragment in code.provenance.fragments:
            if fragment.form is Form.OBFUSCATED:
                yield code.finding(fragment, "this code is obfuscated; put it in as it was written")
        return
    library = code.provenance.library
    if code.provenance.form is not Form.OBFUSCATED or (library and context.profile is Profile.KOMMO):
        return
    if library:
        template = "this is {library}, obfuscated; pack its readable version or load it through `define`"
    else:
        template = "the file is obfuscated, so nobody can read it; pack the code as it was written"
    yield code.finding(code.whole, template, library=library)
