"""GitHub's REST API as far as check runs go, as strict as the real one about what it is sent.

The limits are those of the reference ("Create a check run", "Update a check run") and of what GitHub answers with 422.
"""

from __future__ import annotations

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, ClassVar, Self

if TYPE_CHECKING:
    from types import TracebackType

_LEVELS = {"notice", "warning", "failure"}
_CREATE = re.compile(r"/repos/(?P<repository>[^/]+/[^/]+)/check-runs")
_UPDATE = re.compile(r"/repos/(?P<repository>[^/]+/[^/]+)/check-runs/(?P<id>\d+)")


class FakeChecks:
    """Keeps the check runs that it is sent; `status` other than 200 refuses all of them."""

    def __init__(self, token: str, status: int = 200) -> None:
        self.runs: list[dict[str, Any]] = []
        self.problems: list[str] = []
        self.status = status
        handler = type("_Bound", (_Handler,), {"fake": self, "token": token})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def annotations(self) -> list[dict[str, Any]]:
        """Those of the only check run."""
        (run,) = self.runs
        found: list[dict[str, Any]] = run["annotations"]
        return found

    def take(self, method: str, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Answer a request."""
        if self.status != 200:
            return self.status, {"message": "Resource not accessible by integration"}
        output = body["output"]
        self.problems += _problems(output)
        if method == "POST" and (match := _CREATE.fullmatch(path)):
            self.problems += [name for name in ("name", "head_sha", "status", "conclusion") if not body.get(name)]
            self.runs.append({**body, "repository": match["repository"], "annotations": []})
        elif method != "PATCH" or not _UPDATE.fullmatch(path):
            return 404, {"message": "Not Found"}
        self.runs[-1]["annotations"] += output["annotations"]
        return 201 if method == "POST" else 200, self._shown(self.runs[-1])

    def _shown(self, run: dict[str, Any]) -> dict[str, Any]:
        url = f"{self.address}/repos/{run['repository']}/check-runs/1"
        return {"id": 1, "url": url, "html_url": f"https://github.com/{run['repository']}/runs/1", "name": run["name"]}


def _problems(output: dict[str, Any]) -> list[str]:
    found = [f"{name} is missing" for name in ("title", "summary") if not output.get(name)]
    if len(output["summary"].encode()) > 65_535:
        found.append("the summary is too long")
    if len(output["annotations"]) > 50:
        found.append("too many annotations")
    return found + [problem for annotation in output["annotations"] for problem in _wrong(annotation)]


def _wrong(annotation: dict[str, Any]) -> list[str]:
    found = [f"{name} is null" for name, value in annotation.items() if value is None]
    if annotation["annotation_level"] not in _LEVELS:
        found.append("no such level")
    if not 1 <= annotation["start_line"] <= annotation["end_line"]:
        found.append("lines are wrong")
    if "start_column" in annotation and annotation["start_line"] != annotation["end_line"]:
        found.append("columns in several lines")
    if not annotation["message"] or len(annotation["message"].encode()) > 65_536 or len(annotation["title"]) > 255:
        found.append("message or title is empty or too long")
    return found


class _Handler(BaseHTTPRequestHandler):
    fake: ClassVar[FakeChecks]
    token: ClassVar[str]

    def log_message(self, *_: object) -> None:
        pass

    def do_POST(self) -> None:
        self._answer("POST")

    def do_PATCH(self) -> None:
        self._answer("PATCH")

    def _answer(self, method: str) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        is_known = self.headers["Authorization"] in {f"Bearer {self.token}", f"token {self.token}"}
        status, content = self.fake.take(method, self.path, body) if is_known else (401, {"message": "Bad credentials"})
        answer = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)
