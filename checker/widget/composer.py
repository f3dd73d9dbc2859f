"""Composer's lists: which packages of others the back end uses, and in which versions."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from checker.widget.manifest import JsonFile
from checker.widget.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from checker.languages.json import Value

PROJECT = "composer.json"
LOCK = "composer.lock"
INSTALLED = "vendor/composer/installed.json"
_PLATFORM_PREFIXES = ("ext-", "lib-", "composer-", "php-")
_PLATFORM = frozenset({"php", "hhvm", "composer"})


class Package(NamedTuple):
    """A package of others."""

    name: str
    version: str
    """As installed, or else as asked for."""
    value: Value
    """Where the list names its version."""


@dataclass(frozen=True)
class ComposerFile(JsonFile):
    """A list of packages, with what the lists beside it know of their versions."""

    locked: Mapping[str, str] = field(kw_only=True)
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


def package_folders(paths: Iterable[str]) -> frozenset[str]:
    """The `vendor/` folders that Composer filled, with `/` at their ends."""
    suffixes = ("composer/installed.json", "composer/installed.php", "composer/autoload_real.php")
    return frozenset(
        path.removesuffix(suffix)
        for path in paths
        for suffix in suffixes
        if path.endswith(f"vendor/{suffix}") and path.removesuffix(f"vendor/{suffix}")[-1:] in {"", "/"}
    )


def _project_folder(path: str) -> str | None:
    for name in (PROJECT, LOCK, INSTALLED):
        folder = path.removesuffix(name)
        is_own = "/vendor/" not in f"/{folder}"
        if path != folder and is_own and folder[-1:] in {"", "/"}:
            return folder
    return None
