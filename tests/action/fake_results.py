"""A fake of GitHub's results service (Twirp over JSON) and of the blob store behind it, on a local port.

It refuses what the real ones refuse: unknown fields, a token for other ids, a name taken in the same attempt
of the run, a wrong size or hash, a changed signature, block ids of unequal length, unknown blocks. And what
act's server would get wrong: blocks listed in another order than they came in. Faults are queued by method;
`PUT` is the blob store.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qs, quote, unquote, urlsplit
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from types import TracebackType

RUN = "ce7f54c7-61c7-4aae-887f-30da475f5f1a"
EARLIER_RUN = "8b1e6a52-0f0e-4d7c-a3a1-5d1f0c3f9e77"
JOB = "ca395085-040a-526b-2ce8-bdc85f692774"
OTHER_JOB = "6884a131-87da-5381-61f3-d7acc3b91d76"
SIGNATURE = "x%2BY0lZ%2F3q%7E9%3D="
"""With an escaped tilde and a bare `=`: a client that rewrites the URL changes one or the other."""

_FIELDS = {
    "CreateArtifact": {"name", "version"},
    "FinalizeArtifact": {"name", "size", "hash"},
    "ListArtifacts": {"name_filter"},
    "DeleteArtifact": {"name"},
    "GetSignedArtifactURL": {"name"},
}


@dataclass
class Artifact:
    """An artifact that the service knows of; it has an id as soon as it is finished."""

    name: str
    run: str = RUN
    job: str = JOB
    id: int | None = None
    content: bytes = b""
    blocks: dict[str, bytes] = field(default_factory=dict)
    committed: bool = False


class RefusedError(Exception):
    """The answer to a request that the real service would refuse."""

    def __init__(self, status: int, code: str, message: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.body = json.dumps({"code": code, "msg": message}).encode()


Fault = Callable[["_Handler"], None]
"""Answers a request in place of the service."""


def status(code: int, message: str = "boom") -> Fault:
    """An error as Twirp writes it."""
    return lambda handler: handler.answer(code, {"code": "fault", "msg": message})


def raw(code: int, body: bytes, **headers: str) -> Fault:
    """Any answer at all, then the end; keyword `content_length` and the like become headers."""
    return lambda handler: handler.reply(code, body, {"connection": "close"} | headers)


def reset(handler: _Handler) -> None:
    """Close the connection with RST instead of an answer."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.close_connection = True
    os.close(handler.connection.detach())


def stall(seconds: float) -> Fault:
    """Say nothing for a while, then close."""

    def fault(handler: _Handler) -> None:
        time.sleep(seconds)
        handler.close_connection = True

    return fault


def drip(seconds: float) -> Fault:
    """Begin an answer and send a byte of it now and then."""

    def fault(handler: _Handler) -> None:
        handler.close_connection = True
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        until = time.monotonic() + seconds
        try:
            while time.monotonic() < until:
                handler.wfile.write(b" ")
                time.sleep(0.01)
        except OSError:
            pass

    return fault


class FakeResults:
    """The service; use it in a `with` statement."""

    def __init__(self, *, camel_case: bool = False, host: str = "127.0.0.1", port: int = 0) -> None:
        self.camel_case = camel_case
        self.artifacts: list[Artifact] = []
        self.faults: dict[str, list[Fault]] = {}
        self.requests: list[str] = []
        """Methods of the service, `block` and `blocklist`, in the order in which they arrived."""
        self.last_id = 1000
        self.lock = threading.Lock()
        handler = type("Handler", (_Handler,), {"fake": self})
        self.server = ThreadingHTTPServer((host, port), handler)
        self.server.daemon_threads = True
        self.origin = f"http://{host}:{self.server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.server.shutdown()
        self.server.server_close()

    def environment(self, **changes: str) -> dict[str, str]:
        """What the runner gives to the step of an action."""
        return {
            "ACTIONS_RESULTS_URL": f"{self.origin}/some/path?ignored",
            "ACTIONS_RUNTIME_TOKEN": runtime_token(),
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_REPOSITORY": "интегратор/widgets",
            "GITHUB_RUN_ID": "77",
            "GITHUB_RUN_ATTEMPT": "1",
            **changes,
        }

    def add(self, name: str, content: bytes = b"old", *, run: str = RUN, job: str = JOB) -> Artifact:
        """Have an artifact there already."""
        self.last_id += 1
        self.artifacts.append(Artifact(name, run, job, self.last_id, content, committed=True))
        return self.artifacts[-1]

    def finished(self) -> dict[str, bytes]:
        """The artifacts that people can download."""
        return {artifact.name: artifact.content for artifact in self.artifacts if artifact.id}

    def call(self, method: str, message: dict[str, Any]) -> dict[str, Any]:
        """Serve one method of the service."""
        unknown = message.keys() - _FIELDS[method] - {"workflow_run_backend_id", "workflow_job_run_backend_id"}
        if unknown:
            raise RefusedError(400, "malformed", f"unknown field {unknown}")
        run, job = message["workflow_run_backend_id"], message["workflow_job_run_backend_id"]
        if method == "ListArtifacts":
            wanted = [a for a in self.artifacts if a.id and message.get("name_filter", a.name) == a.name]
            return {"artifacts": [_listed(artifact) for artifact in wanted]}
        same = [a for a in self.artifacts if (a.name, a.run) == (message["name"], run)]
        if method == "CreateArtifact":
            return self._create(message, run, job, same)
        mine = [artifact for artifact in same if artifact.job == job]
        if not mine:
            raise RefusedError(404, "not_found", "artifact not found")
        if method == "DeleteArtifact":
            self.artifacts.remove(mine[0])
            return {"ok": True, "artifact_id": str(mine[0].id)}
        if method == "GetSignedArtifactURL":
            return {"signed_url": self.signed_url(mine[0])}
        return self._finalize(message, mine[0])

    def _create(self, message: dict[str, Any], run: str, job: str, same: list[Artifact]) -> dict[str, Any]:
        name = message["name"]
        if message["version"] != 4:
            raise RefusedError(400, "invalid_argument", "version")
        if not name or any(character in name for character in '":<>|*?\r\n\\/'):
            raise RefusedError(400, "invalid_argument", "name")
        if same:
            raise RefusedError(409, "already_exists", "an artifact with this name already exists on the workflow run")
        self.artifacts.append(Artifact(name, run, job))
        return {"ok": True, "signed_upload_url": self.signed_url(self.artifacts[-1])}

    def _finalize(self, message: dict[str, Any], artifact: Artifact) -> dict[str, Any]:
        digest = f"sha256:{hashlib.sha256(artifact.content).hexdigest()}"
        if not artifact.committed:
            raise RefusedError(400, "failed_precondition", "the content was not committed")
        if (message["size"], message["hash"]) != (str(len(artifact.content)), digest):
            raise RefusedError(400, "invalid_argument", "size or hash mismatch")
        self.last_id += 1
        artifact.id = self.last_id
        return {"ok": True, "artifact_id": str(artifact.id)}

    def signed_url(self, artifact: Artifact) -> str:
        """The URL at which the content is put or read."""
        place = f"/blob/{artifact.run}/{artifact.job}/{quote(artifact.name)}"
        return f"{self.origin}{place}?se=2030-01-01T00%3A00%3A00Z&sig={SIGNATURE}&sp=cw"

    def put(self, target: str, headers: Any, body: bytes) -> str:
        """Serve one request to the blob store and say which it was."""
        artifact = next((a for a in self.artifacts if target.startswith(self._target(a))), None)
        if artifact is None or "Authorization" in headers or not headers["x-ms-version"]:
            raise RefusedError(403, "AuthorizationFailure")
        query = parse_qs(target.removeprefix(self._target(artifact)))
        if query["comp"] == ["block"]:
            self._put_block(artifact, query["blockid"][0], body)
        else:
            self._put_block_list(artifact, headers["x-ms-blob-content-type"], body)
        return query["comp"][0]

    def _target(self, artifact: Artifact) -> str:
        return self.signed_url(artifact).removeprefix(self.origin) + "&"

    def _put_block(self, artifact: Artifact, block_id: str, body: bytes) -> None:
        if any(len(known) != len(block_id) for known in artifact.blocks) or len(block_id) > 88:
            raise RefusedError(400, "InvalidBlobOrBlock")
        base64.b64decode(block_id, validate=True)
        artifact.blocks[block_id] = body

    def _put_block_list(self, artifact: Artifact, content_type: str, body: bytes) -> None:
        listed = [element.text for element in ET.fromstring(body)]  # noqa: S314
        if listed != list(artifact.blocks) or content_type != "application/zip":
            raise RefusedError(400, "InvalidBlockList")
        artifact.content = b"".join(artifact.blocks.values())
        artifact.committed = True


class _Handler(BaseHTTPRequestHandler):
    fake: FakeResults
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_: object) -> None:
        pass

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        method = urlsplit(self.path).path.removeprefix("/twirp/github.actions.results.api.v1.ArtifactService/")
        self._serve(method, lambda: self.answer(200, self.fake.call(method, self._message(method, body))))

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self._serve("PUT", lambda: self._put(body))

    def do_GET(self) -> None:
        wanted = unquote(self.path)
        artifact = next(a for a in self.fake.artifacts if unquote(self.fake.signed_url(a)).endswith(wanted))
        headers = {
            "content_type": "application/zip",
            "content_disposition": f'filename="{artifact.name}.zip"',
        }
        self.reply(200, artifact.content, headers)

    def _serve(self, method: str, serve: Callable[[], None]) -> None:
        with self.fake.lock:
            faults = self.fake.faults.get(method)
            fault = faults.pop(0) if faults else None
            if fault is None:
                self._serve_well(method, serve)
        if fault is not None:
            self.fake.requests.append(f"{method} fails")
            fault(self)

    def _serve_well(self, method: str, serve: Callable[[], None]) -> None:
        if method != "PUT":
            self.fake.requests.append(method)
        try:
            serve()
        except RefusedError as refusal:
            self.reply(refusal.status, refusal.body, {})

    def _message(self, method: str, body: bytes) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(body)
        run, job = message["workflow_run_backend_id"], message["workflow_job_run_backend_id"]
        run = RUN if method == "DeleteArtifact" else run  # the one thing that may be done to an earlier attempt's
        if self.headers["Authorization"] != f"Bearer {runtime_token(run=run, job=job)}":
            raise RefusedError(401, "unauthenticated")
        if self.headers["Content-Type"] != "application/json":
            raise RefusedError(415, "bad_route")
        return message

    def _put(self, body: bytes) -> None:
        self.fake.requests.append(self.fake.put(self.path, self.headers, body))
        self.reply(201, b"", {})

    def answer(self, code: int, message: dict[str, Any]) -> None:
        if self.fake.camel_case:
            message = _camel(message)
        self.reply(code, json.dumps(message).encode(), {"content_type": "application/json"})

    def reply(self, code: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(code)
        for name, value in ({"content_length": str(len(body))} | headers).items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


def runtime_token(*, run: str = RUN, job: str = JOB) -> str:
    """A token such as the runner's, unsigned."""
    return token_with({"scp": f"Actions.GenericRead:00000000 Actions.Results:{run}:{job}"})


def token_with(claims: object) -> str:
    """A token with any claims."""
    parts = ({"alg": "none"}, claims)
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    return ".".join([*encoded, "signature"])


def _listed(artifact: Artifact) -> dict[str, Any]:
    return {
        "workflow_run_backend_id": artifact.run,
        "workflow_job_run_backend_id": artifact.job,
        "database_id": str(artifact.id),
        "name": artifact.name,
        "size": str(len(artifact.content)),
        "digest": f"sha256:{hashlib.sha256(artifact.content).hexdigest()}",
    }


def _camel(value: Any) -> Any:
    if isinstance(value, list):
        return [_camel(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name.split("_")[0] + "".join(map(str.capitalize, name.split("_")[1:])): _camel(item)
        for name, item in value.items()
    }
