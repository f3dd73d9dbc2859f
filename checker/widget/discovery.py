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
from checker.widget.files import (
    MAX_DEPTH,
    FileSet,
    GivenArchive,
    LeftOut,
    Unread,
    read_folder,
    read_regular_file,
    read_zip,
)
from checker.widget.manifest import MANIFEST_NAME
from checker.widget.packaging import BUILD_FOLDERS, PackagedSet, default_exclusion, why_system_file
from checker.widget.widget import Widget

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from checker.widget.server import BackEnd

MAX_FOLDERS = 20_000
"""How many folders of a repository are searched for widgets."""


def find_widgets(path: Path, base: Path, configured: Sequence[Path] = ()) -> tuple[Path, ...]:
    """Find the widget folders, or the zip, that a path stands for; no link on the way from `base` is followed.

    `configured` are the folders that the configuration names; none means that they are searched for. Raises
    UsageError if there is nothing to check, or if it is not clear what.
    """
    refuse_links(path, base)
    mode = _mode(path)
    if stat.S_ISREG(mode):
        return (path,)
    if not stat.S_ISDIR(mode):
        raise UsageError(f"{visible(str(path))} is neither a folder nor a zip archive")
    for folder in configured:
        _refuse_no_widget(folder, base)
    return tuple(configured or _discover(path))


def load_widget(place: Path, base: Path, packaged: PackagedSet) -> Widget:
    """Read a widget where `find_widgets` found it. `base` is what reports are relative to. Raises UsageError."""
    if place.is_file():
        return _zipped(place, base)
    return Widget(shown_path(place, base), read_folder(place, packaged.why_left_out))


def load_back_end(place: Path, base: Path, widgets: Collection[Widget]) -> BackEnd:
    """Read a folder with code that runs beside the widgets. Raises UsageError.

    Widgets in it are left out; it must not be a part of one, for that is checked with the widget.
    """
    from checker.widget.server import BackEnd, why_unchecked

    refuse_links(place, base)
    if not stat.S_ISDIR(_mode(place)):
        raise UsageError(f"{visible(str(place))}, a back end, is not a folder")
    inside = {shown_path(base / widget.root, place) for widget in widgets}
    for widget in widgets:
        way = shown_path(place, base / widget.root)
        if any(not way or path.startswith(f"{way}/") for path in widget.files.contents):
            raise UsageError(
                f"the back end {visible(str(place))} lies in the widget {visible(widget.root) or 'here'}, and is"
                " packaged and checked with it; exclude it there, or name it no back end"
            )
    return BackEnd(shown_path(place, base), read_folder(place, why_unchecked(inside)))


def refuse_links(path: Path, base: Path) -> None:
    """Raise UsageError if the way from `base` to the path goes through a symbolic link."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100  (resolve() would follow the links)
    if not absolute.is_relative_to(base):
        return
    current = base
    for part in absolute.relative_to(base).parts:
        current /= part
        if os.path.islink(current):  # noqa: PTH114  (is_symlink() raises where it may not look)
            raise UsageError(f"{visible(str(current))} is a symbolic link; give the real path")


def shown_path(path: Path, base: Path) -> str:
    """A path as reports name it: POSIX, relative to `base`, empty for `base` itself."""
    relative = Path(os.path.relpath(path, base)).as_posix()
    return "" if relative == "." else relative


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise UsageError(f"{visible(str(path))} does not exist") from None
    except OSError as error:
        raise UsageError(f"{visible(str(path))} cannot be read: {error.strerror}") from error


def _zipped(path: Path, base: Path) -> Widget:
    if path.suffix.lower() != ".zip":
        hint = "; give the folder that it lies in" if path.name == MANIFEST_NAME else ""
        raise UsageError(f"{visible(str(path))} is a file, not a widget folder or a zip archive{hint}")
    files = read_zip(path)
    wrapper = _wrapper(files)
    archive = GivenArchive(path.name, files.entries, wrapper)
    root = f"{shown_path(path, base)}/{wrapper}".rstrip("/")
    return Widget(root, _seen_from(wrapper, files) if wrapper else files, archive)


def _wrapper(files: FileSet) -> str:
    """The folder that holds the only manifest of a zip, as archivers often make it; empty if it lies at the root."""
    if MANIFEST_NAME in files.contents:
        return ""
    folders = [name.removesuffix(MANIFEST_NAME) for name in files.contents if name.endswith(f"/{MANIFEST_NAME}")]
    highest = min((folder.count("/") for folder in folders), default=0)
    first, *others = [folder for folder in folders if folder.count("/") == highest] or [""]
    return "" if others else first


def _seen_from(wrapper: str, files: FileSet) -> FileSet:
    """Look through the folder that wraps a widget: what lies beside it was not looked at."""
    inside = {name.removeprefix(wrapper): raw for name, raw in files.contents.items() if name.startswith(wrapper)}
    reason = f"lies beside the folder {visible(wrapper)} that holds the widget; pack only what is in it"
    beside = [f"../{name}" for name in files.contents if not name.startswith(wrapper)]
    left_out = tuple(LeftOut(name, why) for name in beside if (why := why_system_file(name)))
    unread = [Unread(name, reason) for name in beside if not why_system_file(name)]
    for entry in files.unread:
        is_inside = entry.path.startswith(wrapper) or not entry.path
        unread.append(Unread(entry.path.removeprefix(wrapper) if is_inside else f"../{entry.path}", entry.reason))
    return FileSet(inside, left_out, tuple(unread), files.entries)


def _refuse_no_widget(folder: Path, base: Path) -> None:
    refuse_links(folder, base)
    if not folder.is_dir():
        raise UsageError(f"{visible(str(folder))}, a widget of the configuration, is not a folder")
    if not (folder / MANIFEST_NAME).is_file():
        raise UsageError(f"{visible(str(folder))}, a widget of the configuration, holds no {MANIFEST_NAME}")


def _discover(root: Path) -> list[Path]:
    manifests = list(_manifest_folders(root))
    widgets = [folder for folder in manifests if _is_widget_manifest(folder / MANIFEST_NAME)]
    if not widgets and root in manifests:
        widgets = [root]
    if not widgets:
        raise UsageError(_nothing_found(root, manifests))
    if root in widgets:
        return [root]
    sources = [folder for folder in widgets if not _is_build(folder, root)]
    chosen = sources or widgets
    _refuse_nested(chosen)
    return chosen


def _manifest_folders(root: Path) -> Iterator[Path]:
    for number, (folder, names, files) in enumerate(os.walk(root, onerror=_refuse_unsearched), 1):
        names[:] = sorted(name for name in names if _is_searched(Path(folder), name, root))
        if number > MAX_FOLDERS:
            raise UsageError(f"{visible(str(root))} holds over {MAX_FOLDERS} folders; give the widget's own folder")
        if MANIFEST_NAME in files:
            yield Path(folder)


def _refuse_unsearched(error: OSError) -> None:
    shown = visible(str(error.filename))
    raise UsageError(
        f"{shown} cannot be searched for widgets: {error.strerror}; give the widget's own folder"
    ) from error


def _is_searched(folder: Path, name: str, root: Path) -> bool:
    is_excluded = default_exclusion(f"{name}/") is not None or name in {"vendor", "examples", "fixtures"}
    return not is_excluded and len(folder.relative_to(root).parts) < MAX_DEPTH


def _is_widget_manifest(path: Path) -> bool:
    """Whether a manifest.json is amoCRM's: web applications and browser extensions have files of that name too.

    One that cannot be read, or not as far as its first key, may be; so it has to be checked.
    """
    try:
        raw = read_regular_file(path)
    except OSError:
        return True
    document = json.parse(decode(raw).text.encode("utf-8", "replace"))
    root = document.root
    if root is None or not root.members:
        return bool(document.faults)
    return root.get("widget") is not None or root.get("locations") is not None


def _is_build(folder: Path, root: Path) -> bool:
    return any(part.lower() in BUILD_FOLDERS for part in folder.relative_to(root).parts)


def _refuse_nested(folders: Sequence[Path]) -> None:
    known = set(folders)
    for inner in folders:
        outer = next((parent for parent in inner.parents if parent in known), None)
        if outer is not None:
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
