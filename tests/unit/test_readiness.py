from __future__ import annotations

import pytest

from checker.finding import Severity
from checker.readiness import Branch, Gate, judge_readiness
from checker.report import Suppressed, Unchecked, UncheckedKind
from tests.unit.render.reports import CLEAN, FAILING, finding, report

MAIN = Branch("main")


def reasons(branch: Branch = MAIN, *patterns: str) -> tuple[str, ...]:
    return judge_readiness(CLEAN, branch, Gate(patterns or ("**",))).reasons


def test_a_clean_widget_on_a_branch_is_ready() -> None:
    readiness = judge_readiness(CLEAN, MAIN, Gate())
    assert readiness.is_ready
    assert readiness.reasons == ()


@pytest.mark.parametrize(
    ("patterns", "branch", "matches"),
    [
        (("**",), "feature/виджет", True),
        (("*",), "main", True),
        (("*",), "feature/a", False),
        (("main",), "main", True),
        (("main",), "main2", False),
        (("main",), "Main", False),
        (("release/*",), "release/1.0", True),
        (("release/*",), "release/1/0", False),
        (("release/**",), "release/1/0", True),
        (("release/?",), "release/1", True),
        (("release/?",), "release/10", False),
        (("v?.*",), "v1.2.3", True),
        (("v1.2",), "v1x2", False),
        (("(main|dev)",), "main", False),
        (("[ab]",), "a", False),
        (("main", "hotfix-*"), "hotfix-7", True),
        (("**/ready",), "a/b/ready", True),
    ],
)
def test_the_branch_must_be_a_release_branch(patterns: tuple[str, ...], branch: str, *, matches: bool) -> None:
    expected = () if matches else (f"the branch {branch} is not among the release branches ({', '.join(patterns)})",)
    assert reasons(Branch(branch), *patterns) == expected


def test_a_fork_is_never_ready() -> None:
    assert reasons(Branch("main", is_fork=True)) == ("the pull request comes from a fork",)


def test_a_tag_needs_no_branch_but_a_run_without_either_is_not_ready() -> None:
    assert reasons(Branch(None, is_tag=True), "main") == ()
    assert reasons(Branch(None)) == ("the run belongs to no branch",)
    assert reasons(Branch(None, is_tag=True, is_fork=True)) == ("the pull request comes from a fork",)


def test_errors_are_counted_and_warnings_are_not() -> None:
    assert judge_readiness(FAILING, MAIN, Gate()).reasons == ("7 errors for the target `moderate`",)
    one = report(finding())
    assert judge_readiness(one, MAIN, Gate()).reasons == ("1 error for the target `moderate`",)
    warned = report(finding(severity=Severity.WARNING), finding(severity=Severity.NOTICE))
    assert judge_readiness(warned, MAIN, Gate()).is_ready


@pytest.mark.parametrize("kind", [UncheckedKind.FILE, UncheckedKind.RULE])
def test_everything_must_have_been_checked(kind: UncheckedKind) -> None:
    judged = judge_readiness(report(unchecked=(Unchecked(kind, "comment", "crashed"),)), MAIN, Gate())
    assert judged.reasons == ("not everything could be checked: comment crashed",)


def test_something_must_have_been_checked() -> None:
    assert judge_readiness(report(widgets=()), MAIN, Gate()).reasons == ("no widget was checked",)


def test_suppressed_errors_count_if_the_gate_is_a_moderators() -> None:
    suppressed = (
        Suppressed(finding(), "agreed"),
        Suppressed(finding(line=3), "agreed"),
        Suppressed(finding(severity=Severity.WARNING), "agreed"),
    )
    judged = report(suppressed=suppressed)
    assert judge_readiness(judged, MAIN, Gate()).is_ready
    assert judge_readiness(judged, MAIN, Gate(as_moderator=True)).reasons == (
        "2 suppressed errors, which the release gate counts (as-moderator)",
    )
    harmless = judged._replace(suppressed=suppressed[2:])
    assert judge_readiness(harmless, MAIN, Gate(as_moderator=True)).is_ready


def test_every_reason_is_given() -> None:
    judged = judge_readiness(FAILING, Branch("dev", is_fork=True), Gate(("main",)))
    assert len(judged.reasons) == 3
    assert not judged.is_ready
