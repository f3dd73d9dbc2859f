"""The packaged set: which files of a widget folder go into widget.zip. What is packed is what is checked."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from checker.records import Record
from checker.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pathspec import GitIgnoreSpec

CONFIG_NAME = ".widget-check.yml"
ARCHIVE_NAME = "widget.zip"
RECEIPT_NAME = "widget.receipt.json"
REPORTS_FOLDER = "widget-check-reports"
"""Where the action writes its reports unless told otherwise."""
BUILD_FOLDERS = frozenset({"dist", "build", "out", "release", "releases", "public"})
"""Folders of built files; a widget in one counts only if there is no other or the configuration names it."""

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
_SYSTEM_NAMES = frozenset(
    {
        "__macosx", ".ds_store", ".localized", ".spotlight-v100", ".trashes", ".fseventsd", ".appledouble",
        "thumbs.db", "ehthumbs.db", "desktop.ini", "$recycle.bin", ".directory",
    }
)  # fmt: skip
_VERSION_CONTROL_NAMES = frozenset(
    {".git", ".svn", ".hg", ".cvs", ".gitignore", ".gitattributes", ".gitmodules", ".gitkeep", ".hgignore", ".github"}
)
_EDITOR_NAMES = frozenset({".idea", ".vscode", ".vs", ".fleet", ".editorconfig", ".history"})
_EDITOR_SUFFIXES = (".swp", ".swo", ".iml", ".code-workspace", ".sublime-project", ".sublime-workspace")
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
_MORE_ARCHIVES = (".gz", ".bz2", ".xz", ".tbz2", ".txz", ".zst", ".jar", ".phar")
"""Archives that are packaged unless excluded: they may be what a widget downloads, but hardly are."""
_NEGATED = regex(r"\[\^(?!/\])")
_SEVERAL_STARS = regex(r"(?:\[\^/\]\*){2,}")
_BETWEEN_STARS = regex(
    r"\[\^/\]\*((?:\\.|\[\^?\]?(?:\\.|[^\]\\])*+\](?!\*)|[^\\\[()/*?+^$|])++)(?=\[\^/\]\*)", re.DOTALL
)
"""In the regular expressions of pathspec: a star, and what stands for so many characters up to the next star."""
_BUILD_SUFFIXES = (".config.js", ".config.cjs", ".config.mjs", ".config.ts", ".code-workspace", ".iml")


class PackagedSet(Record, eq=True):
    """Decides for a path whether it is packaged; patterns are gitignore globs relative to the widget's root."""

    include: tuple[str, ...] = ()
    """Packaged although a default exclusion says otherwise."""
    exclude: tuple[str, ...] = ()
    own_files: frozenset[str] = frozenset()
    """Files that this program writes: never packaged, whatever the configuration says."""

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
        if path in self.own_files:
            return "a report of an earlier check"
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


class Junk(NamedTuple):
    """Something that belongs in no archive."""

    path: str
    """The file, or the folder around it that is junk as a whole, `/` at its end."""
    kind: str


def junk_of(path: str) -> Junk | None:
    """Say what a file is that no widget needs: the system's, an editor's or version control's, an archive, a map."""
    for part in _with_folders(path):
        kind = why_system_file(part) or _kind_of_junk(part.rstrip("/").rpartition("/")[2].lower())
        if kind is not None:
            return Junk(part, kind)
    return None


def why_system_file(path: str) -> str | None:
    """Say that a file was left by an operating system, if so: itself, or a folder on its way."""
    names = path.lower().split("/")
    is_system = any(name in _SYSTEM_NAMES or name.startswith("._") for name in names)
    return "operating system files" if is_system else None


def _kind_of_junk(name: str) -> str | None:
    if name in _VERSION_CONTROL_NAMES:
        return "version control"
    if name in _EDITOR_NAMES or name.endswith(_EDITOR_SUFFIXES):
        return "an editor's files"
    if name in {"node_modules", "bower_components"}:
        return "installed packages"
    if name.endswith(_MORE_ARCHIVES):
        return "nested archive"
    return next((reason for suffix, reason in _SUFFIXES.items() if name.endswith(suffix)), None)


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
    return path_spec(patterns) if patterns else None


def path_spec(patterns: Iterable[str]) -> GitIgnoreSpec:
    """Compile gitignore patterns so that several `*` in the name of a file or folder cost no more than one.

    As pathspec writes them, the time grows with the length of the name to the power of their number. Raises ValueError.
    """
    from pathspec import GitIgnoreSpec
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

    return GitIgnoreSpec(
        [
            GitIgnoreSpecPattern(_without_detours(pattern.regex), pattern.include) if pattern.regex else pattern
            for pattern in GitIgnoreSpec.from_lines(patterns).patterns
        ],
        backend="simple",
    )


def _without_detours(expression: re.Pattern[str]) -> re.Pattern[str]:
    """Where a star follows in the same name, the first place that fits is as good as any later one.

    As in git, brackets such as `[!a]` stand for no slash.
    """
    in_names = _NEGATED.sub("[^/", expression.pattern)
    return re.compile(_BETWEEN_STARS.sub(r"(?>[^/]*?\1)", _SEVERAL_STARS.sub("[^/]*", in_names)))
