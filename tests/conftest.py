"""What many tests need: small widgets on disk and in memory."""

from __future__ import annotations

from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]


@pytest.fixture
def project() -> Path:
    """The project's root."""
    return PROJECT


@pytest.fixture
def conforming(project: Path) -> Path:
    """The example widget that conforms."""
    return project / "examples" / "conforming"


@pytest.fixture
def broken(project: Path) -> Path:
    """The example widget with violations."""
    return project / "examples" / "broken"
