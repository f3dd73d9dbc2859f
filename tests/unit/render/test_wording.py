import pytest

from checker.finding import Severity, Target
from checker.render.wording import headline, line_list, shown, tally
from checker.report import Report
from tests.unit.render.reports import CLEAN, FAILING, INCOMPLETE, finding, report


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ([7], "line 7"),
        ([9, 7], "lines 7 and 9"),
        ([7, 7, 9], "lines 7 and 9"),
        (range(1, 9), "lines 1, 2, 3, 4, 5, 6, 7 and 8"),
        (range(1, 31), "lines 1, 2, 3, 4, 5, 6, 7, 8 and 22 more"),
    ],
)
def test_lines_are_listed(lines: list[int], text: str) -> None:
    assert line_list([finding(line=line) for line in lines]) == text


@pytest.mark.parametrize(
    ("sample", "sentence"),
    [
        (CLEAN, "Passed: no errors"),
        (FAILING, "Failed: 7 errors to mend before moderation"),
        (report(finding(), target=Target.PRIVATE), "Failed: 1 error to mend before the upload"),
        (INCOMPLETE, "Incomplete: no errors, but not everything could be checked"),
        (report(widgets=()), "Incomplete: no widget was checked"),
    ],
)
def test_the_verdict_in_words(sample: Report, sentence: str) -> None:
    assert headline(sample) == sentence


def test_what_is_not_there_is_not_counted() -> None:
    warnings = [finding(severity=Severity.WARNING), finding(severity=Severity.WARNING, line=2)]

    assert tally(report(*warnings)) == "2 warnings in 1 widget; 14 files and 4 rules checked"


def test_endless_text_is_cut() -> None:
    assert shown("я" * 2000) == "я" * 1000 + "…"
