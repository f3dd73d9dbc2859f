"""The widget as the rules see it: files by what they are, each parsed at most once, nothing ever changed."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from checker.amocrm.entry_script import ENTRY_SCRIPT
from checker.amocrm.logos import FORMATS, PIPELINE_SLOT, SLOTS
from checker.analysis.privacy.redaction import SHORTEST_QUOTED
from checker.finding import Confidence, Finding, Place
from checker.languages.syntax import TooDeep, TooSlow
from checker.records import Record
from checker.widget.backend import PhpFile
from checker.widget.locale import Locale, is_locale_path
from checker.widget.logo import Logo, stem_of, suffix_of
from checker.widget.manifest import MANIFEST_NAME, JsonFile, Manifest
from checker.widget.provenance import ForeignScript, ForeignStylesheet
from checker.widget.script import Script
from checker.widget.source import Source, SourcePart
from checker.widget.stylesheet import Stylesheet
from checker.widget.template import Template

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from checker.amocrm.logos import LogoSlot
    from checker.analysis.code.callbacks import Callbacks
    from checker.analysis.code.program import Program
    from checker.analysis.code.shared_names import SharedNames
    from checker.analysis.references.named import References
    from checker.analysis.styles.own_names import OwnNames
    from checker.languages.json import Value
    from checker.languages.php.program import PhpProgram
    from checker.widget.base import Base
    from checker.widget.composer import ComposerFile, Installed
    from checker.widget.files import FileSet, GivenArchive

_Part = TypeVar("_Part")
_Result = TypeVar("_Result")

_STYLE_ENTRY = "style.css"
"""The widget's own style sheet (developers.kommo.com/docs/style-css)."""
_SCRIPTS = frozenset({"js", "mjs", "cjs", "jsx", "es6"})
_STYLES = frozenset({"css"})
_TEMPLATES = frozenset({"twig", "html", "htm", "xhtml", "shtml", "tpl", "hbs", "handlebars", "mustache"})
_PHP = frozenset({"php", "php3", "php4", "php5", "php7", "php8", "pht", "phtml", "inc"})
_UNANALYSED = {
    "ts": "TypeScript is not analysed; package the JavaScript that is built from it",
    "tsx": "TypeScript is not analysed; package the JavaScript that is built from it",
    "mts": "TypeScript is not analysed; package the JavaScript that is built from it",
    "cts": "TypeScript is not analysed; package the JavaScript that is built from it",
    "svelte": "Svelte components are not analysed; package the JavaScript that is built from them",
    "ejs": "EJS templates are not analysed; package what is built from them",
    "pug": "Pug templates are not analysed; package the HTML that is built from them",
    "styl": "Stylus is not analysed beyond its encoding; package the CSS that is built from it",
    "vue": "Vue components are not analysed; package the JavaScript that is built from them",
    "less": "LESS is not analysed beyond its encoding; package the CSS that is built from it",
    "scss": "SCSS is not analysed beyond its encoding; package the CSS that is built from it",
    "coffee": "CoffeeScript is not analysed; package the JavaScript that is built from it",
    "wasm": "WebAssembly cannot be read; the moderation text wants readable code",
    "sass": "Sass is not analysed beyond its encoding; package the CSS that is built from it",
}
_OTHER_TEXTS = frozenset({"json", "txt", "md", "xml", "svg", "csv", "yml", "yaml", "map", "ini", "htaccess", "sql"})
_TEXTS = _SCRIPTS | _STYLES | _TEMPLATES | _PHP | _OTHER_TEXTS | frozenset(_UNANALYSED)


class TextFile(SourcePart):
    """Any text file of the widget, whatever its language."""


class Translated(NamedTuple):
    """A text that users read, where it stands, and in which language (empty if that is not said)."""

    file: JsonFile
    value: Value
    text: str
    language: str

    def finding(self, template: str, *, confidence: Confidence = Confidence.CERTAIN, **values: object) -> Finding:
        """Say something about this text."""
        return Finding(self.file.place(self.value), template, values, confidence)


class Widget(Record):
    """A widget: its packaged files and what they mean."""

    root: str
    """The folder or zip as reports name it: POSIX, relative to the current directory, empty for that directory."""
    files: FileSet
    archive: GivenArchive | None = None
    """The zip that the widget was read from; None for a folder."""
    base: Base | None = None
    """An earlier state to compare with, if there is one."""

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """The text files by path."""
        return {path: Source(path, raw) for path, raw in self.files.contents.items() if _is_text(path)}

    @cached_property
    def secret_texts(self) -> tuple[str, ...]:
        """The secrets in the text files, which no report may quote, but short words; the longest first."""
        found = {
            source.utf8[secret.start : secret.end].decode("utf-8", "replace")
            for source in self.sources.values()
            if not source.decoded.binary
            for secret in source.secrets
        }
        return tuple(sorted((text for text in found if len(text) >= SHORTEST_QUOTED), key=len, reverse=True))

    @cached_property
    def text_files(self) -> tuple[TextFile, ...]:
        """Every text file that really holds text."""
        return tuple(TextFile(source, source.utf8) for source in self._texts(_TEXTS))

    @cached_property
    def manifest(self) -> Manifest | None:
        """The manifest, if there is one at the root."""
        source = self.sources.get(MANIFEST_NAME)
        return Manifest(source, source.utf8) if source else None

    @cached_property
    def locales(self) -> tuple[Locale, ...]:
        """The translation files."""
        return tuple(Locale(source, source.utf8) for path, source in self.sources.items() if is_locale_path(path))

    @cached_property
    def declared_locales(self) -> tuple[Locale, ...]:
        """The translation files of the languages that the manifest names, in its order, if they can be read."""
        names = [locale.value for locale in self.manifest.locales] if self.manifest is not None else []
        readable = {one.language: one for one in self.locales if one.is_readable}
        return tuple(readable[str(name)] for name in dict.fromkeys(names) if name in readable)

    @cached_property
    def logos(self) -> tuple[Logo, ...]:
        """The files in images/ that are named like a logo, those for the digital pipeline only where it is used."""
        slots = {slot.stem: slot for slot in self.logo_slots}
        paths = [path for path in self.files.contents if stem_of(path) in slots]
        usable = {stem_of(path): path for path in reversed(paths) if suffix_of(path) in FORMATS}
        logos = []
        for path in paths:
            stem = str(stem_of(path))
            rival = usable.get(stem, path)
            if rival == path or suffix_of(path) in FORMATS:
                logos.append(Logo(path, self.files.contents[path], slots[stem], None if rival == path else rival))
        return tuple(logos)

    @cached_property
    def descriptions(self) -> tuple[Translated, ...]:
        """The widget's description in every language that has one."""
        return self.translated("widget", "description")

    def translated(self, *keys: str) -> tuple[Translated, ...]:
        """The texts behind a manifest entry: its translations, or the text itself if it names no translation."""
        entry = self.manifest.at(*keys) if self.manifest else None
        key = str(entry.value) if entry is not None and isinstance(entry.value, str) else ".".join(keys)
        found = [
            Translated(locale, text, str(text.value), locale.language)
            for locale in self.locales
            if (text := locale.translation(key)) is not None and isinstance(text.value, str)
        ]
        if found or self.manifest is None or entry is None or " " not in key.strip():
            return tuple(found)
        return (Translated(self.manifest, entry, key, ""),)

    @property
    def logo_slots(self) -> tuple[LogoSlot, ...]:
        """The logos that this widget should have or may have."""
        uses_pipeline = self.manifest is not None and self.manifest.has_location("digital_pipeline")
        return (*SLOTS, PIPELINE_SLOT) if uses_pipeline else SLOTS

    @cached_property
    def scripts(self) -> tuple[Script, ...]:
        """All JavaScript that is checked line by line.

        Files but the foreign ones, scripts and handlers inside templates and PHP, and those in strings of JavaScript.
        The script that amoCRM starts comes first: a finding that is said once belongs there.
        """
        files = [script for script in self._script_files if not script.provenance.is_foreign]
        files.sort(key=lambda script: script.path != ENTRY_SCRIPT)
        scripts = [*files, *chain.from_iterable(_understood(self.markup, lambda markup: markup.scripts))]
        return (*scripts, *chain.from_iterable(_understood(scripts, lambda script: script.embedded)))

    @cached_property
    def foreign_scripts(self) -> tuple[ForeignScript, ...]:
        """The files of recognised libraries, of minified and of obfuscated code: only their own finding matters."""
        foreign = (script for script in self._script_files if script.provenance.is_foreign)
        return tuple(ForeignScript(script.source, script.code, provenance=script.provenance) for script in foreign)

    @cached_property
    def _script_files(self) -> tuple[Script, ...]:
        return tuple(Script(source, source.utf8) for source in self._texts(_SCRIPTS))

    @cached_property
    def program(self) -> Program:
        """The scripts that can be parsed, as one program."""
        from checker.analysis.code.program import Program

        return Program(tuple(script for script, _ in _understood(self.scripts, lambda script: (script, script.model))))

    @cached_property
    def callbacks(self) -> Callbacks | None:
        """The functions through which amoCRM runs the widget; None if no script shows them."""
        from checker.analysis.code.callbacks import callbacks_of

        return callbacks_of(self)

    @cached_property
    def shared_names(self) -> SharedNames:
        """The names that the scripts share."""
        from checker.analysis.code.shared_names import SharedNames

        return SharedNames(self.program.scripts, self.foreign_scripts)

    @cached_property
    def own_names(self) -> OwnNames:
        """The classes and ids that the widget gives to elements of its own."""
        from checker.analysis.styles.own_names import own_names_of

        return own_names_of(self)

    @cached_property
    def references(self) -> References:
        """Which files of the widget the others refer to."""
        from checker.analysis.references.named import references_in

        return references_in(self)

    @cached_property
    def stylesheets(self) -> tuple[Stylesheet, ...]:
        """All CSS that is checked line by line: files but the foreign ones, style elements inside templates and PHP."""
        files = [sheet for sheet in self._stylesheet_files if not sheet.provenance.is_foreign]
        return (*files, *chain.from_iterable(_understood(self.markup, lambda markup: markup.stylesheets)))

    @cached_property
    def foreign_stylesheets(self) -> tuple[ForeignStylesheet, ...]:
        """The CSS files of recognised libraries, and minified ones: only their own finding matters."""
        foreign = (sheet for sheet in self._stylesheet_files if sheet.provenance.is_foreign)
        return tuple(ForeignStylesheet(sheet.source, sheet.code, provenance=sheet.provenance) for sheet in foreign)

    @cached_property
    def _stylesheet_files(self) -> tuple[Stylesheet, ...]:
        pages = [markup for markup in self.markup if markup.is_page]
        return tuple(
            Stylesheet(source, source.utf8, is_of_page=bool(pages) and self._is_only_of_pages(source, pages))
            for source in self._texts(_STYLES)
        )

    def _is_only_of_pages(self, style: Source, pages: Sequence[Template]) -> bool:
        """Whether pages of their own load a style sheet, and nothing else names it."""
        if style.path == _STYLE_ENTRY:
            return False
        name = style.path.rpartition("/")[2].encode()
        of_pages = {page.path for page in pages}
        named_in = {path for path, source in self.sources.items() if path != style.path and name in source.utf8}
        return bool(named_in) and named_in <= of_pages

    @cached_property
    def styles_in_scripts(self) -> tuple[Stylesheet, ...]:
        """The CSS in strings of JavaScript."""
        from checker.analysis.styles.script_styles import styles_in

        return tuple(chain.from_iterable(_understood(self.scripts, lambda script: tuple(styles_in(script)))))

    @cached_property
    def templates(self) -> tuple[Template, ...]:
        """The Twig and HTML files."""
        return tuple(Template(source, source.utf8) for source in self._texts(_TEMPLATES))

    @cached_property
    def php_files(self) -> tuple[PhpFile, ...]:
        """The PHP files."""
        return tuple(PhpFile(source, source.utf8, program=lambda: self.php_program) for source in self._texts(_PHP))

    @cached_property
    def php_program(self) -> PhpProgram:
        """The PHP files that can be parsed, as one program."""
        from checker.languages.php.program import PhpProgram

        own = (file for file in self.php_files if file.library is None)
        return PhpProgram(dict(_understood(own, lambda file: (file.path, file.model))))

    @cached_property
    def composer_files(self) -> tuple[ComposerFile, ...]:
        """The lists of the PHP packages that the widget uses."""
        from checker.widget.composer import composer_files

        return tuple(composer_files(self.files.contents)) if self._may_use_composer else ()

    @cached_property
    def _installed(self) -> Installed:
        from checker.widget.composer import Installed, installed_in

        return installed_in(self.files.contents) if self._may_use_composer else Installed()

    @cached_property
    def _may_use_composer(self) -> bool:
        return any("composer" in path for path in self.files.contents)

    @cached_property
    def markup(self) -> tuple[Template, ...]:
        """The templates and the HTML parts of PHP files."""
        return (*self.templates, *filter(None, _understood(self.php_files, lambda file: file.template)))

    @property
    def unanalysed(self) -> Iterator[tuple[str, str]]:
        """Packaged code in languages that are not analysed: path and reason."""
        for path, source in self.sources.items():
            if reason := _UNANALYSED.get(suffix_of(path)):
                yield path, reason
            elif source.decoded.binary:
                yield path, "is named like a text but holds binary data"

    @property
    def partly_understood(self) -> Iterator[tuple[str, str]]:
        """Scripts that the parser could not follow everywhere, through no fault of theirs: path and reason."""
        for script, parsed in _understood(self.scripts, lambda script: (script, script.parsed)):
            if parsed.undecided:
                yield script.path, "could not be parsed with certainty"
            for gap in parsed.gaps:
                line, _ = script.source.position(gap + script.offset)
                yield script.path, f"is understood only in part, near line {line}"

    def finding(
        self, path: str, template: str, confidence: Confidence = Confidence.CERTAIN, **values: object
    ) -> Finding:
        """Say something about a file as a whole, also one that is missing."""
        return Finding(Place(path), template, values, confidence)

    def _texts(self, suffixes: frozenset[str]) -> Iterator[Source]:
        for path, source in self.sources.items():
            if suffix_of(path) in suffixes and not source.decoded.binary and not self._is_installed(path):
                yield source

    def _is_installed(self, path: str) -> bool:
        """Whether Composer put a file there: packages of others are listed, not checked."""
        return self._may_use_composer and self._installed.holds(path)


def _understood(parts: Iterable[_Part], read: Callable[[_Part], _Result]) -> Iterator[_Result]:
    """Read something of each part but those that cannot be parsed: rules that look at them make that known."""
    for part in parts:
        with suppress(TooDeep, TooSlow):
            yield read(part)


def _is_text(path: str) -> bool:
    is_apple_double = path.rpartition("/")[2].startswith("._")
    return suffix_of(path) in _TEXTS and not is_apple_double
