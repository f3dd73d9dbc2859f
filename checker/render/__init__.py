"""Renderers: a report as text for a reader; pure functions without logic."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    from checker.report import Report

FORMATS = ("text", "json", "junit", "sarif", "markdown", "github")
"""The formats by name; each is the module of that name in this package."""


def renderer(format_name: str) -> Callable[[Report], str]:
    """The `render` function of one of FORMATS, whose module is imported only now."""
    if format_name not in FORMATS:
        raise ValueError(f"{format_name!r} is no format")
    return cast("Callable[[Report], str]", import_module(f"checker.render.{format_name}").render)
