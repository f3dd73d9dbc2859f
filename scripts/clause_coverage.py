"""docs/coverage.md: the moderation text sentence by sentence, and who judges each."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from checker.rules.clauses import CLAUSES
from checker.rules.registry import RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from checker.rules.clauses import Clause

COVERAGE_FILE = "docs/coverage.md"

_PAGE = """\
# What is checked of the moderation text

The whole [moderation text](moderation-text.txt), sentence by sentence.

- **Checked**: rules judge it.
- **Partly**: rules find what a program can find; the rest is a question that every report asks.
- **Human**: only a person can judge it; every report asks. `declarations:` in `.widget-check.yml` answers it.
- *No demand*: it asks nothing of a widget's files.

{counts}

{body}

This page is generated: change a rule's clause or `checker/rules/clauses.py` and run `make docs`.
"""
_HEADINGS = frozenset(
    {
        "Widget Upload", "Packing and uploading the archive", "Checking the widget", "Widget Moderation", "General:",
        "In the frontend part:", "In the backend-part (if any):", "How to submit a widget for moderation:",
    }
)  # fmt: skip
_BULLET = re.compile(r"(?:•|\d+\.)\s+")


def coverage_page(text: str) -> str:
    """Make the page; `text` is the moderation text."""
    blocks = (_block(clause, list(lines)) for clause, lines in groupby(_lines(text), _clause_of))
    return _PAGE.format(counts=_counts(), body="\n\n".join(blocks))


def _lines(text: str) -> Iterator[str]:
    """Each paragraph or item, without its bullet."""
    squeezed = (" ".join(line.split()) for line in text.splitlines())
    return (_BULLET.sub("", line, count=1) for line in squeezed if line)


def _block(clause: Clause | None, lines: Sequence[str]) -> str:
    if clause is not None:
        return f"{_verdict(clause)}\n\n{_quoted(lines)}"
    parts = groupby(lines, _HEADINGS.__contains__)
    return "\n\n".join(
        _headings(part) if is_heading else f"*No demand*\n\n{_quoted(part)}" for is_heading, part in parts
    )


def _headings(lines: Iterable[str]) -> str:
    return "\n\n".join(f"## {line.rstrip(':')}" for line in lines)


def _quoted(lines: Iterable[str]) -> str:
    return "\n".join(("```text", *lines, "```"))


def _clause_of(line: str) -> Clause | None:
    return next((clause for clause in CLAUSES.values() if _is_part_of(line, clause)), None)


def _is_part_of(line: str, clause: Clause) -> bool:
    """A sentence of one word must be the whole line: the word stands in other sentences too."""
    is_quoted = clause.sentence in line if " " in clause.sentence else clause.sentence == line
    return is_quoted or line in clause.details


def kind_of(clause: Clause) -> str:
    """Say in a word who judges a clause."""
    is_ruled = any(rule.clause is clause for rule in RULES)
    if not is_ruled:
        return "Human"
    return "Partly" if clause.human else "Checked"


def _verdict(clause: Clause) -> str:
    rules = ", ".join(f"[{rule.name}](rules/{rule.name}.md)" for rule in RULES if rule.clause is clause)
    parts = [f"**{kind_of(clause)}** (`{clause.id}`)", rules, f"asked: {clause.human}" if clause.human else ""]
    return "  \n".join(filter(None, parts))


def _counts() -> str:
    kinds = [kind_of(clause) for clause in CLAUSES.values()]
    counted = {kind: kinds.count(kind) for kind in ("Checked", "Partly", "Human")}
    checked, partly, human = counted.values()
    return f"Of {len(kinds)} demands {checked} are checked, {partly} partly; {human} are left to people."
