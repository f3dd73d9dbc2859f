"""Whether a branch is ready for release, and if not, why."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from checker.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from checker.report import Report


class Branch(NamedTuple):
    """The branch that is judged."""

    name: str | None
    """None where the run belongs to no branch, for example to a tag."""
    is_fork: bool = False
    is_tag: bool = False


class Gate(NamedTuple):
    """What a release asks for beyond a clean report."""

    branches: tuple[str, ...] = ("**",)
    """Globs: `*` stands for anything but `/`, `**` for anything."""
    as_moderator: bool = False
    """Suppressed errors count, as they would for a moderator."""


class Readiness(NamedTuple):
    """Ready if there is no reason against it."""

    reasons: tuple[str, ...]

    @property
    def is_ready(self) -> bool:
        """Whether the archive may be released."""
        return not self.reasons


def judge_readiness(report: Report, branch: Branch, gate: Gate) -> Readiness:
    """Weigh the report and the branch."""
    return Readiness((*_report_reasons(report, gate), *_branch_reasons(branch, gate)))


def _report_reasons(report: Report, gate: Gate) -> Iterator[str]:
    errors = report.count(Severity.ERROR)
    if errors:
        yield f"{errors} error{'s' if errors > 1 else ''} for the target `{report.target}`"
    if report.blind_spots:
        yield f"not everything could be checked: {report.blind_spots[0].subject} {report.blind_spots[0].reason}"
    if not report.widgets:
        yield "no widget was checked"
    hidden = sum(entry.finding.severity is Severity.ERROR for entry in report.suppressed)
    if gate.as_moderator and hidden:
        yield f"{hidden} suppressed error{'s' if hidden > 1 else ''}, which the release gate counts (as-moderator)"


def _branch_reasons(branch: Branch, gate: Gate) -> Iterator[str]:
    if branch.is_fork:
        yield "the pull request comes from a fork"
    if branch.is_tag:
        return
    if branch.name is None:
        yield "the run belongs to no branch"
    elif not any(_matches(pattern, branch.name) for pattern in gate.branches):
        yield f"the branch {branch.name} is not among the release branches ({', '.join(gate.branches)})"


def _matches(pattern: str, name: str) -> bool:
    """Match a glob in time linear in the name: whoever opens a pull request chooses the name."""
    tokens = re.findall(r"\*\*|.", pattern, re.DOTALL)
    reached = _past_stars(tokens, {0})
    for character in name:
        reached = _past_stars(
            tokens,
            {
                index if tokens[index].startswith("*") else index + 1
                for index in reached
                if index < len(tokens) and _accepts(tokens[index], character)
            },
        )
    return len(tokens) in reached


def _accepts(token: str, character: str) -> bool:
    return token in {"**", character} or (token in {"*", "?"} and character != "/")


def _past_stars(tokens: Sequence[str], reached: set[int]) -> set[int]:
    """A star may stand for nothing, so the place behind it is reached with it."""
    for index, token in enumerate(tokens):
        if index in reached and token.startswith("*"):
            reached.add(index + 1)
    return reached
