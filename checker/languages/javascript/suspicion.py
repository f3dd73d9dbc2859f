"""Whether code that tree-sitter reads without a doubt may still be invalid: names declared twice, a stray `break`.

The strict parser takes 2 ms for each kilobyte. These signs cost next to nothing once the scopes are known, so that it
is asked only where it may find something. They may be wrong about code that is valid, and only cost time then.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from checker.languages.javascript import estree as js
from checker.languages.javascript.node_index import ancestors
from checker.regex import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.node_index import NodeIndex
    from checker.languages.javascript.scopes import Scope

_LOOPS = (js.ForStatement, js.ForInStatement, js.ForOfStatement, js.WhileStatement, js.DoWhileStatement)
_BOUNDARIES = (js.FunctionDeclaration, js.FunctionExpression, js.ArrowFunctionExpression, js.StaticBlock)
_TARGETS = (js.Identifier, js.MemberExpression)
_PATTERNS = (
    js.VariableDeclarator,
    js.ObjectPattern,
    js.ArrayPattern,
    js.Property,
    js.AssignmentPattern,
    js.RestElement,
)
_RESERVED = frozenset(
    {"await", "enum", "implements", "interface", "let", "package", "private", "protected", "public", "static", "yield"}
)
"""Words that are no names in some places."""
_LEGACY_NUMBER = regex(r"0\d")
_LEGACY_ESCAPE = regex(r"(?<!\\)(?:\\\\)*\\(?:[1-7]|0\d)")
_LONG_ESCAPE = regex(r"\\u\{")
_FLAGS = regex(r"/(?!.*(.).*\1)[dgimsuvy]*\Z")
_ATOMS = regex(r"\\.|\[(?:\\.|[^\]\\])*\]|\(\?(?:[:=!]|<[=!]|<\w+>)|[^\\]", re.DOTALL)


def is_suspicious(index: NodeIndex) -> bool:
    """Tell whether something in a file may make it invalid."""
    return any(sign(index) for sign in _SIGNS)


def _strange_names(index: NodeIndex) -> bool:
    """Tell of typographic quotes and other characters that tree-sitter takes for letters."""
    names = {identifier.name for identifier in index.all(js.Identifier)}
    return not all(name.replace("$", "_").isidentifier() for name in names)


def _conflicting_declarations(index: NodeIndex) -> bool:
    for scope in index.scopes.scopes:
        for name, binding in scope.bindings.items():
            if len(binding.declarations) > 1 and _is_conflict(binding.declarations):
                return True
            if name in _RESERVED:
                return True
            if scope.kind == "block" and scope.parent is not None and _is_caught(scope.parent, name):
                return True
    return False


def _is_caught(scope: Scope, name: str) -> bool:
    return scope.kind == "catch" and name in scope.bindings


def _is_conflict(declarations: Sequence[js.Identifier]) -> bool:
    """Tell whether declarations of the same name exclude each other; `var`, functions and one parameter do not."""
    kinds = list(map(_kind, declarations))
    return "lexical" in kinds or kinds.count("parameter") > 1


def _kind(identifier: js.Identifier) -> str:
    for node in ancestors(identifier):
        if isinstance(node, js.VariableDeclaration):
            return "var" if node.kind == "var" else "lexical"
        if isinstance(node, js.Function):
            return "function" if node.id is identifier else "parameter"
        if not isinstance(node, _PATTERNS):
            break
    return "lexical"


def _lone_declarations(index: NodeIndex) -> bool:
    """Tell of `let` and `const` that are the whole body of an `if` or a loop."""
    places = (js.IfStatement, js.WhileStatement, js.DoWhileStatement)
    return any(
        declaration.kind != "var" and isinstance(declaration.parent, places)
        for declaration in index.all(js.VariableDeclaration)
    )


def _repeated_defaults(index: NodeIndex) -> bool:
    defaults = (case.parent for case in index.all(js.SwitchCase) if case.test is None)
    return any(amount > 1 for amount in Counter(defaults).values())


def _constants_without_value(index: NodeIndex) -> bool:
    return any(
        declarator.init is None and not isinstance(declaration.parent, (js.ForInStatement, js.ForOfStatement))
        for declaration in index.all(js.VariableDeclaration)
        if declaration.kind == "const"
        for declarator in declaration.declarations
        if isinstance(declarator, js.VariableDeclarator)
    )


def _loops_with_value(index: NodeIndex) -> bool:
    lefts = (loop.left for loop in index.all(js.ForOfStatement))
    return any(isinstance(left, js.VariableDeclaration) and _has_value(left) for left in lefts)


def _has_value(declaration: js.VariableDeclaration) -> bool:
    return any(getattr(declarator, "init", None) is not None for declarator in declaration.declarations)


def _stray_jumps(index: NodeIndex) -> bool:
    jumps: Iterable[js.BreakStatement | js.ContinueStatement]
    jumps = (*index.all(js.BreakStatement), *index.all(js.ContinueStatement))
    return any(jump.label is not None or not _has_target(jump) for jump in jumps)


def _has_target(jump: js.BreakStatement | js.ContinueStatement) -> bool:
    targets = (*_LOOPS, js.SwitchStatement) if isinstance(jump, js.BreakStatement) else _LOOPS
    for node in ancestors(jump):
        if isinstance(node, targets):
            return True
        if isinstance(node, _BOUNDARIES):
            return False
    return False


def _strange_targets(index: NodeIndex) -> bool:
    updated = (update.argument for update in index.all(js.UpdateExpression))
    deleted = any(
        unary.operator == "delete" and not isinstance(unary.argument, js.MemberExpression)
        for unary in index.all(js.UnaryExpression)
    )
    assigned = (assignment.left for assignment in index.all(js.AssignmentExpression))
    patterns = (js.ObjectPattern, js.ArrayPattern)
    is_strange = not all(isinstance(node, (*_TARGETS, *patterns)) for node in (*updated, *assigned))
    return deleted or is_strange


def _strange_literals(index: NodeIndex) -> bool:
    for literal in index.all(js.Literal):
        raw = literal.raw
        if raw[:1] == "/":
            if not _is_valid_expression(raw):
                return True
        elif "\\" in raw:
            if _LEGACY_ESCAPE.search(raw) or _LONG_ESCAPE.search(raw):
                return True
        elif _LEGACY_NUMBER.match(raw):
            return True
    return False


def _is_valid_expression(raw: str) -> bool:
    """Tell whether a regular expression is plainly valid."""
    body, slash, flags = raw[1:].rpartition("/")
    if not _FLAGS.match(slash + flags):
        return False
    depth, may_repeat = 0, False
    for atom in _ATOMS.findall(body):
        if atom == "[" or (atom == "(" and "(?" in body and body.count("(?") != _groups(body)):
            return False
        depth += atom.startswith("(") - (atom == ")")
        if depth < 0 or (atom in {"*", "+"} and not may_repeat):
            return False
        may_repeat = atom not in {"(", "|", "*", "+", "^"} and not atom.startswith("(?")
    return depth == 0


def _groups(body: str) -> int:
    return sum(atom.startswith("(?") for atom in _ATOMS.findall(body))


def _strange_mixtures(index: NodeIndex) -> bool:
    """Tell of `??` beside `||`, of `new` with an optional chain, of `with`, labels and files that begin with a tag."""
    for expression in index.all(js.LogicalExpression):
        for side in (expression.left, expression.right):
            if isinstance(side, js.LogicalExpression) and (expression.operator == "??") != (side.operator == "??"):
                return True
    begins_with_tag = any(element.start == index.scopes.scopes[0].node.start for element in index.all(js.JSXElement))
    news = any(isinstance(new.callee, js.ChainExpression) for new in index.all(js.NewExpression))
    return begins_with_tag or news or bool(index.all(js.WithStatement) or index.all(js.LabeledStatement))


def _strange_functions(index: NodeIndex) -> bool:
    kinds: tuple[type[js.Function], ...]
    kinds = (js.FunctionDeclaration, js.FunctionExpression, js.ArrowFunctionExpression)
    functions = (function for kind in kinds for function in index.all(kind))
    return any(isinstance(parameter, js.RestElement) for function in functions for parameter in function.params[:-1])


def _strange_classes(index: NodeIndex) -> bool:
    return any(_is_strange(body) for body in index.all(js.ClassBody))


def _is_strange(body: js.ClassBody) -> bool:
    constructors = sum(isinstance(member, js.MethodDefinition) and member.kind == "constructor" for member in body.body)
    return constructors > 1 or any(_has_private_name(member) for member in body.body)


def _has_private_name(member: Node) -> bool:
    return isinstance(getattr(member, "key", None), js.PrivateIdentifier)


def _unknown_private_names(index: NodeIndex) -> bool:
    return any(isinstance(member.property, js.PrivateIdentifier) for member in index.all(js.MemberExpression))


def _strange_exports(index: NodeIndex) -> bool:
    names = list(_exported(index))
    inner = (specifier.local for specifier in index.all(js.ExportSpecifier))
    is_unknown = any(index.bindings.get(local) is None for local in inner if isinstance(local, js.Identifier))
    return is_unknown or len(names) != len(set(names))


def _exported(index: NodeIndex) -> Iterator[str]:
    for specifier in index.all(js.ExportSpecifier):
        yield str(getattr(specifier.exported, "name", getattr(specifier.exported, "value", "")))
    yield from ("default" for _ in index.all(js.ExportDefaultDeclaration))


_SIGNS: tuple[Callable[[NodeIndex], bool], ...] = (
    _strange_names,
    _conflicting_declarations,
    _lone_declarations,
    _repeated_defaults,
    _constants_without_value,
    _loops_with_value,
    _stray_jumps,
    _strange_targets,
    _strange_literals,
    _strange_mixtures,
    _strange_functions,
    _strange_classes,
    _unknown_private_names,
    _strange_exports,
)
