"""Takes secrets out of messages that quote code."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from checker.finding import Excerpt

SHORTEST_QUOTED = 6
"""Characters by which a secret is recognised where a message shows its beginning; shorter ones may be any word."""
_STARS = "***"


def redacted(message: str, secrets: Iterable[str]) -> str:
    """Put stars in place of each secret, also where only its beginning is quoted."""
    for secret in secrets:
        beginning = secret[:SHORTEST_QUOTED]
        start = message.find(beginning)
        while start >= 0:
            end = start + _common_length(message[start : start + len(secret)], secret)
            message = message[:start] + _STARS + message[end:]
            start = message.find(beginning, start + len(_STARS))
    return message


def excerpt_without(excerpt: Excerpt | None, secrets: Iterable[str]) -> Excerpt | None:
    """Put a star in place of each character of the secrets that an excerpt of another file's line shows."""
    if excerpt is None:
        return None
    text = excerpt.text
    for secret in secrets:
        text = text.replace(secret, "*" * len(secret))
    return excerpt._replace(text=text)


def _common_length(text: str, other: str) -> int:
    for length, (mine, theirs) in enumerate(zip(text, other, strict=False)):
        if mine != theirs:
            return length
    return min(len(text), len(other))
