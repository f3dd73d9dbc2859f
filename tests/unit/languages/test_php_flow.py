from __future__ import annotations

import time
from itertools import product

import pytest

from checker.languages import php
from checker.languages.php.flow.following import Flow, follow_input
from checker.languages.syntax import TooSlow


def flow(code: str) -> Flow:
    return follow_input(php.parse(code.encode()).model)


def ends(code: str) -> list[tuple[str, str]]:
    return [(arrival.origin.place.text, arrival.by) for arrival in flow(code).arrivals]


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("function f() { global $t; echo $t; } $t = $_GET['a']; f();", "$_GET['a']"),
        ("function f(&$x) { $x = $_GET['a']; } f($y); echo $y;", "$_GET['a']"),
        ("class A { static $s; static function f() { echo self::$s; } } A::$s = $_GET['a']; A::f();", "$_GET['a']"),
        ("$data = compact('x'); $x = $_GET['a']; echo implode(compact('x'));", "$_GET['a']"),
        ("parse_str($_SERVER['QUERY_STRING'], $out); echo $out['a'];", "$out['a']"),
        ("foreach ($_POST as $k => &$v) { $v = $v . 'x'; } echo $_POST['a'];", "$_POST"),
        ("do { $a = $_GET['a']; } while (false); echo $a;", "$_GET['a']"),
        ("try { $a = $_GET['a']; } finally { } echo $a;", "$_GET['a']"),
        ("$f = 'x'; if ($c) { $f = $_GET['a']; } echo $f;", "$_GET['a']"),
        ("$a = ['x' => ['y' => $_GET['a']]]; echo $a['x']['y'];", "$_GET['a']"),
        ("if ($c): echo $_GET['a']; endif;", "$_GET['a']"),
        ("echo $c ? 'x' : $_GET['a'];", "$_GET['a']"),
        ("echo implode(',', array_keys($_GET));", "$_GET"),
        ("extract($_GET); system($cmd);", "$cmd"),
        ("echo \"${_GET['a']}\";", "_GET['a']"),
    ],
)
def test_input_is_followed(code: str, place: str) -> None:
    assert place in [source for source, _ in ends(f"<?php {code}")]


@pytest.mark.parametrize(
    "code",
    [
        "$a = ['x' => $_GET['a'], 'y' => 1]; echo $a['y'];",
        "$a = $_GET['a']; $a = 'x'; echo $a;",
        "$a = ['x' => $_GET['a']]; echo implode(',', array_keys($a));",
        "if (!isset($_GET['a'])) { return; } echo $_GET['a'];",
        "function f() { exit; } if (!isset($_GET['a'])) { f(); } echo $_GET['a'];",
        "function need($k) { if (empty($_GET[$k])) throw new E(); } need('a'); echo $_GET['a'];",
        "isset($_GET['a']) or die(); echo $_GET['a'];",
        "while (!isset($_GET['a'])) { exit; } echo $_GET['a'];",
        "exit; echo $_GET['a'];",
        "$d = $_POST; foreach ($d as &$v) { $v = strip_tags($v); } echo $d['a'];",
        "$d = $_POST; foreach ($d as $k => $v) { $d[$k] = (int) $v; } echo $d['a'];",
        "array_walk($_GET, function (&$v) { $v = strip_tags($v); }); echo $_GET['a'];",
    ],
)
def test_what_is_replaced_or_checked_is_let_go(code: str) -> None:
    assert ends(f"<?php {code}") == []


HOSTILE = [
    "{", "(", "[", "!", "if($_GET['a']){", "f(", "$a=", "foreach($_POST as $k=>$v){", "function f(){", "fn()=>",
    "->c()", "[$a=>", "switch($_GET[1]){case 1:", "class A{function m(){", "$x=function(){", "$_POST['a']??", "else ",
    "is_numeric(", "isset($a[", "$_GET['a'].", "$a && ", "while(f($_GET)){", "$x[]=[$_POST,$x];",
    "$x=['a'=>$x,'b'=>$_GET['q']];", "$a='x'.$a.$a;", "foo(function($x){ bar($x);", "$o->a->b=$_POST; $o->s($o);",
]  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_code_takes_bounded_time(unit: str) -> None:
    start = time.process_time()
    flow("<?php $_GET['z']; " + unit * (12_000 // len(unit)))
    assert time.process_time() - start < 4


def test_functions_that_call_each_other_twice_take_bounded_time() -> None:
    functions = "".join(f"function f{n}($x) {{ f{n + 1}($x); f{n + 1}($x); }} " for n in range(500))
    start = time.process_time()

    assert not flow(f"<?php {functions} f0($_GET['a']);").is_complete
    assert time.process_time() - start < 10


def test_no_mutation_breaks_the_interpreter() -> None:
    seed = "<?php foreach ($_POST as $k => $v) { if (isset($a[$k])) f(fn($x) => $x . $v, ['a' => $v]); else exit; }"
    for position, mark in product(range(6, len(seed), 2), ["", *"{}()[];$'", "->", "::", "=>", "...", "&", "new "]):
        try:
            flow(seed[:position] + mark + seed[position + 1 :])
        except TooSlow:
            continue
