"""Reports built by hand: what the renderers' tests show to a reader."""

from __future__ import annotations

from datetime import date

from checker.finding import Confidence, Excerpt, Profile, Severity, Span, Target
from checker.report import (
    CheckedWidget,
    LeftOutFile,
    RelatedPlace,
    Report,
    ReportedFinding,
    Suppressed,
    Translation,
    Unchecked,
    UncheckedKind,
)

HOSTILE_TEXTS = (
    "Привет, мир 🚀 日本",
    "\x1b[31mred\x00\x07",
    "]]> <script>alert(1)</script> &amp;",
    "x ##[error]boom ##[add-mask]e",
    "::error::boom",
    "::stop-commands::x\n::error::boom",
    "a | b || c\\| `d` ``e`",
    "@mention #123 GH-7 www.example.com https://example.com/?a=b [text](https://example.com) ![x](y)",
    "rtl \u202e\u2066 zero\u200bwidth",
    "# heading - [ ] 1. list > quote ~~x~~ *y* __z__ $a$",
    "lone \udc80 surrogate, noncharacter \ufffe",
    "100% %0A::error::x",
    "</details></table> <!-- -->",
    "   ",
    "",
)


def finding(
    rule: str = "console",
    *,
    path: str = "script.js",
    line: int = 12,
    severity: Severity = Severity.ERROR,
    message: str = "`console.log` is left in the code; delete it",
    clause: str | None = "frontend.3",
    widget: str = "",
    excerpt: Excerpt | None = None,
    related: tuple[RelatedPlace, ...] = (),
) -> ReportedFinding:
    """A finding with every field filled in."""
    confidence = Confidence.FACT if severity is Severity.NOTICE else Confidence.CERTAIN
    return ReportedFinding(
        rule=rule,
        clause=clause,
        severity=severity,
        confidence=confidence,
        path=path,
        span=Span(line, 5, line, 16),
        message=message,
        fingerprint=f"{line:032x}",
        widget=widget,
        excerpt=excerpt,
        related=related,
    )


def report(
    *findings: ReportedFinding,
    unchecked: tuple[Unchecked, ...] = (),
    suppressed: tuple[Suppressed, ...] = (),
    widgets: tuple[CheckedWidget, ...] = (CheckedWidget("", "my_widget", "1.0.2", 14),),
    target: Target = Target.MODERATE,
) -> Report:
    """A report over one widget in the current directory, unless said otherwise."""
    return Report(
        tool_version="1.2.3",
        target=target,
        profile=Profile.AMOCRM,
        widgets=widgets,
        rules=("comment", "alert", "console", "logo-missing"),
        findings=findings,
        unchecked=unchecked,
        suppressed=suppressed,
    )


HUMAN_ITEMS = (
    Unchecked(UncheckedKind.HUMAN, "general.1", "Can a technically unprepared user enable and use the widget?"),
    Unchecked(UncheckedKind.HUMAN, "general.3", "Has a person reviewed the widget's security?"),
)

CLEAN = report(unchecked=HUMAN_ITEMS)

FAILING = report(
    *(finding(line=line, excerpt=Excerpt("    console.log('Привет 🚀');", 4, 11)) for line in (12, 14, 20, 31, 44, 58)),
    finding(
        "alert",
        line=30,
        severity=Severity.WARNING,
        message="`confirm` stops the page; show an amoCRM notification or modal instead",
        excerpt=Excerpt("if (日本語 && confirm('Удалить 🗑?')) {", 11, 7),
        related=(RelatedPlace("`ask` is this function", "lib/ask.js", Span(3, 1, 3, 9)),),
    ),
    finding(
        "logo-missing",
        path="images/logo_min.png",
        line=1,
        message="the logo is missing; add a picture of 84x84 pixels",
        clause="general.12",
    ),
    finding(
        "comment",
        path="style.css",
        line=3,
        severity=Severity.NOTICE,
        message="a licence comment",
        clause="general.5",
    ),
    unchecked=HUMAN_ITEMS,
)

INCOMPLETE = report(
    finding("suppression", path=".widget-check.yml", line=4, severity=Severity.WARNING, message="expired", clause=None),
    widgets=(
        CheckedWidget(
            "",
            "my_widget",
            None,
            14,
            (LeftOutFile("node_modules", "dependencies of the build"), LeftOutFile("тест.md", "documentation")),
        ),
    ),
    unchecked=(
        Unchecked(UncheckedKind.FILE, "lib/big.js", "is nested too deeply to be analysed"),
        Unchecked(UncheckedKind.RULE, "comment", "crashed (ValueError); please report this in script.js"),
        *HUMAN_ITEMS,
    ),
    suppressed=(
        Suppressed(finding(line=70), "vendor's demo, agreed with amoCRM", date(2026, 12, 31)),
        Suppressed(finding(line=71), "vendor's demo, agreed with amoCRM", date(2026, 12, 31)),
        Suppressed(finding("alert", line=9), "никогда не выполняется"),
    ),
)

MANY_WIDGETS = report(
    *(
        finding(path=f"widgets/{number:02}/script.js", widget=f"widgets/{number:02}", line=line)
        for number in range(1, 41)
        for line in range(1, number % 5 + 1)
    ),
    widgets=tuple(CheckedWidget(f"widgets/{number:02}", f"code_{number}", "1.0.0", 10) for number in range(1, 41)),
    unchecked=(
        Unchecked(UncheckedKind.RULE, "alert", "stopped after 10 seconds in widgets/07/script.js", "widgets/07"),
        *HUMAN_ITEMS,
    ),
)


def hostile(text: str) -> Report:
    """A report with the text wherever text can come from a widget, or from whoever writes a false report."""
    place = RelatedPlace(text, text, Span())
    bad = finding(text, path=text, message=text, clause=text, widget=text, excerpt=Excerpt(text, 0, len(text)))
    worse = finding(path=text, message=text, widget=text, excerpt=Excerpt(text, len(text), 0), related=(place,))
    return report(
        bad,
        *(finding(path=f"{text}{number}", message=text, widget=text) for number in range(12)),
        worse,
        finding(text, path=text, message=text, widget=text, severity=Severity.NOTICE),
        widgets=(
            CheckedWidget(
                text,
                text,
                text,
                1,
                (LeftOutFile(text, text),),
                translations=(Translation(text, 1, (text,)), Translation(text, 2, (), (text,))),
            ),
        ),
        unchecked=tuple(Unchecked(kind, text, text, text) for kind in UncheckedKind),
        suppressed=(Suppressed(bad, text), Suppressed(worse, text, date(2026, 1, 1))),
    )


SAMPLES = {"clean": CLEAN, "failing": FAILING, "incomplete": INCOMPLETE, "many": MANY_WIDGETS}
