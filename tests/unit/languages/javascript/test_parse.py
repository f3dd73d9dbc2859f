"""What `parse` makes of code where the parsers differ, or where there is no other parser to compare with."""

from __future__ import annotations

from typing import TypeVar

import pytest

from checker.languages.javascript import estree, parse
from checker.languages.syntax import Comment

NodeType = TypeVar("NodeType", bound=estree.Node)


def nodes(code: str, kind: type[NodeType]) -> list[NodeType]:
    return [node for node in estree.walk(parse(code.encode()).program) if isinstance(node, kind)]


def names(code: str) -> list[str]:
    return [node.name for node in nodes(code, estree.Identifier)]


def test_nodes_come_in_the_order_of_the_source() -> None:
    code = "f(`a${b}c${d}`, function e(g) { do h(); while (i) }, [j, , k], { l: m })"
    assert names(code) == list("fbdeghijklm")
    starts = [node.start for node in nodes(code, estree.Node)]
    assert starts == sorted(starts)


def test_every_node_but_the_first_has_its_parent() -> None:
    program = parse(b"class A { b = c?.d(...e) } var { f, g: [h] = i } = j").program
    assert program.parent is None
    for node in estree.walk(program):
        assert all(child.parent is node for child in estree.children(node))


def test_shorthand_property_is_two_names() -> None:
    (property_,) = nodes("({ a })", estree.Property)
    assert property_.key is not property_.value
    assert property_.key.start == property_.value.start


def test_decorators_keep_their_calls() -> None:
    code = "@a() class B { @c.d(e) f() {} @g h = 1 } @i(j) export class K {} @l export default class {}"
    assert names(code) == ["a", "B", "c", "d", "e", "f", "g", "h", "i", "j", "K", "l"]
    assert len(nodes(code, estree.Decorator)) == 5


def test_calls_inside_jsx_are_found() -> None:
    code = "x = <A b={c()} {...d()}>{e()}{f.map(g => <i>{h()}</i>)} text <j.k l='m'/></A>"
    callees = [call.callee for call in nodes(code, estree.CallExpression)]
    assert [callee.name for callee in callees if isinstance(callee, estree.Identifier)] == ["c", "d", "e", "h"]


@pytest.mark.parametrize(
    "code", ["await (a)(b)", "await [a][0](b)", "await (0, a)`b`.c", "await (a)?.b(c)", "await `a`.b"]
)
def test_await_applies_to_the_whole_chain(code: str) -> None:
    (statement,) = nodes(f"async () => {{ {code} }}", estree.ExpressionStatement)[1:]
    assert isinstance(statement.expression, estree.AwaitExpression)
    assert "await" not in names(f"async () => {{ {code} }}")


def test_await_is_a_name_outside_async_code() -> None:
    assert names("await(a)(b)") == ["await", "a", "b"]


@pytest.mark.parametrize("code", ["let\n  a = 1,\n  b", "let // names\n a = 1, b", "if (c) { let\n a, b }"])
def test_let_before_a_line_break_declares(code: str) -> None:
    (declaration,) = nodes(code, estree.VariableDeclaration)
    assert declaration.kind == "let"
    assert len(declaration.declarations) == 2


@pytest.mark.parametrize("code", ["x => { a: 1 }", "{ a: { b: 1 } }", "if (x) { a: y() }"])
def test_labels_are_no_properties(code: str) -> None:
    assert nodes(code, estree.LabeledStatement)
    assert not nodes(code, estree.ObjectExpression)


def test_modifiers_may_stand_on_lines_of_their_own() -> None:
    code = "class A {\n  static\n  b() {}\n  get\n  c() {}\n  static\n  d = 1\n}"
    assert [(method.static, method.kind) for method in nodes(code, estree.MethodDefinition)] == [
        (True, "method"),
        (False, "get"),
    ]
    assert [field.static for field in nodes(code, estree.PropertyDefinition)] == [True]


def test_comments_of_all_kinds() -> None:
    code = "#!/bin/node\n// а\n/* б\n */ x /**/\n<!-- в\n--> г\n'// not one' + `/* nor this */` + /[/*]/"
    assert [comment.text for comment in parse(code.encode()).comments] == [" а", " б\n ", "", " в", " г"]


def test_comment_spans_its_delimiters() -> None:
    code = "ж /* б */"
    assert parse(code.encode()).comments == (Comment(3, 11, " б "),)


def test_directives() -> None:
    code = "'use strict'; ('a'); 'b'; function f() { \"use \\\nstrict\"; c; 'd' } () => { 'e' }"
    directives = [statement.directive for statement in nodes(code, estree.ExpressionStatement)]
    assert [directive for directive in directives if directive] == ["use strict", "use \\\nstrict", "e"]
