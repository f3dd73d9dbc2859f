from __future__ import annotations

import time

import pytest

from checker.languages import php
from checker.languages.php.flow.following import follow_input
from checker.languages.php.program import PhpProgram


def ends(files: dict[str, str], path: str = "index.php") -> list[tuple[str, str]]:
    """Where the input ends that a file is seen to read, and what does it."""
    models = {name: php.parse(f"<?php {code}".encode()).model for name, code in files.items()}
    flow = follow_input(models[path], PhpProgram(models))
    return [(arrival.origin.place.text, arrival.by) for arrival in flow.arrivals]


REMOVE = "function remove($x) { unlink($x); }"
MAKER = "function maker($log) { file_put_contents($log, $_GET['b']); return function ($x) { unlink($x); }; }"


@pytest.mark.parametrize(
    ("code", "other", "expected"),
    [
        ("remove($_GET['a']);", REMOVE, ("$_GET['a']", "remove")),
        ("remove(1); unlink(name());", "function name() { return $_GET['имя']; }", ("name()", "unlink")),
        ("new Box($_GET['a']);", "class Box { function __construct($x) { include $x; } }", ("$_GET['a']", "new Box")),
        ("Box::open($_GET['a']);", "class Box { static function open($x) { include $x; } }", ("$_GET['a']", "open")),
        ("$box->open($_GET['a']);", "class Box { function open($x) { include $x; } }", ("$_GET['a']", "open")),
        ("$y->openBox($_GET['a']);", "class Box { function openBox($x) { include $x; } }", ("$_GET['a']", "openBox")),
        ("include 'other.php'; unlink($x);", "$x = $_GET['a'];", ("$x", "unlink")),
        ("$x = include './other.php'; unlink($x);", "return $_GET['a'];", ("$x", "unlink")),
        ("$x = $_GET['a']; include 'other.php';", "unlink($x);", ("$_GET['a']", "include 'other.php'")),
        ("$f = maker(''); $f($_GET['a']);", MAKER, ("$_GET['a']", "$f")),
        ("$f = maker(''); array_map($f, $_GET['a']);", MAKER, ("$_GET['a']", "array_map")),
    ],
)  # fmt: skip
def test_input_is_followed_into_other_files(code: str, other: str, expected: tuple[str, str]) -> None:
    found = ends({"index.php": code, "other.php": other})
    assert [(source, by.rpartition("::")[2].rpartition("->")[2]) for source, by in found] == [expected]


@pytest.mark.parametrize(
    ("code", "other"),
    [
        ("remove((int) $_GET['a']);", REMOVE),
        ("keep($_GET['a']);", "function keep($x) { return (int) $x; }"),
        ("need(); unlink($_GET['a']);", "function need() { if (!in_array($_GET['a'], ['x'])) { exit; } }"),
        ("include 'other.php'; unlink($_GET['a']);", "if (!ctype_digit($_GET['a'])) { die; }"),
        ("include 'other.php'; unlink($x);", "$x = (int) $_GET['a'];"),
    ],
)
def test_checks_in_other_files_count(code: str, other: str) -> None:
    assert ends({"index.php": code, "other.php": other}) == []


def test_nobody_guesses_which_of_two_functions_is_meant() -> None:
    files = {"index.php": "remove($_GET['a']);", "one.php": REMOVE, "two.php": "function remove($x) { return 1; }"}
    assert [by for _, by in ends(files)] == ["remove"], "the call itself, as of a function that nobody knows"


def test_the_included_file_beside_the_including_one_is_meant() -> None:
    files = {
        "a/index.php": "include 'read.php'; unlink($x);",
        "a/read.php": "$x = 'plain';",
        "b/read.php": "$x = $_GET['a'];",
    }
    assert ends(files, "a/index.php") == []


def test_files_that_call_and_include_each_other_come_to_an_end() -> None:
    count = 300
    names = [(n, (n + 1) % count, (n * 7) % count) for n in range(count)]
    files = {
        f"f{n}.php": f"include 'f{after}.php'; function g{n}($x) {{ g{after}($x); g{far}($x); }} g{after}($_GET['a']);"
        for n, after, far in names
    }
    started = time.process_time()
    ends(files, "f0.php")
    assert time.process_time() - started < 10
