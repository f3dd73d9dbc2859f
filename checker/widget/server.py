"""The back end beside a widget: code that runs on the integrator's server and is not packaged."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from checker.widget.logo import suffix_of
from checker.widget.packaging import default_exclusion
from checker.widget.widget import Widget

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from checker.widget.provenance import ForeignScript, ForeignStylesheet
    from checker.widget.script import Script
    from checker.widget.stylesheet import Stylesheet

_CODE = frozenset(
    {
        "php",
        "php3",
        "php4",
        "php5",
        "php7",
        "php8",
        "pht",
        "phtml",
        "inc",
        "twig",
        "html",
        "htm",
        "xhtml",
        "shtml",
        "tpl",
    }
)
_LISTS_OF_PACKAGES = frozenset({"composer.json", "composer.lock"})
_DATA = frozenset({"json", "txt", "csv", "ini", "yml", "yaml"})
"""Suffixes of data that is read as text."""
_KEPT_WORDS = ("token", "secret", "credential", "cookie", "auth", "password", "config", "settings", "service_account")
"""What programs call the files in which they keep what lets them in."""


class BackEnd(Widget):
    """A folder with PHP, of which the front end's rules know nothing."""

    @cached_property
    def scripts(self) -> tuple[Script, ...]:
        """None: what pages of a server run is not the widget's."""
        return ()

    @cached_property
    def foreign_scripts(self) -> tuple[ForeignScript, ...]:
        """None."""
        return ()

    @cached_property
    def stylesheets(self) -> tuple[Stylesheet, ...]:
        """None."""
        return ()

    @cached_property
    def foreign_stylesheets(self) -> tuple[ForeignStylesheet, ...]:
        """None."""
        return ()

    @property
    def unanalysed(self) -> Iterator[tuple[str, str]]:
        """Files that are named like code but hold binary data."""
        for path, source in self.sources.items():
            if source.decoded.binary:
                yield path, "is named like a text but holds binary data"


def why_unchecked(widgets: Collection[str]) -> Callable[[str], str | None]:
    """Make the function that says why a path of a back end (folders end with `/`) is not checked.

    `widgets` are the folders of widgets in it, which are checked as such.
    """

    def why(path: str) -> str | None:
        name = path.rstrip("/").rpartition("/")[2].lower()
        if path.rstrip("/") in widgets:
            return "a widget, checked as such"
        if path.endswith("/"):
            return (
                "packages that Composer installs: listed, not checked" if name == "vendor" else default_exclusion(path)
            )
        if suffix_of(path) in _CODE or name in _LISTS_OF_PACKAGES or _keeps_secrets(path, name):
            return None
        return "no code of a back end: neither PHP nor a template, nor data named after a secret"

    return why


def _keeps_secrets(path: str, name: str) -> bool:
    """Whether a file is where a back end keeps tokens or cookies: `tokens.json`, `cookie.txt`."""
    return suffix_of(path) in _DATA and any(word in name for word in _KEPT_WORDS)
