"""The packaged set: which files of a widget folder go into widget.zip. What is packed is what is checked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pathspec import GitIgnoreSpec

CONFIG_NAME = ".widget-check.yml"
RECEIPT_NAME = "widget.receipt.json"
REPORTS_FOLDER = "widget-check-reports"
"""Where the action writes its reports unless told otherwise."""

_FOLDERS: Mapping[str, str] = {
    "node_modules": "installed packages",
    "bower_components": "installed packages",
    "__macosx": "operating system files",
    "__tests__": "tests",
    REPORTS_FOLDER: "reports of earlier checks",
}
_ROOT_FOLDERS: Mapping[str, str] = {
    "docs": "documentation",
    "test": "tests",
    "tests": "tests",
    "coverage": "test results",
}
_NAMES: Mapping[str, str] = {
    "thumbs.db": "operating system file",
    "desktop.ini": "operating system file",
    "package.json": "build configuration",
    "package-lock.json": "build configuration",
    "npm-shrinkwrap.json": "build configuration",
    "yarn.lock": "build configuration",
    "pnpm-lock.yaml": "build configuration",
    "bower.json": "build configuration",
    "gulpfile.js": "build configuration",
    "gruntfile.js": "build configuration",
    "tsconfig.json": "build configuration",
    "jsconfig.json": "build configuration",
    "makefile": "build configuration",
    "dockerfile": "build configuration",
    RECEIPT_NAME: "the receipt of an archive",
}
_STEMS: Mapping[str, str] = {
    "readme": "documentation",
    "license": "documentation",
    "licence": "documentation",
    "changelog": "documentation",
    "contributing": "documentation",
}
_DOCUMENT_SUFFIXES = frozenset({"", "md", "txt", "rst", "ru.md", "en.md"})
_SUFFIXES: Mapping[str, str] = {
    ".map": "source map",
    ".zip": "nested archive",
    ".rar": "nested archive",
    ".7z": "nested archive",
    ".tgz": "nested archive",
    ".tar": "nested archive",
    ".tar.gz": "nested archive",
}
_BUILD_SUFFIXES = (".config.js", ".config.cjs", ".config.mjs", ".config.ts", ".code-workspace", ".iml")


@dataclass(frozen=True)
class PackagedSet:
    """Decides for a path whether it is packaged; patterns are gitignore globs relative to the widget's root."""

    include: tuple[str, ...] = ()
    """Packaged although a default exclusion says otherwise."""
    exclude: tuple[str, ...] = ()

    @cached_property
    def _included(self) -> GitIgnoreSpec | None:
        return _spec(self.include)

    @cached_property
    def _excluded(self) -> GitIgnoreSpec | None:
        return _spec(self.exclude)

    def why_left_out(self, path: str) -> str | None:
        """Give the reason why a path (folders end with `/`) is not packaged, or None if it is.

        Git's own folder is never packaged, whatever the configuration says: a token may lie in it.
        """
        if ".git" in path.lower().split("/"):
            return "version control"
        if self._excluded and self._excluded.match_file(path):
            return "excluded by the configuration"
        if self._included and (self._included.match_file(path) or self._leads_to_included(path)):
            return None
        return next(filter(None, map(default_exclusion, _with_folders(path))), None)

    def _leads_to_included(self, path: str) -> bool:
        return path.endswith("/") and any(pattern.lstrip("/").startswith(path) for pattern in self.include)


def default_exclusion(path: str) -> str | None:
    """Name the default exclusion that a path falls under; folders end with `/`."""
    name = path.rstrip("/").rpartition("/")[2].lower()
    if name.startswith("."):
        return "hidden file or folder"
    if path.endswith("/"):
        return _FOLDERS.get(name) or (_ROOT_FOLDERS.get(name) if path.count("/") == 1 else None)
    return _NAMES.get(name) or _excluded_suffix(name) or _document(name)


def _excluded_suffix(name: str) -> str | None:
    if name.endswith(_BUILD_SUFFIXES):
        return "build configuration"
    return next((reason for suffix, reason in _SUFFIXES.items() if name.endswith(suffix)), None)


def _document(name: str) -> str | None:
    stem, _, suffix = name.partition(".")
    return _STEMS.get(stem) if suffix in _DOCUMENT_SUFFIXES else None


def _with_folders(path: str) -> Iterator[str]:
    """Yield the folders on the way to a path, then the path itself."""
    for end, character in enumerate(path[:-1], 1):
        if character == "/":
            yield path[:end]
    yield path


def _spec(patterns: tuple[str, ...]) -> GitIgnoreSpec | None:
    if not patterns:
        return None
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(patterns)
