"""Finds the widgets that a path stands for: a widget folder, a repository that holds widgets, or a zip."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from checker.errors import UsageError
from checker.escaping import visible
from checker.languages import json
from checker.languages.encoding import decode
from checker.widget.files import MAX_DEPTH, FileSet, read_folder, read_regular_file, read_zip
from checker.widget.manifest import MANIFEST_NAME
from checker.widget.packaging import PackagedSet, default_exclusion
from checker.widget.widget import Widget

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BUILD_FOLDERS = frozenset({"dist", "build", "out", "release", "releases", "public"})
"""Folders of built files; a widget in one counts only if there is no other or the configuration names it."""
MAX_FOLDERS = 20_000
"""How many folders of a repository are searched for widgets."""


def load_widgets(path: Path, base: Path, packaged: PackagedSet, configured: Sequence[str] = ()) -> tuple[Widget, ...]:
    """Read the widgets that a path stands for. `base` is what reports are relative to.

    `configured` are widget folders relative to the path; none means that they are searched for. Raises UsageError if
    there is nothing to check, or if it is not clear what.
    """
    shown = visible(str(path))
    refuse_links(path, base)
    mode = _mode(path)
    if mode is None:
        raise UsageError(f"{shown} does not exist")
    if stat.S_ISREG(mode):
        return (_zipped(path, base),)
    if not stat.S_ISDIR(mode):
        raise UsageError(f"{shown} is neither a folder nor a zip archive")
    folders = [_configured(path, name, base) for name in configured] or _discover(path)
    return tuple(Widget(shown_path(folder, base), read_folder(folder, packaged.why_left_out)) for folder in folders)


def refuse_links(path: Path, base: Path) -> None:
    """Raise UsageError if the way from `base` to the path goes through a symbolic link."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100  (resolve() would follow the links)
    if not absolute.is_relative_to(base):
        return
    current = base
    for part in absolute.relative_to(base).parts:
        current /= part
        if current.is_symlink():
            raise UsageError(f"{visible(str(current))} is a symbolic link; give the real path")


def shown_path(path: Path, base: Path) -> str:
    """A path as reports name it: POSIX, relative to `base`, empty for `base` itself."""
    relative = Path(os.path.relpath(path, base)).as_posix()
    return "" if relative == "." else relative


def _mode(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except (OSError, ValueError):
        return None


def _zipped(path: Path, base: Path) -> Widget:
    if path.suffix.lower() != ".zip":
        hint = "; give the folder that it lies in" if path.name == MANIFEST_NAME else ""
        raise UsageError(f"{visible(str(path))} is a file, not a widget folder or a zip archive{hint}")
    files, wrapper = _unwrapped(read_zip(path))
    if MANIFEST_NAME not in files.contents:
        raise UsageError(f"{visible(str(path))} holds no {MANIFEST_NAME}, so it is no widget archive")
    return Widget(shown_path(path, base) + wrapper, files)


def _unwrapped(files: FileSet) -> tuple[FileSet, str]:
    """Look through a single folder that wraps everything, as archivers often make it."""
    folders = {name.partition("/")[0] for name in files.contents if name.endswith(f"/{MANIFEST_NAME}")}
    if MANIFEST_NAME in files.contents or len(folders) != 1:
        return files, ""
    prefix = folders.pop() + "/"
    inside = {name.removeprefix(prefix): raw for name, raw in files.contents.items() if name.startswith(prefix)}
    return FileSet(inside, files.left_out, files.unread), f"/{prefix}".rstrip("/")


def _configured(root: Path, name: str, base: Path) -> Path:
    folder = root / name
    refuse_links(folder, base)
    if not folder.is_dir():
        raise UsageError(f"{visible(str(folder))}, a widget of the configuration, is not a folder")
    if not (folder / MANIFEST_NAME).is_file():
        raise UsageError(f"{visible(str(folder))}, a widget of the configuration, holds no {MANIFEST_NAME}")
    return folder


def _discover(root: Path) -> list[Path]:
    manifests = list(_manifest_folders(root))
    widgets = [folder for folder in manifests if _is_widget_manifest(folder / MANIFEST_NAME)]
    if not widgets and root in manifests:
        widgets = [root]
    if not widgets:
        raise UsageError(_nothing_found(root, manifests))
    sources = [folder for folder in widgets if not _is_build(folder, root)]
    chosen = sources or widgets
    _refuse_nested(chosen)
    return chosen


def _manifest_folders(root: Path) -> Iterator[Path]:
    for number, (folder, names, files) in enumerate(os.walk(root), 1):
        names[:] = sorted(name for name in names if _is_searched(Path(folder), name, root))
        if number > MAX_FOLDERS:
            raise UsageError(f"{visible(str(root))} holds over {MAX_FOLDERS} folders; give the widget's own folder")
        if MANIFEST_NAME in files and not (Path(folder) / MANIFEST_NAME).is_symlink():
            yield Path(folder)


def _is_searched(folder: Path, name: str, root: Path) -> bool:
    is_excluded = default_exclusion(f"{name}/") is not None or name in {"vendor", "examples", "fixtures"}
    return not is_excluded and len(folder.relative_to(root).parts) < MAX_DEPTH


def _is_widget_manifest(path: Path) -> bool:
    """Whether a manifest.json is amoCRM's: web applications and browser extensions have files of that name too."""
    try:
        raw = read_regular_file(path)
    except OSError:
        return False
    root = json.parse(decode(raw).text.encode("utf-8", "replace")).root
    return root is not None and (root.get("widget") is not None or root.get("locations") is not None)


def _is_build(folder: Path, root: Path) -> bool:
    return any(part.lower() in BUILD_FOLDERS for part in folder.relative_to(root).parts)


def _refuse_nested(folders: Sequence[Path]) -> None:
    for outer in folders:
        for inner in folders:
            if inner != outer and inner.is_relative_to(outer):
                raise UsageError(
                    f"{visible(str(outer / MANIFEST_NAME))} and {visible(str(inner / MANIFEST_NAME))} are two"
                    " manifests, one inside the folder of the other; give the path of the widget that is meant,"
                    " or name it under `widgets:` in .widget-check.yml"
                )


def _nothing_found(root: Path, manifests: Sequence[Path]) -> str:
    shown = visible(str(root))
    if not manifests:
        return f"No widget found: neither {shown} nor a folder in it holds a {MANIFEST_NAME}"
    found = ", ".join(visible(str(folder / MANIFEST_NAME)) for folder in manifests[:3])
    return f"No widget found in {shown}: {found} has no `widget` block, so it is not amoCRM's"
