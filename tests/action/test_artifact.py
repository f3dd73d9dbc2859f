from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
import requests

from entrypoint.artifact import (
    Conflict,
    NotAvailable,
    Patience,
    QuotaExceeded,
    ResultsService,
    UploadedArtifact,
    UploadFailed,
    artifact_name_problem,
    upload,
)
from tests.action.fake_results import (
    EARLIER_RUN,
    OTHER_JOB,
    RUN,
    SIGNATURE,
    FakeResults,
    Fault,
    drip,
    raw,
    reset,
    runtime_token,
    stall,
    status,
    token_with,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

ZIP = b"PK\x05\x06" + "виджет 🎁".encode()
TWO_AND_A_HALF_BLOCKS = hashlib.shake_128(b"seed").digest(20 * 1024 * 1024)
SECRETS = [SIGNATURE, "x%2BY0lZ%2F3q~9%3D%3D", "x+Y0lZ/3q~9=="]
ONE_UPLOAD = ["CreateArtifact", "block", "blocklist", "FinalizeArtifact"]


@pytest.fixture
def fake() -> Iterator[FakeResults]:
    with FakeResults() as fake:
        yield fake


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    def patience(self, *, stall: float = 5, deadline: float = 600) -> Patience:
        return Patience(
            stall=stall,
            deadline=deadline,
            sleep=self.waits.append,
            clock=lambda: sum(self.waits),
            jitter=lambda shortest, _longest: shortest,
        )


def send(
    fake: FakeResults,
    content: bytes = ZIP,
    name: str = "widget",
    *,
    patience: Patience | None = None,
    **env: str,
) -> UploadedArtifact:
    service = ResultsService.from_environment(fake.environment(**env))
    return upload(content, name, service, mask=lambda _: None, patience=patience or Clock().patience())


def test_what_people_download_is_what_was_uploaded(fake: FakeResults) -> None:
    uploaded = send(fake)
    service = f"{fake.origin}/twirp/github.actions.results.api.v1.ArtifactService"
    ids = {"workflow_run_backend_id": RUN, "workflow_job_run_backend_id": fake.artifacts[0].job}
    headers = {"Authorization": f"Bearer {runtime_token()}"}
    signed = requests.post(
        f"{service}/GetSignedArtifactURL", json={**ids, "name": "widget"}, headers=headers, timeout=5
    )
    downloaded = requests.get(signed.json()["signed_url"], timeout=5)
    assert downloaded.content == ZIP
    assert downloaded.headers["Content-Disposition"] == 'filename="widget.zip"'
    assert uploaded == UploadedArtifact(
        id=1001,
        url="https://github.com/интегратор/widgets/actions/runs/77/artifacts/1001",
        digest=f"sha256:{hashlib.sha256(ZIP).hexdigest()}",
        size=len(ZIP),
    )


@pytest.mark.parametrize("camel_case", [False, True], ids=["GitHub", "act"])
def test_a_large_archive_goes_up_in_blocks_and_in_order(*, camel_case: bool) -> None:
    with FakeResults(camel_case=camel_case) as fake:
        send(fake, TWO_AND_A_HALF_BLOCKS)
        assert fake.finished() == {"widget": TWO_AND_A_HALF_BLOCKS}
    assert fake.requests == ["CreateArtifact", *["block"] * 3, "blocklist", "FinalizeArtifact"]


def test_every_form_of_the_signature_is_masked_before_it_is_used(fake: FakeResults) -> None:
    seen: list[tuple[str, list[str]]] = []
    service = ResultsService.from_environment(fake.environment())
    upload(ZIP, "widget", service, mask=lambda secret: seen.append((secret, list(fake.requests))))
    assert sorted(secret for secret, _ in seen) == sorted(SECRETS)
    assert all(requests == ["CreateArtifact"] for _, requests in seen)


@pytest.mark.parametrize("method", ["CreateArtifact", "PUT", "FinalizeArtifact"])
@pytest.mark.parametrize(
    "fault",
    [*(status(code) for code in (429, 500, 502, 503, 504)), reset, raw(502, b"<html>Bad gateway</html>")],
    ids=["429", "500", "502", "503", "504", "reset", "garbage"],
)
def test_a_passing_fault_is_overcome(fake: FakeResults, method: str, fault: Fault) -> None:
    clock = Clock()
    fake.faults[method] = [fault, fault]
    send(fake, patience=clock.patience())
    assert fake.finished() == {"widget": ZIP}
    assert clock.waits == [3.0, 4.5]


@pytest.mark.parametrize(
    "fault",
    [
        raw(200, b"<html>"),
        raw(200, b"[]"),
        raw(200, b"\xff\xfe\x00"),
        raw(200, b"[" * 100_000),
        raw(200, b"{", content_length="99"),
        raw(200, b'{"a": "' + b"a" * 2_000_000 + b'"}'),
    ],
    ids=["HTML", "list", "binary", "deep", "cut short", "endless"],
)
def test_an_unreadable_answer_is_asked_for_again(fake: FakeResults, fault: Fault) -> None:
    fake.faults["CreateArtifact"] = [fault]
    send(fake)
    assert fake.finished() == {"widget": ZIP}


def test_a_silent_service_is_asked_again(fake: FakeResults) -> None:
    fake.faults = {"CreateArtifact": [stall(5)], "PUT": [stall(5)]}
    send(fake, patience=Clock().patience(stall=0.5))
    assert fake.finished() == {"widget": ZIP}


def test_five_attempts_and_no_more(fake: FakeResults) -> None:
    clock = Clock()
    fake.faults["PUT"] = [status(503)] * 9
    with pytest.raises(UploadFailed, match=r"HTTP 503, 5 times.*output `archive`"):
        send(fake, patience=clock.patience())
    assert clock.waits == [3.0, 4.5, 6.75, 10.125]
    assert fake.finished() == {}


def test_the_deadline_is_for_the_whole_upload(fake: FakeResults) -> None:
    clock = Clock()
    fake.faults = {"CreateArtifact": [status(503)] * 2, "PUT": [status(503)] * 9}
    with pytest.raises(UploadFailed, match="2 times"):
        send(fake, patience=clock.patience(deadline=12))
    assert clock.waits == [3.0, 4.5, 3.0]


def test_an_answer_that_drips_does_not_outlast_the_deadline(fake: FakeResults) -> None:
    fake.faults["CreateArtifact"] = [drip(20)]
    with pytest.raises(UploadFailed, match="too slowly"):
        send(fake, patience=Patience(stall=1, deadline=0.5))


@pytest.mark.parametrize("method", ["CreateArtifact", "FinalizeArtifact"])
def test_a_full_quota_is_not_asked_again(fake: FakeResults, method: str) -> None:
    clock = Clock()
    fake.faults[method] = [status(403, "insufficient usage to create artifact")]
    with pytest.raises(QuotaExceeded, match="delete old artifacts"):
        send(fake, patience=clock.patience())
    assert clock.waits == []


@pytest.mark.parametrize("code", [400, 401, 403, 404, 302])
def test_a_refusal_is_not_asked_again(fake: FakeResults, code: int) -> None:
    clock = Clock()
    fake.faults["CreateArtifact"] = [raw(code, b"", location="https://example.com/")]
    with pytest.raises(UploadFailed, match=f"CreateArtifact failed .HTTP {code}"):
        send(fake, patience=clock.patience())
    assert clock.waits == []
    assert fake.requests == ["CreateArtifact fails"]


def test_a_refusal_is_quoted_harmlessly(fake: FakeResults) -> None:
    fake.faults["CreateArtifact"] = [status(400, "плохо\u202e\n" + "x" * 5000)]
    with pytest.raises(UploadFailed, match=r"плохо\\u202e\\n") as caught:
        send(fake)
    assert len(str(caught.value)) < 500


def test_an_error_never_shows_the_signature_or_the_token(fake: FakeResults) -> None:
    fake.faults["PUT"] = [reset] * 9
    with pytest.raises(UploadFailed) as caught:
        send(fake)
    shown = f"{caught.value!r} {caught.value.__cause__}"
    assert not [secret for secret in [*SECRETS, runtime_token()] if secret in shown]
    assert runtime_token() not in repr(ResultsService.from_environment(fake.environment()))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://store.example",
        "http://store.example/blob?sig=x",
        "ftp://store.example/blob?sig=x",
        "https://store.example/a b?sig=x",
        "https://store.example/\r\nHost: x?sig=x",
        "https://[store/blob?sig=x",
        "https:///blob?sig=x",
        "https://store.example/blob?sig=x#",
    ],
)
def test_a_strange_upload_url_is_not_used(fake: FakeResults, url: str) -> None:
    fake.faults["CreateArtifact"] = [lambda handler: handler.answer(200, {"signed_upload_url": url})]
    with pytest.raises(UploadFailed, match="upload URL"):
        send(fake)


@pytest.mark.parametrize("artifact_id", ["", "-1", "1" * 30, "٣", "x", None])
def test_a_missing_artifact_id_is_a_failure(fake: FakeResults, artifact_id: str | None) -> None:
    fake.faults["FinalizeArtifact"] = [lambda handler: handler.answer(200, {"artifact_id": artifact_id})]
    with pytest.raises(UploadFailed, match="no artifact id"):
        send(fake)


def test_a_name_taken_in_this_attempt_is_a_conflict_and_nothing_is_replaced(fake: FakeResults) -> None:
    fake.add("widget")
    clock = Clock()
    with pytest.raises(Conflict, match=r"`widget`.*`artifact-name`"):
        send(fake, patience=clock.patience())
    with pytest.raises(Conflict):
        send(fake, patience=clock.patience(), GITHUB_RUN_ATTEMPT="2")
    assert fake.finished() == {"widget": b"old"}
    assert clock.waits == []


def test_an_earlier_attempt_of_the_same_job_is_replaced(fake: FakeResults) -> None:
    fake.add("widget", run=EARLIER_RUN)
    fake.add("widget", run="an even earlier attempt")
    fake.add("widget-2", b"kept", run=EARLIER_RUN)
    send(fake, GITHUB_RUN_ATTEMPT="3")
    assert [(a.name, a.run, a.content) for a in fake.artifacts] == [
        ("widget-2", EARLIER_RUN, b"kept"),
        ("widget", RUN, ZIP),
    ]


def test_act_lists_in_camel_case() -> None:
    with FakeResults(camel_case=True) as fake:
        fake.add("widget", run=EARLIER_RUN)
        send(fake, GITHUB_RUN_ATTEMPT="2")
        assert [artifact.content for artifact in fake.artifacts] == [ZIP]


@pytest.mark.parametrize("run", [RUN, EARLIER_RUN])
def test_another_jobs_artifact_is_never_replaced(fake: FakeResults, run: str) -> None:
    fake.add("widget", run=EARLIER_RUN)
    fake.add("widget", b"theirs", run=run, job=OTHER_JOB)
    with pytest.raises(Conflict):
        send(fake, GITHUB_RUN_ATTEMPT="2")
    assert [artifact.content for artifact in fake.artifacts] == [b"old", b"theirs"]
    assert fake.requests == ["ListArtifacts"]


def test_an_artifact_that_vanished_meanwhile_is_no_fault(fake: FakeResults) -> None:
    fake.add("widget", run=EARLIER_RUN)
    fake.faults["DeleteArtifact"] = [status(404)]
    send(fake, GITHUB_RUN_ATTEMPT="2")
    assert fake.requests == ["ListArtifacts", "DeleteArtifact fails", *ONE_UPLOAD]


@pytest.mark.parametrize("listed", [None, "x", [1, None], [{"name": "widget2"}]])
def test_an_odd_list_holds_nothing_to_replace(fake: FakeResults, listed: object) -> None:
    fake.faults["ListArtifacts"] = [lambda handler: handler.answer(200, {"artifacts": listed})]
    send(fake, GITHUB_RUN_ATTEMPT="2")
    assert fake.finished() == {"widget": ZIP}


def test_a_listed_artifact_without_ids_is_somebody_elses(fake: FakeResults) -> None:
    fake.faults["ListArtifacts"] = [lambda handler: handler.answer(200, {"artifacts": [{"name": "widget"}]})]
    with pytest.raises(Conflict):
        send(fake, GITHUB_RUN_ATTEMPT="2")


@pytest.mark.parametrize("name", ["widget", "widget-продажи 🎁", "widget.v1_2", "виджет (1)"])
def test_names_that_github_takes(fake: FakeResults, name: str) -> None:
    assert artifact_name_problem(name) is None
    send(fake, name=name)
    assert fake.finished() == {name: ZIP}


@pytest.mark.parametrize("name", ["", " ", ".", "..", *(f"a{bad}b" for bad in '":<>|*?\r\n\\/\0\u202e\u200b\ud800')])
def test_names_that_github_refuses(fake: FakeResults, name: str) -> None:
    assert artifact_name_problem(name)
    with pytest.raises(UploadFailed, match="`artifact-name`"):
        send(fake, name=name)
    assert fake.requests == []


@pytest.mark.parametrize("server", ["https://github.example.com", "https://github.com.evil.org", "http://["])
def test_an_enterprise_server_gets_a_way_out(fake: FakeResults, server: str) -> None:
    with pytest.raises(NotAvailable, match=r"Enterprise Server.*`archive`"):
        ResultsService.from_environment(fake.environment(GITHUB_SERVER_URL=server))


@pytest.mark.parametrize("server", ["https://github.com", "https://acme.ghe.com", "http://github.localhost"])
def test_servers_with_a_results_service(fake: FakeResults, server: str) -> None:
    service = ResultsService.from_environment(fake.environment(GITHUB_SERVER_URL=server))
    assert service.run_url == f"{server}/интегратор/widgets/actions/runs/77"


@pytest.mark.parametrize("name", ["ACTIONS_RUNTIME_TOKEN", "ACTIONS_RESULTS_URL", "GITHUB_RUN_ID"])
def test_without_what_the_runner_gives_there_is_no_service(fake: FakeResults, name: str) -> None:
    with pytest.raises(NotAvailable, match=name):
        ResultsService.from_environment(fake.environment(**{name: ""}))


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "a.b.c",
        "a.é.c",
        "..",
        token_with([]),
        token_with({}),
        token_with({"scp": 1}),
        token_with({"scp": "Actions.Results:only-one"}),
        token_with({"scp": "Actions.Results::"}),
        token_with({"scp": "Actions.Results:a:b:c"}),
        runtime_token() + "\r\nX-Evil: 1",
        runtime_token() + "é",
    ],
)
def test_a_malformed_token_says_so(fake: FakeResults, token: str) -> None:
    with pytest.raises(NotAvailable, match="ACTIONS_RUNTIME_TOKEN") as caught:
        ResultsService.from_environment(fake.environment(ACTIONS_RUNTIME_TOKEN=token))
    assert len(token) < 9 or token not in str(caught.value)


@pytest.mark.parametrize("url", ["ftp://results.example/", "https://", "https://[", "results", "https://a b/"])
def test_a_malformed_service_url_says_so(fake: FakeResults, url: str) -> None:
    with pytest.raises(NotAvailable, match="ACTIONS_RESULTS_URL"):
        ResultsService.from_environment(fake.environment(ACTIONS_RESULTS_URL=url))


def test_nobody_listens(fake: FakeResults) -> None:
    environment = fake.environment(ACTIONS_RESULTS_URL="http://127.0.0.1:1")
    with pytest.raises(UploadFailed, match="ConnectionError, 5 times"):
        upload(
            ZIP,
            "widget",
            ResultsService.from_environment(environment),
            mask=print,
            patience=Clock().patience(),
        )


def test_a_proxy_is_used_and_credentials_lying_about_are_not(
    fake: FakeResults, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    netrc = tmp_path_factory.mktemp("home") / "netrc"
    netrc.write_text("machine 127.0.0.1 login intruder password secret")
    monkeypatch.setenv("NETRC", str(netrc))
    send(fake)  # the fake refuses blobs with an Authorization header, and any but our token
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with pytest.raises(UploadFailed, match="ProxyError"):
        send(fake, name="through-a-proxy")


def test_the_real_clock_waits_longer_each_time() -> None:
    patience = Patience()
    waits = [patience.wait_after(attempt) for attempt in range(4)]
    assert waits[0] == 3.0
    assert 4.5 <= waits[1] <= 6.75 <= waits[2] <= 10.125 <= waits[3] <= 15.1875
