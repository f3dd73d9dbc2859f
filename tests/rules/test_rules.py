"""Every case of every page in this folder: README.md says how they are written."""

from __future__ import annotations

import pytest

from checker.report import UncheckedKind
from tests.rules.harness import PAGES, Case, check_case, completed, lines_about, read_page

CASES = [case for page in PAGES for case in read_page(page)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}: {case.title}")
def test_rule(case: Case) -> None:
    report = check_case(case)
    found = lines_about(report, case.rule)
    assert found == completed(case.expected, found), case.place
    must_see = {UncheckedKind.RULE} if case.expected else {UncheckedKind.RULE, UncheckedKind.FILE}
    assert not [entry for entry in report.blind_spots if entry.kind in must_see], case.place
