"""The ESTree vocabulary: one small class for each kind of JavaScript syntax node.

Field names are acorn's in snake case, with an underscore after the two that Python reserves (`async_`,
`await_`). Two deliberate differences: the children of a JSX element hang directly below it, whatever its tags
look like, and code that could not be parsed is an `Unparsed` node that keeps what was recognised inside.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, dataclass_transform

from checker.languages.javascript import literals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SCALARS = frozenset(("int", "str", "bool", "str | None"))


@dataclass_transform(eq_default=False)
class _NodeType(type):
    """Turns the annotations of a class into slots, a constructor and the list of its fields."""

    def __new__(mcs, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> _NodeType:
        own = {
            field: annotation
            for field, annotation in namespace.get("__annotations__", {}).items()
            if not annotation.startswith("ClassVar")
        }
        annotations = {**getattr(bases[0], "_annotations", {}), **own}
        fields = tuple(annotations)[2:]
        child_fields = [field for field in fields if annotations[field] not in _SCALARS]
        members = {
            **namespace,
            "__slots__": tuple(own),
            "_annotations": annotations,
            "__init__": _constructor(annotations),
            "type": name,
            "fields": fields,
            "child_fields": tuple(child_fields),
        }
        return super().__new__(mcs, name, bases, members)


def _constructor(annotations: dict[str, str]) -> Callable[..., None]:
    """Make a constructor that compiles the real one when it is first called: a file has half of the classes at most."""

    def compile_and_construct(node: Any, *values: object, **named: object) -> None:  # noqa: ANN401  (any class here)
        made: dict[str, Any] = {}
        # As in `dataclasses`: as fast as a constructor written out. The text comes from this file alone.
        exec(_constructor_source(annotations), {}, made)  # noqa: S102
        type(node).__init__ = made["__init__"]
        node.__init__(*values, **named)

    return compile_and_construct


def _constructor_source(annotations: dict[str, str]) -> str:
    """Return the source of an `__init__` that keeps its arguments and tells every child its parent."""
    lines = [f"def __init__(self, {', '.join(annotations)}):", " self.parent = None"]
    for field, annotation in annotations.items():
        lines.append(f" self.{field} = {field}")
        if annotation in _SCALARS:
            continue
        child, start = (field, " ") if not annotation.startswith("list[") else ("n", f" for n in {field}:\n  ")
        condition = f"if {child} is not None: " if annotation.removesuffix("]").endswith(" | None") else ""
        lines.append(f"{start}{condition}{child}.parent = self")
    return "\n".join(lines)


class _Linked:
    __slots__ = ("parent",)
    parent: Node | None


class Node(_Linked, metaclass=_NodeType):
    """One syntax node; `start` and `end` are byte offsets into the parsed code.

    `parent` is None until the parent is built, which links all its children.
    """

    type: ClassVar[str]
    """The node's ESTree name, which is the name of its class."""
    fields: ClassVar[tuple[str, ...]]
    """The names of all fields but `start` and `end`, those with child nodes in the order of the source."""
    child_fields: ClassVar[tuple[str, ...]]
    """Those of the fields that hold a node, None or a list of nodes."""

    start: int
    end: int


def children(node: Node) -> list[Node]:
    """Return the node's direct children in the order of the source."""
    found: list[Node] = []
    for field in node.child_fields:
        value = getattr(node, field)
        if value.__class__ is list:
            found += filter(None, value)
        elif value is not None:
            found.append(value)
    if node.__class__ is TemplateLiteral:
        found.sort(key=attrgetter("start", "end"))
    return found


def walk(node: Node) -> Iterator[Node]:
    """Yield the node and everything below it, parents first, in the order of the source."""
    stack = [node]
    while stack:
        node = stack.pop()
        yield node
        if node.child_fields:
            stack += reversed(children(node))


class Unparsed(Node):
    """Code the parser could not read; `children` are the pieces it recognised inside."""

    children: list[Node]


class Program(Node):
    """A whole file; `source_type` is "script", or "module" if it imports or exports."""

    body: list[Node]
    source_type: str


# Statements


class ExpressionStatement(Node):
    """An expression as a statement; `directive` is the text of `"use strict"` and its like."""

    expression: Node
    directive: str | None


class BlockStatement(Node):
    """`{ ... }`; also the body of a function."""

    body: list[Node]


class EmptyStatement(Node):
    """A lone `;`."""


class DebuggerStatement(Node):
    """`debugger;`."""


class WithStatement(Node):
    """`with (object) body`."""

    object: Node
    body: Node


class ReturnStatement(Node):
    """`return argument;`."""

    argument: Node | None


class LabeledStatement(Node):
    """`label: body`."""

    label: Node
    body: Node


class BreakStatement(Node):
    """`break label;`."""

    label: Node | None


class ContinueStatement(Node):
    """`continue label;`."""

    label: Node | None


class IfStatement(Node):
    """`if (test) consequent else alternate`."""

    test: Node
    consequent: Node
    alternate: Node | None


class SwitchStatement(Node):
    """`switch (discriminant) { cases }`."""

    discriminant: Node
    cases: list[Node]


class SwitchCase(Node):
    """`case test: consequent`, or `default:` without a test."""

    test: Node | None
    consequent: list[Node]


class ThrowStatement(Node):
    """`throw argument;`."""

    argument: Node


class TryStatement(Node):
    """`try block catch ... finally finalizer`."""

    block: Node
    handler: Node | None
    finalizer: Node | None


class CatchClause(Node):
    """`catch (param) body`."""

    param: Node | None
    body: Node


class WhileStatement(Node):
    """`while (test) body`."""

    test: Node
    body: Node


class DoWhileStatement(Node):
    """`do body while (test)`."""

    body: Node
    test: Node


class ForStatement(Node):
    """`for (init; test; update) body`."""

    init: Node | None
    test: Node | None
    update: Node | None
    body: Node


class ForInStatement(Node):
    """`for (left in right) body`."""

    left: Node
    right: Node
    body: Node


class ForOfStatement(Node):
    """`for (left of right) body`, or `for await`."""

    left: Node
    right: Node
    body: Node
    await_: bool


class VariableDeclaration(Node):
    """`var`, `let`, `const`, `using` or `await using`, which is its `kind`, and the declarators."""

    declarations: list[Node]
    kind: str


class VariableDeclarator(Node):
    """`id = init` in a declaration; `id` is an identifier or a pattern."""

    id: Node
    init: Node | None


# Functions and classes


class Function(Node):
    """What the three kinds of function share; `id` is None for a function without a name."""

    id: Identifier | None
    params: list[Node]
    body: Node
    generator: bool
    async_: bool


class FunctionDeclaration(Function):
    """A function as a statement; nameless only after `export default`."""


class FunctionExpression(Function):
    """A function as a value; also the function of a method."""


class ArrowFunctionExpression(Function):
    """`(params) => body`; `expression` says that the body is an expression, not a block."""

    expression: bool


class Class(Node):
    """What the two kinds of class share."""

    decorators: list[Node]
    id: Identifier | None
    super_class: Node | None
    body: Node


class ClassDeclaration(Class):
    """A class as a statement; nameless only after `export default`."""


class ClassExpression(Class):
    """A class as a value."""


class ClassBody(Node):
    """The members of a class."""

    body: list[Node]


class MethodDefinition(Node):
    """A member of `kind` constructor, method, get or set; `value` is the function."""

    decorators: list[Node]
    key: Node
    value: Node
    kind: str
    static: bool
    computed: bool


class PropertyDefinition(Node):
    """A class field."""

    decorators: list[Node]
    key: Node
    value: Node | None
    static: bool
    computed: bool


class StaticBlock(Node):
    """`static { body }` in a class."""

    body: list[Node]


class Decorator(Node):
    """`@expression`."""

    expression: Node


# Expressions


class Identifier(Node):
    r"""A name, its `\\u` escapes decoded."""

    name: str


class PrivateIdentifier(Node):
    """`#name`, without the `#`."""

    name: str


class Literal(Node):
    """A string, number, regular expression, `true`, `false` or `null` as written."""

    raw: str

    @property
    def value(self) -> literals.Value:
        """What the literal stands for."""
        return literals.value_of(self.raw)


class ThisExpression(Node):
    """`this`."""


class Super(Node):
    """`super` before a call or a member."""


class ArrayExpression(Node):
    """`[elements]`; None is a hole."""

    elements: list[Node | None]


class ObjectExpression(Node):
    """`{properties}`."""

    properties: list[Node]


class Property(Node):
    """A member of an object or of an object pattern, of `kind` init, get or set.

    In a shorthand `{a}`, `key` and `value` are two nodes at the same place.
    """

    key: Node
    value: Node
    kind: str
    method: bool
    shorthand: bool
    computed: bool


class UnaryExpression(Node):
    """`operator argument`."""

    operator: str
    argument: Node


class UpdateExpression(Node):
    """`++` or `--` before (`prefix`) or after its argument."""

    operator: str
    prefix: bool
    argument: Node


class BinaryExpression(Node):
    """`left operator right` for all operators that LogicalExpression does not have."""

    operator: str
    left: Node
    right: Node


class LogicalExpression(Node):
    """`left operator right` for `&&`, `||` and `??`."""

    operator: str
    left: Node
    right: Node


class AssignmentExpression(Node):
    """`left operator right`; `left` is a pattern, an identifier or a member."""

    operator: str
    left: Node
    right: Node


class ConditionalExpression(Node):
    """`test ? consequent : alternate`."""

    test: Node
    consequent: Node
    alternate: Node


class CallExpression(Node):
    """`callee(arguments)`, or `callee?.(arguments)` if optional."""

    callee: Node
    arguments: list[Node]
    optional: bool


class NewExpression(Node):
    """`new callee(arguments)`."""

    callee: Node
    arguments: list[Node]


class MemberExpression(Node):
    """`object.property`, or `object[property]` if computed."""

    object: Node
    property: Node
    computed: bool
    optional: bool


class ChainExpression(Node):
    """The whole of a chain of members and calls of which some are optional (`?.`)."""

    expression: Node


class SequenceExpression(Node):
    """`a, b`."""

    expressions: list[Node]


class YieldExpression(Node):
    """`yield argument`, or `yield* argument` if it delegates."""

    argument: Node | None
    delegate: bool


class AwaitExpression(Node):
    """`await argument`."""

    argument: Node


class ImportExpression(Node):
    """`import(source, options)`."""

    source: Node
    options: Node | None


class MetaProperty(Node):
    """`new.target` or `import.meta`."""

    meta: Node
    property: Node


class TemplateElement(Node):
    """The text of a template between two substitutions, as written; `tail` marks the last."""

    raw: str
    tail: bool

    @property
    def cooked(self) -> str | None:
        """The text with its escapes decoded; None if one of them is invalid."""
        return literals.cooked(self.raw)


class TemplateLiteral(Node):
    """A template: one more `quasis` than `expressions`, which stand between them."""

    quasis: list[TemplateElement]
    expressions: list[Node]


class TaggedTemplateExpression(Node):
    """A template after its tag."""

    tag: Node
    quasi: Node


class SpreadElement(Node):
    """`...argument` in a call, an array or an object."""

    argument: Node


# Patterns


class RestElement(Node):
    """`...argument` in a pattern or among parameters."""

    argument: Node


class ArrayPattern(Node):
    """`[elements]` as a target; None is a hole."""

    elements: list[Node | None]


class ObjectPattern(Node):
    """`{properties}` as a target."""

    properties: list[Node]


class AssignmentPattern(Node):
    """`left = right` in a pattern: a target with its default."""

    left: Node
    right: Node


# Modules


class ImportDeclaration(Node):
    """`import specifiers from source`; attributes are dropped."""

    specifiers: list[Node]
    source: Node


class ImportSpecifier(Node):
    """`imported as local`; the same place twice without `as`."""

    imported: Node
    local: Node


class ImportDefaultSpecifier(Node):
    """`local` in `import local from ...`."""

    local: Node


class ImportNamespaceSpecifier(Node):
    """`* as local`."""

    local: Node


class ExportNamedDeclaration(Node):
    """`export declaration` or `export {specifiers} from source`."""

    declaration: Node | None
    specifiers: list[Node]
    source: Node | None


class ExportSpecifier(Node):
    """`local as exported`; the same place twice without `as`."""

    local: Node
    exported: Node


class ExportDefaultDeclaration(Node):
    """`export default declaration`."""

    declaration: Node


class ExportAllDeclaration(Node):
    """`export * as exported from source`."""

    exported: Node | None
    source: Node


# JSX


class JSXElement(Node):
    """An element; a fragment (`<>...</>`) has no name. `children` are what stands between its tags."""

    name: Node | None
    attributes: list[Node]
    children: list[Node]


class JSXAttribute(Node):
    """`name=value`; `value` is a Literal, an element or an expression container."""

    name: Node
    value: Node | None


class JSXSpreadAttribute(Node):
    """`{...argument}` among attributes."""

    argument: Node


class JSXExpressionContainer(Node):
    """`{expression}`; None if there is only a comment or nothing inside."""

    expression: Node | None


class JSXSpreadChild(Node):
    """`{...expression}` among children."""

    expression: Node


class JSXText(Node):
    """Text between tags as written."""

    raw: str


class JSXIdentifier(Node):
    """A name in a tag."""

    name: str


class JSXMemberExpression(Node):
    """`object.property` as the name of a tag."""

    object: Node
    property: Node


class JSXNamespacedName(Node):
    """`namespace:name` in a tag."""

    namespace: Node
    name: Node
