import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

import checker
from checker.finding import Confidence, Profile, Severity, Target
from checker.render.json import SCHEMA, ReportFormatError, read_report, render
from checker.report import Report, UncheckedKind, Verdict
from tests.unit.render.reports import FAILING, HOSTILE_TEXTS, INCOMPLETE, SAMPLES, hostile
from tests.unit.render.strategies import REPORT

SCHEMA_PATH = Path(checker.__file__).with_name("report.schema.json")
VALIDATOR = Draft202012Validator(json.loads(SCHEMA_PATH.read_text("utf-8")))


@given(REPORT)
def test_a_report_comes_back_as_it_was_and_follows_the_schema(report: Report) -> None:
    text = render(report)

    assert read_report(text) == report
    VALIDATOR.validate(json.loads(text))


@pytest.mark.parametrize("name", SAMPLES)
def test_the_samples_follow_the_published_schema(name: str) -> None:
    VALIDATOR.validate(json.loads(render(SAMPLES[name])))


def test_the_published_schema_is_one_and_knows_every_word_of_ours() -> None:
    schema = VALIDATOR.schema
    assert isinstance(schema, dict)
    finding, unchecked = schema["$defs"]["finding"]["properties"], schema["$defs"]["not_checked"]["properties"]

    Draft202012Validator.check_schema(schema)
    assert schema["properties"]["schema"]["const"] == SCHEMA
    assert schema["properties"]["verdict"]["enum"] == list(Verdict)
    assert schema["properties"]["target"]["enum"] == list(Target)
    assert schema["properties"]["profile"]["enum"] == list(Profile)
    assert finding["severity"]["enum"] == list(Severity)
    assert finding["confidence"]["enum"] == list(Confidence)
    assert unchecked["kind"]["enum"] == list(UncheckedKind)


def test_a_finding_as_other_programs_see_it() -> None:
    document = json.loads(render(FAILING))

    assert document["verdict"] == "fail"
    assert document["tool"] == {"name": "widget-check", "version": "1.2.3"}
    assert document["findings"][6] == {
        "rule": "alert",
        "clause": "frontend.3",
        "severity": "warning",
        "confidence": "certain",
        "path": "script.js",
        "line": 30,
        "column": 5,
        "end_line": 30,
        "end_column": 16,
        "message": "`confirm` stops the page; show an amoCRM notification or modal instead",
        "fingerprint": f"{30:032x}",
        "widget": "",
        "excerpt": {"text": "if (日本語 && confirm('Удалить 🗑?')) {", "start": 11, "length": 7},
        "related": [
            {
                "message": "`ask` is this function",
                "path": "lib/ask.js",
                "line": 3,
                "column": 1,
                "end_line": 3,
                "end_column": 9,
            }
        ],
    }


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_the_text_is_plain_ascii_and_no_command_of_a_runner(text: str) -> None:
    rendered = render(hostile(text))

    assert rendered.isascii()
    assert "##[" not in rendered
    assert all(character.isprintable() or character == "\n" for character in rendered)
    assert read_report(rendered) == hostile(text)


def _containers(value: object) -> Iterator[dict[str, object]]:
    if isinstance(value, dict):
        yield value
    entries = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for entry in entries:
        yield from _containers(entry)


def _spoilt(spoil: Callable[[dict[str, Any], str], None]) -> Iterator[str]:
    """The sample reports, each spoilt in one member of one object."""
    for report in (FAILING, INCOMPLETE):
        document = json.loads(render(report))
        for number, container in enumerate(_containers(document)):
            for name in container:
                copy = deepcopy(document)
                spoil([*_containers(copy)][number], name)
                yield json.dumps(copy)


WRONG_VALUES: tuple[object, ...] = (None, True, 1.0, -1, 2**31, 1e999, "no such thing", [], [[]], {}, {"a": 1})


def test_a_missing_member_is_refused_wherever_it_is() -> None:
    for text in _spoilt(lambda container, name: container.pop(name)):
        with pytest.raises(ReportFormatError, match="lacks"):
            read_report(text)


def test_an_unknown_member_is_refused_wherever_it_is() -> None:
    for text in _spoilt(lambda container, name: container.update({f"{name}2": None})):
        with pytest.raises(ReportFormatError, match="unknown member"):
            read_report(text)


@pytest.mark.parametrize("wrong", WRONG_VALUES, ids=repr)
def test_a_wrong_value_is_refused_or_read_wherever_it_is_but_never_crashes(wrong: object) -> None:
    for text in _spoilt(lambda container, name: container.update({name: wrong})):
        follows_schema = VALIDATOR.is_valid(json.loads(text))
        try:
            read_report(text)
        except ReportFormatError:
            continue
        assert follows_schema


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("schema",), 2, "schema: must be 1"),
        (("tool", "name"), "eslint", "tool.name: must be widget-check"),
        (("verdict",), "pass", "verdict: must be fail after what the report says"),
        (("target",), "nowhere", "target: must be one of private, moderate"),
        (("findings", 3, "line"), 0, r"findings\[3\].line: must be a whole number from 1 to 2147483647"),
        (("findings", 3, "line"), True, r"findings\[3\].line: must be a whole number"),
        (("findings", 3, "end_line"), 1, r"findings\[3\].end_line: must not end before it begins"),
        (("findings", 0, "excerpt", "length"), 99, r"findings\[0\].excerpt: must not mark more than its text"),
        (("findings", 0, "message"), None, r"findings\[0\].message: must be a string"),
        (("findings", 0, "related"), {}, r"findings\[0\].related: must be an array"),
        (("checked",), [], "checked: must be an object"),
        (("checked", "rules", 1), 5, r"checked.rules\[1\]: must be a string"),
    ],
)
def test_the_error_says_where_and_why(path: tuple[str | int, ...], value: object, message: str) -> None:
    document = json.loads(render(FAILING))
    container = document
    for step in path[:-1]:
        container = container[step]
    container[path[-1]] = value

    with pytest.raises(ReportFormatError, match=message):
        read_report(json.dumps(document))


@pytest.mark.parametrize("day", ["20261231", "2026-W01-1", "2026-13-01", "2026-12-31T00:00:00", ""])
def test_only_plain_dates_are_read(day: str) -> None:
    text = render(INCOMPLETE).replace(date(2026, 12, 31).isoformat(), day)

    with pytest.raises(ReportFormatError, match=r"until: must be a date such as 2026-12-31"):
        read_report(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not JSON"),
        ("[]", "must be an object"),
        ("null", "must be an object"),
        ("[" * 1_000_000, "nested too deeply"),
        ('{"a":' * 1_000_000, "nested too deeply"),
        ('{"schema": NaN}', "NaN"),
        ('{"schema": -Infinity}', "Infinity"),
        ('{"schema": 1, "schema": 1}', "two members of the same name"),
        ("9" * 10_000, "not JSON"),
        ('{"\x1b[31m": 1}', "not JSON"),
        ("\ufeff{}", "not JSON"),
    ],
    ids=lambda text: text[:20],
)
def test_what_is_no_report_is_refused(text: str, message: str) -> None:
    with pytest.raises(ReportFormatError, match=message):
        read_report(text)


def test_the_error_does_not_carry_control_characters_on() -> None:
    document = json.loads(render(FAILING)) | {"\x1b[31m\n::error::x": 1}

    with pytest.raises(ReportFormatError) as caught:
        read_report(json.dumps(document))
    assert str(caught.value).isprintable()
