"""What a rule says about a place in a widget, and how much it weighs."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from checker.escaping import visible

if TYPE_CHECKING:
    from collections.abc import Mapping


class Confidence(StrEnum):
    """How sure a rule is of what it says."""

    CERTAIN = "certain"
    LIKELY = "likely"
    FACT = "fact"
    """No violation: something that the reader should know."""


class Stage(StrEnum):
    """Who would stop the widget: the upload form or the moderator."""

    UPLOAD = "upload"
    MODERATION = "moderation"


class Target(StrEnum):
    """The widget status that the author is heading for."""

    PRIVATE = "private"
    MODERATE = "moderate"


class Profile(StrEnum):
    """Whose rules apply: the moderation text to the letter, or Kommo's newer checklist."""

    AMOCRM = "amocrm"
    KOMMO = "kommo"


class Severity(StrEnum):
    """What a finding means for the verdict; the order of the members is from worst to mildest."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


def severity_of(stage: Stage, target: Target, confidence: Confidence) -> Severity:
    """Weigh a finding: the one table of design/catalogue."""
    if confidence is Confidence.FACT:
        return Severity.NOTICE
    if confidence is Confidence.LIKELY:
        return Severity.WARNING
    if stage is Stage.UPLOAD or target is Target.MODERATE:
        return Severity.ERROR
    return Severity.WARNING


class Span(NamedTuple):
    """A stretch of text: lines and columns from 1, columns in code points, the end being the place behind it."""

    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a character, or begin at the same place."""
        mine, theirs = (self.line, self.column), (other.line, other.column)
        return mine == theirs or (
            mine < (other.end_line, other.end_column) and theirs < (self.end_line, self.end_column)
        )


class Excerpt(NamedTuple):
    """The line that a span begins on, as it may be shown: escaped and cut, without a line break."""

    text: str
    start: int
    """How many code points of `text` stand before the span."""
    length: int
    """How many code points of `text` belong to the span."""


class Place(NamedTuple):
    """Where in a widget: a POSIX path relative to the widget's root and a span of that file."""

    path: str
    span: Span = Span()
    excerpt: Excerpt | None = None
    """None where there is no line to show: the file is missing, binary or empty."""

    def seen_from(self, path: str) -> str:
        """How a message about a file names the place: `line 7`, or `api.js, line 7` if that is another file."""
        line = f"line {self.span.line}"
        return line if self.path == path else f"{self.path}, {line}"


class Related(NamedTuple):
    """A second place that explains a finding."""

    message: str
    place: Place


class Finding(NamedTuple):
    """What a rule yields: a message template, the values in it, and the place that it is about."""

    place: Place
    template: str
    values: Mapping[str, object] = MappingProxyType({})
    confidence: Confidence = Confidence.CERTAIN
    related: tuple[Related, ...] = ()

    @property
    def message(self) -> str:
        """The template filled in. Values come from the widget, so they are made harmless to show."""
        return self.template.format(**{name: visible(str(value)) for name, value in self.values.items()})
