"""The rule `application-write`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from typing import TYPE_CHECKING

from checker.amocrm import application
from checker.finding import Finding, Stage
from checker.languages.javascript import estree as js
from checker.languages.javascript.definitions import member_key
from checker.languages.javascript.value_kinds import Global
from checker.languages.javascript.values import called
from checker.languages.syntax import TooDeep, TooSlow
from checker.rules.rule import rule
from checker.widget.widget import Widget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checker.languages.javascript.calls import Call
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.linking import LinkedCalls
    from checker.widget.script import Script

_CHANGING_METHODS = frozenset(
    {
        "push", "pop", "shift", "unshift", "splice", "sort", "reverse", "fill", "copyWithin",
        "set", "unset", "clear", "delete", "reset", "save",
        "__defineGetter__", "__defineSetter__",
    }
)  # fmt: skip
"""Methods that change what they are called on: of arrays; of maps and Backbone's models; of objects."""
_SETTERS_OF_VUE = frozenset({"$set", "$delete"})
"""Methods of components that change their first argument."""
_CHANGING_FUNCTIONS = frozenset(
    {
        "Object.assign", "Object.defineProperty", "Object.defineProperties", "Object.setPrototypeOf", "Object.freeze",
        "Object.seal", "Object.preventExtensions", "Reflect.set", "Reflect.defineProperty", "Reflect.deleteProperty",
        "Reflect.setPrototypeOf", "_.extend", "_.extendOwn", "_.assign", "_.assignIn", "_.defaults", "_.defaultsDeep",
        "_.merge", "_.mergeWith", "_.set", "_.unset", "_.update", "_.pull", "_.pullAll", "_.remove", "Vue.set",
        "Vue.delete",
    }
)  # fmt: skip
"""Functions that change their first argument."""


@rule("application-write", clause="frontend.8", stage=Stage.MODERATION)
def application_write(widget: Widget) -> Iterator[Finding]:
    """Changing `AMOCRM` (`APP`) or anything in it.

    Why: all of amoCRM and every other widget read from this object. A value that one widget puts there or changes can
    break the page for everyone, so widgets may only read from it. Keep what is yours in an object of your own.

    Bad:
        AMOCRM.data.acme = {loaded: true};

    Good:
        self.loaded = true;
    """
    if not any(map(_names_application, widget.scripts)):
        return
    linked = widget.program.calls
    for script in widget.scripts:
        if linked.are_linked or _names_application(script):
            with suppress(TooDeep, TooSlow):
                yield from _changes(script, linked)


def _names_application(script: Script) -> bool:
    return any(name.encode() in script.code for name in application.NAMES)


def _changes(script: Script, linked: LinkedCalls) -> Iterator[Finding]:
    for place, path, change in (*_assigned(script, linked), *_called(script, linked)):
        yield script.finding(
            place,
            "`{path}` is {change}; a widget may only read from `{root}`, keep what is yours in an object of your own",
            path=application.written(path),
            change=change,
            root=path[0],
        )


_Change = tuple["Node", tuple[str, ...], str]


def _assigned(script: Script, linked: LinkedCalls) -> Iterator[_Change]:
    """Assignments to the object itself and to what is in it, also by `delete`, `++` and patterns."""
    for reference in script.model.index.scopes.references:
        if reference.role != "read" and reference.binding is None and reference.name in application.NAMES:
            yield reference.identifier, (reference.name,), "overwritten"
    for member in script.model.index.all(js.MemberExpression):
        change = _change_of(member)
        if change is None:
            continue
        key = script.model.values.key_of(member) or "*"
        path = _application_path(script, linked, member.object)
        if path:
            yield member, (*path, key), change
        elif key in application.NAMES and Global(()) in script.model.values_of(member.object):
            yield member, (key,), "overwritten"


def _change_of(member: js.MemberExpression) -> str | None:
    """What is done to the property that a member expression names; None if it is only read."""
    node: Node = member
    parent = member.parent
    if isinstance(parent, js.ChainExpression):
        node, parent = parent, parent.parent
    if isinstance(parent, js.UnaryExpression):
        return "deleted" if parent.operator == "delete" else None
    if isinstance(parent, js.UpdateExpression):
        return "changed"
    if isinstance(parent, js.AssignmentExpression | js.AssignmentPattern | js.ForInStatement | js.ForOfStatement):
        return "assigned" if parent.left is node else None
    if isinstance(parent, js.Property):
        return "assigned" if isinstance(parent.parent, js.ObjectPattern) and parent.value is node else None
    return "assigned" if isinstance(parent, js.ArrayPattern | js.RestElement) else None


def _called(script: Script, linked: LinkedCalls) -> Iterator[_Change]:
    """Calls that change what they are called on or what they get."""
    for call in script.model.graph.calls:
        if isinstance(call.node, js.CallExpression):
            changed = _changed_by(call, call.node)
            path = _application_path(script, linked, changed) if changed is not None else ()
            if path:
                yield call.node, path, f"changed by `{_short_name(call.node)}`"
            elif writing := _writing_call(script, call):
                yield call.node, writing, "changed by a second argument"


def _changed_by(call: Call, node: js.CallExpression) -> Node | None:
    """What a call changes, if it is one that changes something."""
    callee, shift = called(node)
    if not _CHANGING_FUNCTIONS.isdisjoint(call.names):
        return node.arguments[0] if len(node.arguments) > 1 or "Object.freeze" in call.names else None
    if "$.extend" in call.names:
        return _extended(node.arguments)
    if isinstance(callee, js.MemberExpression) and member_key(callee) in _SETTERS_OF_VUE:
        return next(iter(node.arguments), None)
    if not isinstance(callee, js.MemberExpression) or member_key(callee) not in _CHANGING_METHODS:
        return None
    if shift:
        return node.arguments[0] if node.arguments else None
    return callee.object


def _extended(arguments: Sequence[Node]) -> Node | None:
    """What `$.extend` adds to: the first object, unless it is the only one, which is added to jQuery itself."""
    objects = arguments[1:] if arguments and isinstance(arguments[0], js.Literal) else arguments
    return objects[0] if len(objects) > 1 else None


def _short_name(call: js.CallExpression) -> str:
    callee, _ = called(call)
    if isinstance(callee, js.MemberExpression):
        return member_key(callee) or "a method"
    return callee.name if isinstance(callee, js.Identifier) else "a function"


def _writing_call(script: Script, call: Call) -> tuple[str, ...]:
    """The path of a documented call that writes if it gets enough arguments."""
    if len(call.arguments) < min(application.WRITING_CALLS.values()):
        return ()
    callee, _ = called(call.node)
    for value in script.model.values_of(callee):
        if isinstance(value, Global) and len(value.path) == 2 and value.path[0] in application.NAMES:
            needed = application.WRITING_CALLS.get(value.path[1])
            if needed is not None and len(call.arguments) >= needed:
                return value.path
    return ()


def _application_path(script: Script, linked: LinkedCalls, node: Node) -> tuple[str, ...]:
    """The path by which an expression reaches into the application object; empty if it holds something else."""
    for path in chain.from_iterable(linked.paths_of(value, script.model) for value in script.model.values_of(node)):
        names = tuple(name for name in path if isinstance(name, str))
        if _is_of_application(names):
            return () if _holds_another(script, node) else names
    return ()


def _holds_another(script: Script, node: Node) -> bool:
    """Whether the checks before an expression make sure that its first object is not the application's."""
    root = node
    while isinstance(root, js.MemberExpression | js.ChainExpression):
        root = root.object if isinstance(root, js.MemberExpression) else root.expression
    held = script.model.guards.held_at(root) if isinstance(root, js.Identifier) else None
    paths = script.model.guards.paths
    return held is not None and not any(_is_of_application(path) for one in held for path in paths.of_expression(one))


def _is_of_application(path: Sequence[object]) -> bool:
    """Whether a path leads into the object, not to what one of its functions makes or to elements of the page."""
    calls = (name for name in path if isinstance(name, str) and name.endswith(")"))
    is_inside = all(name.startswith("constant(") for name in calls) and not application.ELEMENTS.intersection(path)
    return bool(path) and path[0] in application.NAMES and is_inside
