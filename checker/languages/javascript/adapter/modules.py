"""Imports, exports and the program itself, concrete to ESTree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.languages.javascript import estree
from checker.languages.javascript.adapter.functions import class_, function
from checker.languages.javascript.adapter.statements import statement_list, with_directives

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tree_sitter import Node as Part

    from checker.languages.javascript.adapter.conversion import Conversion, Converter

_MODULE_STATEMENTS = frozenset(("import_statement", "export_statement"))


def program(conversion: Conversion, part: Part) -> estree.Program:
    """Convert the root; it is a script unless something in it belongs in modules only."""
    parts = [child for child in conversion.named(part) if child.type != "hash_bang_line"]
    conversion.is_module = any(child.type in _MODULE_STATEMENTS for child in parts)
    conversion.in_async = conversion.is_module
    body = with_directives(statement_list(conversion, parts, 0))
    return estree.Program(0, len(conversion.code), body, "module" if conversion.is_module else "script")


def _module_name(conversion: Conversion, part: Part) -> estree.Node:
    """Convert a name in braces: an identifier, a string or the word `default`."""
    return conversion.convert(part) if part.type == "string" else conversion.identifier(part)


def _names(conversion: Conversion, part: Part) -> tuple[estree.Node, estree.Node]:
    """Return the two names of `name as alias`, which are two nodes for one name where there is no alias."""
    parts = [child for child in conversion.parts(part) if child.type != "as"]
    return _module_name(conversion, parts[0]), _module_name(conversion, parts[-1])


def _import(conversion: Conversion, part: Part) -> estree.Node:
    by_type = {child.type: child for child in conversion.named(part)}
    specifiers: list[estree.Node] = []
    if "import_clause" in by_type:
        specifiers = _specifiers(conversion, by_type["import_clause"])
    source = conversion.convert(by_type["string"])
    if "import_attribute" in by_type:
        conversion.convert(by_type["import_attribute"])  # dropped, but for its comments
    return estree.ImportDeclaration(part.start_byte, conversion.end(part), specifiers, source)


def _specifiers(conversion: Conversion, clause: Part) -> list[estree.Node]:
    specifiers: list[estree.Node] = []
    for child in conversion.named(clause):
        if child.type == "identifier":
            local = conversion.identifier(child)
            specifiers.append(estree.ImportDefaultSpecifier(local.start, local.end, local))
        elif child.type == "named_imports":
            specifiers += conversion.each(conversion.named(child))
        else:
            specifiers.append(conversion.convert(child))
    return specifiers


def _import_specifier(conversion: Conversion, part: Part) -> estree.Node:
    imported, local = _names(conversion, part)
    return estree.ImportSpecifier(part.start_byte, part.end_byte, imported, local)


def _import_namespace(conversion: Conversion, part: Part) -> estree.Node:
    local = conversion.convert(conversion.named(part)[0])
    return estree.ImportNamespaceSpecifier(part.start_byte, part.end_byte, local)


def _export(conversion: Conversion, part: Part) -> estree.Node:
    parts = conversion.parts(part)
    words = {child.type for child in parts if not child.is_named}
    if "default" in words:
        return _export_default(conversion, part, parts)
    if "from" in words and not any(child.type == "export_clause" for child in parts):
        return _export_all(conversion, part, parts)
    return _export_named(conversion, part, parts)


def _export_default(conversion: Conversion, part: Part, parts: list[Part]) -> estree.Node:
    """After `export default`, the grammar reads a function or class without a name as an expression."""
    *decorators, exported = [child for child in parts if child.is_named]
    declaration: estree.Node
    end = None
    if exported.type in {"function_expression", "generator_function"}:
        declaration = function(conversion, exported, estree.FunctionDeclaration)
    elif exported.type in {"class", "class_declaration"}:
        declaration = class_(conversion, exported, estree.ClassDeclaration, conversion.each(decorators))
    else:
        declaration = conversion.convert(exported)
        end = conversion.end(part)
    return estree.ExportDefaultDeclaration(part.start_byte, end or declaration.end, declaration)


def _export_all(conversion: Conversion, part: Part, parts: list[Part]) -> estree.Node:
    *namespaces, source_part = [child for child in parts if child.is_named]
    exported = None
    if namespaces:
        exported = _module_name(conversion, conversion.parts(namespaces[0])[-1])
    source = conversion.convert(source_part)
    return estree.ExportAllDeclaration(part.start_byte, conversion.end(part), exported, source)


def _export_named(conversion: Conversion, part: Part, parts: list[Part]) -> estree.Node:
    decorators: list[estree.Node] = []
    specifiers: list[estree.Node] = []
    declaration: estree.Node | None = None
    source: estree.Node | None = None
    for child in parts:
        if child.type == "export_clause":
            specifiers = conversion.each(conversion.named(child))
        elif child.type == "string":
            source = conversion.convert(child)
        elif child.type == "decorator":
            decorators.append(conversion.convert(child))
        elif child.type == "class_declaration":
            declaration = class_(conversion, child, estree.ClassDeclaration, decorators)
        elif child.is_named:
            declaration = conversion.convert(child)
    return estree.ExportNamedDeclaration(part.start_byte, conversion.end(part), declaration, specifiers, source)


def _export_specifier(conversion: Conversion, part: Part) -> estree.Node:
    local, exported = _names(conversion, part)
    return estree.ExportSpecifier(part.start_byte, part.end_byte, local, exported)


CONVERTERS: Mapping[str, Converter] = {
    "export_specifier": _export_specifier,
    "export_statement": _export,
    "import_specifier": _import_specifier,
    "import_statement": _import,
    "namespace_import": _import_namespace,
    "program": program,
}
