"""How code names the files of a widget: paths in texts, and which file of the widget is meant."""

from __future__ import annotations

import re
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from checker.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checker.languages.syntax import Located
    from checker.widget.source import SourcePart

_SUFFIXES = frozenset(
    {
        "avif", "css", "csv", "eot", "gif", "hbs", "htm", "html", "ico", "jpeg", "jpg", "js", "json", "jsx", "mjs",
        "mp3", "mp4", "mustache", "ogg", "otf", "pdf", "png", "svg", "tpl", "ttf", "twig", "wav", "webm", "webp",
        "woff", "woff2", "xml",
    }
)  # fmt: skip
"""Of files that widgets load."""
_NAME = r"((?!/)[^\s\"'`<>?#()\\{}|*:;,$\0\1]{1,200}\.([A-Za-z][A-Za-z0-9]{1,7}))"
_FILE_BEHIND_PATH = regex(rf"/+{_NAME}(?![\w.-])")
_FILE = regex(rf"(?:\./|/)?{_NAME}")
_UPLOADED_FILE = regex(rf"/upl/[^/\s]{{1,100}}/(?:\d{{1,10}}/)?widget/{_NAME}(?![\w.-])")
_ELSEWHERE = regex(r"[a-z][a-z0-9+.-]{0,20}:|/|#|\Z", re.IGNORECASE)

UNKNOWN = "\0"
"""Stands in a text for what is known only at run time."""
OWN_PATH = "\1"
"""Stands in a text for the path of the widget."""


class Reference(NamedTuple):
    """A place that names a file of the widget."""

    part: SourcePart
    where: Located
    targets: tuple[str, ...]
    """Paths in the widget, the likeliest first; the file at any of them is meant."""
    is_sure: bool = True
    """Whether a file of the widget is meant for sure, and needed."""


def file_behind_path(text: str) -> re.Match[str] | None:
    """A file that a text behind the widget's own path begins with, such as `/style.css?v=1`; group 1 is its path."""
    return _known(_FILE_BEHIND_PATH.match(text))


def whole_file(text: str) -> re.Match[str] | None:
    """A text that is the path of a file as a whole; group 1 is the path from the root, or relative."""
    return _known(_FILE.fullmatch(text))


def uploaded_files(text: str) -> Iterator[re.Match[str]]:
    """Files as amoCRM serves them; group 1 is the path. Source: `/upl/<code>/widget/style.css` of its old examples."""
    return (found for found in _UPLOADED_FILE.finditer(text) if _known(found))


def _known(found: re.Match[str] | None) -> re.Match[str] | None:
    return found if found is not None and found[2].lower() in _SUFFIXES else None


def relative_to(file: str, address: str) -> str | None:
    """The path in the widget that an address in a file means; None if it leads elsewhere."""
    bare = re.split(r"[?#]", address.strip(), maxsplit=1)[0]
    if _ELSEWHERE.match(bare):
        return None
    path = normpath(join(dirname(file), unquote(bare)))
    return None if path.startswith("..") else path


def at_root(path: str) -> str:
    """A path that is written relative to the widget's root, in the form in which its files are listed."""
    return normpath(unquote(path)).lstrip("/")


def built_addresses(text: str) -> Iterator[str]:
    """The addresses in a text that have unknown parts."""
    for token in re.split(r"[\s\"'`<>()=,;|{}]+", text):
        address = re.split(r"[?#]", token, maxsplit=1)[0]
        is_address = "/" in address or "." in address
        if is_address and (UNKNOWN in address or OWN_PATH in address):
            yield address


def may_become(address: str, path: str) -> bool:
    """Whether an address with unknown parts may lead to a file of the widget."""
    pieces = re.split(f"[{UNKNOWN}{OWN_PATH}]+", address)
    known = "".join(pieces)
    if not re.search(r"\w", known):
        return OWN_PATH in address and "/" in known
    first = pieces[0].lstrip("./")
    position = f"/{path}".find(f"/{first}") if first else 0
    if position < 0:
        return False
    position += len(first) + 1 if first else 0
    whole = f"/{path}"
    for piece in pieces[1:-1]:
        found = whole.find(piece, position)
        if found < 0:
            return False
        position = found + len(piece)
    return whole.endswith(pieces[-1]) and len(whole) - len(pieces[-1]) >= position
