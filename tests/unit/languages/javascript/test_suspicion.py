from __future__ import annotations

import pytest

from checker.languages.javascript import early_faults, parse
from checker.languages.javascript.model import build_model
from checker.languages.javascript.suspicion import is_suspicious
from tests.unit.languages.javascript.cases import INVALID

INVALID_CODE = (
    "let a; let a;",
    "var a; let a;",
    "let a; {var a}",
    "let [a, a] = b;",
    "function f(a) { let a; }",
    "(a, a) => 1",
    "try {} catch (e) { let e; }",
    "class A {} class A {}",
    "import a from 'b'; let a;",
    "const a;",
    "for (const x;;);",
    "for (var i = 0 of x);",
    "if (1) let x = 1;",
    "continue;",
    "if (1) { break; }",
    "while (1) { (function () { break; })(); }",
    "while (1) { break x; }",
    "a: a: ;",
    "a++ ++;",
    "++f();",
    "(a, b) = 1;",
    "a?.b = 1",
    "/a(/",
    "x = /+?/; y = /a**/",
    "/a/gg",
    "/a)/",
    "'use strict'; delete x",
    "'use strict'; with (a) {}",
    "'use strict'; '\\07'",
    "var enum;",
    "function f(...a, b) {}",
    "class A { #a; #a }",
    "switch (1) { default: default: }",
    "“a”",
)

VALID_CODE = (
    "var a; var a; function a() {} function a() {}",
    "function f(a) { var a; }",
    "let a; { let a; } for (let a of b) { let a; }",
    "switch (a) { case 1: break; default: while (1) { if (b) { continue; } } }",
    "const {a, b: [c]} = d, e = 1; for (const f of g); for (const h in i);",
    "a.b++; --a[b]; delete a.b; [a, b] = [b, a]; ({a} = b); a.b ||= 1;",
    "/[(]\\/(?:a|b)+?(?<name>c){2,3}[\\]*]$/gi.test(a); a.split(/,\\s*/); /\\(/; /(?=a)(?!b)/u",
    "'\\n\\u0410\\0'; 0.5; 0x1f; 0; 10",
    "a ?? b; a || b && c; (function (a, ...b) {})(...c)",
    "class A { constructor() {} static b() {} get c() { return 1; } set c(d) {} }",
    "var имя = 'Ольга', $el = 1, _x;",
    "var a, b, d; export {a, b as c}; export default d;",
)


def suspicious(code: str) -> bool:
    return is_suspicious(build_model(parse(code.encode()).program).index)


@pytest.mark.parametrize("code", [*INVALID_CODE, *(case.code for case in INVALID if case.found_by == "early_faults")])
def test_invalid_code_is_suspicious(code: str) -> None:
    assert early_faults(code.encode())
    assert suspicious(code)


@pytest.mark.parametrize("code", VALID_CODE)
def test_plain_code_is_not(code: str) -> None:
    assert not early_faults(code.encode())
    assert not suspicious(code)
