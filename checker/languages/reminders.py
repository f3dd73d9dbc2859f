"""Notes of developers to themselves in comments: that something is still wrong, or not finished."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from checker.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checker.languages.syntax import Comment

_LONGEST_LINE = 1_000
"""Code points of a line of a comment that are looked at."""
_DECORATION = r"[\s*#/;!\-–—<{(\[@]{0,40}"
_CAPITAL_WORDS = "TO-?DO|FIX-?ME|HACK|КОСТЫЛЬ|ХАК|ТУДУ|ФИКСМИ|ДОДЕЛАТЬ|ДОПИСАТЬ|ИСПРАВИТЬ|ПЕРЕДЕЛАТЬ"
_CAPITALS = rf"(?<![\w$.\-])(?<!\w/)(?:{_CAPITAL_WORDS})(?![\w$])"
_SHIFTS = r"(?:temporary|temp|dirty|ugly|quick|nasty) (?:hack|fix|workaround)\b"
_TASK = (
    r"(?:bug|баг)(?=\s*:)|@(?:todo|fixme)\b"
    r"|(?:todo|to do|fixme|fix me|xxx|hack)(?=\s*[:!\-–—(]|\s+[а-яё]|\s+(?:for|to)\b|\s*$)"
)
_WORK = r"(?:исправить|пофиксить|починить|доделать|допилить|переделать|дописать|отрефакторить)"
_RUSSIAN = (
    rf"{_WORK}\b|костыл(?:ь|и)\b|хак(?=\s*[:,.!\-–—(]|\s|$)|временн(?:ый|ое) (?:костыль|решение|хак)"
    rf"|(?:надо|нужно|необходимо|потом|позже|не забыть)(?: бы)?(?: \w{{1,20}}){{0,2}} {_WORK}\b"
)
_END = regex(r"[ \t]{0,20}(?:\*/|-->|-?#\})[ \t]{0,20}\r?\Z")
_MARK_ALONE = regex(r"(?:TODO|FIXME|XXX|HACK)[:.!…]{0,3}")
_REMINDER = regex(rf"{_CAPITALS}|XXX(?=\s*:)|\A{_DECORATION}(?P<word>(?i:XXX\b(?!-)|{_SHIFTS}|{_TASK}|{_RUSSIAN}))")
"""Capitals tell wherever they stand, other letters only where a line begins: `todo` is a kind of task, too."""


class Reminder(NamedTuple):
    """A line of a comment that is such a note; byte offsets of the whole line within the comment."""

    start: int
    end: int
    word: str
    """What tells, as written."""


def reminders_in(comment: Comment, code: bytes) -> Iterator[Reminder]:
    """Find the notes among the lines of a comment of `code`."""
    start = comment.start
    for line in code[comment.start : comment.end].split(b"\n"):
        text = line[: 4 * _LONGEST_LINE].decode("utf-8", "replace")
        found = _REMINDER.search(_END.sub("", text))
        if found:
            blank = len(line) - len(line.lstrip())
            yield Reminder(start + blank, start + len(line.rstrip()), found["word"] or found[0])
        start += len(line) + 1


def is_mark(text: str) -> bool:
    """Whether a text is nothing but `TODO` or one of its kin."""
    return _MARK_ALONE.fullmatch(text.strip()) is not None
