"""The published schema and the reader of the configuration say the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import checker
from checker.config import ConfigError, load_config
from checker.rules.clauses import CLAUSES
from checker.rules.registry import RULES_BY_NAME

SCHEMA = json.loads(Path(checker.__file__).with_name("config.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)

SUPPRESSION = {"rule": "console", "path": "lib/*.js", "reason": "согласовано 🎁", "until": "2027-06-30"}
GOOD: dict[str, Any] = {
    "widgets": ["widgets/calls", "виджеты/почта"],
    "backend": ["server"],
    "target": "private",
    "profile": "kommo",
    "published-code": "acme_calls",
    "base": "v1.2.0",
    "include": ["docs/help.html"],
    "exclude": ["src/", "!src/keep.js"],
    "suppressions": [SUPPRESSION],
    "declarations": {"general.9": "Телефония", "general.1": True},
}


def is_accepted(document: object, folder: Path) -> bool:
    file = folder / "config.yml"
    file.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    try:
        load_config(file)
    except ConfigError:
        return False
    return True


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    "document",
    [
        None,
        {},
        GOOD,
        {"backend": "server"},
        {"suppressions": [{"rule": "console", "path": "a.js", "reason": 7}]},
        {"exclude": ["******", "a\\ b"]},
        *({key: value} for key, value in GOOD.items()),
    ],
)
def test_what_one_accepts_the_other_accepts(document: object, tmp_path: Path) -> None:
    assert is_accepted(document, tmp_path)
    assert VALIDATOR.is_valid(document)


@pytest.mark.parametrize(
    "document",
    [
        [],
        "text",
        {"taget": "private"},
        {"target": "public"},
        {"target": 1},
        {"profile": "Kommo"},
        {"published-code": None},
        {"published-code": " "},
        {"published-code": ["a"]},
        {"widgets": "widgets"},
        {"widgets": ["/etc"]},
        {"widgets": ["C:\\x"]},
        {"widgets": ["a/../b"]},
        {"widgets": [None]},
        {"backend": {"a": "b"}},
        {"base": "../other"},
        {"include": "docs"},
        {"include": ["*******"]},
        {"exclude": ["!"]},
        {"exclude": ["a\\"]},
        {"suppressions": SUPPRESSION},
        *({"suppressions": [SUPPRESSION | {key: None}]} for key in SUPPRESSION),
        *({"suppressions": [{key: value for key, value in SUPPRESSION.items() if key != gone}]}
          for gone in ("rule", "path", "reason")),
        *({"suppressions": [SUPPRESSION | {"until": day}]} for day in ("20270131", "2027-W05-3", "2027-02-30", "soon")),
        {"suppressions": [SUPPRESSION | {"rule": "no-such-rule"}]},
        {"suppressions": [SUPPRESSION | {"because": "x"}]},
        {"declarations": ["general.9"]},
        {"declarations": {"general.99": "yes"}},
        {"declarations": {"general.9": ""}},
    ],
)  # fmt: skip
def test_what_one_refuses_the_other_refuses(document: object, tmp_path: Path) -> None:
    assert not is_accepted(document, tmp_path)
    assert not VALIDATOR.is_valid(document)


WORDS = st.text(alphabet="aя/\\.*!:? #[]-🎁", max_size=9) | st.sampled_from([
    "..", "a/..", "private", "moderate", "kommo", "console", "2027-01-31", "2027-1-31",
])  # fmt: skip
SCALARS = WORDS | st.none() | st.booleans() | st.integers(-9, 99)
ENTRIES = st.fixed_dictionaries(
    {},
    optional={
        "rule": st.sampled_from([*RULES_BY_NAME]) | SCALARS,
        "path": SCALARS,
        "reason": SCALARS,
        "until": st.dates().map(str) | SCALARS,
        "extra": SCALARS,
    },
)
LISTS = st.lists(SCALARS, max_size=3)
DOCUMENTS = SCALARS | LISTS | st.fixed_dictionaries(
    {},
    optional={
        "widgets": LISTS | SCALARS,
        "backend": LISTS | SCALARS,
        "target": SCALARS,
        "profile": SCALARS,
        "published-code": SCALARS | LISTS,
        "base": SCALARS,
        "include": LISTS | SCALARS,
        "exclude": LISTS,
        "suppressions": st.lists(ENTRIES | SCALARS, max_size=2) | SCALARS,
        "declarations": st.dictionaries(st.sampled_from([*CLAUSES, "general.99"]), SCALARS, max_size=2) | SCALARS,
        "extra": SCALARS,
    },
)  # fmt: skip


@given(DOCUMENTS)
def test_both_agree_about_anything(tmp_path_factory: pytest.TempPathFactory, document: object) -> None:
    assert is_accepted(document, tmp_path_factory.getbasetemp()) is VALIDATOR.is_valid(document)
