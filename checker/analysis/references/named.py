"""Which files of a widget refer to which: what the manifest, scripts, styles and templates name.

Two questions are answered. What names a file for sure, so that it must be there: own modules, what is appended to the
widget's own path, `url(…)`, includes. And whether anything may refer to a file, which is judged generously: a mention
of its name is enough, and a path that is put together at run time stands for all that it may become.
"""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

from checker.amocrm.entry_script import ENTRY_SCRIPT
from checker.amocrm.logos import FOLDER as LOGOS
from checker.amocrm.logos import FORMATS, OTHER_IMAGE_SUFFIXES
from checker.analysis.references.file_names import OWN_PATH, UNKNOWN, Reference, built_addresses, may_become
from checker.analysis.references.in_data import (
    built_in_template,
    references_in_manifest,
    references_in_stylesheet,
    references_in_template,
)
from checker.analysis.references.in_scripts import references_in_script, texts_with_gaps
from checker.languages.parsing import blanked
from checker.languages.syntax import TooDeep, TooSlow
from checker.records import Record
from checker.widget.locale import FOLDER as LOCALES
from checker.widget.logo import suffix_of
from checker.widget.manifest import MANIFEST_NAME
from checker.widget.packaging import BUILD_FOLDERS, junk_of
from checker.widget.script import EmbeddedScript

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from checker.widget.script import Script
    from checker.widget.stylesheet import Stylesheet
    from checker.widget.template import Template
    from checker.widget.widget import Widget

_Part = TypeVar("_Part")
_Result = TypeVar("_Result")

_BUILD_TRACES = frozenset({"build configuration", "installed packages"})
_BUILT_FROM = frozenset({"ts", "tsx", "jsx", "vue", "coffee", "scss", "sass", "less", "styl", "pug", "jade"})
"""Suffixes of sources that a build turns into what is packaged; that they are packaged is said elsewhere."""
_OF_SERVERS = frozenset(
    {"php", "php3", "php4", "php5", "php7", "php8", "pht", "phtml", "inc", "htaccess", "sql", "wasm"}
)
_NAMED_BY_STEM = frozenset({"js", "mjs", "jsx", "json", "twig", "html", "tpl", "hbs", "mustache"})


class References(Record):
    """The references of a widget. Code that cannot be parsed names nothing, but its mentions count."""

    widget: Widget

    @cached_property
    def named(self) -> tuple[Reference, ...]:
        """Every place that names a file, present or not."""
        widget = self.widget
        found = list(references_in_manifest(widget.manifest)) if widget.manifest is not None else []
        found += _read(self._scripts, references_in_script)
        found += _read(widget.markup, references_in_template)
        found += _read(widget.stylesheets, references_in_stylesheet)
        return tuple(found)

    @cached_property
    def _scripts(self) -> tuple[Script, ...]:
        return tuple(script for script in self.widget.scripts if not isinstance(script, EmbeddedScript))

    @cached_property
    def _named_files(self) -> frozenset[str]:
        present = self.widget.files.contents
        firsts = (next((path for path in one.targets if path in present), None) for one in self.named)
        return frozenset(path for path in firsts if path is not None)

    def may_lead_to(self, path: str) -> bool:
        """Whether anything in the widget may refer to one of its files."""
        return path in self._named_files or self._is_mentioned(path) or self._may_be_built(path)

    def has_folder(self, folder: str) -> bool:
        """Whether files of the widget lie in a folder at its root."""
        return any(path.startswith(f"{folder}/") for path in self.widget.files.contents)

    def namesake_of(self, path: str) -> str | None:
        """A file of the same name elsewhere in the widget, or of a name that differs only in case."""
        name = path.rpartition("/")[2].casefold()
        return next((file for file in self.widget.files.contents if file.rpartition("/")[2].casefold() == name), None)

    def may_be_generated(self, path: str) -> bool:
        """Whether a build may make a file that is not there: what a given archive lacks nothing makes."""
        files = self.widget.files
        if self.widget.archive is not None:
            return False
        if any(entry.reason in _BUILD_TRACES for entry in files.left_out) or path.partition("/")[0] in BUILD_FOLDERS:
            return True
        stem = _bare_stem(path)
        return any(suffix_of(file) in _BUILT_FROM and _bare_stem(file) == stem for file in files.contents)

    @cached_property
    def leftovers(self) -> Mapping[str, tuple[str, ...]]:
        """The files that nothing refers to, by the outermost folder that holds nothing else (empty for the root).

        Nothing is said if a part of the code is missing, or could not be read.
        """
        files = self.widget.files
        if ENTRY_SCRIPT not in files.contents or files.unread or any(map(self._lacks_code, self.named)):
            return {}
        unused = {path for path in files.contents if not _is_taken_for_needed(path) and not self.may_lead_to(path)}
        needed_folders = {folder for path in files.contents if path not in unused for folder in _folders_of(path)}
        found: dict[str, list[str]] = {}
        for path in sorted(unused):
            folder = next((one for one in _folders_of(path) if one not in needed_folders), "")
            found.setdefault(folder or path, []).append(path)
        return {folder: tuple(paths) for folder, paths in found.items()}

    def _lacks_code(self, reference: Reference) -> bool:
        is_code = any(suffix_of(target) in {"js", "mjs"} for target in reference.targets)
        return is_code and not any(target in self.widget.files.contents for target in reference.targets)

    def _is_mentioned(self, path: str) -> bool:
        needles = [path.rpartition("/")[2].encode()]
        if suffix_of(path) in _NAMED_BY_STEM:
            stem = needles[0].rpartition(b".")[0]
            needles += [start + stem + end for start in (b"/", b'"', b"'", b"!") for end in (b'"', b"'", b"`")]
        others = (text for file, text in self._texts.items() if file != path)
        return any(needle in text for text in others for needle in needles)

    @cached_property
    def _texts(self) -> Mapping[str, bytes]:
        """The text of each file with the comments blanked out."""
        texts = {path: bytearray(source.utf8) for path, source in self.widget.sources.items()}
        parts: tuple[Script | Template | Stylesheet, ...] = (
            *self._scripts,
            *self.widget.markup,
            *self.widget.stylesheets,
        )
        for part, comments in _each(parts, lambda part: (part, part.comments)):
            for comment in comments:
                stretch = slice(comment.start + part.offset, comment.end + part.offset)
                texts[part.path][stretch] = blanked(bytes(texts[part.path][stretch]))
        return {path: bytes(text) for path, text in texts.items()}

    def _may_be_built(self, path: str) -> bool:
        """Whether a path that is put together at run time may become this one."""
        return any(may_become(address, path) for address in self._built) or self._is_in_reach_of_bundle(path)

    @cached_property
    def _built(self) -> frozenset[str]:
        texts = chain(_each(self._scripts, _built_in_script), _each(self.widget.markup, _built_in_markup))
        return frozenset(chain.from_iterable(map(built_addresses, chain.from_iterable(texts))))

    def _is_in_reach_of_bundle(self, path: str) -> bool:
        """Whether code that cannot be followed, such as a minified bundle, knows the file's folder."""
        folder = path.rpartition("/")[0].rpartition("/")[2].encode()
        own = (file for file in self.widget.foreign_scripts if file.provenance.library is None)
        return any(file.path != path and folder + b"/" in file.code for file in own if folder)


def _bare_stem(path: str) -> str:
    """The name of a file up to the first dot: what `style.min.css` and `style.scss` share."""
    return path.rpartition("/")[2].partition(".")[0].casefold()


def _folders_of(path: str) -> tuple[str, ...]:
    """The folders on the way to a file, the outermost first."""
    return tuple(path[: end + 1] for end, character in enumerate(path) if character == "/")


def _is_taken_for_needed(path: str) -> bool:
    """Whether a file needs no reference: amoCRM or a server asks for it, or another finding speaks of it."""
    folder, _, rest = path.partition("/")
    suffix, name = suffix_of(path), path.rpartition("/")[2].lower()
    if path in {MANIFEST_NAME, ENTRY_SCRIPT} or (rest and folder == LOCALES):
        return True
    if rest and folder == LOGOS and (suffix in FORMATS or suffix in OTHER_IMAGE_SUFFIXES):
        return True
    is_legal = any(word in name for word in ("license", "licence", "notice", "copying"))
    return is_legal or suffix in _OF_SERVERS or suffix in _BUILT_FROM or junk_of(path) is not None


def references_in(widget: Widget) -> References:
    """Ask about the references of a widget."""
    return References(widget)


def _each(parts: Iterable[_Part], read: Callable[[_Part], _Result]) -> Iterator[_Result]:
    """What is read of each part but those that are too deep or too slow to parse; the engine makes those known."""
    for part in parts:
        try:
            result = read(part)
        except (TooDeep, TooSlow):
            continue
        yield result


def _read(parts: Iterable[_Part], read: Callable[[_Part], Iterable[Reference]]) -> Iterator[Reference]:
    for found in _each(parts, lambda part: tuple(read(part))):
        yield from found


def _built_in_script(script: Script) -> tuple[str, ...]:
    texts = (texts_with_gaps(script.model, node) for node in script.model.whole_texts)
    return tuple(text for text in texts if UNKNOWN in text or OWN_PATH in text)


def _built_in_markup(template: Template) -> tuple[str, ...]:
    return tuple(built_in_template(template))
