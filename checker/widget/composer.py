"""Composer's lists: which packages of others the back end uses, and in which versions."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from checker.regex import regex
from checker.widget.manifest import JsonFile
from checker.widget.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from checker.languages.json import Value

PROJECT = "composer.json"
LOCK = "composer.lock"
INSTALLED = "vendor/composer/installed.json"
_PACKAGE_NAME = regex(r"[a-z0-9][a-z0-9_.-]*/[a-z0-9][a-z0-9_.-]*")
_MARKS = ("composer/installed.json", "composer/installed.php", "composer/autoload_real.php")
_OF_COMPOSER = (
    "autoload.php", "composer/ClassLoader.php", "composer/InstalledVersions.php", "composer/autoload_classmap.php",
    "composer/autoload_files.php", "composer/autoload_namespaces.php", "composer/autoload_psr4.php",
    "composer/autoload_real.php", "composer/autoload_static.php", "composer/include_paths.php",
    "composer/installed.json", "composer/installed.php", "composer/platform_check.php",
)  # fmt: skip
"""What Composer itself writes into `vendor/`."""
_PLATFORM_PREFIXES = ("ext-", "lib-", "composer-", "php-")
_PLATFORM = frozenset({"php", "hhvm", "composer"})


class Package(NamedTuple):
    """A package of others."""

    name: str
    version: str
    """As installed, or else as asked for."""
    value: Value
    """Where the list names its version."""


class ComposerFile(JsonFile, kw_only=True):
    """A list of packages, with what the lists beside it know of their versions."""

    locked: Mapping[str, str]
    """The installed version of each package, as far as another list says it."""

    @cached_property
    def packages(self) -> tuple[Package, ...]:
        """What a project asks for, or all that is installed where only that is listed."""
        return tuple(self._asked_for() if self.path.endswith(PROJECT) else self._listed())

    def _asked_for(self) -> Iterator[Package]:
        required = self.at("require")
        for member in required.members if required is not None else ():
            name, constraint = member.key.text.lower(), member.value.value
            if name not in _PLATFORM and not name.startswith(_PLATFORM_PREFIXES) and isinstance(constraint, str):
                yield Package(member.key.text, self.locked.get(name, constraint), member.value)

    def _listed(self) -> Iterator[Package]:
        root = self.document.root
        listed = root.get("packages") or root if root is not None else None
        for item in listed.items if listed is not None else ():
            name, version = item.get("name"), item.get("version")
            if name is not None and version is not None and isinstance(name.value, str):
                yield Package(name.value, str(version.value), version)


def composer_files(contents: Mapping[str, bytes]) -> Iterator[ComposerFile]:
    """The list of each folder that says most: what a project asks for, else what is locked, else what is installed."""
    for folder in dict.fromkeys(_project_folder(path) for path in contents):
        if folder is None:
            continue
        first, *others = [folder + name for name in (PROJECT, LOCK, INSTALLED) if folder + name in contents]
        locked: dict[str, str] = {}
        for path in reversed(others):
            locked |= _versions(contents[path])
        source = Source(first, contents[first])
        yield ComposerFile(source, source.utf8, locked=locked)


def _versions(raw: bytes) -> Mapping[str, str]:
    """The versions in a list of installed packages; nothing if it is none."""
    import json

    try:
        document = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    listed = document.get("packages") if isinstance(document, dict) else document
    return {
        item["name"].lower(): str(item.get("version", ""))
        for item in (listed if isinstance(listed, list) else ())
        if isinstance(item, dict) and isinstance(item.get("name"), str)
    }


class Installed(NamedTuple):
    """The code of others that Composer put into a widget; paths in lower case."""

    folders: tuple[str, ...] = ()
    """Those of the packages that a list names, with `/` at their ends."""
    files: frozenset[str] = frozenset()
    """Those that Composer itself writes."""

    def holds(self, path: str) -> bool:
        """Whether a file is one of them."""
        lower = path.lower()
        return lower in self.files or lower.startswith(self.folders)


def installed_in(contents: Mapping[str, bytes]) -> Installed:
    """What Composer put there. What else lies in `vendor/` is somebody's own, whatever lists lie beside it."""
    folders: list[str] = []
    files: list[str] = []
    for vendor in dict.fromkeys(filter(None, map(_vendor_folder, contents))):
        lists = (f"{vendor}composer/installed.json", f"{vendor.removesuffix('vendor/')}{LOCK}")
        names = {name for path in lists if path in contents for name in _versions(contents[path])}
        folders += (f"{vendor}{name}/".lower() for name in sorted(names) if _PACKAGE_NAME.fullmatch(name))
        files += (f"{vendor}{file}".lower() for file in _OF_COMPOSER)
    return Installed(tuple(folders), frozenset(files))


def _vendor_folder(path: str) -> str | None:
    """The `vendor/` folder that one of Composer's files tells of."""
    mark = next((mark for mark in _MARKS if f"/{path}".endswith(f"/vendor/{mark}")), None)
    return path.removesuffix(mark) if mark is not None else None


def _project_folder(path: str) -> str | None:
    for name in (PROJECT, LOCK, INSTALLED):
        folder = path.removesuffix(name)
        is_own = "/vendor/" not in f"/{folder}"
        if path != folder and is_own and folder[-1:] in {"", "/"}:
            return folder
    return None
