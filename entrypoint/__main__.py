"""The action's one way through: read the inputs, check, report, release."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from checker.errors import UsageError
from checker.finding import Severity
from checker.git.repository import LAST_TAG
from checker.render import github
from entrypoint.check_run import Commit, NotWrittenError, write_check_run
from entrypoint.checking import CheckFailed, CheckRefused, Order, check_confined
from entrypoint.event import Event
from entrypoint.inputs import Inputs, UploadArtifact
from entrypoint.release import releases, upload_ready
from entrypoint.reports import Workspace, own_files, write_archives, write_reports
from entrypoint.runner import Runner
from entrypoint.summary import Result, headlines, outputs, summary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from checker.report import Report


def main(env: Mapping[str, str]) -> int:
    """Run the step. The exit code is the checker's, or 1 where an upload that was required failed."""
    runner = Runner(env, sys.stdout.buffer)
    try:
        return _run(env, runner)
    except (UsageError, CheckRefused) as error:
        for line in str(error).splitlines():
            runner.annotate(Severity.ERROR, line, title="widget-check")
        return 2
    except CheckFailed as error:
        runner.annotate(Severity.ERROR, str(error), title="widget-check")
        return 3
    except Exception as error:  # noqa: BLE001  (a traceback may show what a pull request wrote: never print it raw)
        runner.annotate(
            Severity.ERROR, f"internal error ({type(error).__name__}); please report it", title="widget-check"
        )
        runner.block(traceback.format_exc())
        return 3


def _run(env: Mapping[str, str], runner: Runner) -> int:
    inputs = Inputs.from_environment(env)
    event = Event.from_environment(env, lambda path: Path(path).read_bytes())
    workspace = Workspace(Path(env.get("GITHUB_WORKSPACE") or Path.cwd()))
    answer = check_confined(_order(inputs, event, workspace))
    commit = Commit(env.get("GITHUB_API_URL", ""), inputs.github_token, event.repository, event.head_sha)
    _annotate(runner, answer.report, commit, workspace, is_failure=answer.report.exit_code(inputs.fail_on) != 0)
    found_releases = releases(answer, inputs, event)
    result = Result(
        answer.report,
        found_releases,
        files=write_reports(answer.report, inputs.reports, workspace),
        archives=write_archives(found_releases, inputs.reports, workspace),
        uploads=upload_ready(found_releases, inputs, env, runner.mask),
    )
    _tell(runner, result, inputs)
    return answer.report.exit_code(inputs.fail_on) or int(_is_upload_missing(inputs, result))


def _annotate(runner: Runner, report: Report, commit: Commit, workspace: Workspace, *, is_failure: bool) -> None:
    """Annotate the commit: all findings by a check run, or else as many as GitHub takes of a step."""
    try:
        address = write_check_run(
            report, commit, workspace.in_repository, conclusion="failure" if is_failure else "success"
        )
        runner.log(f"every finding is an annotation of the check run {address}")
    except NotWrittenError as error:
        runner.log(f"no check run: {error}")
        for found in github.annotations_of(report):
            file = workspace.in_repository(found.path) if found.path else None
            runner.annotate(found.severity, found.message, file=file, span=found.span, title=found.title)


def _order(inputs: Inputs, event: Event, workspace: Workspace) -> Order:
    return Order(
        paths=inputs.paths,
        base=workspace.root,
        backend=inputs.backend,
        config=inputs.config,
        target=inputs.target,
        profile=inputs.profile,
        published_code=inputs.published_code,
        compared_with=inputs.base,
        usually_compared_with=f"origin/{event.base_branch}" if event.base_branch else LAST_TAG,
        is_release=event.is_release or event.tag is not None,
        own_files=own_files(inputs.reports),
    )


def _tell(runner: Runner, result: Result, inputs: Inputs) -> None:
    is_required = inputs.upload_artifact is UploadArtifact.REQUIRED
    for line in headlines(result):
        runner.log(line)
    for upload in result.uploads:
        if upload.problem is not None:
            severity = Severity.ERROR if is_required else Severity.WARNING
            runner.annotate(severity, upload.problem, title="artifact")
    runner.append_summary(summary(result))
    for name, value in outputs(result).items():
        runner.set_output(name, value)


def _is_upload_missing(inputs: Inputs, result: Result) -> bool:
    is_required = inputs.upload_artifact is UploadArtifact.REQUIRED
    return is_required and any(upload.artifact is None for upload in result.uploads)


if __name__ == "__main__":
    sys.exit(main(os.environ))
