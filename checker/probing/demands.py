"""What the moderation text's check asks of a back end, and whether an answer is what it should be.

Source: the section "Checking the widget" of the moderation text: the right password gets `{"value": "data saved"}`,
anything else gets the status 401.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from checker.escaping import visible

if TYPE_CHECKING:
    from collections.abc import Mapping

SAVED: Mapping[str, str] = {"value": "data saved"}
"""What the right password gets, as JSON."""
MAX_BODY_BYTES = 64 * 1024
"""Of an answer's body more is not read."""
_EXCERPT = 80
_OK = 200
_UNAUTHORIZED = 401


class Attempt(NamedTuple):
    """One request of the check."""

    name: str
    """How reports call it."""
    fields: Mapping[str, str]
    """The form that is posted."""
    is_entitled: bool
    """Whether the password is the right one."""


class Answer(NamedTuple):
    """What came back over HTTP."""

    status: int
    body: bytes
    """At most one byte more than MAX_BODY_BYTES."""
    location: str | None = None
    """Where a redirect leads; nobody follows it."""

    @property
    def is_too_long(self) -> bool:
        """Whether there is more of the body than was read."""
        return len(self.body) > MAX_BODY_BYTES


def attempts(field: str, password: str) -> tuple[Attempt, ...]:
    """The requests of the check; `field` is the form field that takes the password."""
    return (
        Attempt("the right password", {field: password}, is_entitled=True),
        Attempt("a wrong password", {field: f"{password}-wrong"}, is_entitled=False),
        Attempt("no password", {}, is_entitled=False),
    )


def problem_with(attempt: Attempt, answer: Answer) -> str | None:
    """Say what is wrong with an answer and how to mend it, or None if it is as it should be."""
    if answer.location is not None:
        return f"leads to {visible(answer.location)}, which is not followed; give the address that answers itself"
    if attempt.is_entitled:
        return _problem_with_welcome(answer)
    if answer.status == _UNAUTHORIZED:
        return None
    if answer.status == _OK:
        return "is let in; answer 401 Unauthorized unless the password is the right one"
    return "must be answered with the status 401"


def shown(answer: Answer) -> str:
    """Status and beginning of the body, harmless to print."""
    text = " ".join(answer.body[: 4 * _EXCERPT].decode("utf-8", "replace").split())
    size = f"over {MAX_BODY_BYTES}" if answer.is_too_long else str(len(answer.body))
    return f"{answer.status}, {size} bytes{': ' if text else ''}{visible(text, _EXCERPT)}"


def _problem_with_welcome(answer: Answer) -> str | None:
    if answer.status != _OK:
        return "must be answered with the status 200"
    if answer.is_too_long:
        return f"gets more than {MAX_BODY_BYTES // 1024} KiB; print nothing but {json.dumps(SAVED)}"
    try:
        document = json.loads(answer.body.decode("utf-8"))
    except (ValueError, RecursionError):
        return f"gets something that is not JSON; print nothing but {json.dumps(SAVED)}, also no byte order mark"
    return None if document == SAVED else f"gets other JSON; it must be {json.dumps(SAVED)}"
