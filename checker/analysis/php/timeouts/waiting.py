"""What is said of a request that may wait for ever."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from checker.finding import Confidence
    from checker.languages.php.node import Node


class Timeout(Enum):
    """Whether a request ends by itself."""

    SET = "set"
    NONE = "none"
    OFF = "off"
    """Set to 0, which means that there is none."""
    UNKNOWN = "unknown"
    """It may be set where the file does not show it."""


class Waiting(NamedTuple):
    """A request without a timeout."""

    node: Node
    """The call that sends it."""
    call: str
    """Its name as it is written."""
    timeout: Timeout
    remedy: str
    """The line to write."""
    confidence: Confidence
    made: Node | None = None
    """Where its handle or client was made."""
