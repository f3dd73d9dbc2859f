"""Scopes, bindings and references: which declaration a name means, with hoisting and shadowing."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from checker.languages.javascript import estree as js

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from checker.languages.javascript.estree import Node

READ, WRITE, UPDATE = "read", "write", "update"
"""How a reference uses a name; `update` reads and writes (`x += 1`, `x++`)."""

_Step: TypeAlias = "tuple[Node, Scope, str]"


class Binding:
    """A declared name; `kind` is var, let, const, using, function, class, param, catch, import or arguments."""

    __slots__ = ("declarations", "kind", "name", "references", "scope", "writes")

    def __init__(self, name: str, kind: str, scope: Scope) -> None:
        """Declare a name; its declarations and references are added as they are found."""
        self.name = name
        self.kind = kind
        self.scope = scope
        self.declarations: list[js.Identifier] = []
        self.references: list[Reference] = []
        self.writes: list[Reference] = []
        """Those of the references that only write."""


class Reference:
    """A use of a name; `binding` is None for a global that the file does not declare."""

    __slots__ = ("binding", "identifier", "role", "scope")

    def __init__(self, identifier: js.Identifier, scope: Scope, role: str) -> None:
        """Note a use; what the name means is known when the whole file was seen."""
        self.identifier = identifier
        self.scope = scope
        self.role = role
        self.binding: Binding | None = None

    @property
    def name(self) -> str:
        """The name that is used."""
        return self.identifier.name


class Scope:
    """A stretch of code with names of its own.

    `kind` is global, module, function, name (of a function expression), block, catch or class.
    """

    __slots__ = ("bindings", "kind", "node", "parent")

    def __init__(self, kind: str, node: Node, parent: Scope | None) -> None:
        """Open a scope; names are added as they are found."""
        self.kind = kind
        self.node = node
        self.parent = parent
        self.bindings: dict[str, Binding] = {}

    @property
    def holder(self) -> Scope:
        """The scope that `var` declares in: the nearest function, or the file."""
        scope = self
        while scope.kind not in {"global", "module", "function"} and scope.parent is not None:
            scope = scope.parent
        return scope

    def declare(self, identifier: js.Identifier, kind: str) -> None:
        """Add a name; a second declaration of the same name joins the first."""
        binding = self.bindings.get(identifier.name)
        if binding is None:
            binding = self.bindings[identifier.name] = Binding(identifier.name, kind, self)
        binding.declarations.append(identifier)

    def find(self, name: str) -> Binding | None:
        """The binding that a name means here."""
        scope: Scope | None = self
        while scope is not None:
            binding = scope.bindings.get(name)
            if binding is not None:
                return binding
            scope = scope.parent
        return None


class ScopeAnalysis(NamedTuple):
    """All scopes and references of a file, in the order of the source."""

    scopes: tuple[Scope, ...]
    references: tuple[Reference, ...]
    nodes: Mapping[type[Node], Sequence[Node]]
    """The nodes by class, in the order of the source."""


def analyse_scopes(program: js.Program) -> ScopeAnalysis:
    """Find every scope and resolve every reference. Deep nesting costs no recursion."""
    return _ScopeBuilder().build(program)


class _ScopeBuilder:
    """One pass with an explicit stack; a step is a node, its scope, and what the names in it are there for.

    The role is `read`, `write` or `update` for references, or the kind of the bindings that a pattern declares.
    """

    def __init__(self) -> None:
        self._scopes: list[Scope] = []
        self._references: list[Reference] = []
        self._nodes: defaultdict[type[Node], list[Node]] = defaultdict(list)
        self._handlers: Mapping[type[Node], Callable[..., Sequence[_Step]]] = {
            js.Identifier: self._identifier,
            js.FunctionDeclaration: self._function,
            js.FunctionExpression: self._function,
            js.ArrowFunctionExpression: self._function,
            js.ClassDeclaration: self._class,
            js.ClassExpression: self._class,
            js.StaticBlock: self._static_block,
            js.BlockStatement: self._block,
            js.SwitchStatement: self._block,
            js.ForStatement: self._block,
            js.ForInStatement: self._for_each,
            js.ForOfStatement: self._for_each,
            js.CatchClause: self._catch,
            js.VariableDeclaration: self._variables,
            js.VariableDeclarator: self._variable,
            js.MemberExpression: self._member,
            js.Property: self._property,
            js.MethodDefinition: self._class_member,
            js.PropertyDefinition: self._class_member,
            js.AssignmentExpression: self._assignment,
            js.AssignmentPattern: self._default,
            js.UpdateExpression: self._update,
            js.LabeledStatement: self._labelled,
            js.BreakStatement: self._nothing,
            js.ContinueStatement: self._nothing,
            js.MetaProperty: self._nothing,
            js.ImportDeclaration: self._import,
            js.ExportSpecifier: self._export,
            js.ExportAllDeclaration: self._export_all,
            js.ArrayPattern: self._pattern,
            js.ObjectPattern: self._pattern,
            js.RestElement: self._pattern,
        }

    def build(self, program: js.Program) -> ScopeAnalysis:
        scope = self._open("module" if program.source_type == "module" else "global", program, None)
        stack: list[_Step] = [(statement, scope, READ) for statement in reversed(program.body)]
        handlers = self._handlers
        nodes = self._nodes
        while stack:
            node, scope, role = stack.pop()
            kind = type(node)
            nodes[kind].append(node)
            handler = handlers.get(kind)
            if handler is not None:
                stack += handler(node, scope, role)[::-1]
            elif kind.child_fields:
                stack += [(child, scope, READ) for child in reversed(js.children(node))]
        self._resolve()
        return ScopeAnalysis(tuple(self._scopes), tuple(self._references), nodes)

    def _open(self, kind: str, node: Node, parent: Scope | None) -> Scope:
        scope = Scope(kind, node, parent)
        self._scopes.append(scope)
        return scope

    def _resolve(self) -> None:
        for reference in self._references:
            reference.binding = reference.scope.find(reference.name)
            if reference.binding is not None:
                reference.binding.references.append(reference)
                if reference.role == WRITE:
                    reference.binding.writes.append(reference)

    def _identifier(self, node: js.Identifier, scope: Scope, role: str) -> Sequence[_Step]:
        if role in {READ, WRITE, UPDATE}:
            self._references.append(Reference(node, scope, role))
        else:
            (scope.holder if role == "var" else scope).declare(node, role)
        return ()

    def _function(self, node: js.Function, scope: Scope, _role: str) -> Sequence[_Step]:
        if isinstance(node, js.FunctionDeclaration) and node.id is not None:
            self._declare_function(node.id, scope)
        elif node.id is not None:
            scope = self._open("name", node, scope)
            scope.declare(node.id, "function")
        inner = self._open("function", node, scope)
        if not isinstance(node, js.ArrowFunctionExpression):
            inner.bindings["arguments"] = Binding("arguments", "arguments", inner)
        body = node.body.body if isinstance(node.body, js.BlockStatement) else [node.body]
        return [
            *((parameter, inner, "param") for parameter in node.params),
            *((statement, inner, READ) for statement in body),
        ]

    def _declare_function(self, identifier: js.Identifier, scope: Scope) -> None:
        scope.declare(identifier, "function")
        holder = scope.holder
        if holder is not scope and identifier.name not in holder.bindings:
            # Outside strict mode a function in a block is also visible in the function around it.
            holder.bindings[identifier.name] = scope.bindings[identifier.name]

    def _class(self, node: js.Class, scope: Scope, _role: str) -> Sequence[_Step]:
        if isinstance(node, js.ClassDeclaration) and node.id is not None:
            scope.declare(node.id, "class")
        inner = self._open("class", node, scope)
        if isinstance(node, js.ClassExpression) and node.id is not None:
            inner.declare(node.id, "class")
        parts = [node.body] if node.super_class is None else [node.super_class, node.body]
        return [*((one, scope, READ) for one in node.decorators), *((part, inner, READ) for part in parts)]

    def _class_member(
        self, node: js.MethodDefinition | js.PropertyDefinition, scope: Scope, _role: str
    ) -> Sequence[_Step]:
        parts = [*node.decorators, node.key] if _is_read(node) else node.decorators
        return [(part, scope, READ) for part in (*parts, node.value) if part is not None]

    def _static_block(self, node: js.StaticBlock, scope: Scope, _role: str) -> Sequence[_Step]:
        inner = self._open("function", node, scope)
        return [(statement, inner, READ) for statement in node.body]

    def _block(self, node: Node, scope: Scope, _role: str) -> Sequence[_Step]:
        inner = self._open("block", node, scope)
        return [(child, inner, READ) for child in js.children(node)]

    def _for_each(self, node: js.ForInStatement | js.ForOfStatement, scope: Scope, _role: str) -> Sequence[_Step]:
        inner = self._open("block", node, scope)
        role = READ if isinstance(node.left, js.VariableDeclaration) else WRITE
        return (node.left, inner, role), (node.right, inner, READ), (node.body, inner, READ)

    def _catch(self, node: js.CatchClause, scope: Scope, _role: str) -> Sequence[_Step]:
        inner = self._open("catch", node, scope)
        body = (node.body, inner, READ)
        return (body,) if node.param is None else ((node.param, inner, "catch"), body)

    def _variables(self, node: js.VariableDeclaration, scope: Scope, _role: str) -> Sequence[_Step]:
        return [(declarator, scope, node.kind) for declarator in node.declarations]

    def _variable(self, node: js.VariableDeclarator, scope: Scope, role: str) -> Sequence[_Step]:
        name = (node.id, scope, role)
        return (name,) if node.init is None else (name, (node.init, scope, READ))

    def _member(self, node: js.MemberExpression, scope: Scope, _role: str) -> Sequence[_Step]:
        owner = (node.object, scope, READ)
        return (owner, (node.property, scope, READ)) if node.computed else (owner,)

    def _property(self, node: js.Property, scope: Scope, role: str) -> Sequence[_Step]:
        value = (node.value, scope, role)
        return ((node.key, scope, READ), value) if _is_read(node) else (value,)

    def _assignment(self, node: js.AssignmentExpression, scope: Scope, _role: str) -> Sequence[_Step]:
        return (node.left, scope, WRITE if node.operator == "=" else UPDATE), (node.right, scope, READ)

    def _default(self, node: js.AssignmentPattern, scope: Scope, role: str) -> Sequence[_Step]:
        return (node.left, scope, role), (node.right, scope, READ)

    def _update(self, node: js.UpdateExpression, scope: Scope, _role: str) -> Sequence[_Step]:
        return ((node.argument, scope, UPDATE),)

    def _labelled(self, node: js.LabeledStatement, scope: Scope, _role: str) -> Sequence[_Step]:
        return ((node.body, scope, READ),)

    def _nothing(self, _node: Node, _scope: Scope, _role: str) -> Sequence[_Step]:
        return ()

    def _import(self, node: js.ImportDeclaration, scope: Scope, _role: str) -> Sequence[_Step]:
        for specifier in node.specifiers:
            local = getattr(specifier, "local", None)
            if isinstance(local, js.Identifier):
                scope.declare(local, "import")
        return ((node.source, scope, READ),)

    def _export_all(self, node: js.ExportAllDeclaration, scope: Scope, _role: str) -> Sequence[_Step]:
        return ((node.source, scope, READ),)

    def _export(self, node: js.ExportSpecifier, scope: Scope, _role: str) -> Sequence[_Step]:
        return ((node.local, scope, READ),) if isinstance(node.local, js.Identifier) else ()

    def _pattern(self, node: Node, scope: Scope, role: str) -> Sequence[_Step]:
        return [(child, scope, role) for child in js.children(node)]


def _is_read(member: js.Property | js.MethodDefinition | js.PropertyDefinition) -> bool:
    """Whether the name of a member is an expression, not a word of its own."""
    return member.computed or isinstance(member.key, js.Literal)
