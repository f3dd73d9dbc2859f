import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from checker.finding import Severity, Target
from checker.render.sarif import render
from checker.report import Report
from tests.unit.render.reports import (
    CLEAN,
    FAILING,
    HOSTILE_TEXTS,
    INCOMPLETE,
    SAMPLES,
    finding,
    hostile,
    report,
)
from tests.unit.render.strategies import REPORT

VALIDATOR = Draft202012Validator(
    json.loads((Path(__file__).with_name("schemas") / "sarif-2.1.0.json").read_text("utf-8"))
)


def run(sample: Report) -> dict[str, Any]:
    """The only run of the file."""
    (only,) = json.loads(render(sample))["runs"]
    assert isinstance(only, dict)
    return only


@pytest.mark.parametrize("name", SAMPLES)
def test_the_samples_follow_the_schema(name: str) -> None:
    VALIDATOR.validate(json.loads(render(SAMPLES[name])))


def test_a_result_has_what_code_scanning_needs() -> None:
    result = run(FAILING)["results"][6]

    assert result == {
        "ruleId": "alert",
        "ruleIndex": 1,
        "level": "warning",
        "message": {"text": "`confirm` stops the page; show an amoCRM notification or modal instead"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "script.js", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 30, "startColumn": 5, "endLine": 30, "endColumn": 16},
                }
            }
        ],
        "relatedLocations": [
            {
                "id": 1,
                "message": {"text": "`ask` is this function"},
                "physicalLocation": {
                    "artifactLocation": {"uri": "lib/ask.js", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 3, "startColumn": 1, "endLine": 3, "endColumn": 9},
                },
            }
        ],
        "partialFingerprints": {"primaryLocationLineHash": f"{30:032x}"},
        "suppressions": [],
        "properties": {"clause": "frontend.3", "confidence": "certain"},
    }


def test_a_rule_brings_its_documentation() -> None:
    driver = run(CLEAN)["tool"]["driver"]
    console = driver["rules"][2]

    assert (driver["name"], driver["version"]) == ("Widget Check", "1.2.3")
    assert [rule["id"] for rule in driver["rules"]] == list(CLEAN.rules)
    assert console["shortDescription"] == {"text": "Any use of `console`."}
    assert console["fullDescription"]["text"].startswith("Any use of `console`. Why: log output is a tool")
    assert "console.log('settings', settings);" in console["help"]["text"]
    assert "**Good**\n```\nAMOCRM.notifications" in console["help"]["markdown"]
    assert "frontend.3: There is no alert ()" in console["help"]["markdown"]
    assert console["defaultConfiguration"] == {"level": "error"}
    assert console["properties"] == {"tags": ["frontend", "frontend.3"]}


def test_the_default_level_follows_the_target() -> None:
    rules = run(report(target=Target.PRIVATE))["tool"]["driver"]["rules"]

    assert rules[2]["defaultConfiguration"] == {"level": "warning"}


@pytest.mark.parametrize(("severity", "level"), [("error", "error"), ("warning", "warning"), ("notice", "note")])
def test_severities_become_levels(severity: str, level: str) -> None:
    (result,) = run(report(finding(severity=Severity(severity))))["results"]

    assert result["level"] == level


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("widgets/мой виджет/script.js", "widgets/%D0%BC%D0%BE%D0%B9%20%D0%B2%D0%B8%D0%B4%D0%B6%D0%B5%D1%82/script.js"),
        ("a%20b#c?d.js", "a%2520b%23c%3Fd.js"),
        ("c:\\x.js", "c%3A%5Cx.js"),
        ("../other/script.js", "../other/script.js"),
        ("", "."),
    ],
)
def test_paths_become_uris(path: str, uri: str) -> None:
    (result,) = run(report(finding(path=path)))["results"]

    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_suppressed_findings_are_results_that_viewers_hide() -> None:
    results = run(INCOMPLETE)["results"]

    assert [bool(result["suppressions"]) for result in results] == [False, True, True, True]
    assert results[1]["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "vendor's demo, agreed with amoCRM (until 2026-12-31)",
        }
    ]


def test_blind_spots_are_notifications() -> None:
    (invocation,) = run(INCOMPLETE)["invocations"]
    file, rule = invocation["toolExecutionNotifications"]

    assert invocation["executionSuccessful"] is False
    assert file["message"]["text"] == "lib/big.js was not checked: is nested too deeply to be analysed."
    assert file["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "lib/big.js"
    assert rule["associatedRule"] == {"id": "comment"}
    assert run(CLEAN)["invocations"] == [{"executionSuccessful": True, "toolExecutionNotifications": []}]


def test_columns_are_code_points() -> None:
    assert run(CLEAN)["columnKind"] == "unicodeCodePoints"


@pytest.mark.parametrize("sample", [FAILING, INCOMPLETE, hostile("x")], ids=["failing", "incomplete", "hostile"])
def test_every_result_points_at_its_rule(sample: Report) -> None:
    rules = run(sample)["tool"]["driver"]["rules"]

    for result in run(sample)["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_a_message_cannot_become_a_link() -> None:
    (result,) = run(report(finding(message="see [here](https://example.com) or [there](1)")))["results"]

    assert "](" not in result["message"]["text"]


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_hostile_text_is_plain_text(text: str) -> None:
    rendered = render(hostile(text))

    VALIDATOR.validate(json.loads(rendered))
    assert rendered.isascii()
    assert "##[" not in rendered


@given(REPORT)
@settings(max_examples=30)
def test_any_report_follows_the_schema(any_report: Report) -> None:
    VALIDATOR.validate(json.loads(render(any_report)))
