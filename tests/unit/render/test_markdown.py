import re
from collections import Counter

import pytest
from hypothesis import given
from markdown_it import MarkdownIt

from checker.finding import Severity, Span
from checker.render.markdown import LIMIT_BYTES, render
from checker.report import CheckedWidget, Report, Translation, Unchecked, UncheckedKind
from tests.unit.render.reports import (
    FAILING,
    HOSTILE_TEXTS,
    HUMAN_ITEMS,
    INCOMPLETE,
    MANY_WIDGETS,
    SAMPLES,
    finding,
    hostile,
    report,
)
from tests.unit.render.strategies import REPORT


def html(markdown: str) -> str:
    """The page as a browser gets it; raw HTML is let through, so that what is not escaped shows."""
    return str(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(markdown))


def tags(markdown: str) -> Counter[str]:
    """How many elements of each kind the page has; code aside, since messages may hold some."""
    found = Counter(re.findall(r"<(\w+)", html(markdown)))
    del found["code"]
    return found


def outside_code(markdown: str) -> str:
    """What GitHub searches for mentions and numbers of issues."""
    return re.sub(r"<code>.*?</code>", "", html(markdown), flags=re.DOTALL)


def test_an_incomplete_report_as_a_page() -> None:
    assert (
        render(INCOMPLETE)
        == """\
## ⚠️ Widget Check

**Incomplete: no errors, but not everything could be checked.** \
1 warning in 1 widget; 14 files and 4 rules checked; 2 things not checked; 3 suppressed.

| Widget | Version | Files | Errors | Warnings | Notices |
|---|---|--:|--:|--:|--:|
| `my_widget` |  | 14 | 0 | 1 | 0 |

### Not checked

- `lib/big.js`: is nested too deeply to be analysed
- the rule `comment`: crashed (ValueError); please report this in script.js

### ⚠️ `suppression`: 1 warning

| Where | What |
|---|---|
| `.widget-check.yml`, line 4 | expired |

### For a person to judge

- [ ] `general.1` Can a technically unprepared user enable and use the widget?
- [ ] `general.3` Has a person reviewed the widget's security?

### Suppressed by the configuration

- `console` in `script.js`, lines 70 and 71: vendor's demo, agreed with amoCRM (until 2026-12-31)
- `alert` in `script.js`, line 9: никогда не выполняется

<details><summary>Not packaged: 2 paths</summary>

- `node_modules`: dependencies of the build
- `тест.md`: documentation

</details>
"""
    )


def test_findings_are_grouped_by_rule_the_worst_and_most_frequent_first() -> None:
    page = render(FAILING)

    assert re.findall(r"^### (.*)$", page, re.MULTILINE) == [
        "❌ `console`: 6 errors",
        "❌ `logo-missing`: 1 error",
        "⚠️ `alert`: 1 warning",
        "ℹ️ `comment`: 1 notice",
        "For a person to judge",
    ]


def test_a_rule_shows_its_law_its_reason_and_its_places() -> None:
    section = render(FAILING).split("### ")[1]

    assert (
        section
        == """\
❌ `console`: 6 errors

> There is no alert () and console (log, debug, error, etc.). (frontend.3)

<details><summary>Why, and how to mend it</summary>

Why: log output is a tool of the developer. In amoCRM it fills the console of every user and may show their data, \
so the moderators accept none of it. Tell users about failures with a notification.

Good:
```
AMOCRM.notifications.show_message_error({header: 'Widget', text: self.i18n('errors.load')});
```

</details>

| Where | What |
|---|---|
| `script.js`, lines 12, 14, 20, 31, 44 and 58 | `console.log` is left in the code; delete it |

"""
    )


def test_a_finding_about_a_whole_file_names_no_line() -> None:
    picture = finding(path="images/logo.png", message="the logo is too big")._replace(span=Span())

    assert "| `images/logo.png` | the logo is too big |" in render(report(picture))


def test_the_table_counts_every_widget_and_the_configuration() -> None:
    complaint = finding("suppression", path=".widget-check.yml", severity=Severity.WARNING, clause=None)

    page = render(MANY_WIDGETS._replace(findings=(*MANY_WIDGETS.findings, complaint)))

    assert "| `widgets/04` | `1.0.0` | 10 | 4 | 0 | 0 |" in page
    assert "| the configuration | | | 0 | 1 | 0 |" in page


def test_long_lists_are_cut_and_say_so() -> None:
    findings = [finding(path=f"{number:03}.js", line=line) for number in range(60) for line in (1, 2)]
    widgets = tuple(CheckedWidget(f"w{number}", None, None, 1) for number in range(60))

    page = render(report(*findings, widgets=widgets))

    assert "| … | and 20 more findings |" in page
    assert "| … and 10 more | | | | | |" in page


def test_the_gaps_between_languages_are_a_table() -> None:
    russian = Translation("ru", 60, (), ("ui.hint",))
    english = Translation("en", 58, ("ui.title", "ui.текст"))

    page = render(report(widgets=(CheckedWidget("", None, None, 1, translations=(russian, english)),)))

    assert (
        """\
<details><summary>Translations</summary>

| Text | `ru` | `en` |
|---|--:|--:|
| all texts | 60 | 58 |
| `ui.hint` | empty | ✓ |
| `ui.title` | ✓ | missing |
| `ui.текст` | ✓ | missing |

</details>"""
        in page
    )


def test_a_widgets_folder_is_no_markup_in_the_title_of_its_translations() -> None:
    gap = (Translation("ru", 1, ("name",)),)
    widgets = (CheckedWidget("calls", None, None, 1), CheckedWidget("<b>*mail*", None, None, 1, translations=gap))
    page = render(report(widgets=widgets))
    assert "<summary>Translations of <code>&#60;b&#62;&#42;mail&#42;</code></summary>" in page


def test_one_complete_language_needs_no_table() -> None:
    widget = CheckedWidget("", None, None, 1, translations=(Translation("ru", 60),))

    assert "Translations" not in render(report(widgets=(widget,)))


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("limit", [0, 1, 200, 600, 1000, 1500, 2000, 3000, 60_000])
def test_the_page_never_exceeds_its_limit_and_stays_whole(name: str, limit: int) -> None:
    page = render(SAMPLES[name], limit_bytes=limit)

    assert len(page.encode()) <= limit
    assert page.count("<details>") == page.count("</details>")
    assert page.count("```") % 2 == 0


def test_a_cut_page_says_how_much_is_missing() -> None:
    findings = [finding(f"rule-{number:02}", path="я" * 100, line=number + 1) for number in range(40)]
    limit = 6000

    page = render(report(*findings, unchecked=HUMAN_ITEMS), limit_bytes=limit)

    assert limit - 1000 < len(page.encode()) <= limit
    kept = page.count("### ❌")
    assert 0 < kept < 40
    assert f"_Cut for length: {40 - kept} more findings in {40 - kept} more sections." in page
    assert page.index("_Cut for length") < page.index("### For a person to judge")


def test_a_huge_report_fits_a_job_summary() -> None:
    findings = [
        finding(f"rule-{rule}", path=f"{'ю' * 100}/{number}.js", message="🚀" * 200)
        for rule in range(40)
        for number in range(200)
    ]
    blind_spots = tuple(Unchecked(UncheckedKind.FILE, f"{number}.js", "я" * 500) for number in range(5000))

    page = render(report(*findings, unchecked=blind_spots))

    assert LIMIT_BYTES < 1024 * 1024
    assert len(page.encode()) <= LIMIT_BYTES
    assert "_Cut for length: " in page


def test_the_order_of_the_findings_does_not_matter() -> None:
    assert render(FAILING._replace(findings=FAILING.findings[::-1])) == render(FAILING)


@pytest.mark.parametrize("text", [text for text in HOSTILE_TEXTS if text])
def test_hostile_text_makes_no_markup(text: str) -> None:
    page = render(hostile(text))

    assert tags(page) == tags(render(hostile("harmless")))
    assert not re.search(r"@\w|#\d|GH-\d|www\.|://", outside_code(page))


def test_code_in_messages_stays_code_whatever_is_in_it() -> None:
    page = render(report(finding(message="`<b>|*x*` is left; see `@a`")))

    assert "<td><code>&lt;b&gt;|*x*</code> is left; see <code>@a</code></td>" in html(page)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("a.js", "a.js"),
        (" a ", " a "),
        ("a|b\\|`c`", "a|b\\|`c`"),
        ("me@example.com|", "me@\u200bexample.com|"),
        ("<b>|", "&lt;b&gt;|"),
    ],
)
def test_paths_are_shown_as_they_are_and_never_linked(path: str, code: str) -> None:
    assert f"<td><code>{code}</code>, line 12</td>" in html(render(report(finding(path=path))))


@given(REPORT)
def test_any_report_fits_and_shows_no_hidden_character(any_report: Report) -> None:
    page = render(any_report, limit_bytes=5000)

    assert len(page.encode()) <= 5000
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202e]", page)
    assert set(tags(page)) <= {
        *("h2", "h3", "p", "strong", "em", "table", "thead", "tbody", "tr", "th", "td"),
        *("ul", "li", "blockquote", "details", "summary", "pre"),
    }
