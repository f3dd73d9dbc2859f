"""What was found that helps a person to answer the questions that only a person can answer."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from checker.escaping import visible
from checker.report import UncheckedKind
from checker.rules.clauses import CLAUSES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from checker.report import Report
    from checker.widget.widget import Widget

_MOST_NAMED = 5
"""Things of one kind that are named; more are counted."""


def with_evidence(report: Report, widgets: Sequence[Widget]) -> Report:
    """Add to each question what speaks for an answer: texts for users, contacts, libraries, findings."""
    unchecked = []
    for entry in report.unchecked:
        found = list(_found(entry.subject, report, widgets)) if entry.kind is UncheckedKind.HUMAN else []
        unchecked.append(entry._replace(reason=f"{entry.reason} Found: {'; '.join(found)}.") if found else entry)
    return report._replace(unchecked=tuple(unchecked))


def _found(clause: str, report: Report, widgets: Sequence[Widget]) -> Iterator[str]:
    if clause in _SEARCHES:
        yield from _SEARCHES[clause](report, widgets)
    rules = Counter(finding.rule for finding in report.findings if finding.clause == clause)
    if rules and CLAUSES[clause].human is not None:
        yield "findings of " + _listed(f"{rule} ({count})" for rule, count in sorted(rules.items()))


def _help_for_users(_report: Report, widgets: Sequence[Widget]) -> Iterator[str]:
    for widget in widgets[:_MOST_NAMED]:
        name = f" of {visible(widget.root)}" if len(widgets) > 1 else ""
        languages = [visible(text.language or "manifest") for text in widget.descriptions if text.text.strip()]
        yield f"descriptions{name} in {_listed(languages)}" if languages else f"no description{name}"
        support = [
            key for key in ("link", "email") if widget.manifest and widget.manifest.text_at("widget", "support", key)
        ]
        yield f"support{name} by {_listed(support)}" if support else f"no widget.support{name} in the manifest"


def _libraries(report: Report, _widgets: Sequence[Widget]) -> Iterator[str]:
    places = dict.fromkeys(
        visible(finding.path) for finding in report.findings if finding.rule == "third-party-library"
    )
    yield f"libraries in {_listed(places)}" if places else "no library that is known"


def _letter(_report: Report, widgets: Sequence[Widget]) -> Iterator[str]:
    for widget in widgets[:_MOST_NAMED]:
        manifest = widget.manifest
        if manifest is not None:
            code = f"code {visible(manifest.widget_code)}" if manifest.widget_code else "no code in the manifest"
            version = f", version {visible(manifest.widget_version)}" if manifest.widget_version else ""
            yield code + version


def _listed(names: Iterable[str]) -> str:
    listed = list(names)
    rest = len(listed) - _MOST_NAMED
    return ", ".join(listed[:_MOST_NAMED]) + (f" and {rest} more" if rest > 0 else "")


_SEARCHES: Mapping[str, Callable[[Report, Sequence[Widget]], Iterator[str]]] = {
    "general.1": _help_for_users,
    "backend.5": _libraries,
    "submit.1": _letter,
}
"""By clause."""
