"""What a script gives to others: an AMD module, ECMAScript exports, and the `exports` of AMD and CommonJS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.languages.javascript import estree as js
from checker.languages.javascript.definitions import last_name
from checker.languages.javascript.value_kinds import Argument, Global, Member, Module

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.model import ScriptModel
    from checker.languages.javascript.value_kinds import Value

DEFAULT = "default"
"""The name of what a module gives without a name."""
_EXPORTS = "exports"
_POSITIONS = {1: (), 2: (_EXPORTS,)}
"""What `define(function (require, exports, module) { … })` gets at which position, and the way to its exports."""


def exported_values(model: ScriptModel) -> tuple[tuple[str, tuple[Value, ...]], ...]:
    """The exports by name; those of another module that are passed on as a whole have none."""
    return tuple((name, tuple(values)) for name, values in _exported(model))


def lying_behind(
    exported: Iterable[tuple[str, tuple[Value, ...]]], path: tuple[str, ...], model: ScriptModel
) -> Iterator[Value]:
    """What a path of names leads to in the exports of a script; `default` may be left out."""
    for name, values in exported:
        if path[:1] == (name,):
            yield from model.values.along(values, path[1:])
        elif name in {DEFAULT, ""}:
            yield from model.values.along(values, path)


def _exported(model: ScriptModel) -> Iterator[tuple[str, Iterable[Value]]]:
    yield from ((DEFAULT, model.values.of(module)) for module in _defined(model))
    for declaration in model.index.all(js.ExportDefaultDeclaration):
        yield DEFAULT, model.values.of(declaration.declaration)
    for passed_on in model.index.all(js.ExportAllDeclaration):
        if isinstance(passed_on.source, js.Literal):
            yield _text(passed_on.exported), (Module(str(passed_on.source.value)),)
    for named in model.index.all(js.ExportNamedDeclaration):
        yield from _declared(model, named.declaration)
        for specifier in named.specifiers:
            if isinstance(specifier, js.ExportSpecifier):
                yield _text(specifier.exported), _specified(model, specifier, named.source)
    yield from _assigned(model)


def _defined(model: ScriptModel) -> Iterator[Node]:
    """What an AMD module is: what its factory returns, or the object that stands in place of a factory."""
    for call in model.index.all(js.CallExpression):
        if not isinstance(call.callee, js.Identifier) or call.callee.name != "define" or not call.arguments:
            continue
        factory = call.arguments[-1]
        functions = list(model.graph.functions(factory))
        for function in functions:
            yield from model.index.returns.get(function, ())
        if not functions:
            yield factory


def _declared(model: ScriptModel, declaration: Node | None) -> Iterator[tuple[str, Iterable[Value]]]:
    if isinstance(declaration, js.VariableDeclaration):
        for declarator in declaration.declarations:
            if isinstance(declarator, js.VariableDeclarator) and declarator.init is not None:
                yield _text(declarator.id), model.values.of(declarator.init)
    elif isinstance(declaration, js.FunctionDeclaration | js.ClassDeclaration):
        yield _text(declaration.id), model.values.of(declaration)


def _specified(model: ScriptModel, specifier: js.ExportSpecifier, source: Node | None) -> Iterable[Value]:
    if isinstance(source, js.Literal):
        name = _text(specifier.local)
        return (Module(str(source.value), () if name == DEFAULT else (name,)),)
    return model.values.of(specifier.local)


def _assigned(model: ScriptModel) -> Iterator[tuple[str, Iterable[Value]]]:
    """`exports.name = …`, and `module.exports = …`, which is all."""
    for key, pairs in model.index.writes.items():
        for target, given in pairs:
            for value in model.values.of(target) if last_name(target) in {_EXPORTS, "module"} else ():
                if _is_exports(value):
                    yield key, model.values.of(given)
                elif key == _EXPORTS and _is_exports(Member(value, key)):
                    yield DEFAULT, model.values.of(given)


def _is_exports(value: Value) -> bool:
    """Whether a value is the object that a script fills with what it gives to others."""
    way: tuple[str, ...] = ()
    if isinstance(value, Member):
        way, value = (value.key,), value.of
    if isinstance(value, Global):
        return not way and value.path in {(_EXPORTS,), ("module", _EXPORTS)}
    if isinstance(value, Module):
        return (value.name, *value.path, *way) in {(_EXPORTS,), ("module", _EXPORTS)}
    return isinstance(value, Argument) and _POSITIONS.get(value.index) == way and _is_factory(value.function)


def _is_factory(function: js.Function) -> bool:
    call = function.parent
    is_call = isinstance(call, js.CallExpression) and isinstance(call.callee, js.Identifier)
    return is_call and isinstance(call, js.CallExpression) and getattr(call.callee, "name", "") == "define"


def _text(name: Node | None) -> str:
    return str(getattr(name, "name", None) or getattr(name, "value", None) or "")
