from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from checker.archive import build_archive
from checker.report import CheckedWidget, Report, Suppressed, Unchecked, UncheckedKind
from checker.widget.files import FileSet
from entrypoint.checking import Answer, Packed
from entrypoint.event import Event
from entrypoint.inputs import Inputs
from entrypoint.release import Release, releases, upload_ready
from tests.action.fake_results import FakeResults, status
from tests.unit.render.reports import finding, report

if TYPE_CHECKING:
    from collections.abc import Iterator

PUSH = Event("acme/widgets", head_sha="0" * 40, head_branch="main")


@pytest.fixture
def service() -> Iterator[FakeResults]:
    """GitHub's results service."""
    with FakeResults() as fake:
        yield fake


def inputs(**values: str) -> Inputs:
    return Inputs.from_environment({f"INPUT_{name.replace('_', '-').upper()}": value for name, value in values.items()})


def answer(*roots: str, **changes: object) -> Answer:
    """An answer about clean widgets, each with an archive of its own."""
    widgets = tuple(CheckedWidget(root, f"code of {root}", "1.0.0", 1) for root in roots)
    packed = tuple(Packed(root, build_archive(FileSet({"manifest.json": root.encode()}))) for root in roots)
    return Answer(report(widgets=widgets)._replace(**changes), packed)  # type: ignore[arg-type]


def found(answered: Answer, event: Event = PUSH, **values: str) -> dict[str, Release]:
    return {release.widget: release for release in releases(answered, inputs(**values), event)}


def test_a_clean_widget_is_ready_under_the_name_of_the_input() -> None:
    (release,) = found(answer("a/b"), artifact_name="виджет").values()
    assert release.readiness.is_ready
    assert (release.artifact_name, release.widget) == ("виджет", "a/b")
    receipt = json.loads(release.receipt)
    assert release.archive is not None
    assert receipt["sha256"] == release.archive.sha256


def test_each_widget_is_judged_by_itself() -> None:
    whole = answer(
        *("bad", "doubtful", "good"),
        findings=(finding(path="bad/script.js", widget="bad"),),
        unchecked=(Unchecked(UncheckedKind.FILE, "doubtful/x.ts", "is not analysed", "doubtful"),),
    )
    reasons = {root: release.readiness.reasons for root, release in found(whole).items()}
    assert reasons == {
        "bad": ("1 error for the target `moderate`",),
        "doubtful": ("not everything could be checked: doubtful/x.ts is not analysed",),
        "good": (),
    }


def test_the_receipt_of_one_widget_knows_nothing_of_another() -> None:
    hidden = Suppressed(finding(path="a/script.js", widget="a"), "agreed")
    of = found(answer("a", "b", suppressed=(hidden,)))
    assert len(json.loads(of["a"].receipt)["suppressed"]) == 1
    assert json.loads(of["b"].receipt)["suppressed"] == []


def test_a_widget_that_could_not_be_packed_is_not_ready() -> None:
    whole = answer("a")
    (release,) = found(Answer(whole.report, (Packed("a", None, "cannot pack: x"),))).values()
    assert release.readiness.reasons == ("cannot pack: x",)


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (replace(PUSH, is_fork=True), "the pull request comes from a fork"),
        (replace(PUSH, head_branch="dev"), "the branch dev is not among the release branches (main)"),
        (replace(PUSH, head_branch=None), "the run belongs to no branch"),
    ],
)
def test_the_event_decides_too(event: Event, reason: str) -> None:
    (release,) = found(answer("a"), event, release_branches="main").values()
    assert release.readiness.reasons == (reason,)


def test_a_tag_may_be_released() -> None:
    (release,) = found(answer("a"), replace(PUSH, head_branch=None, tag="v1"), release_branches="main").values()
    assert release.readiness.is_ready


@pytest.mark.parametrize(("gate", "is_ready"), [("as-configured", True), ("as-moderator", False)])
def test_the_gate_decides_about_suppressed_errors(gate: str, *, is_ready: bool) -> None:
    whole = answer("a", suppressed=(Suppressed(finding(widget="a"), "agreed"),))
    (release,) = found(whole, release_gate=gate).values()
    assert release.readiness.is_ready is is_ready


@pytest.mark.parametrize(
    ("roots", "names"),
    [
        (("a",), ["widget"]),
        (("",), ["widget"]),
        (("a", "b"), ["widget-a", "widget-b"]),
        (("виджеты/звонки", "widgets/mail 2"), ["widget-виджеты-звонки", "widget-widgets-mail-2"]),
        (("", "a.zip"), ["widget-root", "widget-a.zip"]),
        (("a/b", "a-b", "a b"), ["widget-a-b", "widget-a-b-2", "widget-a-b-3"]),
        (("../a", "🎁"), ["widget-..-a", "widget-root"]),
        (("a\n::error::b", 'x":<>|*?\\'), ["widget-a-error-b", "widget-x"]),
    ],
)
def test_artifacts_are_named_after_folders_and_never_alike(roots: tuple[str, ...], names: list[str]) -> None:
    assert [release.artifact_name for release in found(answer(*roots)).values()] == names


def uploads(released: dict[str, Release], service: FakeResults, **values: str) -> list[str | None]:
    env = service.environment()
    masked: list[str] = []
    done = upload_ready(tuple(released.values()), inputs(**values), env, masked.append)
    assert bool(masked) is any(upload.artifact is not None for upload in done)
    return [upload.problem for upload in done]


def test_a_single_widget_is_uploaded_as_the_archive_itself(service: FakeResults) -> None:
    released = found(answer("a"))
    assert uploads(released, service) == [None]
    archive = released["a"].archive
    assert archive is not None
    assert service.finished() == {"widget": archive.content}


def test_several_widgets_are_uploaded_each_with_its_receipt(service: FakeResults) -> None:
    released = found(answer("a", "b"))
    assert uploads(released, service) == [None, None]
    assert sorted(service.finished()) == ["widget-a", "widget-b"]
    for root in "ab":
        with zipfile.ZipFile(io.BytesIO(service.finished()[f"widget-{root}"])) as outer:
            archive = released[root].archive
            assert archive is not None
            assert {name: outer.read(name) for name in outer.namelist()} == {
                "widget.receipt.json": released[root].receipt.encode(),
                "widget.zip": archive.content,
            }


def test_one_ready_widget_of_several_is_uploaded_like_several(service: FakeResults) -> None:
    released = found(answer("a", "b", findings=(finding(widget="b"),)))
    assert uploads(released, service) == [None]
    assert sorted(service.finished()) == ["widget-a"]
    assert zipfile.ZipFile(io.BytesIO(service.finished()["widget-a"])).namelist()[1] == "widget.zip"


def test_an_upload_that_fails_does_not_keep_the_others_back(service: FakeResults) -> None:
    service.faults["CreateArtifact"] = [status(403)]
    first, second = uploads(found(answer("a", "b")), service)
    assert first is not None
    assert first.startswith("The artifact could not be uploaded: CreateArtifact failed")
    assert second is None
    assert sorted(service.finished()) == ["widget-b"]


def test_nothing_is_uploaded_against_the_users_will_or_before_it_is_ready(service: FakeResults) -> None:
    assert uploads(found(answer("a")), service, upload_artifact="false") == []
    assert uploads(found(answer("a"), replace(PUSH, is_fork=True)), service) == []
    assert service.requests == []


def test_the_reports_of_the_parts_are_those_of_the_whole() -> None:
    whole: Report = answer("a", "b", findings=(finding(widget="b"),)).report
    parts = [release.report for release in found(Answer(whole, answer("a", "b").packed)).values()]
    assert [part.findings for part in parts] == [(), whole.findings]


def test_the_name_of_an_artifact_fits_into_a_file_system() -> None:
    names = [release.artifact_name for release in found(answer("a/" * 500 + "x", "a/" * 500 + "y")).values()]
    assert len(set(names)) == 2
    assert max(len(name.encode()) for name in names) < 200
