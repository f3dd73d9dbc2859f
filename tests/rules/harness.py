"""Rule tests as pages: reads `<rule>.md`, builds the widget of each case in memory and runs the real engine over it.

README.md in this folder describes the format.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeAlias

from checker.config import parse_profile, parse_target
from checker.engine import Settings, check
from checker.errors import UsageError
from checker.finding import Profile, Target
from checker.rules.registry import RULES
from checker.widget.base import base_of_files
from checker.widget.discovery import load_widget
from checker.widget.files import FileSet
from checker.widget.locale import is_locale_path
from checker.widget.manifest import MANIFEST_NAME
from checker.widget.packaging import PackagedSet
from checker.widget.widget import Widget
from tests.folders import zipped
from tests.rules.blocks import hex_bytes, picture

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from checker.report import Report

FOLDER = Path(__file__).parent
PAGES = tuple(sorted(path for path in FOLDER.glob("*.md") if path.name != "README.md"))

_FENCE = re.compile(r"(?P<ticks>`{3,})(?P<info>[^`]*)")
_HEADING = re.compile(r"##? .*")
_CASE = re.compile(r"## (?P<kind>Fails|Passes): (?P<title>\S.*)")
_SETTINGS = "settings"
_EXPECTED = "expected"
_BASE = "base:"


class PageError(ValueError):
    """A page is not written as README.md says; the message begins with the page and the line."""


@dataclass(frozen=True, slots=True)
class Case:
    """One section of a page: a widget, how it is checked, and what the page's rule must say about it."""

    rule: str
    title: str
    line: int
    """Where the section begins, from 1."""
    files: Mapping[str, bytes]
    settings: Settings
    expected: tuple[str, ...]
    """Lines `path:line:column severity message`; one that ends with `…` is the beginning of a line."""
    archive: str | None = None
    """The name of the zip that the widget is given as, if it is no folder."""
    base: Mapping[str, bytes] = field(default_factory=dict)
    """The files of an earlier state of the widget, if there is one."""

    @property
    def place(self) -> str:
        """The page and the line, as editors link them."""
        return f"tests/rules/{self.rule}.md:{self.line}"


@dataclass(frozen=True, slots=True)
class _Heading:
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class _Block:
    line: int
    info: str
    body: tuple[str, ...]

    @property
    def text(self) -> str:
        return "".join(f"{line}\n" for line in self.body)


_Element: TypeAlias = _Heading | _Block


def read_page(path: Path) -> tuple[Case, ...]:
    """Read the cases of a page, which is named after its rule. Raises PageError."""
    return parse_page(path.stem, path.read_text(encoding="utf-8"))


def parse_page(rule: str, text: str) -> tuple[Case, ...]:
    """Read the cases in the text of a rule's page. Raises PageError."""
    return tuple(_Page(rule).cases(text))


def check_case(case: Case) -> Report:
    """Run every rule over the widget of a case."""
    return check([_widget_of(case)], RULES, case.settings)


def _widget_of(case: Case) -> Widget:
    if case.archive is None:
        base = base_of_files("the base", FileSet(dict(case.base))) if case.base else None
        return Widget(root="", files=FileSet(dict(sorted(case.files.items()))), base=base)
    with TemporaryDirectory() as folder:
        archive = Path(folder) / case.archive
        archive.write_bytes(zipped(case.files))
        return load_widget(archive, Path(folder), PackagedSet())


def lines_about(report: Report, rule: str) -> list[str]:
    """Say what a report holds of one rule, in the words of an `expected` block."""
    return [
        f"{finding.path}:{finding.span.line}:{finding.span.column} {finding.severity} {finding.message}"
        for finding in report.findings
        if finding.rule == rule
    ]


def completed(expected: Sequence[str], found: Sequence[str]) -> list[str]:
    """Replace each expected line that ends with `…` by the found line at its place, if that begins so."""
    pairs = zip_longest(expected, found[: len(expected)], fillvalue="")
    return [line if _begins(line, wanted) else wanted for wanted, line in pairs]


def _begins(line: str, wanted: str) -> bool:
    return wanted.endswith("…") and line.startswith(wanted.removesuffix("…"))


class _Page:
    """Reads one page; knows its name for the errors."""

    def __init__(self, rule: str) -> None:
        self._rule = rule

    def error(self, line: int, message: str) -> PageError:
        return PageError(f"tests/rules/{self._rule}.md:{line}: {message}")

    def cases(self, text: str) -> Iterator[Case]:
        title, *sections = self._sections(text)
        if title[0] != _Heading(1, f"# {self._rule}"):
            raise self.error(1, f"the page must begin with `# {self._rule}`")
        seen = set()
        for heading, blocks in sections:
            case = self._case(heading, blocks)
            if case.title in seen:
                raise self.error(case.line, f"there are two cases `{case.title}`")
            seen.add(case.title)
            yield case

    def _sections(self, text: str) -> list[tuple[_Heading, list[_Block]]]:
        sections: list[tuple[_Heading, list[_Block]]] = [(_Heading(0, ""), [])]
        for element in self._elements(text):
            if isinstance(element, _Block):
                sections[-1][1].append(element)
            else:
                sections.append((element, []))
        return sections[1:] or sections

    def _elements(self, text: str) -> Iterator[_Element]:
        lines = enumerate(text.split("\n"), 1)
        for number, line in lines:
            if fence := _FENCE.fullmatch(line):
                yield _Block(number, fence["info"].strip(), self._body(number, fence["ticks"], lines))
            elif line.lstrip().startswith("```"):
                raise self.error(number, "a block must begin at the first column")
            elif _HEADING.fullmatch(line):
                yield _Heading(number, line)

    def _body(self, start: int, ticks: str, lines: Iterator[tuple[int, str]]) -> tuple[str, ...]:
        body: list[str] = []
        for _, line in lines:
            if line.startswith(ticks) and not line.strip("`"):
                return tuple(body)
            body.append(line)
        raise self.error(start, "the block is never closed")

    def _case(self, heading: _Heading, blocks: Sequence[_Block]) -> Case:
        case = _CASE.fullmatch(heading.text)
        if case is None:
            raise self.error(heading.line, "a section must be called `## Fails: …` or `## Passes: …`")
        settings, lines = self._only(_SETTINGS, blocks), self._only(_EXPECTED, blocks)
        files = self._files([block for block in blocks if block not in (settings, lines)])
        if not files:
            raise self.error(heading.line, "the case has no files")
        expected = lines.body if lines else ()
        if (case["kind"] == "Fails") != bool(expected):
            raise self.error(heading.line, "`Fails` needs an `expected` block with lines, `Passes` has none")
        values = self._values(settings)
        archive = values.pop("archive", None)
        base = {path.removeprefix(_BASE): files.pop(path) for path in tuple(files) if path.startswith(_BASE)}
        whole = files if archive else _with_manifest(files)
        line = settings.line if settings else 1
        return Case(
            self._rule, case["title"], heading.line, whole, self._settings(values, line), expected, archive, base
        )

    def _only(self, info: str, blocks: Sequence[_Block]) -> _Block | None:
        found = [block for block in blocks if block.info == info]
        if len(found) > 1:
            raise self.error(found[1].line, f"there is a second `{info}` block")
        return found[0] if found else None

    def _files(self, blocks: Sequence[_Block]) -> dict[str, bytes]:
        files: dict[str, bytes] = {}
        for block in blocks:
            language, _, path = block.info.partition(" ")
            if not path:
                raise self.error(block.line, "a block must name its language and its file: ```js script.js")
            if path in files:
                raise self.error(block.line, f"the case has two files {path}")
            files[path] = self._content(language, block)
        return files

    def _content(self, language: str, block: _Block) -> bytes:
        try:
            if language == "hex":
                return hex_bytes(block.text)
            if language == "image":
                return picture(block.text.strip())
        except ValueError as error:
            raise self.error(block.line, str(error)) from error
        return block.text.encode()

    def _values(self, block: _Block | None) -> dict[str, str]:
        return dict(self._setting(block.line, line) for line in block.body) if block else {}

    def _settings(self, values: Mapping[str, str], line: int) -> Settings:
        try:
            return Settings(
                target=parse_target(values.get("target", Target.MODERATE)),
                profile=parse_profile(values.get("profile", Profile.AMOCRM)),
                published_code=values.get("published-code"),
                declared=frozenset(values.get("declared", "").split()),
                is_release=values.get("release") == "yes",
            )
        except UsageError as error:
            raise self.error(line, str(error)) from error

    def _setting(self, start: int, line: str) -> tuple[str, str]:
        name, _, value = line.partition(": ")
        if name not in {"target", "profile", "published-code", "declared", "archive", "release"} or not value:
            raise self.error(start, f"not a setting: {line}")
        return name, value


def _with_manifest(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Add a small manifest to a widget that shows none; its locales are the translations that are there."""
    if MANIFEST_NAME in files:
        return files
    languages = [path.rpartition("/")[2].removesuffix(".json") for path in files if is_locale_path(path)]
    manifest = {
        "widget": {
            "name": "widget.name",
            "description": "widget.description",
            "short_description": "widget.short_description",
            "version": "1.0.0",
            "interface_version": 2,
            "locale": languages or ["ru"],
            "installation": False,
        },
        "locations": ["settings"],
    }
    return {MANIFEST_NAME: json.dumps(manifest, indent=2).encode(), **files}
