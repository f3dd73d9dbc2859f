"""Runs the rules over widgets and makes the report: isolation, budgets, weights, suppressions, precedence, order."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from itertools import islice
from math import inf
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from checker import __version__
from checker.analysis.privacy.redaction import excerpt_without, redacted
from checker.finding import severity_of
from checker.interruption import OutOfTime, alarm
from checker.languages.syntax import TooDeep, TooSlow
from checker.precedence import most_specific
from checker.report import (
    CheckedKind,
    CheckedWidget,
    LeftOutFile,
    RelatedPlace,
    Report,
    ReportedFinding,
    Translation,
    Unchecked,
    UncheckedKind,
)
from checker.rules.clauses import CLAUSES
from checker.rules.rule import Context
from checker.suppressions import NO_SUPPRESSIONS
from checker.widget.backend import PhpFile
from checker.widget.composer import ComposerFile
from checker.widget.locale import Locale
from checker.widget.logo import Logo
from checker.widget.manifest import Manifest
from checker.widget.provenance import ForeignScript, ForeignStylesheet
from checker.widget.script import Script
from checker.widget.server import BackEnd
from checker.widget.stylesheet import Stylesheet
from checker.widget.template import Template
from checker.widget.widget import TextFile, Widget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from checker.finding import Finding, Place, Profile, Target
    from checker.rules.rule import Rule
    from checker.suppressions import Suppressions

Subject: TypeAlias = (
    Widget
    | Manifest
    | Locale
    | Logo
    | Script
    | ForeignScript
    | Stylesheet
    | ForeignStylesheet
    | Template
    | PhpFile
    | ComposerFile
    | TextFile
)

RULE_SECONDS = 10.0
"""How long one rule may take over one file; what it found until then is kept."""
SILENCE_SECONDS = 20.0
"""When a rule is interrupted that says nothing, so that it cannot be stopped between two findings."""
WIDGET_SECONDS = 120.0
"""How long one widget may take; the rules that were not reached count as not run."""
MAX_FINDINGS_PER_RULE_AND_FILE = 2_000
"""A rule is stopped in a file when it has said that much."""
MAX_LISTED_TEXTS = 500
"""Missing and empty texts of one language that the report lists, each."""

SUBJECTS: Mapping[type, Callable[[Widget], Iterable[Subject]]] = {
    Widget: lambda widget: (widget,),
    BackEnd: lambda widget: (widget,) if isinstance(widget, BackEnd) else (),
    Manifest: lambda widget: (widget.manifest,) if widget.manifest else (),
    Locale: lambda widget: widget.locales,
    Logo: lambda widget: widget.logos,
    Script: lambda widget: widget.scripts,
    ForeignScript: lambda widget: widget.foreign_scripts,
    Stylesheet: lambda widget: widget.stylesheets,
    ForeignStylesheet: lambda widget: widget.foreign_stylesheets,
    Template: lambda widget: widget.markup,
    PhpFile: lambda widget: widget.php_files,
    ComposerFile: lambda widget: widget.composer_files,
    TextFile: lambda widget: widget.text_files,
}
"""What a rule can look at, by the annotation of its first parameter."""
_OF_BACK_ENDS = frozenset({BackEnd, PhpFile, ComposerFile, TextFile, Template})
_GROUPS_OF_BACK_ENDS = frozenset({"general", "backend"})


def nobody(rule: str, path: str) -> None:
    """Listen to nothing."""
    del rule, path


class Settings(NamedTuple):
    """How a check is run."""

    target: Target
    profile: Profile
    suppressions: Suppressions = NO_SUPPRESSIONS
    published_code: str | None = None
    """The code of the already published widget that this one updates."""
    declared: frozenset[str] = frozenset()
    """Clauses whose human items the configuration answers."""
    is_release: bool = False
    """Whether the run is about to publish the widgets."""
    ends: float = inf
    """When the check of all widgets has to be over, by `time.monotonic()`; what was not reached then did not run."""
    at_work: Callable[[str, str], None] = nobody
    """Told the rule and the path before each step, so that a run that is killed can name them."""


def check(widgets: Iterable[Widget], rules: Sequence[Rule], settings: Settings) -> Report:
    """Run the rules over the widgets, one after the other."""
    checked: list[CheckedWidget] = []
    findings: list[ReportedFinding] = []
    unchecked: list[Unchecked] = []
    for widget in widgets:
        run = _WidgetRun(widget, settings)
        run.run(rules)
        checked.append(_summary(widget))
        findings += run.reported()
        unchecked += [*_unread(widget), *run.unchecked]
    kept, suppressed = settings.suppressions.apply(sorted(findings, key=lambda finding: finding.order))
    return Report(
        tool_version=__version__,
        target=settings.target,
        profile=settings.profile,
        widgets=tuple(checked),
        rules=tuple(rule.name for rule in rules),
        findings=kept,
        unchecked=(*unchecked, *_human_items(rules, settings.declared)),
        suppressed=suppressed,
    )


class _WidgetRun:
    """The rules' run over one widget: collects findings and what went wrong."""

    def __init__(self, widget: Widget, settings: Settings) -> None:
        self._widget = widget
        self._settings = settings
        self._context = Context(
            settings.target, settings.profile, settings.published_code, settings.declared, settings.is_release
        )
        self._findings: list[tuple[Rule, Finding, str]] = []
        self._said: Counter[tuple[str, str]] = Counter()
        self._ends = min(time.monotonic() + WIDGET_SECONDS, settings.ends)
        self.unchecked: list[Unchecked] = []

    def run(self, rules: Sequence[Rule]) -> None:
        with alarm() as ring_after:
            for rule in rules:
                if self._is_late():
                    self._fail(rule, "", f"not run: {self._lateness()}")
                else:
                    self._run_rule(rule, ring_after)

    def _is_late(self) -> bool:
        return time.monotonic() > self._ends

    def _lateness(self) -> str:
        if self._ends == self._settings.ends:
            return "the check of all widgets took too long"
        return f"the widget took longer than {WIDGET_SECONDS:.0f} seconds"

    def _run_rule(self, rule: Rule, ring_after: Callable[[float], object]) -> None:
        widget, subjects, position = self._widget, tuple(self._subjects(rule)), 0
        while position < len(subjects):
            if position and self._is_late():
                self._fail(rule, _path_of(subjects[position]), f"stopped: {self._lateness()}")
                return
            try:
                try:
                    ring_after(SILENCE_SECONDS)
                    self._apply(rule, subjects[position])
                finally:
                    ring_after(0)
            except OutOfTime:
                self._fail(rule, _path_of(subjects[position]), f"stopped after {SILENCE_SECONDS:.0f} seconds")
                self._widget = self._widget.replace()  # what was being worked out is left half done: begin anew
            position += 1
            if widget is not self._widget:
                widget, subjects = self._widget, tuple(self._subjects(rule))

    def _subjects(self, rule: Rule) -> Iterator[Subject]:
        for kind in self._kinds(rule):
            try:
                yield from SUBJECTS[kind](self._widget)
            except Exception as error:  # noqa: BLE001  (a crash costs one rule, never the report)
                self._fail(rule, "", _crash(error))

    def _kinds(self, rule: Rule) -> tuple[type, ...]:
        """What a rule looks at; of a back end only its code and texts, and its templates not as a front end."""
        if not isinstance(self._widget, BackEnd):
            return rule.subjects
        kinds = _OF_BACK_ENDS if rule.group in _GROUPS_OF_BACK_ENDS else _OF_BACK_ENDS - {Template}
        return tuple(kind for kind in rule.subjects if kind in kinds)

    def _apply(self, rule: Rule, subject: Subject) -> None:
        path = _path_of(subject)
        key = (rule.name, path)
        if self._said[key] >= MAX_FINDINGS_PER_RULE_AND_FILE:
            return
        self._settings.at_work(rule.name, self._path(path))
        started = time.monotonic()
        arguments = (subject, self._context) if rule.takes_context else (subject,)
        try:
            for finding in rule.check(*arguments):
                self._findings.append((rule, finding, redacted(finding.message, self._widget.secret_texts)))
                self._said[key] += 1
                if self._said[key] >= MAX_FINDINGS_PER_RULE_AND_FILE:
                    self._fail(rule, path, f"stopped after {self._said[key]} findings")
                    return
                if time.monotonic() - started > RULE_SECONDS:
                    self._fail(rule, path, f"stopped after {RULE_SECONDS:.0f} seconds")
                    return
        except (TooDeep, TooSlow, RecursionError) as error:
            self._not_understood(path, error)
        except Exception as error:  # noqa: BLE001  (a crash costs one rule, never the report)
            self._fail(rule, path, _crash(error))

    def _fail(self, rule: Rule, path: str, reason: str) -> None:
        where = f" in {self._path(path)}" if path else ""
        self.unchecked.append(Unchecked(UncheckedKind.RULE, rule.name, reason + where, self._widget.root))

    def _not_understood(self, path: str, error: Exception) -> None:
        reason = "takes too long to parse" if isinstance(error, TooSlow) else "is nested too deeply to be analysed"
        entry = Unchecked(UncheckedKind.FILE, self._path(path), reason, self._widget.root)
        if entry not in self.unchecked:
            self.unchecked.append(entry)

    def _path(self, path: str) -> str:
        return _joined(self._widget.root, path)

    def reported(self) -> tuple[ReportedFinding, ...]:
        seen: Counter[tuple[str, str, str]] = Counter()
        findings = sorted(self._findings, key=lambda entry: (entry[1].place.path, entry[1].place.span, entry[0].name))
        reported = _once(self._reported(*entry, seen) for entry in findings)
        return most_specific(reported, self._settings.suppressions.covers)

    def _reported(
        self, rule: Rule, finding: Finding, message: str, seen: Counter[tuple[str, str, str]]
    ) -> ReportedFinding:
        place = finding.place
        return ReportedFinding(
            rule=rule.name,
            clause=rule.clause.id if rule.clause else None,
            severity=severity_of(rule.stage, self._settings.target, finding.confidence),
            confidence=finding.confidence,
            path=self._path(place.path),
            span=place.span,
            message=message,
            fingerprint=_fingerprint(rule.name, place, message, seen),
            widget=self._widget.root,
            excerpt=excerpt_without(place.excerpt, self._widget.secret_texts),
            related=tuple(
                RelatedPlace(
                    redacted(related.message, self._widget.secret_texts),
                    self._path(related.place.path),
                    related.place.span,
                )
                for related in finding.related
            ),
        )


def _path_of(subject: Subject) -> str:
    return "" if isinstance(subject, Widget) else subject.path


def _once(findings: Iterable[ReportedFinding]) -> Iterator[ReportedFinding]:
    said = set()
    for finding in findings:
        key = (finding.rule, finding.path, finding.span, finding.message)
        if key not in said:
            said.add(key)
            yield finding


def _fingerprint(rule: str, place: Place, message: str, seen: Counter[tuple[str, str, str]]) -> str:
    """Hash what identifies a finding whatever line it moves to: rule, file, the code, and which of the equal ones."""
    code = " ".join(place.excerpt.text.split()) if place.excerpt else message
    key = (rule, place.path, code)
    seen[key] += 1
    return hashlib.sha256("\0".join((*key, str(seen[key]))).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _joined(root: str, path: str) -> str:
    return f"{root}/{path}" if root and path else root or path


def _crash(error: Exception) -> str:
    return f"crashed ({type(error).__name__}); please report this"


def _summary(widget: Widget) -> CheckedWidget:
    manifest = widget.manifest
    return CheckedWidget(
        root=widget.root,
        code=manifest.widget_code if manifest else None,
        version=manifest.widget_version if manifest else None,
        files=len(widget.files.contents),
        left_out=tuple(LeftOutFile(entry.path, entry.reason) for entry in widget.files.left_out),
        kind=CheckedKind.BACK_END if isinstance(widget, BackEnd) else CheckedKind.WIDGET,
        translations=tuple(_translations(widget.declared_locales)),
    )


def _translations(locales: Sequence[Locale]) -> Iterator[Translation]:
    known = dict.fromkeys(key for locale in locales for key in locale.texts)
    for locale in locales:
        missing = (".".join(key) for key in known if locale.found(key) is None)
        empty = (".".join(key) for key, text in locale.texts.items() if not str(text.value).strip())
        yield Translation(
            locale.language,
            len(locale.texts),
            tuple(islice(missing, MAX_LISTED_TEXTS)),
            tuple(islice(empty, MAX_LISTED_TEXTS)),
        )


def _unread(widget: Widget) -> tuple[Unchecked, ...]:
    places = [(entry.path, entry.reason) for entry in widget.files.unread]
    try:
        places += (*widget.unanalysed, *widget.partly_understood)
    except Exception as error:  # noqa: BLE001  (what no rule could read is no reason to lose the report)
        places.append(("", _crash(error)))
    return tuple(
        Unchecked(UncheckedKind.FILE, _joined(widget.root, path) or ".", reason, widget.root) for path, reason in places
    )


def _human_items(rules: Sequence[Rule], declared: frozenset[str]) -> Iterator[Unchecked]:
    ruled = {rule.clause.id for rule in rules if rule.clause}
    for clause in CLAUSES.values():
        if clause.id in declared:
            continue
        if clause.human:
            yield Unchecked(UncheckedKind.HUMAN, clause.id, clause.human)
        elif clause.id not in ruled:
            yield Unchecked(UncheckedKind.HUMAN, clause.id, f"No rule checks this sentence: «{clause.sentence}»")
