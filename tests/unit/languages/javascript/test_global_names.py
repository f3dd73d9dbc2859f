from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from checker.languages.javascript import parse
from checker.languages.javascript.model import build_model

if TYPE_CHECKING:
    from checker.languages.javascript.global_names import GlobalNames


def names(code: str) -> GlobalNames:
    return build_model(parse(code.encode()).program).global_names


def test_undeclared_names_by_their_uses() -> None:
    found = names("var own; own = read; written = 1; counted++; typeof tested; own.property; read();").undeclared
    assert {name: [use.role for use in uses] for name, uses in found.items()} == {
        "read": ["read", "read"],
        "written": ["write"],
        "counted": ["update"],
    }


def test_what_is_at_the_top_is_declared_for_all_but_in_modules() -> None:
    code = "var a; let b; const {c, d: [e]} = a; function f() { var g; } class H {} if (a) { var i; let j; }"
    assert names(code).declared == {"a", "b", "c", "e", "f", "H", "i"}
    assert names("import x from 'y'; var a;").declared == frozenset()


def test_assigned_names() -> None:
    assert names("a = 1; for (b in c) {} [d, ...e] = c; var f; f = c; function g() { h = 1; }").assigned == {
        *("a", "b", "d", "e", "h")
    }


@pytest.mark.parametrize(
    "code",
    [
        "window.name1 = 1;",
        "if (window.name1) {}",
        "self['name1'] = 1;",
        "var w = window; w.name1 = 1;",
        "this.name1 = 1;",
        "(function () { globalThis.name1 = 1; })();",
        "(function (root, factory) { root.name1 = factory(); })(this, function () {});",
        "(function (g) { g.name1 = 1; })(typeof window !== 'undefined' ? window : this);",
        "Object.assign(window, {name1: 1});",
        "$.extend(window, {name1: 1});",
        "Object.defineProperty(window, 'name1', {});",
        "'name1' in window;",
        "typeof name1 === 'function';",
    ],
)
def test_names_that_are_known_to_be_properties_of_the_window(code: str) -> None:
    assert "name1" in names(code).window_properties


@pytest.mark.parametrize(
    "code",
    [
        "var own = {}; own.name1 = 1;",
        "function Own() { this.name1 = 1; }",
        "(function (root) { root.name1 = 1; })({});",
        "Object.assign({}, {name1: 1});",
        "name1 = 1;",
    ],
)
def test_other_names_are_not(code: str) -> None:
    assert "name1" not in names(code).window_properties
