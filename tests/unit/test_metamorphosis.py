"""Rewriting code without changing what it does leaves the findings as they are, but for their places.

The code is that of the rule pages' failing cases.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from checker.languages.javascript import estree as js
from checker.languages.javascript import parse
from checker.languages.javascript.node_index import NodeIndex, ancestors
from checker.languages.javascript.scopes import analyse_scopes
from tests.rules.harness import PAGES, Case, check_case, read_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from checker.report import Report

SCRIPT = "script.js"
CASES = [
    case
    for page in PAGES
    for case in read_page(page)
    if case.expected and case.rule != "syntax-error" and case.files.get(SCRIPT, BOM_UTF8).isascii()
]


def wrapped(code: bytes) -> bytes:
    """In a function that is called at once."""
    return b"(function () {\n" + code + b"\n}());\n"


def spread_out(code: bytes) -> bytes:
    """On other lines and in other columns."""
    return b"\n\n   " + code.replace(b";\n", b"\n;\n\n\t")


def renamed(code: bytes) -> bytes:
    """With other names for everything that the code itself declares inside functions and blocks."""
    analysis = analyse_scopes(parse(code).program)
    names = {
        identifier: f"renamed{number}"
        for scope in analysis.scopes
        if scope.kind not in {"global", "module"}
        for number, binding in enumerate(scope.bindings.values(), scope.node.start * 100)
        for identifier in (*binding.declarations, *(reference.identifier for reference in binding.references))
        if binding.kind != "arguments"
    }
    return replaced(code, {node: _in_shorthand(node, name) for node, name in names.items()})


def _in_shorthand(node: js.Identifier, name: str) -> str:
    holder = node.parent.parent if isinstance(node.parent, js.AssignmentPattern) else node.parent
    is_shorthand = isinstance(holder, js.Property) and holder.shorthand
    return f"{node.name}: {name}" if is_shorthand else name


def with_arrows(code: bytes) -> bytes:
    """With arrows for function expressions that know no `this`, no `arguments` and no name."""
    index = NodeIndex(analyse_scopes(parse(code).program))
    of_its_own = {
        ancestor
        for kind in (js.ThisExpression, js.Super, js.MetaProperty)
        for node in index.all(kind)
        for ancestor in ancestors(node)
    } | {ancestor for node in index.all(js.Identifier) if node.name == "arguments" for ancestor in ancestors(node)}
    changes: dict[js.Node, str] = {}
    for function in index.all(js.FunctionExpression):
        head = code[function.start : function.body.start]
        is_plain = head.startswith(b"function") and function.id is None and not function.generator
        is_value = isinstance(function.parent, js.CallExpression | js.Property)
        is_called = getattr(function.parent, "callee", None) is function
        if is_plain and is_value and not is_called and function not in of_its_own:
            place = js.EmptyStatement(function.start, function.body.start)
            changes[place] = head.decode().removeprefix("function").strip() + " => "
    return replaced(code, changes)


def with_aliases(code: bytes) -> bytes:
    """With another name for the application object wherever it is read."""
    references = analyse_scopes(parse(code).program).references
    found = {
        reference.identifier: f"aliasOf{reference.name}"
        for reference in references
        if reference.binding is None and reference.role == "read" and reference.name in {"AMOCRM", "APP"}
    }
    names = sorted({node.name for node in found})
    written = {reference.name for reference in references if reference.role != "read"}
    if written.intersection(names):
        return code
    declared = "".join(f"var aliasOf{name} = {name};\n" for name in names)
    return declared.encode() + replaced(code, {node: _in_shorthand(node, name) for node, name in found.items()})


def divided(code: bytes) -> bytes:
    """With the bodies of plain functions in functions of their own; not if events say what `this` is."""
    index = NodeIndex(analyse_scopes(parse(code).program))
    with_this = {around for node in index.all(js.ThisExpression) for around in ancestors(node)}
    of_their_own = {
        around
        for kind in (js.Identifier, js.Super, js.MetaProperty)
        for node in index.all(kind)
        if getattr(node, "name", "arguments") == "arguments"
        for around in ancestors(node)
    }
    changes: dict[js.Node, str] = {}
    for function in index.all(js.FunctionExpression):
        is_of_event = isinstance(function.parent, js.CallExpression) and function in with_this
        is_plain = not (function.async_ or function.generator or function in of_their_own or is_of_event)
        if is_plain and not any(outer in changes for outer in (function.body, *ancestors(function))):
            text = code[function.body.start : function.body.end].decode()
            changes[function.body] = f"{{ return (function () {text}).call(this); }}"
    return replaced(code, changes)


def replaced(code: bytes, changes: dict[js.Node, str] | dict[js.Identifier, str]) -> bytes:
    """The code with the texts of some nodes changed."""
    for node, text in sorted(changes.items(), key=lambda change: -change[0].start):
        code = code[: node.start] + text.encode() + code[node.end :]
    return code


def said(report: Report) -> Counter[tuple[str, str]]:
    return Counter((finding.rule, finding.severity) for finding in report.findings if finding.path == SCRIPT)


CHANGING = {
    ("divided", "debugging"): "a function that calls a wrapper is no wrapper",
    ("renamed", "obfuscated-code"): "names may be what tells",
    ("renamed", "html-injection: a part of an answer that is called markup by its variable"): "the name is what tells",
    ("renamed", "missing-file"): "what a path is relative to may show in a name alone",
    ("spread_out", "commented-out-code"): "lines of comments are rewritten too",
}
"""Rewrites that do change what there is to say about a rule or a case, and why."""
REWRITES = [wrapped, spread_out, renamed, with_arrows, with_aliases, divided]


@pytest.mark.parametrize("rewrite", REWRITES, ids=lambda rewrite: rewrite.__name__)
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}: {case.title}")
def test_the_findings_stay(case: Case, rewrite: Callable[[bytes], bytes]) -> None:
    for what in (case.rule, f"{case.rule}: {case.title}"):
        if (reason := CHANGING.get((rewrite.__name__, what))) is not None:
            pytest.skip(reason)
    code = case.files[SCRIPT]
    changed = rewrite(code)
    if parse(changed).faults:
        pytest.skip("cannot be rewritten so")
    files = {**case.files, SCRIPT: changed}
    assert said(check_case(replace(case, files=files))) == said(check_case(case)), changed.decode()
