"""Statements, concrete to ESTree."""

from __future__ import annotations

from itertools import takewhile
from operator import attrgetter
from typing import TYPE_CHECKING

from checker.languages.javascript import estree
from checker.regex import regex

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tree_sitter import Node as Part

    from checker.languages.javascript.adapter.conversion import Conversion, Converter


_OPENING_BRACE = ord("{")
_DECLARATION = regex(rb"(?:function|class)(?![\w$\\\x80-\xff])")
"""What no expression statement can begin with; without a name after it, the grammar takes it for an expression."""


def statement_list(conversion: Conversion, parts: list[Part], unread_before: int) -> list[estree.Node]:
    """Convert the statements of a program, a block or a case, and what could not be read in or between them.

    `unread_before` is how much was unread before the children of that program, block or case were looked at.
    """
    conversion.check_deadline()
    body: list[estree.Node] = []
    for part in parts:
        statement = conversion.convert(part)
        body.append(statement)
        end = conversion.end(part)
        if statement.end < end:  # the grammar took in a semicolon that is a statement of its own
            body.append(estree.EmptyStatement(end - 1, end))
    unread = conversion.unread_since(unread_before)
    if unread:
        body = sorted(body + unread, key=attrgetter("start"))
    return _with_split_declarations(body) if conversion.has_seen(b"let") else body


def _with_split_declarations(statements: list[estree.Node]) -> list[estree.Node]:
    """Put `let` and what it declares together where a line break between made two statements of them."""
    joined: list[estree.Node] = []
    for statement in statements:
        declaration = _declaration_after(joined[-1], statement) if joined else None
        if declaration:
            joined[-1] = declaration
        else:
            joined.append(statement)
    return joined


def _declaration_after(before: estree.Node, statement: estree.Node) -> estree.Node | None:
    if not isinstance(before, estree.ExpressionStatement) or before.end != before.expression.end:
        return None
    word = before.expression
    if not isinstance(word, estree.Identifier) or word.name != "let":
        return None
    if not isinstance(statement, estree.ExpressionStatement):
        return None
    expression = statement.expression
    items = expression.expressions if isinstance(expression, estree.SequenceExpression) else [expression]
    if not all(isinstance(item, (estree.Identifier, estree.AssignmentExpression)) for item in items):
        return None
    return estree.VariableDeclaration(word.start, statement.end, [_declared(item) for item in items], "let")


def _declared(expression: estree.Node) -> estree.Node:
    start, end = expression.start, expression.end
    if isinstance(expression, estree.AssignmentExpression):
        return estree.VariableDeclarator(start, end, expression.left, expression.right)
    return estree.VariableDeclarator(start, end, expression, None)


def with_directives(statements: list[estree.Node]) -> list[estree.Node]:
    """Mark the directives among the first statements of a program or a function body."""
    for statement in statements:
        if not isinstance(statement, estree.ExpressionStatement):
            break
        literal = statement.expression
        if not isinstance(literal, estree.Literal) or literal.raw[0] not in "\"'":
            break
        if literal.start != statement.start:  # in parentheses it is an ordinary string
            break
        statement.directive = literal.raw[1:-1]
    return statements


def block(conversion: Conversion, part: Part) -> estree.BlockStatement:
    """`{ ... }`."""
    unread_before = conversion.unread_count()
    body = statement_list(conversion, conversion.named(part), unread_before)
    return estree.BlockStatement(part.start_byte, conversion.end(part), body)


def braced(conversion: Conversion, part: Part) -> estree.Node | None:
    """Read what the grammar takes for an object where only a block can stand: `{a: 1}` labels a statement.

    Returns None for what begins with no brace, and for what is no block either: that code is doubtful.
    """
    if conversion.code[part.start_byte] != _OPENING_BRACE:
        return None
    block_read = _labelled_block(conversion, part) if part.type == "object" else None
    if block_read is None:
        conversion.doubts.append(part.start_byte)
    return block_read


def _labelled_block(conversion: Conversion, part: Part) -> estree.Node | None:
    members = conversion.named(part)
    if len(members) != 1 or members[0].type != "pair":
        return None
    label_part, value_part = conversion.named(members[0])
    if label_part.type != "property_identifier":
        return None
    body = braced(conversion, value_part)
    if body is None:
        value = _statement_expression(conversion, value_part)
        body = estree.ExpressionStatement(value_part.start_byte, conversion.end(members[0]), value, None)
    label = conversion.identifier(label_part)
    labelled = estree.LabeledStatement(label.start, body.end, label, body)
    return estree.BlockStatement(part.start_byte, part.end_byte, [labelled])


def _statement_expression(conversion: Conversion, part: Part) -> estree.Node:
    if _DECLARATION.match(conversion.code, part.start_byte):
        conversion.doubts.append(part.start_byte)
    return conversion.convert(part)


def _expression(conversion: Conversion, part: Part) -> estree.Node:
    expression_part = conversion.named(part)[0]
    found = braced(conversion, expression_part)
    if found:
        return found
    expression = _statement_expression(conversion, expression_part)
    return estree.ExpressionStatement(part.start_byte, conversion.end(part), expression, None)


def _empty(_: Conversion, part: Part) -> estree.Node:
    return estree.EmptyStatement(part.start_byte, part.end_byte)


def _debugger(conversion: Conversion, part: Part) -> estree.Node:
    conversion.parts(part)
    return estree.DebuggerStatement(part.start_byte, conversion.end(part))


def _with(conversion: Conversion, part: Part) -> estree.Node:
    subject, body = conversion.each(conversion.named(part))
    return estree.WithStatement(part.start_byte, body.end, subject, body)


def _argument(conversion: Conversion, part: Part) -> estree.Node | None:
    found = conversion.named(part)
    return conversion.convert(found[0]) if found else None


def _return(conversion: Conversion, part: Part) -> estree.Node:
    if not conversion.in_function:
        conversion.doubts.append(part.start_byte)
    argument = _argument(conversion, part)
    return estree.ReturnStatement(part.start_byte, conversion.end(part), argument)


def _throw(conversion: Conversion, part: Part) -> estree.Node:
    argument = conversion.convert(conversion.named(part)[0])
    return estree.ThrowStatement(part.start_byte, conversion.end(part), argument)


def _break(conversion: Conversion, part: Part) -> estree.Node:
    label = _argument(conversion, part)
    return estree.BreakStatement(part.start_byte, conversion.end(part), label)


def _continue(conversion: Conversion, part: Part) -> estree.Node:
    label = _argument(conversion, part)
    return estree.ContinueStatement(part.start_byte, conversion.end(part), label)


def _labeled(conversion: Conversion, part: Part) -> estree.Node:
    label, body = conversion.each(conversion.named(part))
    return estree.LabeledStatement(part.start_byte, body.end, label, body)


def _if(conversion: Conversion, part: Part) -> estree.Node:
    test, consequent, *alternates = conversion.each(conversion.named(part))
    alternate = alternates[0] if alternates else None
    end = (alternate or consequent).end
    return estree.IfStatement(part.start_byte, end, test, consequent, alternate)


def _only_child(conversion: Conversion, part: Part) -> estree.Node:
    return conversion.convert(conversion.named(part)[0])


def _switch(conversion: Conversion, part: Part) -> estree.Node:
    discriminant, body = conversion.named(part)
    subject = conversion.convert(discriminant)
    cases = conversion.each(conversion.named(body))
    return estree.SwitchStatement(part.start_byte, part.end_byte, subject, cases)


def _case(conversion: Conversion, part: Part) -> estree.Node:
    unread_before = conversion.unread_count()
    value, *rest = conversion.named(part)
    test = conversion.convert(value)
    body = statement_list(conversion, rest, unread_before)
    return estree.SwitchCase(part.start_byte, conversion.end(part), test, body)


def _default(conversion: Conversion, part: Part) -> estree.Node:
    unread_before = conversion.unread_count()
    body = statement_list(conversion, conversion.named(part), unread_before)
    return estree.SwitchCase(part.start_byte, conversion.end(part), None, body)


def _try(conversion: Conversion, part: Part) -> estree.Node:
    body, *clauses = conversion.each(conversion.named(part))
    handler = clauses.pop(0) if clauses and isinstance(clauses[0], estree.CatchClause) else None
    finalizer = clauses[0] if clauses else None
    end = (finalizer or handler or body).end
    return estree.TryStatement(part.start_byte, end, body, handler, finalizer)


def _catch(conversion: Conversion, part: Part) -> estree.Node:
    *parameters, body = conversion.each(conversion.named(part))
    parameter = parameters[0] if parameters else None
    return estree.CatchClause(part.start_byte, body.end, parameter, body)


def _while(conversion: Conversion, part: Part) -> estree.Node:
    test, body = conversion.each(conversion.named(part))
    return estree.WhileStatement(part.start_byte, body.end, test, body)


def _do(conversion: Conversion, part: Part) -> estree.Node:
    body, test = conversion.each(conversion.named(part))
    return estree.DoWhileStatement(part.start_byte, conversion.end(part), body, test)


def _for(conversion: Conversion, part: Part) -> estree.Node:
    *head, body = conversion.each(conversion.named(part))
    init, test, update = [None if isinstance(n, estree.EmptyStatement) else n for n in [*head, None]][:3]
    if isinstance(init, estree.VariableDeclaration):
        init.end = init.declarations[-1].end  # its semicolon belongs to the loop
    return estree.ForStatement(part.start_byte, body.end, init, test, update, body)


def _for_in(conversion: Conversion, part: Part) -> estree.Node:
    """`for (... in ...)` and `for (... of ...)`, which are one kind to the grammar."""
    parts = conversion.parts(part)
    words = [child.type for child in parts]
    opening = words.index("(")
    *targets, right, body = conversion.each(child for child in parts if child.is_named)
    left = targets[0]
    kind = _leading_words(parts[opening + 1 :])
    if kind:
        end = conversion.end(parts[words.index("=") + 1]) if "=" in words else left.end
        declarator = estree.VariableDeclarator(left.start, end, left, targets[1] if "=" in words else None)
        left = estree.VariableDeclaration(parts[opening + 1].start_byte, end, [declarator], kind)
    if "of" in words:
        awaits = "await" in words[:opening]
        return estree.ForOfStatement(part.start_byte, body.end, left, right, body, awaits)
    return estree.ForInStatement(part.start_byte, body.end, left, right, body)


def _leading_words(parts: list[Part]) -> str:
    return " ".join(part.type for part in takewhile(lambda part: not part.is_named, parts))


def _declaration(conversion: Conversion, part: Part) -> estree.Node:
    parts = conversion.parts(part)
    declarators = conversion.each(child for child in parts if child.is_named)
    end = conversion.end(part)
    return estree.VariableDeclaration(part.start_byte, end, declarators, _leading_words(parts))


def _declarator(conversion: Conversion, part: Part) -> estree.Node:
    target, *initial = conversion.each(conversion.named(part))
    value = initial[0] if initial else None
    return estree.VariableDeclarator(part.start_byte, conversion.end(part), target, value)


CONVERTERS: Mapping[str, Converter] = {
    "break_statement": _break,
    "catch_clause": _catch,
    "continue_statement": _continue,
    "debugger_statement": _debugger,
    "do_statement": _do,
    "else_clause": _only_child,
    "empty_statement": _empty,
    "expression_statement": _expression,
    "finally_clause": _only_child,
    "for_in_statement": _for_in,
    "for_statement": _for,
    "if_statement": _if,
    "labeled_statement": _labeled,
    "lexical_declaration": _declaration,
    "return_statement": _return,
    "statement_block": block,
    "switch_case": _case,
    "switch_default": _default,
    "switch_statement": _switch,
    "throw_statement": _throw,
    "try_statement": _try,
    "using_declaration": _declaration,
    "variable_declaration": _declaration,
    "variable_declarator": _declarator,
    "while_statement": _while,
    "with_statement": _with,
}
