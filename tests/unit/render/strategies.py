"""Any report at all, for properties that every rendering has."""

from hypothesis import strategies as st

from checker.finding import Confidence, Excerpt, Profile, Severity, Span, Target
from checker.report import (
    CheckedWidget,
    LeftOutFile,
    RelatedPlace,
    Report,
    ReportedFinding,
    Suppressed,
    Translation,
    Unchecked,
    UncheckedKind,
)

FRAGMENTS = ("##[", "[error]", "::", "error::", "`", "|", "](", "<b>", "\n", "\r", "\x1b[31m", "\u202e", "\udc80", "🚀")
TEXT = st.lists(st.characters(exclude_categories=["Cs"]) | st.sampled_from(FRAGMENTS), max_size=8).map("".join)
NUMBER = st.integers(1, 2**31 - 1)
SPAN = st.lists(st.tuples(NUMBER, NUMBER), min_size=2, max_size=2).map(
    lambda positions: Span(*min(positions), *max(positions))
)
EXCERPT = st.builds(
    lambda before, marked, after: Excerpt(before + marked + after, len(before), len(marked)), TEXT, TEXT, TEXT
)
FINDING = st.builds(
    ReportedFinding,
    rule=TEXT,
    clause=st.none() | TEXT,
    severity=st.sampled_from(Severity),
    confidence=st.sampled_from(Confidence),
    path=TEXT,
    span=SPAN,
    message=TEXT,
    fingerprint=TEXT,
    widget=TEXT,
    excerpt=st.none() | EXCERPT,
    related=st.lists(st.builds(RelatedPlace, TEXT, TEXT, SPAN), max_size=2).map(tuple),
)
LEFT_OUT = st.lists(st.builds(LeftOutFile, TEXT, TEXT), max_size=2).map(tuple)
COUNT = st.integers(0, 2**31 - 1)
KEYS = st.lists(TEXT, max_size=2).map(tuple)
TRANSLATIONS = st.lists(st.builds(Translation, TEXT, COUNT, KEYS, KEYS), max_size=2).map(tuple)
WIDGET = st.builds(CheckedWidget, TEXT, st.none() | TEXT, st.none() | TEXT, COUNT, LEFT_OUT, translations=TRANSLATIONS)
REPORT = st.builds(
    Report,
    tool_version=TEXT,
    target=st.sampled_from(Target),
    profile=st.sampled_from(Profile),
    widgets=st.lists(WIDGET, max_size=2).map(tuple),
    rules=st.lists(TEXT, max_size=2).map(tuple),
    findings=st.lists(FINDING, max_size=3).map(tuple),
    unchecked=st.lists(st.builds(Unchecked, st.sampled_from(UncheckedKind), TEXT, TEXT, TEXT), max_size=2).map(tuple),
    suppressed=st.lists(st.builds(Suppressed, FINDING, TEXT, st.none() | st.dates()), max_size=2).map(tuple),
)
