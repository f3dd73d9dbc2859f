from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entrypoint.event import Event, EventError

MERGE, HEAD = "a" * 40, "b" * 40
REPOSITORY = "Integrator/widgets"


def read(name: str, payload: object = None, **env: str) -> Event:
    environment = {
        "GITHUB_EVENT_NAME": name,
        "GITHUB_EVENT_PATH": "/github/workflow/event.json",
        "GITHUB_REPOSITORY": REPOSITORY,
        "GITHUB_SHA": MERGE,
        "GITHUB_REF": "refs/heads/main",
        **env,
    }
    return Event.from_environment(environment, lambda _path: json.dumps(payload or {}).encode())


def pull_request(repo: object = None, **head: Any) -> dict[str, Any]:
    repo = {"full_name": REPOSITORY} if repo is None else repo
    return {
        "number": 12,
        "pull_request": {
            "number": 12,
            "head": {"sha": HEAD, "ref": "feature/окно", "repo": repo, **head},
            "base": {"ref": "main", "sha": "c" * 40},
        },
    }


def workflow_run(**changes: Any) -> dict[str, Any]:
    run = {
        "head_sha": HEAD,
        "head_branch": "feature",
        "head_repository": {"full_name": REPOSITORY},
        "event": "pull_request",
        "pull_requests": [{"number": 12, "base": {"ref": "main"}}],
    }
    return {"workflow_run": run | changes}


def test_a_push() -> None:
    assert read("push") == Event(
        repository=REPOSITORY,
        head_sha=MERGE,
        head_branch="main",
    )


@pytest.mark.parametrize("name", ["pull_request", "pull_request_review", "pull_request_target"])
def test_a_pull_request_is_judged_by_its_head(name: str) -> None:
    event = read(name, pull_request(), GITHUB_REF="refs/pull/12/merge")
    assert event == Event(
        repository=REPOSITORY,
        head_sha=HEAD,
        head_branch="feature/окно",
        base_branch="main",
    )


@pytest.mark.parametrize(
    ("repo", "is_fork"),
    [
        ({"full_name": REPOSITORY}, False),
        ({"full_name": REPOSITORY.lower()}, False),
        ({"full_name": "stranger/widgets"}, True),
        ({"full_name": None}, True),
        ({}, True),
        ("deleted", True),
    ],
)
def test_forks(repo: object, *, is_fork: bool) -> None:
    assert read("pull_request", pull_request(repo)).is_fork is is_fork


def test_a_deleted_fork_is_a_fork() -> None:
    payload = pull_request()
    payload["pull_request"]["head"]["repo"] = None
    assert read("pull_request", payload).is_fork


def test_a_finished_run_names_its_commit() -> None:
    event = read("workflow_run", workflow_run())
    assert (event.head_sha, event.head_branch, event.base_branch) == (HEAD, "feature", "main")
    assert not event.is_fork


def test_a_finished_run_of_a_fork_names_no_pull_request() -> None:
    event = read("workflow_run", workflow_run(head_repository={"full_name": "stranger/w"}, pull_requests=[]))
    assert (event.base_branch, event.is_fork) == (None, True)


@pytest.mark.parametrize("pull_requests", [None, [], [{"base": {"ref": "a"}}] * 2, [3], {"base": {"ref": "a"}}])
def test_without_exactly_one_pull_request_there_is_no_base_branch(pull_requests: object) -> None:
    assert read("workflow_run", workflow_run(pull_requests=pull_requests)).base_branch is None


def test_a_tag() -> None:
    event = read("push", GITHUB_REF="refs/tags/v1.0/рус")
    assert (event.tag, event.head_branch, event.is_release) == ("v1.0/рус", None, False)


@pytest.mark.parametrize("reference", ["refs/tags/v1.0", ""])
def test_a_release(reference: str) -> None:
    event = read("release", {"release": {"tag_name": "v1.0"}}, GITHUB_REF=reference)
    assert (event.tag, event.head_branch, event.is_release) == ("v1.0", None, True)


def test_a_merge_queue() -> None:
    queue = "gh-readonly-queue/main/pr-12-abc"
    event = read(
        "merge_group",
        {"merge_group": {"head_sha": MERGE, "base_ref": "refs/heads/main"}},
        GITHUB_REF=f"refs/heads/{queue}",
    )
    assert (event.head_branch, event.base_branch) == (queue, "main")


@pytest.mark.parametrize("name", ["schedule", "workflow_dispatch", "repository_dispatch", "something_new"])
def test_other_events_are_about_the_reference(name: str) -> None:
    event = read(name, GITHUB_EVENT_PATH="")
    assert (event.head_sha, event.head_branch) == (MERGE, "main")


@pytest.mark.parametrize("sha", [None, "", 5, "abc", "B" * 40, HEAD + "\n", ["b" * 40]])
@pytest.mark.parametrize("name", ["pull_request", "pull_request_target"])
def test_a_pull_request_without_a_commit_is_an_error(name: str, sha: object) -> None:
    with pytest.raises(EventError, match=rf"`{name}` names no commit at `pull_request\.head\.sha`"):
        read(name, pull_request(sha=sha))


def test_sha_256_commits_are_commits() -> None:
    assert read("pull_request", pull_request(sha="c" * 64)).head_sha == "c" * 64


@pytest.mark.parametrize("variable", ["GITHUB_EVENT_NAME", "GITHUB_REPOSITORY", "GITHUB_SHA"])
def test_outside_a_workflow_the_error_names_the_variable(variable: str) -> None:
    with pytest.raises(EventError, match=f"{variable} is not set"):
        read("push", **{variable: ""})


def test_an_odd_sha_is_an_error() -> None:
    with pytest.raises(EventError, match=r"GITHUB_SHA is no commit: --upload-pack=x\\u202e"):
        read("push", GITHUB_SHA="--upload-pack=x\u202e")


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff", b"[" * 100_000, b"9" * 10_000], ids=["empty", "cut", "binary", "deep", "number"]
)
def test_a_payload_that_is_not_json_is_an_error(content: bytes) -> None:
    environment = {
        "GITHUB_EVENT_NAME": "pull_request",
        "GITHUB_REPOSITORY": REPOSITORY,
        "GITHUB_EVENT_PATH": "event.json",
    }
    with pytest.raises(EventError, match=r"event\.json: it is not JSON"):
        Event.from_environment(environment, lambda _path: content)


def test_a_payload_that_cannot_be_read_is_an_error() -> None:
    def missing(path: str) -> bytes:
        raise FileNotFoundError(2, "No such file or directory", path)

    environment = {
        "GITHUB_EVENT_NAME": "push",
        "GITHUB_REPOSITORY": REPOSITORY,
        "GITHUB_SHA": MERGE,
        "GITHUB_EVENT_PATH": "event.json",
    }
    with pytest.raises(EventError, match=r"event\.json: No such file"):
        Event.from_environment(environment, missing)


keys = st.sampled_from(["pull_request", "workflow_run", "release", "head", "base", "repo", "ref", "sha", "number"])
leaves = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just(HEAD)
payloads = st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(keys, inner))


@settings(deadline=None)
@given(payloads, st.sampled_from(["push", "pull_request", "workflow_run", "release", "merge_group"]))
def test_no_payload_is_too_odd(payload: object, name: str) -> None:
    try:
        event = read(name, payload)
    except EventError:
        return
    assert event.head_sha in {HEAD, MERGE}
