from __future__ import annotations

import pytest

from checker.languages import php
from checker.languages.php.lists import Lists
from checker.languages.php.origins import Origins


def origins(code: str) -> set[str]:
    """Where the argument of the only call of `asked` may come from, as it is written."""
    model = php.parse(f"<?php {code}".encode()).model
    (call,) = model.calls_to("asked")
    return {node.text for node in Origins(model).of(call.argument(0))}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("$a = 1; $b = $a; asked($b);", {"1"}),
        ("$a = $x ? 'да' : ($y ?? 2); asked((string) $a);", {"'да'", "$y", "2"}),
        ("$a = $x ?: 2; asked($a);", {"$x", "2"}),
        ("const A = 5; define('B', A); asked(B);", {"5"}),
        ("function f() { return 1; return g(); } asked(f());", {"1", "g()"}),
        ("function f($a, $b = 3) { asked($b); } f(1); f(1, 2); f(b: 4);", {"3", "2", "4"}),
        ("class A { private $p = 1; function s() { $this->p = 2; } function g() { asked($this->p); } }", {"1", "2"}),
        ("class A { static $p = 1; static function g() { asked(self::$p); } }", {"1"}),
        ("class A { const C = 1; function g() { asked(static::C); } }", {"1"}),
        ("class A { function __construct(private $p) {} function g() { asked($this->p); } } new A(7);", {"7"}),
        ("class A { function g() { asked($this->h()); } function h() { return 1; } }", {"1"}),
        ("class A { function g() { asked($this->p); } } class B { private $p = 1; }", {"$this->p"}),
        ("$l[] = 1; $l['a'] = 2; foreach ($l as $v) { asked($v); }", {"1", "2"}),
        ("$a = 1; $f = function () use ($a) { asked($a); };", {"1"}),
        ("$a = 1; function f() { asked($a); }", {"$a"}),
        ("$a = $b; $b = $a; asked($a);", set()),
        ("function f($x) { return f($x); } asked(f(1));", set()),
    ],
)
def test_a_value_is_followed_to_where_it_comes_from(code: str, expected: set[str]) -> None:
    assert origins(code) == expected


def values(code: str) -> tuple[list[str], bool]:
    model = php.parse(f"<?php {code}".encode()).model
    (call,) = model.calls_to("asked")
    found = Lists(model, Origins(model)).lookup(call.argument(0), frozenset({"timeout", "CURLOPT_TIMEOUT"}))
    return sorted(node.text for node in found.values), found.is_complete


@pytest.mark.parametrize(
    ("code", "expected", "is_complete"),
    [
        ("asked(['timeout' => 5, 'a' => 1]);", ["5"], True),
        ("asked(array(\\CURLOPT_TIMEOUT => 5, RequestOptions::A => 1));", ["5"], True),
        ("$l = ['a' => 1]; $l['timeout'] = 2; $l += ['timeout' => 3]; asked($l);", ["2", "3"], True),
        ("asked(array_merge(['a' => 1], [...['timeout' => 1]], ['b' => 2] + []));", ["1"], True),
        ("asked(['timeout' => 1] + $more);", ["1"], False),
        ("asked([$key => 1]);", [], False),
        ("asked($unknown);", [], False),
        ("asked(null);", [], True),
    ],
)
def test_a_list_is_looked_into_however_it_is_put_together(code: str, expected: list[str], *, is_complete: bool) -> None:
    assert values(code) == (expected, is_complete)
