"""One place, one finding: where several rules speak about the same code, the most specific one is heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from checker.report import ReportedFinding

CHAINS = (
    ("dump", "commented-out-code", "comment"),
    ("known-error", "comment"),
    ("sample-residue", "console"),
    ("sample-residue", "alert"),
    ("placeholder-description", "test-data"),
    ("script-injection", "remote-code", "static-host"),
    ("manifest-syntax", "manifest-schema"),
)
"""Each chain goes from the most specific rule to the most general one."""


def _quieter() -> dict[str, frozenset[str]]:
    silenced: dict[str, set[str]] = {}
    for chain in CHAINS:
        for index, name in enumerate(chain):
            silenced.setdefault(name, set()).update(chain[index + 1 :])
    return {name: frozenset(names) for name, names in silenced.items()}


_QUIETER = _quieter()


def most_specific(findings: Iterable[ReportedFinding]) -> tuple[ReportedFinding, ...]:
    """Drop each finding that overlaps one of a more specific rule in the same file."""
    kept: list[ReportedFinding] = []
    by_path: dict[str, list[ReportedFinding]] = {}
    for finding in findings:
        by_path.setdefault(finding.path, []).append(finding)
    for group in by_path.values():
        speakers = [finding for finding in group if _QUIETER.get(finding.rule)]
        kept.extend(finding for finding in group if not any(_silences(other, finding) for other in speakers))
    return tuple(kept)


def _silences(specific: ReportedFinding, general: ReportedFinding) -> bool:
    return general.rule in _QUIETER[specific.rule] and specific.span.overlaps(general.span)
