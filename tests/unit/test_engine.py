from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from checker import engine
from checker.config import Suppression
from checker.engine import Settings, check
from checker.finding import Confidence, Finding, Place, Profile, Related, Severity, Span, Stage, Target
from checker.languages.syntax import TooDeep, TooSlow
from checker.render import renderer
from checker.report import FailOn, Report, UncheckedKind, Verdict
from checker.rules.registry import RULES
from checker.rules.rule import Context, Rule, rule
from checker.suppressions import Suppressions
from checker.widget.files import FileSet, Unread
from checker.widget.manifest import Manifest
from checker.widget.source import Stretch
from checker.widget.widget import TextFile, Widget

if TYPE_CHECKING:
    from collections.abc import Callable

SETTINGS = Settings(Target.MODERATE, Profile.AMOCRM)


def widget(root: str = "", unread: tuple[Unread, ...] = (), **texts: str) -> Widget:
    """A widget of text files, named without the suffix `.txt`."""
    files = {f"{name}.txt": text.encode() for name, text in texts.items()}
    return Widget(root, FileSet(dict(sorted(files.items())), unread=unread))


@rule("word", clause="general.7", stage=Stage.MODERATION)
def word(file: TextFile) -> Iterator[Finding]:
    """Find every `bad`."""
    start = file.code.find(b"bad")
    while start >= 0:
        yield file.finding(Stretch(start, start + 3), "`{word}` is there", word="bad")
        start = file.code.find(b"bad", start + 1)


def failing(name: str, error: Exception) -> Rule:
    @rule(name, clause="general.8", stage=Stage.MODERATION)
    def fail(file: TextFile) -> Iterator[Finding]:
        """Find the first line, then fail."""
        yield file.finding(Stretch(0, 1), "first line")
        raise error

    return fail


def run(*rules: Rule, on: Widget, settings: Settings = SETTINGS) -> Report:
    return check([on], rules, settings)


def places(report: Report) -> list[str]:
    return [f"{found.path}:{found.span.line}:{found.span.column} {found.rule}" for found in report.findings]


def blind_spots(report: Report) -> list[tuple[str, str, str]]:
    return [(entry.kind.value, entry.subject, entry.reason) for entry in report.blind_spots]


def test_findings_are_sorted_by_place_and_paths_are_seen_from_outside() -> None:
    report = run(word, on=widget("виджеты/a", b="x\n bad bad", a="bad"))
    assert places(report) == [
        "виджеты/a/a.txt:1:1 word",
        "виджеты/a/b.txt:2:2 word",
        "виджеты/a/b.txt:2:6 word",
    ]
    assert [found.message for found in report.findings] == ["`bad` is there"] * 3
    assert {found.widget for found in report.findings} == {"виджеты/a"}
    assert places(run(word, on=widget("", a="bad"))) == ["a.txt:1:1 word"]


@pytest.mark.parametrize("error", [ValueError("\x1b[31msecret"), KeyError("x"), MemoryError(), AssertionError()])
def test_a_rule_that_crashes_costs_no_more_than_itself(error: Exception) -> None:
    report = run(failing("broken", error), word, on=widget("w", a="bad"))
    assert places(report) == ["w/a.txt:1:1 broken", "w/a.txt:1:1 word"], "what it had found is kept"
    reason = f"crashed ({type(error).__name__}); please report this in w/a.txt"
    assert blind_spots(report) == [("rule", "broken", reason)]
    assert report.exit_code() == 1


def test_after_a_crash_nothing_is_green() -> None:
    @rule("broken", clause=None, stage=Stage.MODERATION)
    def broken(whole: Widget) -> Iterator[Finding]:
        """Fail at once."""
        raise RuntimeError(whole.root)
        yield

    report = run(broken, on=widget("w", a=""))
    assert (report.verdict, report.exit_code(), report.exit_code(FailOn.NEVER)) == (Verdict.INCOMPLETE, 3, 3)
    assert "<error" in renderer("junit")(report)
    assert "broken" in renderer("text")(report)


def test_a_message_that_cannot_be_filled_in_costs_no_more_than_its_rule() -> None:
    @rule("unfillable", clause=None, stage=Stage.MODERATION)
    def unfillable(file: TextFile) -> Iterator[Finding]:
        """Use a template with a value too few."""
        yield file.finding(Stretch(0, 1), "{word}")

    report = run(unfillable, word, on=widget(a="bad"))
    assert places(report) == ["a.txt:1:1 word"]
    assert blind_spots(report) == [("rule", "unfillable", "crashed (KeyError); please report this in a.txt")]


def test_a_subject_that_cannot_be_made_costs_no_more_than_its_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    @rule("lost", clause=None, stage=Stage.MODERATION)
    def lost(manifest: Manifest) -> Iterator[Finding]:
        """Find nothing."""
        del manifest
        yield from ()

    def crash(_: Widget) -> tuple[Manifest, ...]:
        raise ZeroDivisionError

    monkeypatch.setitem(engine.SUBJECTS, Manifest, crash)
    report = run(lost, word, on=widget(a="bad"))
    assert places(report) == ["a.txt:1:1 word"]
    assert blind_spots(report) == [("rule", "lost", "crashed (ZeroDivisionError); please report this")]


def test_a_rule_that_never_ends_is_stopped() -> None:
    @rule("endless", clause=None, stage=Stage.MODERATION)
    def endless(file: TextFile) -> Iterator[Finding]:
        """Find something for ever."""
        line = 0
        while True:
            line += 1
            yield Finding(Place(file.path, Span(line, 1, line, 2)), "again")

    report = run(endless, word, on=widget(a="bad"))
    limit = engine.MAX_FINDINGS_PER_RULE_AND_FILE
    assert len(report.findings) == limit + 1
    assert blind_spots(report) == [("rule", "endless", f"stopped after {limit} findings in a.txt")]


def test_a_rule_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    @rule("slow", clause=None, stage=Stage.MODERATION)
    def slow(file: TextFile) -> Iterator[Finding]:
        """Find something now and then."""
        for line in range(1, 400):
            time.sleep(0.02)
            yield Finding(Place(file.path, Span(line, 1, line, 2)), "again")

    monkeypatch.setattr(engine, "RULE_SECONDS", 0.1)
    report = run(slow, on=widget(a="bad"))
    assert 0 < len(report.findings) < 50
    assert [entry.reason for entry in report.blind_spots] == ["stopped after 0 seconds in a.txt"]


def test_a_rule_that_loops_without_a_word_is_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    @rule("silent", clause=None, stage=Stage.MODERATION)
    def silent(file: TextFile) -> Iterator[Finding]:
        """Say something, then loop in the first file."""
        seen.append(file.path)
        yield file.finding(Stretch(0, 1), "first line")
        while file.path == "a.txt":
            with suppress(Exception):
                time.sleep(0.001)

    monkeypatch.setattr(engine, "SILENCE_SECONDS", 0.2)
    before = signal.getsignal(signal.SIGALRM)
    on = widget(a="bad", b="bad")
    report = run(silent, word, on=on)
    assert seen == ["a.txt", "b.txt"]
    assert places(report) == ["a.txt:1:1 silent", "a.txt:1:1 word", "b.txt:1:1 silent", "b.txt:1:1 word"]
    assert blind_spots(report) == [("rule", "silent", "stopped after 0 seconds in a.txt")]
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_what_an_interruption_left_half_done_is_done_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    widgets = []

    @rule("silent", clause=None, stage=Stage.MODERATION)
    def silent(widget: Widget) -> Iterator[Finding]:
        """Loop at the first time."""
        widgets.append(widget)
        while len(widgets) == 1:
            time.sleep(0.001)
        yield from ()

    monkeypatch.setattr(engine, "SILENCE_SECONDS", 0.2)
    run(silent, silent, on=widget(a="bad"))
    assert widgets[0] is not widgets[1]
    assert widgets[0].files is widgets[1].files


def test_rules_that_are_not_reached_in_time_count_as_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "WIDGET_SECONDS", -1.0)
    report = run(word, on=widget("w", a="bad"))
    assert report.findings == ()
    assert [entry.subject for entry in report.blind_spots] == ["word"]
    assert report.exit_code() == 3


def test_a_rule_over_many_files_ends_with_the_widgets_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "WIDGET_SECONDS", 0.05)

    @rule("slow", clause="general.7", stage=Stage.MODERATION)
    def slow(file: TextFile) -> Iterator[Finding]:
        """Take a while over each file."""
        time.sleep(0.1)
        yield file.finding(Stretch(0, 1), "read")

    report = run(slow, on=widget(a="x", b="x", c="x"))
    assert [finding.path for finding in report.findings] == ["a.txt"]
    assert report.blind_spots[0].reason == "stopped: the widget took longer than 0 seconds in b.txt"


def test_when_the_whole_check_has_to_be_over_the_other_widgets_count_as_not_checked() -> None:
    done = time.monotonic() - 1
    report = check([widget("a", x="bad"), widget("b", x="bad")], [word], SETTINGS._replace(ends=done))
    assert [(entry.widget, entry.reason) for entry in report.blind_spots] == [
        ("a", "not run: the check of all widgets took too long"),
        ("b", "not run: the check of all widgets took too long"),
    ]
    assert (report.verdict, report.findings) == (Verdict.INCOMPLETE, ())


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (TooDeep("deep"), "is nested too deeply to be analysed"),
        (RecursionError(), "is nested too deeply to be analysed"),
        (TooSlow("slow"), "takes too long to parse"),
    ],
)
def test_a_file_that_cannot_be_analysed_is_named_once(error: Exception, reason: str) -> None:
    report = run(failing("a", error), failing("b", error), on=widget("w", a="x", b="y"))
    assert blind_spots(report) == [("file", "w/a.txt", reason), ("file", "w/b.txt", reason)]


def test_what_was_not_read_is_a_blind_spot_and_never_green() -> None:
    unread = (Unread("", "holds more than 5000 files"), Unread("big.js", "is larger than 16 MiB"))
    report = run(word, on=widget("w", unread, a=""))
    assert blind_spots(report) == [
        ("file", "w", "holds more than 5000 files"),
        ("file", "w/big.js", "is larger than 16 MiB"),
    ]
    assert (report.verdict, report.exit_code(), report.exit_code(FailOn.WARNING)) == (Verdict.INCOMPLETE, 3, 3)
    assert blind_spots(run(word, on=widget("", unread[:1])))[0][1] == "."


def test_code_in_a_language_that_is_not_analysed_is_a_blind_spot() -> None:
    files = {"a.ts": b"let a: string", "b.less": b"@a: 1;", "c.js": bytes(range(256)) * 4}
    report = check([Widget("w", FileSet(files))], [word], SETTINGS)
    assert [entry.subject for entry in report.blind_spots] == ["w/a.ts", "w/b.less", "w/c.js"]


def test_nothing_checked_is_not_green() -> None:
    report = check([], [word], SETTINGS)
    assert (report.verdict, report.exit_code()) == (Verdict.INCOMPLETE, 3)


def test_fingerprints_survive_moved_lines_and_tell_equal_findings_apart() -> None:
    before = run(word, on=widget(a="x bad\nbad\nbad bad\nbad"))
    after = run(word, on=widget(a="new\n\n  x  bad\n\tbad\n bad bad\n\n\nbad"))
    fingerprints = [found.fingerprint for found in before.findings]
    assert fingerprints == [found.fingerprint for found in after.findings]
    assert len(set(fingerprints)) == len(fingerprints) == 5


def test_fingerprints_tell_files_rules_and_code_apart() -> None:
    other = failing("other", ValueError())
    reports = [run(word, on=widget(a="bad")), run(word, on=widget(b="bad")), run(word, on=widget(a="bad;"))]
    reports.append(run(other, on=widget(a="bad")))
    assert len({report.findings[0].fingerprint for report in reports}) == 4


def test_the_same_finding_is_reported_once() -> None:
    @rule("twice", clause=None, stage=Stage.MODERATION)
    def twice(file: TextFile) -> Iterator[Finding]:
        """Find the first line twice."""
        for _ in range(2):
            yield file.finding(Stretch(0, 3), "first line")

    assert places(run(twice, on=widget(a="bad"))) == ["a.txt:1:1 twice"]


@pytest.mark.parametrize(
    ("stage", "target", "confidence", "severity"),
    [
        (Stage.UPLOAD, Target.MODERATE, Confidence.CERTAIN, Severity.ERROR),
        (Stage.UPLOAD, Target.PRIVATE, Confidence.CERTAIN, Severity.ERROR),
        (Stage.MODERATION, Target.MODERATE, Confidence.CERTAIN, Severity.ERROR),
        (Stage.MODERATION, Target.PRIVATE, Confidence.CERTAIN, Severity.WARNING),
        (Stage.UPLOAD, Target.MODERATE, Confidence.LIKELY, Severity.WARNING),
        (Stage.MODERATION, Target.PRIVATE, Confidence.LIKELY, Severity.WARNING),
        (Stage.UPLOAD, Target.MODERATE, Confidence.FACT, Severity.NOTICE),
    ],
)
def test_stage_target_and_confidence_make_the_severity(
    stage: Stage, target: Target, confidence: Confidence, severity: Severity
) -> None:
    @rule("some", clause=None, stage=stage)
    def some(file: TextFile) -> Iterator[Finding]:
        """Find the first line."""
        yield file.finding(Stretch(0, 3), "first line", confidence=confidence)

    report = run(some, on=widget(a="bad"), settings=Settings(target, Profile.AMOCRM))
    assert [found.severity for found in report.findings] == [severity]
    expected = {Severity.ERROR: (1, 1), Severity.WARNING: (0, 1), Severity.NOTICE: (0, 0)}[severity]
    assert (report.exit_code(), report.exit_code(FailOn.WARNING)) == expected
    assert report.exit_code(FailOn.NEVER) == 0


def test_errors_go_before_what_was_not_checked_and_never_silences_errors_alone() -> None:
    report = run(word, on=widget("w", (Unread("b.js", "x"),), a="bad"))
    assert (report.verdict, report.exit_code(), report.exit_code(FailOn.NEVER)) == (Verdict.FAIL, 1, 3)


def test_a_rule_learns_how_it_is_run_if_it_asks() -> None:
    @rule("asking", clause=None, stage=Stage.MODERATION)
    def asking(file: TextFile, context: Context) -> Iterator[Finding]:
        """Repeat the context."""
        said = (context.target, context.profile, context.published_code)
        yield file.finding(Stretch(0, 1), "{said}", said=" ".join(map(str, said)))

    settings = Settings(Target.PRIVATE, Profile.KOMMO, published_code="acme")
    assert run(asking, on=widget(a="x"), settings=settings).findings[0].message == "private kommo acme"


def test_values_from_the_widget_are_made_harmless() -> None:
    @rule("quoting", clause=None, stage=Stage.MODERATION)
    def quoting(file: TextFile) -> Iterator[Finding]:
        """Quote the file."""
        yield file.finding(Stretch(0, 1), "found {text}", text=file.source.text)

    report = run(quoting, on=widget(a="{0} {x!r}\x1b[2K\n::error::\u202e" + "a" * 5000))
    message = report.findings[0].message
    assert message.startswith(r"found {0} {x!r}\x1b[2K\n::error::\u202eaaa")
    assert len(message) < 300


def test_related_places_are_seen_from_outside_too() -> None:
    @rule("relating", clause=None, stage=Stage.MODERATION)
    def relating(file: TextFile) -> Iterator[Finding]:
        """Name another file."""
        there = Related("the other", Place("b.txt", Span(2, 1, 2, 2)))
        yield file.finding(Stretch(0, 1), "first line", related=(there,))

    (related,) = run(relating, on=widget("w", a="x")).findings[0].related
    assert (related.path, related.span, related.message) == ("w/b.txt", Span(2, 1, 2, 2), "the other")


def test_each_step_is_announced() -> None:
    steps: list[tuple[str, str]] = []
    announce: Callable[[str, str], None] = lambda name, path: steps.append((name, path))  # noqa: E731
    run(word, failing("b", ValueError()), on=widget("w", x="", y=""), settings=Settings(*TARGET, at_work=announce))
    assert steps == [("word", "w/x.txt"), ("word", "w/y.txt"), ("b", "w/x.txt"), ("b", "w/y.txt")]


TARGET = (Target.MODERATE, Profile.AMOCRM)


def test_every_sentence_that_no_rule_answers_is_for_a_person_unless_it_is_declared() -> None:
    def asked(settings: Settings) -> set[str]:
        items = run(word, on=widget(a=""), settings=settings).human_items
        assert all(item.kind is UncheckedKind.HUMAN and item.reason for item in items)
        return {item.subject for item in items}

    everything = asked(SETTINGS)
    assert {"general.1", "general.8", "general.9"} <= everything
    assert "general.7" not in everything, "the rule answers it"
    assert asked(Settings(*TARGET, declared=frozenset({"general.9"}))) == everything - {"general.9"}
    assert run(word, on=widget(a="")).verdict is Verdict.PASS, "questions for people do not stop a release"


def test_suppressed_findings_are_shown_but_do_not_count() -> None:
    entry = Suppression("word", "w/a.txt", "agreed", line=2)
    settings = Settings(*TARGET, suppressions=Suppressions((entry,), ".widget-check.yml"))
    report = run(word, on=widget("w", a="bad bad", b=""), settings=settings)
    assert (report.exit_code(FailOn.WARNING), report.verdict) == (0, Verdict.PASS)
    assert [(gone.finding.path, gone.reason) for gone in report.suppressed] == [("w/a.txt", "agreed")] * 2


def test_a_suppressed_finding_silences_nothing_in_the_code_that_it_speaks_for() -> None:
    @rule("minified-code", clause="general.6", stage=Stage.MODERATION)
    def pasted(file: TextFile) -> Iterator[Finding]:
        """Find the whole file."""
        yield file.finding(Stretch(0, len(file.code)), "all of it")

    on = widget(a="a bad word")
    assert places(run(pasted, word, on=on)) == ["a.txt:1:1 minified-code"]
    entry = Suppression("minified-code", "a.txt", "agreed", line=2)
    settings = Settings(*TARGET, suppressions=Suppressions((entry,), ".widget-check.yml"))
    assert places(run(pasted, word, on=on, settings=settings)) == ["a.txt:1:3 word"]


def test_the_part_of_one_widget_can_be_taken_out() -> None:
    widgets = [widget("a", (Unread("x", "gone"),), a="bad"), widget("b", b="")]
    report = check(widgets, [word], SETTINGS)
    assert report.verdict is Verdict.FAIL
    assert (report.of_widget("a").verdict, report.of_widget("b").verdict) == (Verdict.FAIL, Verdict.PASS)
    assert [found.path for found in report.of_widget("a").findings] == ["a/a.txt"]
    assert report.of_widget("b").human_items == report.human_items


HOSTILE = {
    "manifest.json": b'{"widget": ' + b'{"a":' * 50_000,
    "i18n/ru.json": b"[" * 50_000,
    "deep.js": b"a = " + b"[" * 30_000,
    "deep2.js": b"(" * 5_000 + b"1" + b")" * 5_000,
    "deep.css": b"a{" * 20_000,
    "deep.twig": b"<b>" * 20_000 + b"{% if a %}" * 5_000,
    "deep.php": b"<?php " + b"if (1) {" * 5_000,
    "quotes.js": b"'" * 50_000 + b"`${" * 3_000,
    "comments.css": b"/*" * 50_000,
    "images/logo.png": b"\x89PNG\r\n\x1a\n" + b"\xff" * 100,
    "nul.js": b"\0" * 1000,
    "binary.php": bytes(range(256)) * 50,
    "utf16.js": b"\xff\xfe" + "alert('Привет')".encode("utf-16-le") + b"\xd8",
    "::error::.js": b"console.log(1)",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_hostile_file_makes_the_whole_check_fail(name: str) -> None:
    started = time.monotonic()
    report = check([Widget("w", FileSet({name: HOSTILE[name]}))], RULES, SETTINGS)
    assert time.monotonic() - started < 40
    assert report.exit_code() in {1, 3}
    assert not [entry for entry in report.blind_spots if "crashed" in entry.reason]
    for format_name in ("text", "json", "junit", "sarif", "markdown", "github"):
        assert renderer(format_name)(report)
