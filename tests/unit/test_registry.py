from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from checker import rules
from checker.rules.clauses import CLAUSES
from checker.rules.registry import RULES, RULES_BY_NAME
from checker.rules.rule import Rule
from tests.rules.harness import FOLDER, PAGES, read_page

if TYPE_CHECKING:
    from types import ModuleType

    from checker.rules.clauses import Clause

PACKAGE = Path(rules.__file__).parent
MODULES = sorted(path for path in PACKAGE.glob("*/*.py") if path.name != "__init__.py")
MODERATION_TEXT = Path(__file__).parents[2] / "docs" / "moderation-text.txt"


def module_of(path: Path) -> ModuleType:
    return importlib.import_module(f"checker.rules.{path.parent.name}.{path.stem}")


def rules_in(module: ModuleType) -> list[Rule]:
    return [value for value in vars(module).values() if isinstance(value, Rule)]


def name_of(rule: Rule) -> str:
    return rule.name


every_rule = pytest.mark.parametrize("rule", RULES, ids=name_of)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_holds_one_rule_of_its_name_and_the_registry_knows_it(path: Path) -> None:
    (rule,) = rules_in(module_of(path))
    assert rule.name == path.stem.replace("_", "-")
    assert rule.group == path.parent.name
    assert RULES_BY_NAME[rule.name] is rule


def test_the_registry_holds_each_module_once() -> None:
    assert sorted(rule.name for rule in RULES) == sorted(path.stem.replace("_", "-") for path in MODULES)


@every_rule
def test_a_rule_explains_itself(rule: Rule) -> None:
    documentation = rule.documentation
    summary, why, bad, good = documentation.summary, documentation.why, documentation.bad, documentation.good
    assert summary
    assert "\n" not in summary
    assert len(summary) <= 100
    assert why.endswith((".", ")"))
    assert bad
    assert good
    assert "TODO" not in f"{summary} {why} {bad} {good}"


@every_rule
def test_a_rule_of_the_text_names_its_clause(rule: Rule) -> None:
    assert rule.clause is None or CLAUSES[rule.clause.id] is rule.clause


@every_rule
def test_a_rule_has_a_page_with_failing_and_passing_widgets(rule: Rule) -> None:
    cases = read_page(FOLDER / f"{rule.name}.md")
    assert any(case.expected for case in cases)
    assert any(not case.expected for case in cases)


def test_every_page_belongs_to_a_rule() -> None:
    assert {page.stem for page in PAGES} == set(RULES_BY_NAME)


def squeezed(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("clause", CLAUSES.values(), ids=lambda clause: clause.id)
def test_a_clause_quotes_the_moderation_text(clause: Clause) -> None:
    assert squeezed(clause.sentence) == clause.sentence
    for sentence in (clause.sentence, *clause.details):
        assert sentence in squeezed(MODERATION_TEXT.read_text(encoding="utf-8"))


def test_clauses_come_in_the_order_of_the_text() -> None:
    text = squeezed(MODERATION_TEXT.read_text(encoding="utf-8"))
    positions = [text.find(clause.sentence) for clause in CLAUSES.values()]
    assert positions == sorted(positions)
