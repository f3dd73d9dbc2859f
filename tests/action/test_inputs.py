from __future__ import annotations

import pytest

from checker.finding import Profile, Target
from checker.report import FailOn
from entrypoint.inputs import INPUTS, OUTPUTS, InputError, Inputs, ReleaseGate, UploadArtifact


def read(values: dict[str, str] | None = None, **env: str) -> Inputs:
    given = {f"INPUT_{name.upper()}": value for name, value in (values or {}).items()}
    return Inputs.from_environment({"GITHUB_WORKSPACE": "/github/workspace", **given, **env})


def problems(values: dict[str, str], **env: str) -> tuple[str, ...]:
    with pytest.raises(InputError) as caught:
        read(values, **env)
    return caught.value.problems


GITHUB = "ghs_0123456789"
DEFAULTS = Inputs(
    paths=(".",),
    backend=(),
    target=None,
    profile=None,
    config=None,
    published_code=None,
    base=None,
    release_branches=("**",),
    release_gate=ReleaseGate.AS_CONFIGURED,
    github_token="",
    reports="widget-check-reports",
    artifact_name="widget",
    upload_artifact=UploadArtifact.AUTO,
    fail_on=FailOn.ERROR,
)


def test_without_inputs_the_defaults_hold() -> None:
    assert read() == DEFAULTS


@pytest.mark.parametrize("blank", ["", "  ", "\n"])
def test_a_blank_input_is_a_missing_one(blank: str) -> None:
    assert read({spec.name: blank for spec in INPUTS}) == DEFAULTS


def test_what_action_yml_passes_on_its_own_is_accepted() -> None:
    values = {spec.name: spec.default for spec in INPUTS} | {"github-token": GITHUB}
    assert read(values).github_token == GITHUB


def test_a_back_end_without_a_path_is_checked_alone() -> None:
    inputs = read({"backend": "server"})
    assert (inputs.paths, inputs.backend) == ((), ("server",))


def test_everything_can_be_given() -> None:
    inputs = read(
        {
            "path": "виджеты/один\n  widgets/two/ \n\n./widgets/../widgets/two\narchive.zip",
            "backend": "server\ncron/",
            "target": "private",
            "profile": "Kommo",
            "config": "ci/widget-check.yml",
            "published-code": "amo_widget-1",
            "base": "origin/stable",
            "release-branches": "main, release/**\nhotfix-*,main",
            "release-gate": "as-moderator",
            "github-token": GITHUB,
            "reports": "out/reports/",
            "artifact-name": "виджет 🎁",
            "upload-artifact": "False",
            "fail-on": "NEVER",
        }
    )
    assert inputs == Inputs(
        paths=("виджеты/один", "widgets/two", "archive.zip"),
        backend=("server", "cron"),
        target=Target.PRIVATE,
        profile=Profile.KOMMO,
        config="ci/widget-check.yml",
        published_code="amo_widget-1",
        base="origin/stable",
        release_branches=("main", "release/**", "hotfix-*"),
        release_gate=ReleaseGate.AS_MODERATOR,
        github_token=GITHUB,
        reports="out/reports",
        artifact_name="виджет 🎁",
        upload_artifact=UploadArtifact.NEVER,
        fail_on=FailOn.NEVER,
    )


def test_a_shell_can_set_inputs_with_underscores_but_the_runners_name_goes_first() -> None:
    assert read(INPUT_FAIL_ON="warning").fail_on is FailOn.WARNING
    assert read({"fail-on": "never"}, INPUT_FAIL_ON="warning").fail_on is FailOn.NEVER
    assert read({"fail-on": " "}, INPUT_FAIL_ON="warning").fail_on is FailOn.WARNING


def test_the_token_is_never_shown() -> None:
    assert GITHUB not in repr(read({"github-token": GITHUB}))
    (problem,) = problems({"github-token": f"{GITHUB}\nX-Evil: 1"})
    assert problem == "Input `github-token`: the token contains a character that no token has."


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("target", "moderated", "did you mean `moderate`?"),
        ("target", "приватный", "is none of `private`, `moderate`."),
        ("target", "prepublic", "`prepublic` is set by amoCRM's employees"),
        ("target", "Public", "`public` is set by amoCRM's employees"),
        ("profile", "amo", "`amo` is none of `amocrm`, `kommo`"),
        ("profile", "comm\u202eo", r"`comm\u202eo` is none of"),
        ("upload-artifact", "true", "is none of `auto`, `required`, `false`"),
        ("upload-artifact", "require", "did you mean `required`?"),
        ("fail-on", "errors", "did you mean `error`?"),
        ("fail-on", "e" * 100_000, "is none of `error`, `warning`, `never`"),
        ("release-gate", "as_moderator", "did you mean `as-moderator`?"),
        ("artifact-name", "widget/one", "must not contain /"),
        ("artifact-name", "..", "must not be empty or only dots"),
        ("published-code", "two words", "contains a space"),
        ("base", "two words", "contains a space"),
        ("release-branches", "main, !dev", "`!dev` excludes branches"),
        ("release-branches", "refs/heads/main", "is a full reference"),
        ("release-branches", "my branch", "contains a space"),
        ("release-branches", ",,", "names no branch"),
    ],
)
def test_a_wrong_value_gets_a_way_out(name: str, value: str, words: str) -> None:
    (problem,) = problems({name: value})
    assert problem.startswith(f"Input `{name}`: ")
    assert words in problem
    assert len(problem) < 500


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (".", "."),
        ("./a//b/", "a/b"),
        ("a/../b", "b"),
        ("...", "..."),
        ("a b/.github", "a b/.github"),
        ("/github/workspace", "."),
        ("/github/workspace/a/../виджет", "виджет"),
    ],
)
@pytest.mark.parametrize("name", ["path", "config", "reports"])
def test_paths_inside_the_workspace(name: str, path: str, expected: str) -> None:
    inputs = read({name: path})
    assert {"path": inputs.paths[0], "config": inputs.config, "reports": inputs.reports}[name] == expected


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("..", "leads out of the workspace"),
        ("a/../../github", "leads out of the workspace"),
        ("/", "lies outside the workspace"),
        ("/etc/passwd", "lies outside the workspace"),
        ("/home/runner/work/widgets/widgets/a", "`${{ github.workspace }}` is a path of the host"),
        ("/github/workspace-2", "lies outside the workspace"),
        ("/github/workspace/../file_commands/x", "lies outside the workspace"),
        ("C:\\widgets", "contains a backslash"),
        ("a\0b", r"`a\x00b` contains a hidden character"),
        ("a\u202eb", "contains a hidden character"),
        (".git/hooks", "leads into `.git`"),
        ("a/.GIT", "leads into `.git`"),
    ],
)
@pytest.mark.parametrize("name", ["path", "config", "reports"])
def test_paths_that_lead_elsewhere_are_refused(name: str, path: str, words: str) -> None:
    (problem,) = problems({name: path})
    assert problem.startswith(f"Input `{name}`: ")
    assert words in problem


def test_one_wrong_path_of_several_is_named() -> None:
    assert problems({"path": "a\n../b\nc"}) == (
        "Input `path`: `../b` leads out of the workspace; write it relative to the repository.",
    )


def test_outside_a_container_the_workspace_is_where_github_says() -> None:
    inputs = read({"path": "/home/runner/work/w/w/widget"}, GITHUB_WORKSPACE="/home/runner/work/w/w")
    assert inputs.paths == ("widget",)


def test_all_problems_come_at_once() -> None:
    found = problems({"target": "public", "fail-on": "x", "path": "/", "artifact-name": "a:b"})
    assert [problem.split("`")[1] for problem in found] == ["path", "target", "artifact-name", "fail-on"]


def test_the_tables_name_everything_once_and_describe_it() -> None:
    for table in (INPUTS, OUTPUTS):
        assert len({spec.name for spec in table}) == len(table)
        assert all(spec.description.endswith(".") and spec.name == spec.name.lower() for spec in table)
