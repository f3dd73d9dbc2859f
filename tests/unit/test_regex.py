"""Regular expressions are compiled when they are first asked, so each is asked here."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import TYPE_CHECKING, cast

import pytest

import checker
from checker.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator


def _values(value: object) -> Iterator[object]:
    yield value
    if isinstance(value, dict):
        yield from value.values()


def _expressions() -> Iterator[tuple[str, re.Pattern[str] | re.Pattern[bytes]]]:
    for module in walk_packages(checker.__path__, "checker."):
        for name, value in vars(import_module(module.name)).items():
            for one in _values(value):
                if type(one).__module__ == regex.__module__:
                    yield f"{module.name}.{name}", cast("re.Pattern[str] | re.Pattern[bytes]", one)


EXPRESSIONS = list(_expressions())


def test_the_expressions_are_found() -> None:
    assert len(EXPRESSIONS) > 200


@pytest.mark.parametrize("expression", [one for _, one in EXPRESSIONS], ids=[name for name, _ in EXPRESSIONS])
def test_every_expression_is_one(expression: re.Pattern[str] | re.Pattern[bytes]) -> None:
    assert re.compile(expression.pattern, expression.flags & ~re.UNICODE)


def test_it_answers_as_the_compiled_one() -> None:
    word = regex(r"(?P<first>\w)\w*", re.ASCII)
    for _ in ("before it is compiled", "after"):
        found = word.search("- ab é")
        assert found is not None
        assert (found[0], found["first"], word.sub("x", "ab c"), word.findall("ab c")) == ("ab", "a", "x x", ["a", "c"])
        assert word.fullmatch("é") is None


def test_one_that_is_wrong_says_so_when_it_is_asked() -> None:
    wrong = regex("(")
    with pytest.raises(re.error):
        wrong.search("")


def _compilations(tree: ast.Module) -> Iterator[int]:
    """The lines of a module that compile an expression as it is imported."""
    waiting: list[ast.AST] = [*tree.body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "re.compile":
            yield node.lineno
        if not isinstance(node, ast.FunctionDef):
            waiting += ast.iter_child_nodes(node)


@pytest.mark.parametrize("file", sorted(Path(checker.__path__[0]).rglob("*.py")), ids=lambda file: file.stem)
def test_none_is_compiled_when_its_module_is_imported(file: Path) -> None:
    assert list(_compilations(ast.parse(file.read_text("utf-8")))) == []
