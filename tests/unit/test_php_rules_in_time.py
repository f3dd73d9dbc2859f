"""The rules on PHP keep their time on files that nobody wrote by hand."""

from __future__ import annotations

import time

import pytest

from checker.rules.registry import RULES_BY_NAME
from checker.widget.backend import PhpFile
from checker.widget.source import Source

COUNT = 3_000
SECONDS = 10.0
"""Several times what each takes: a busy machine fails no test, a rule that asks everything of everything does."""

HOSTILE = {
    "handles handed round": "function f($c) { g($c); return g($c); }"
    "function g($c) { f($c); curl_exec($c); return f($c); }" + "f($x);" * COUNT,
    "functions in a row": "".join(f"function f{n}($c) {{ return f{n + 1}($c); }}" for n in range(COUNT))
    + "curl_exec(f0($c));" * COUNT,
    "lists of lists": "$o = array_merge($o, [1 => 2]);" * COUNT + "curl_setopt_array($c, $o); curl_exec($c);" * COUNT,
    "contexts": "$o = []; $x = stream_context_create($o);"
    + "$o['http']['a'] = 1;" * COUNT
    + "file_get_contents('http://a', 0, $x);" * COUNT,
    "addresses": "$url = $x;" * COUNT + "file_get_contents($url);" * COUNT,
    "kept output": "ob_start(); var_dump(1); ob_get_clean();" * COUNT,
    "a long comment": "/*" + "var_dump($x);" * COUNT + "*/",
    "one name": "".join(f"class A{n} {{ function f($c) {{ return $c; }} }}" for n in range(COUNT))
    + "$x = A1::f($c);" * COUNT
    + "curl_exec($x);",
    "deep": "curl_exec(" + "(" * COUNT + "$c" + ")" * COUNT + ");",
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("rule", ["dump", "empty-method", "request-without-timeout", "debugging"])
def test_a_rule_keeps_its_time(rule: str, name: str) -> None:
    source = Source("hook.php", f"<?php {HOSTILE[name]}".encode())
    file = PhpFile(source, source.utf8)
    assert file.parsed.root is not None, "parsing is not what is measured"
    started = time.process_time()
    for found in RULES_BY_NAME[rule].check(file):
        assert found.message
    assert time.process_time() - started < SECONDS
