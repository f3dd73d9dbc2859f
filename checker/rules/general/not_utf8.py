"""The rule `not-utf8`."""

from __future__ import annotations

from collections.abc import Iterator

from checker.finding import Finding, Stage
from checker.languages.encoding import DAMAGED, UNKNOWN
from checker.rules.rule import rule
from checker.widget.widget import TextFile


@rule("not-utf8", clause="general.4", stage=Stage.MODERATION)
def not_utf8(file: TextFile) -> Iterator[Finding]:
    """A text file that is not encoded in UTF-8.

    Why: amoCRM reads every file as UTF-8. In another encoding Russian letters turn into unreadable characters, and a
    JSON file may not load at all.

    Bad:
        i18n/ru.json saved as windows-1251

    Good:
        i18n/ru.json saved as UTF-8 without BOM (in the editor: "Save with encoding", UTF-8)
    """
    encoding = file.source.decoded.encoding
    if encoding is not None:
        yield file.finding(file.source.first_foreign_byte, _MESSAGES.get(encoding, _MESSAGE), encoding=encoding)


_MESSAGE = "the file is encoded in {encoding}, not in UTF-8; save it as UTF-8 without BOM"
_MESSAGES = {
    DAMAGED: "the file is not valid UTF-8: bytes of a character are missing here; write it anew and save it as UTF-8",
    UNKNOWN: "the file is not encoded in UTF-8; save it as UTF-8 without BOM",
}
