"""Generates docs/rules/, docs/coverage.md and the configuration's schema from the registry.

`python scripts/docs.py`, or `--check` to fail when one of them is stale.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from checker.finding import Stage
from checker.rules.registry import RULES
from scripts.clause_coverage import COVERAGE_FILE, coverage_page
from scripts.config_schema import SCHEMA_FILE, config_schema

if TYPE_CHECKING:
    from collections.abc import Mapping

    from checker.rules.clauses import Clause
    from checker.rules.rule import Rule

PROJECT = Path(__file__).resolve().parents[1]
FOLDER = PROJECT / "docs" / "rules"

_INDEX = """\
# Rules

What Widget Check reports, in the order of the [moderation text](../moderation-text.txt). *Clause* is the sentence's
id. *Stage* says who would stop the widget: findings of the stage upload are errors always; those of the stage
moderation are errors for the target `moderate` and warnings for `private`; what is only likely is a warning.

| rule | what | clause | stage |
|---|---|---|---|
{rows}

This folder is generated: change a rule's docstring and run `make docs`.
"""

_PAGE = """\
# {name}

{summary}.

**Why:** {why}

## Bad

```text
{bad}
```

## Good

```text
{good}
```

## Where this comes from

{source}

{stage}

[All rules](README.md) · [widgets that fail and pass](../../tests/rules/{name}.md)
"""

_STAGES = {
    Stage.UPLOAD: "Stage: upload. amoCRM would refuse or mis-install the widget.",
    Stage.MODERATION: "Stage: moderation. The moderators would send the widget back.",
}


def pages() -> Mapping[Path, str]:
    """Every generated file by its path."""
    index = _INDEX.format(rows="\n".join(map(_row, RULES)))
    return {
        FOLDER / "README.md": index,
        **{FOLDER / f"{rule.name}.md": _page(rule) for rule in RULES},
        PROJECT / COVERAGE_FILE: coverage_page((PROJECT / "docs" / "moderation-text.txt").read_text(encoding="utf-8")),
        PROJECT / SCHEMA_FILE: config_schema(),
    }


def _row(rule: Rule) -> str:
    summary = rule.documentation.summary.replace("|", "\\|")
    clause = rule.clause.id if rule.clause else "–"
    return f"| [{rule.name}]({rule.name}.md) | {summary} | {clause} | {rule.stage} |"


def _page(rule: Rule) -> str:
    text = rule.documentation
    return _PAGE.format(
        name=rule.name,
        summary=text.summary,
        why=text.why,
        bad=text.bad,
        good=text.good,
        source=_source(rule.clause),
        stage=_STAGES[rule.stage],
    )


def _source(clause: Clause | None) -> str:
    if clause is None:
        return "The platform demands it; the moderation text does not mention it."
    return f"The moderation text, clause `{clause.id}`:\n\n> {clause.sentence}"


def stale_pages(wanted: Mapping[Path, str]) -> list[Path]:
    """Name the files that are missing, differ, or belong to no rule any more."""
    paths = sorted({*wanted, *FOLDER.glob("*.md")})
    return [path for path in paths if wanted.get(path) != (path.read_text(encoding="utf-8") if path.exists() else None)]


def write(wanted: Mapping[Path, str], stale: list[Path]) -> None:
    """Bring the stale files up to date."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path in stale:
        if path in wanted:
            path.write_text(wanted[path], encoding="utf-8")
        else:
            path.unlink()


def main() -> int:
    """Write the pages, or only compare them."""
    parser = argparse.ArgumentParser(description="Generate the documentation of the rules and the schema.")
    parser.add_argument("--check", action="store_true", help="change nothing; exit with 1 if a page is stale")
    only_check = parser.parse_args().check
    wanted = pages()
    stale = stale_pages(wanted)
    for path in stale:
        print(f"{'stale' if only_check else 'written'}: {path.relative_to(PROJECT)}")
    if only_check:
        return 1 if stale else 0
    write(wanted, stale)
    return 0


if __name__ == "__main__":
    sys.exit(main())
