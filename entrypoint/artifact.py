"""Uploads bytes as an artifact of the workflow run, through GitHub's results service (protocol version 4).

The bytes go up as they are: what people download as `widget.zip` **is** our `widget.zip`. The protocol is
that of `@actions/artifact` 2 to 5. act and Gitea speak it too: so both casings of an answer are read,
blocks are sent one after the other, and the signed URL is used to the letter.

**Which artifact of the same name is replaced.** `ListArtifacts` names two ids with each artifact. The job's
id is a hash of the job's place in the workflow (`ca395085-040a-526b-2ce8-bdc85f692774` is
`build.__default`, and every job called `build` has had it since 2019): the same in every attempt, another
for every job and every leg of a matrix. The run's id is new with every attempt. Hence the same job id with
another run id is an earlier attempt of this job. It is deleted first, because a re-run of some jobs sees
both, and download-artifact prefers the higher artifact id, which is not always the newer. The same job id
with the same run id was uploaded by another step of this very attempt, and another job id by another job:
both stay, and the name is a conflict.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import random
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import quote, unquote, urlsplit

from checker.escaping import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import requests

_T = TypeVar("_T")

_SERVICE: Final = "/twirp/github.actions.results.api.v1.ArtifactService"
_PROTOCOL: Final = 4
_BLOCK: Final = 8 * 1024 * 1024
_BLOCK_HEADERS: Final = {"x-ms-version": "2025-01-05", "Content-Type": "application/octet-stream"}
_BLOCK_LIST_HEADERS: Final = {
    "x-ms-version": "2025-01-05",
    "x-ms-blob-content-type": "application/zip",
    "Content-Type": "application/xml",
}
_LARGEST_ANSWER: Final = 1024 * 1024
_PASSING_STATUSES: Final = frozenset({408, 429, 500, 502, 503, 504})
_FORBIDDEN_IN_NAMES: Final = '":<>|*?\\/'
_REQUIRED: Final = ("ACTIONS_RUNTIME_TOKEN", "ACTIONS_RESULTS_URL", "GITHUB_REPOSITORY", "GITHUB_RUN_ID")
_HEADERS: Final = {"User-Agent": "widget-check", "Accept-Encoding": "identity"}
_TAKE_THE_FILE: Final = "The file itself is there: the output `archive` names it, for actions/upload-artifact"


class ArtifactError(Exception):
    """An artifact was not uploaded; the message says why, and the way out."""


class NotAvailable(ArtifactError):
    """There is no results service here: GitHub Enterprise Server, or not inside an action's step."""


class Conflict(ArtifactError):
    """The name is taken in this workflow run."""


class QuotaExceeded(ArtifactError):
    """The account's artifact storage is full."""


class UploadFailed(ArtifactError):
    """The service refused, or gave no usable answer in time."""


class _Gone(UploadFailed):
    """What should be deleted is not there."""


class _PassingFault(Exception):
    """A fault after which another attempt makes sense."""


@dataclass(frozen=True, slots=True)
class UploadedArtifact:
    """What the workflow run now holds."""

    id: int
    url: str
    """Where people with access to the repository download it."""
    digest: str
    """`sha256:` and 64 hexadecimal digits, of the uploaded bytes; the same as in GitHub's REST API."""
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long an upload keeps trying, in seconds; attempts and waits are those of `@actions/artifact`."""

    attempts: int = 5
    first_wait: float = 3.0
    growth: float = 1.5
    stall: float = 60.0
    """A silence as long as this ends an attempt."""
    deadline: float = 600.0
    """For the upload as a whole."""
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    jitter: Callable[[float, float], float] = random.uniform

    def wait_after(self, attempt: int) -> float:
        """Seconds between an attempt, counted from 0, and the next."""
        shortest = self.first_wait * self.growth**attempt
        return self.jitter(shortest, shortest * self.growth) if attempt else shortest


@dataclass(frozen=True, slots=True)
class ResultsService:
    """The service that keeps the artifacts of workflow runs, and on whose behalf it is spoken to."""

    origin: str
    token: str = field(repr=False)
    run_id: str
    """The service's own id of this attempt of the workflow run."""
    job_id: str
    """The service's own id of this job, the same in every attempt."""
    is_rerun: bool
    run_url: str

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> ResultsService:
        """Read what the runner gives to the step of an action; raises NotAvailable."""
        server = env.get("GITHUB_SERVER_URL") or "https://github.com"
        if _is_enterprise_server(server):
            raise NotAvailable(f"GitHub Enterprise Server takes no artifacts of this kind. {_TAKE_THE_FILE}@v3.")
        if missing := [name for name in _REQUIRED if not env.get(name)]:
            raise NotAvailable(
                f"{', '.join(missing)} is not set: GitHub tells only a step that `uses:` this action where to"
                f" upload artifacts. {_TAKE_THE_FILE}."
            )
        token = env["ACTIONS_RUNTIME_TOKEN"]
        run_id, job_id = _backend_ids(token)
        return cls(
            origin=_origin(env["ACTIONS_RESULTS_URL"]),
            token=token,
            run_id=run_id,
            job_id=job_id,
            is_rerun=env.get("GITHUB_RUN_ATTEMPT", "1") != "1",
            run_url=f"{server}/{env['GITHUB_REPOSITORY']}/actions/runs/{env['GITHUB_RUN_ID']}",
        )


def artifact_name_problem(name: str) -> str | None:
    """Say what is wrong with an artifact's name, if anything: GitHub's rules, and no hidden characters."""
    if not name.strip(" ."):
        return "must not be empty or only dots"
    if not name.isprintable():
        return "must not contain line breaks or other hidden characters"
    found = [character for character in _FORBIDDEN_IN_NAMES if character in name]
    return f"must not contain {' '.join(found)}" if found else None


def upload(
    content: bytes,
    name: str,
    service: ResultsService,
    *,
    mask: Callable[[str], None],
    patience: Patience | None = None,
) -> UploadedArtifact:
    """Upload the bytes of a zip archive as the artifact `name`, in place of an earlier attempt's.

    `mask` is given every secret of the signed URL before that URL is used. Raises ArtifactError only.
    """
    if problem := artifact_name_problem(name):
        raise UploadFailed(f"The artifact's name `{visible(name)}` {problem}: mend the input `artifact-name`.")
    import requests

    with requests.Session() as session:
        client = _Client(service, patience or Patience(), session)
        if service.is_rerun:
            _delete_earlier_attempts(client, service, name)
        url = _upload_url(client.call("CreateArtifact", name=name, version=_PROTOCOL), service)
        for secret in _signatures(url):
            mask(secret)
        _put_blob(client, url, content)
        digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
        answer = client.call("FinalizeArtifact", name=name, size=str(len(content)), hash=digest)
    artifact_id = _artifact_id(answer)
    return UploadedArtifact(artifact_id, f"{service.run_url}/artifacts/{artifact_id}", digest, len(content))


def _delete_earlier_attempts(client: _Client, service: ResultsService, name: str) -> None:
    """Make room for this attempt's artifact; the module's docstring says which one may go."""
    listed = _field(client.call("ListArtifacts", name_filter=name), "artifacts")
    entries = listed if isinstance(listed, list) else []
    namesakes = [entry for entry in entries if isinstance(entry, dict) and entry.get("name") == name]
    if any(_field(entry, "workflow_job_run_backend_id") != service.job_id for entry in namesakes):
        raise _conflict(name)
    run_ids = {str(_field(entry, "workflow_run_backend_id")) for entry in namesakes}
    for run_id in run_ids - {service.run_id}:
        with suppress(_Gone):
            client.call("DeleteArtifact", workflow_run_backend_id=run_id, name=name)


def _put_blob(client: _Client, url: str, content: bytes) -> None:
    """Send the blocks one by one, in order (act appends them as they come), then the list of them."""
    prefix = str(uuid.uuid4())
    block_ids = []
    for number, start in enumerate(range(0, len(content), _BLOCK)):
        block_id = base64.b64encode(f"{prefix}{number:012d}".encode()).decode()
        block = content[start : start + _BLOCK]
        client.put(f"{url}&comp=block&blockid={quote(block_id, safe='')}", block, _BLOCK_HEADERS)
        block_ids.append(f"<Latest>{block_id}</Latest>")
    listing = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><BlockList>{"".join(block_ids)}</BlockList>'
    client.put(f"{url}&comp=blocklist", listing.encode(), _BLOCK_LIST_HEADERS)


class _Client:
    """Sends requests for one upload, again and again where that can help, but not beyond its deadline."""

    def __init__(self, service: ResultsService, patience: Patience, session: requests.Session) -> None:
        self._service = service
        self._patience = patience
        self._give_up_at = patience.clock() + patience.deadline
        self._session = session
        self._session.auth = _no_credentials

    def call(self, method: str, **fields: object) -> dict[str, object]:
        """Call a method of the results service and return its answer."""
        ids = {
            "workflow_run_backend_id": self._service.run_id,
            "workflow_job_run_backend_id": self._service.job_id,
        }
        url = f"{self._service.origin}{_SERVICE}/{method}"
        body = json.dumps({**ids, **fields}).encode()
        headers = {"Authorization": f"Bearer {self._service.token}", "Content-Type": "application/json"}

        def once() -> dict[str, object]:
            return _understood(method, fields, *self._send("POST", url, body, headers))

        return self._patiently(method, once)

    def put(self, url: str, body: bytes, headers: Mapping[str, str]) -> None:
        """Put a part of the blob at a signed URL."""

        def once() -> None:
            status, _ = self._send("PUT", url, body, headers)
            if status in _PASSING_STATUSES:
                raise _PassingFault(f"HTTP {status}")
            if status // 100 != 2:
                raise _failure("the upload of the content", f"HTTP {status}")

        self._patiently("the upload of the content", once)

    def _patiently(self, action: str, once: Callable[[], _T]) -> _T:
        reason = ""
        for attempt in range(self._patience.attempts):
            try:
                return once()
            except _PassingFault as fault:
                reason = f"{fault}, {attempt + 1} times"
            wait = self._patience.wait_after(attempt)
            if self._patience.clock() + wait > self._give_up_at:
                break
            if attempt + 1 < self._patience.attempts:
                self._patience.sleep(wait)
        raise _failure(action, reason)

    def _send(self, method: str, url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """Send once and return the status and the body; an error's own words would quote the signed URL."""
        import requests
        import urllib3

        try:
            # A file-like body is sent in small pieces, so that the timeout is for each of them.
            request = requests.Request(method, url, {**_HEADERS, **headers}, data=io.BytesIO(body))
            prepared = self._session.prepare_request(request)
            prepared.url = url  # as it was before requests rewrote the escapes that the signature covers
            settings = self._session.merge_environment_settings(
                url=url, proxies={}, stream=True, verify=None, cert=None
            )
            with self._session.send(
                prepared, timeout=self._patience.stall, allow_redirects=False, **settings
            ) as response:
                return response.status_code, self._body(response)
        except (OSError, urllib3.exceptions.HTTPError) as error:
            raise _PassingFault(type(error).__name__) from None

    def _body(self, response: requests.Response) -> bytes:
        """Read an answer as it comes, so that neither a long nor a slow one holds the job up."""
        body = bytearray()
        while piece := response.raw.read1(64 * 1024):
            body += piece
            if len(body) > _LARGEST_ANSWER:
                raise _PassingFault("an endless answer")
            if self._patience.clock() > self._give_up_at:
                raise _PassingFault("an answer that came too slowly")
        return bytes(body)


def _no_credentials(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Keep requests from adding what it finds in ~/.netrc, where another step may have left something."""
    return request


def _understood(method: str, fields: Mapping[str, object], status: int, body: bytes) -> dict[str, object]:
    """Read an answer of the results service: its fields, or the error that it stands for."""
    answer = _json_object(body)
    said = visible(str((answer or {}).get("msg", "")))
    if status // 100 == 2 and answer is not None:
        return answer
    if "insufficient usage" in said:
        raise QuotaExceeded(
            "The account's storage for artifacts is full: delete old artifacts or raise the limit, and re-run"
            " the job when GitHub has counted anew (every 6 to 12 hours)."
        )
    if status == 409:
        raise _conflict(str(fields.get("name")))
    if status in _PASSING_STATUSES or status // 100 == 2:
        raise _PassingFault(f"HTTP {status} {said or 'and nothing readable'}")
    if status == 404 and method == "DeleteArtifact":
        raise _Gone
    raise _failure(method, f"HTTP {status} {said}".rstrip())


def _conflict(name: str) -> Conflict:
    return Conflict(
        f"Another job or step of this workflow run has already uploaded an artifact named `{visible(name)}`."
        " Give each its own with the input `artifact-name`: in a matrix, say, `widget-${{ matrix.folder }}`."
    )


def _failure(action: str, reason: str) -> UploadFailed:
    return UploadFailed(
        f"The artifact could not be uploaded: {action} failed ({reason}). Re-run the job. {_TAKE_THE_FILE}."
    )


def _upload_url(answer: Mapping[str, object], service: ResultsService) -> str:
    """Take the signed URL; it must be encrypted, or lead to the service itself as with act."""
    url = _field(answer, "signed_upload_url")
    if not isinstance(url, str) or not _is_clean(url) or "?" not in url or "#" in url or not _host(url):
        raise _failure("CreateArtifact", "no usable upload URL")
    if not url.startswith(("https://", f"{service.origin}/")):
        raise _failure("CreateArtifact", "an upload URL that is not encrypted")
    return url


def _signatures(url: str) -> Iterator[str]:
    """Find the signature in a signed URL, in every form in which a log could show it."""
    for parameter in urlsplit(url).query.split("&"):
        name, _, value = parameter.partition("=")
        if name == "sig" and value:
            yield from sorted({value, unquote(value), quote(unquote(value), safe="")})


def _artifact_id(answer: Mapping[str, object]) -> int:
    """Read the id: a 64-bit number, which protocol buffers write as a string."""
    text = str(_field(answer, "artifact_id"))
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        raise _failure("FinalizeArtifact", "no artifact id")
    return int(text)


def _field(answer: Mapping[str, object], name: str) -> object:
    """Look a field up by its snake_case name, as GitHub writes it, or in camelCase, as act and Gitea do."""
    first, *rest = name.split("_")
    return answer.get(name, answer.get(first + "".join(map(str.capitalize, rest))))


def _json_object(content: bytes | str) -> dict[str, object] | None:
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _is_clean(text: str) -> bool:
    """Whether the text can stand in a request as it is."""
    return text.isascii() and text.isprintable() and " " not in text


def _is_enterprise_server(server: str) -> bool:
    host = (_host(server) or "").lower()
    return host != "github.com" and not host.endswith((".ghe.com", ".localhost"))


def _origin(url: str) -> str:
    if not (_is_clean(url) and url.startswith(("https://", "http://")) and _host(url)):
        raise NotAvailable(f"ACTIONS_RESULTS_URL is no address of a service. {_TAKE_THE_FILE}.")
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _backend_ids(token: str) -> tuple[str, str]:
    """Read the ids of the run and the job in the runtime token's scope `Actions.Results:<run>:<job>`."""
    with suppress(ValueError, IndexError):
        payload = token.split(".")[1]
        claims = _json_object(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        for scope in str((claims or {}).get("scp")).split(" "):
            kind, *ids = scope.split(":")
            if kind == "Actions.Results" and len(ids) == 2 and all(ids) and _is_clean(token):
                return ids[0], ids[1]
    raise NotAvailable(f"ACTIONS_RUNTIME_TOKEN does not say which job this is. {_TAKE_THE_FILE}.")
