from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from checker.languages import php

if TYPE_CHECKING:
    from checker.languages.php.model import PhpModel


def model(code: str) -> PhpModel:
    return php.parse(code.encode()).model


@pytest.mark.parametrize(
    ("code", "name", "short_name"),
    [
        ("curl_init($a);", "curl_init", "curl_init"),
        ("\\Curl_Init($a);", "curl_init", "curl_init"),
        ("$this->db->Query($a);", "->query", "query"),
        ("$api?->send($a);", "->send", "send"),
        ("\\Helpers\\Debug::vars($a);", "helpers\\debug::vars", "vars"),
        ("use Helpers\\Debug as D; D::vars($a);", "helpers\\debug::vars", "vars"),
        ("use Guzzle\\{Client, Pool}; new Client($a);", "new guzzle\\client", "client"),
        ("use function App\\send; send($a);", "app\\send", "send"),
        ("self::make($a);", "self::make", "make"),
        ("$class::make($a);", "::make", "make"),
        ("$name($a);", "", ""),
        ("$this->$name($a);", "", ""),
        ("new $class($a);", "new", ""),
        ("isset($a);", "isset", "isset"),
        ("die($a);", "exit", "exit"),
        ("exit($a);", "exit", "exit"),
        ("$b or die($a);", "exit", "exit"),
    ],
)
def test_calls_have_names_and_arguments(code: str, name: str, short_name: str) -> None:
    call = model(f"<?php {code}").calls[0]
    argument = call.argument(0)

    assert (call.name, call.short_name) == (name, short_name)
    assert argument is not None
    assert argument.text == "$a"


@pytest.mark.parametrize("code", ["exit;", "die;", "$a or die;", "exit();"])
def test_exit_needs_no_arguments(code: str) -> None:
    assert [call.name for call in model(f"<?php {code}").calls] == ["exit"]


def test_arguments_by_position_and_name() -> None:
    call = model("<?php f(1, second: 2, ...$more);").calls[0]

    assert [(one.value.text, one.name, one.is_spread) for one in call.arguments] == [
        ("1", "", False),
        ("2", "second", False),
        ("$more", "", True),
    ]
    assert call.argument(1) is None
    named = call.argument(1, "second")
    assert named is not None
    assert named.text == "2"


def test_functions_of_every_kind() -> None:
    code = """<?php
    function plain(array $a, &$b, ...$c) {}
    abstract class K extends J implements I { use T;
      public static function m(?int $x = 1): int { return 1; }
      abstract function q();
      function __construct(private string $p) {} }
    $f = function () use ($g) {}; $h = fn($y) => $y;
    """
    found = {function.name or str(function.kind): function for function in model(code).functions}

    assert list(found) == ["plain", "m", "q", "__construct", "closure", "arrow function"]
    assert [(one.name, one.is_reference, one.is_variadic) for one in found["plain"].parameters] == [
        ("a", False, False),
        ("b", True, False),
        ("c", False, True),
    ]
    assert found["m"].modifiers == {"public", "static"}
    assert found["m"].parameters[0].type == "?int"
    assert found["q"].body is None
    assert found["__construct"].parameters[0].is_property
    owner = found["q"].owner
    assert owner is not None
    assert [parent.text for parent in (*owner.parents, *owner.traits)] == ["J", "I", "T"]


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("'it\\'s'", "it's"),
        ('"a\\n\\x41\\u{451}"', "a\nAё"),
        ("'https://' . $host . '/x'", "https://acme.ru/x"),
        ('"https://{$host}/x"', "https://acme.ru/x"),
        ("HOST . PATH", "acme.ru/api"),
        ("self::KEY", "k"),
        ("<<<'X'\nПривет\nX", "Привет"),
        ("10_000", "10000"),
        ("$twice", None),
        ("$changed", None),
        ("$unknown", None),
        ("f()", None),
    ],
)
def test_texts_that_are_known(expression: str, text: str | None) -> None:
    before = """<?php const HOST = 'acme.ru'; define('PATH', '/api'); class A { const KEY = 'k'; }
    $host = 'acme.ru'; $twice = 'a'; $twice = 'b'; $changed = 'a'; $changed .= 'b';
    f(\n"""
    known = model(f"{before}{expression}\n);")

    assert known.text(known.calls[1].argument(0)) == text


def test_parts_of_a_text() -> None:
    known = model("<?php f('https://' . $host . \"/x/$id\");")

    assert known.known_parts(known.calls[0].argument(0)) == ("https://", None, "/x/", None)


def test_constants_of_constants_without_end() -> None:
    known = model("<?php const A = B . B; const B = A . A; f(A);")

    assert known.text(known.calls[0].argument(0)) is None


def test_short_echo_is_an_echo() -> None:
    assert [node.text for node in model("<p><?= $a ?></p><?php $b; ?>").nodes["echo_statement"]] == ["$a"]
