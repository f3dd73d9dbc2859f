"""What counts as broken, who finds it, and on which line."""

from __future__ import annotations

import pytest

from checker.languages.javascript import early_faults, estree, parse
from tests.unit.languages.javascript.cases import GAPS, INVALID, VALID, Invalid, Valid


@pytest.mark.parametrize("case", VALID, ids=lambda case: case.name)
def test_valid_code_has_no_fault(case: Valid) -> None:
    code = case.code.encode()
    script = parse(code)
    assert script.faults == ()
    assert early_faults(code) == ()
    assert not script.undecided
    assert bool(script.gaps) == (case.name in GAPS)
    assert not any(isinstance(node, estree.Unparsed) for node in estree.walk(script.program))


@pytest.mark.parametrize("case", INVALID, ids=lambda case: case.name)
def test_invalid_code_has_a_fault_on_its_line(case: Invalid) -> None:
    code = case.code.encode()
    faults = parse(code).faults
    if case.found_by == "early_faults":
        assert faults == ()
        faults = early_faults(code)
    (fault,) = faults
    assert code.count(b"\n", 0, fault.start) + 1 == case.line
    assert fault.start < fault.end <= len(code)
    assert not fault.message.startswith("Line")


@pytest.mark.parametrize(
    ("code", "marked", "message"),
    [
        ("f(a b)", "b", "`b` is not expected here: perhaps a comma, an operator or a bracket is missing before it"),
        ("f(a));", ")", "`)` is one too many, or something before it is missing"),
        ("var a = 'б", "'", "this string is not closed on its line: add the missing `'`"),
        ("a(“б”)", "“", "`“` is a typographic quote: write `'` or `\"`"),
        ("/* б\n", "/", "this comment is never closed: add `*/`"),
        ('a("image/*"); `б', "б", "the file ends inside a comment or a template that is never closed"),
        ("if (a) {\n  b();\n\n", ";", "the file ends too early: a bracket, a brace or a statement is not finished"),
        ("return б", "return", "`return` stands outside a function"),
        ("a;\n\n return 1", "return", "`return` stands outside a function"),
        ("б; break; a", "break", "`break` stands outside a loop or a `switch`"),
        ("a = /б\n", "б", "this regular expression is not closed: add the missing `/`"),
        ("a\n=======\n", "=", "a merge conflict is not resolved here"),
        ("let б; let б", "б", "identifier 'б' has already been declared"),
        ("var a = №", "№", "`№` cannot stand here"),
        ("import a from", "m", "something is missing here"),
    ],
)
def test_fault_says_where_and_what(code: str, marked: str, message: str) -> None:
    source = code.encode()
    (fault,) = parse(source).faults or early_faults(source)
    assert source[fault.start : fault.end].decode() == marked
    assert fault.message == message


def test_message_quotes_a_hostile_name_briefly() -> None:
    (fault,) = early_faults(b'export {a as "%s"}; export {a as "%s"}; var a' % ((b"\x1b[31m" + b"x" * 5000,) * 2))
    assert fault.message.isprintable()
    assert len(fault.message) <= 200


def test_broken_code_keeps_what_can_be_read() -> None:
    script = parse(b"first(); f(a b); var c = { d: second( }; function g() { third() }")
    calls = {
        node.callee.name
        for node in estree.walk(script.program)
        if isinstance(node, estree.CallExpression) and isinstance(node.callee, estree.Identifier)
    }
    assert {"first", "f", "third"} <= calls
    assert len(script.faults) == 1


def test_code_that_cannot_be_judged_is_undecided() -> None:
    script = parse(b"f(a b);" + b" " * 70_000)
    assert script.undecided
    assert script.faults == ()
    assert script.gaps


def test_module_code_is_a_module() -> None:
    assert parse(b"import a from 'a'").program.source_type == "module"
    assert parse(b"import('a')").program.source_type == "script"
