"""The rule `line-ending`."""

from __future__ import annotations

from collections.abc import Iterator

from checker.finding import Finding, Profile, Stage
from checker.rules.rule import Context, rule
from checker.widget.source import Stretch
from checker.widget.widget import TextFile


@rule("line-ending", clause="general.4", stage=Stage.MODERATION)
def line_ending(file: TextFile, context: Context) -> Iterator[Finding]:
    """A text file whose lines end with CR LF, all or some of them; only in the profile `kommo`.

    Why: Kommo's checklist asks for UTF-8 without BOM and for the line ends of Unix (LF) in every text file. Choose LF
    in the editor, and let Git keep it: `* text=auto eol=lf` in `.gitattributes`.

    Bad:
        script.js saved on Windows with the line ends CRLF

    Good:
        script.js saved with the line ends LF
    """
    if context.profile is not Profile.KOMMO or b"\r" not in file.code:
        return
    foreign = file.code.count(b"\r")
    first = file.code.find(b"\r")
    unix = file.code.count(b"\n") - file.code.count(b"\r\n")
    message = _MIXED if unix else _ALL
    yield file.finding(Stretch(first, first), message, count=foreign, others=unix)


_ALL = "the lines end with CR LF; save the file with the line ends LF"
_MIXED = "{count} lines end with CR, {others} with LF alone; save the file with the line ends LF"
