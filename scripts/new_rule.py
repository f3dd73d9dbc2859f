"""Scaffolds a rule: `python scripts/new_rule.py console --group frontend --clause frontend.3`.

Writes the rule's file, its Markdown page and its lines in the registry; the page fails until the rule is written.
"""

from __future__ import annotations

import argparse
import keyword
import re
import sys
from pathlib import Path

from checker.rules.clauses import CLAUSES

ROOT = Path(__file__).resolve().parents[1]
RULES = ROOT / "checker" / "rules"
REGISTRY = RULES / "registry.py"
PAGES = ROOT / "tests" / "rules"

_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_IMPORT = re.compile(r"from (checker\.rules\.\w+\.\w+) import \w+\n")
_END_OF_RULES = "\n)\n\nRULES_BY_NAME"

_RULE = '''\
"""The rule `{name}`."""

from __future__ import annotations

from collections.abc import Iterator

from checker.finding import Finding, Stage
from checker.rules.rule import rule
from checker.widget.script import Script


@rule("{name}", clause={clause}, stage=Stage.MODERATION)
def {function}(script: Script) -> Iterator[Finding]:
    """TODO: what is found, in one line.

    Why: TODO: why amoCRM minds, and the way out.

    Bad:
        TODO

    Good:
        TODO
    """
    for use in script.uses_of("TODO"):
        yield script.finding(use, "`{{path}}` TODO: what to do about it", path=use.name)
'''

_PAGE = """\
# {name}

TODO: what is found.

TODO: why amoCRM minds, and the way out.

## Fails: TODO, the usual way

```js script.js
define([], function () {{}});
```

```expected
script.js:1:1 error TODO
```

## Passes: TODO, what only looks like it

```js script.js
define([], function () {{}});
```
"""


class Refusal(Exception):
    """The rule cannot be made; the message says why."""


def main() -> int:
    """Make the rule that the command line names."""
    parser = argparse.ArgumentParser(description="Scaffold a rule, its page and its lines in the registry.")
    parser.add_argument("name", help="what the rule finds, in kebab-case; it never changes once released")
    parser.add_argument("--group", required=True, help="the folder under checker/rules: a heading of the text")
    parser.add_argument("--clause", help="a sentence's id in checker/rules/clauses.py; none for the platform's demands")
    arguments = parser.parse_args()
    try:
        written = scaffold(arguments.name, arguments.group, arguments.clause)
    except Refusal as refusal:
        print(f"new_rule: {refusal}", file=sys.stderr)
        return 2
    for path in written:
        print(path.relative_to(ROOT).as_posix())
    return 0


def scaffold(name: str, group: str, clause: str | None) -> tuple[Path, ...]:
    """Write the files of a rule and name them. Raises Refusal before anything is written."""
    function = name.replace("-", "_")
    module, page = RULES / group / f"{function}.py", PAGES / f"{name}.md"
    _refuse_name(name, function)
    _refuse_place(group, clause)
    registry = _registered(REGISTRY.read_text(encoding="utf-8"), group, function)
    quoted_clause = f'"{clause}"' if clause else None
    module.write_text(_RULE.format(name=name, function=function, clause=quoted_clause), encoding="utf-8")
    page.write_text(_PAGE.format(name=name), encoding="utf-8")
    REGISTRY.write_text(registry, encoding="utf-8")
    return module, page, REGISTRY


def _refuse_name(name: str, function: str) -> None:
    if not _NAME.fullmatch(name) or keyword.iskeyword(function):
        raise Refusal(f"`{name}` is no name for a rule; use kebab-case, such as `request-in-loop`")
    existing = [*RULES.glob(f"*/{function}.py"), *PAGES.glob(f"{name}.md")]
    if existing:
        raise Refusal(f"`{name}` exists already: {existing[0].relative_to(ROOT).as_posix()}")


def _refuse_place(group: str, clause: str | None) -> None:
    groups = sorted(path.parent.name for path in RULES.glob("*/__init__.py"))
    if group not in groups:
        raise Refusal(f"there is no group `{group}`; choose from {', '.join(groups)}")
    if clause is not None and clause not in CLAUSES:
        raise Refusal(f"there is no clause `{clause}`; choose from {', '.join(CLAUSES)}")


def _registered(registry: str, group: str, function: str) -> str:
    """Add a rule to the registry's text: the import in its sorted place, the entry at the end."""
    imports = list(_IMPORT.finditer(registry))
    if not imports or _END_OF_RULES not in registry:
        raise Refusal(f"{REGISTRY.name} has changed its form; add the rule by hand, or mend this script")
    line = f"from checker.rules.{group}.{function} import {function}\n"
    lines = sorted([*(found[0] for found in imports), line], key=lambda text: text.split(" import ")[0])
    block = "".join(lines)
    registry = registry[: imports[0].start()] + block + registry[imports[-1].end() :]
    return registry.replace(_END_OF_RULES, f"\n    {function},{_END_OF_RULES}")


if __name__ == "__main__":
    sys.exit(main())
