"""Whether a piece of code shows the user something: a message, a text, a dialogue; and not only stops a spinner."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from checker.amocrm.callbacks import QUIET_METHODS
from checker.amocrm.requests import REQUEST_FUNCTIONS, REQUEST_METHODS
from checker.languages.javascript import estree as js
from checker.languages.javascript.definitions import last_name, property_read
from checker.languages.javascript.node_index import enclosing_function
from checker.languages.javascript.value_kinds import Argument
from checker.languages.javascript.values import called
from checker.regex import regex

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.linking import LinkedCalls

_MOST_FUNCTIONS = 20
"""Functions of the file that are looked at for one handler; one that calls more counts as showing something."""
_TELLING_NAME = regex(r"err|fail|warn|alert|notif|notice|messag|toast|ошиб|invalid|visible|show|open", re.IGNORECASE)

_QUIET_OWNERS = frozenset(
    {
        "console", "JSON", "Math", "Object", "Array", "Number", "String", "Date", "Promise", "localStorage",
        "sessionStorage", "performance", "_", "Sentry", "Raven",
    }
)  # fmt: skip
_QUIET_FUNCTIONS = frozenset(
    {
        "$", "setTimeout", "clearTimeout", "setInterval", "clearInterval", "requestAnimationFrame", "parseInt",
        "parseFloat", "isNaN", "encodeURIComponent", "decodeURIComponent", "$.noop", "$.each", "$.map", "$.extend",
        "$.trim", "$.parseJSON", "$.Deferred", "$.when", "$.isArray", "String", "Number", "Boolean",
    }
)  # fmt: skip
_QUIET_METHODS = QUIET_METHODS | frozenset(
    {
        "hide", "fadeOut", "slideUp", "remove", "detach", "empty", "removeClass", "removeAttr", "attr", "prop", "css",
        "stop", "off", "unbind", "removeEventListener", "find", "closest", "parent", "parents", "children", "siblings",
        "first", "last", "eq", "filter", "not", "data", "get", "each", "map", "forEach", "is", "hasClass",
        "getAttribute", "setAttribute", "removeAttribute", "querySelector", "querySelectorAll", "getElementById",
        "preventDefault", "stopPropagation", "push", "pop", "shift", "splice", "slice", "concat", "join", "split",
        "indexOf", "includes", "replace", "toString", "trim", "toLowerCase", "keys", "set", "delete", "clear", "then",
        "catch", "finally", "done", "fail", "always", "abort", "close", "destroy", "resolve", "reject", "rejectWith",
        "resolveWith", "log", "debug", "trace", "info", "captureException", "captureMessage", "focus", "blur", "call",
        "apply", "bind", "json", "unblock", "removeItem", "setItem", "getItem", "now", "getTime", "unshift", "reverse",
        "sort", "reduce", "some", "every", "findIndex", "flat", "fill", "substr", "substring", "startsWith", "endsWith",
        "match", "test", "charAt", "padStart", "padEnd", "toUpperCase", "toFixed", "toISOString", "toLocaleString",
        "toLocaleTimeString", "toLocaleDateString", "hasOwnProperty", "entries", "values",
    }
)  # fmt: skip
"""Methods that show nothing new: they hide, stop, read, keep, or write to a log."""
_TEXT_METHODS = frozenset({"text", "html", "val", "append", "prepend", "after", "before", "replaceWith"})
_NAMING_METHODS = frozenset({"addClass", "toggleClass", "add", "toggle", "trigger", "triggerHandler"})
"""Methods that show something if their argument says so: a class or an event that is named after it."""
_TEXT_PROPERTIES = frozenset({"innerHTML", "outerHTML", "textContent", "innerText"})
_QUIET_CLASSES = frozenset({"Error", "TypeError", "RangeError", "Date", "Promise", "Map", "Set", "FormData", "URL"})
_OUTCOME_NAMES = frozenset({"status", "statusText", "ok", "error", "responseJSON"})
"""Properties of an answer that tell success from failure."""
_FAILURE_STATUSES = frozenset({"error", "timeout", "abort", "parsererror", "rejected"})
"""What jQuery and promises call the outcome of what failed."""


class Notices:
    """Answers about the code of the scripts; what is not known counts as showing something."""

    def __init__(self, calls: LinkedCalls) -> None:
        self._calls = calls

    def tells(self, handler: Node, around: Collection[Node] = ()) -> bool:
        """Whether a handler shows the user something; functions in `around` do not count, for they only try again."""
        if isinstance(handler, js.CatchClause):
            return self._shows([handler.body], around)
        functions = [*self._functions(handler)]
        return self._shows(functions, around) if functions else self._unknown_tells(handler)

    def shows(self, code: Node) -> bool:
        """Whether a statement shows the user something."""
        return self._shows([code])

    def _shows(self, code: Sequence[Node], around: Collection[Node] = ()) -> bool:
        """Whether some code, or a function of the file that it calls, shows something."""
        seen: set[Node] = set(around)
        waiting = [part for part in code if part not in seen]
        for _ in range(_MOST_FUNCTIONS):
            if not waiting:
                return False
            for node in js.walk(waiting.pop()):
                further = self._called(node)
                if not further and self._node_tells(node):
                    return True
                waiting += further - seen
                seen |= further
        return True

    def _called(self, node: Node) -> set[js.Function]:
        """The functions of the file that a node calls."""
        return set(self._calls.called_functions(node)) if isinstance(node, js.CallExpression) else set()

    def hands_on(self, handler: Node) -> bool:
        """Whether a handler gives an outcome of its own to whoever waits: it returns one, or resolves with one."""
        if isinstance(handler, js.CatchClause):
            return self._gives_outcome(handler, enclosing_function(handler))
        return any(self._gives_outcome(function, function) for function in self._functions(handler))

    def _gives_outcome(self, code: Node, function: js.Function | None) -> bool:
        return any(self._is_outcome(node, function) for node in js.walk(code))

    def _is_outcome(self, node: Node, function: js.Function | None) -> bool:
        if isinstance(node, js.ReturnStatement):
            return enclosing_function(node) is function and node.argument is not None and self._says(node.argument)
        if isinstance(node, js.ArrowFunctionExpression) and node is function:
            return node.expression and self._says(node.body)
        if not isinstance(node, js.CallExpression) or not node.arguments:
            return False
        is_false = isinstance(node.arguments[0], js.Literal) and node.arguments[0].raw == "false"
        return last_name(node.callee) in {"resolve", "resolveWith"} and (is_false or not _is_empty(node.arguments[0]))

    def _says(self, answer: Node) -> bool:
        """Whether a value that a handler returns may tell somebody else about the failure."""
        if isinstance(answer, js.CallExpression):
            return self._shows([answer])
        return not _is_empty(answer)

    def texts(self, handlers: Collection[Node]) -> Iterator[str]:
        """The texts (or keys) in handlers and in the functions of the file that they call, but those for a log."""
        functions = (function for handler in handlers for function in self._functions(handler))
        waiting: list[Node] = [*dict.fromkeys(functions), *handlers]
        seen: set[Node] = set(waiting)
        while waiting:
            node = waiting.pop()
            if isinstance(node, js.CallExpression) and self._writes_log(node):
                continue
            further = self._called(node) - seen
            seen |= further
            waiting += [*further, *(child for child in js.children(node) if child not in seen)]
            if isinstance(node, js.Literal | js.TemplateLiteral | js.Identifier | js.MemberExpression):
                yield self._calls.model_of(node).texts.text_of(node) or _key_of_text(node)

    def _writes_log(self, call: js.CallExpression) -> bool:
        return any(name.startswith("console.") for name in self._calls.names(call))

    def looks_at_outcome(self, handler: Node) -> bool:
        """Whether a handler that runs in any case does something of its own after a failure."""
        for function in self._functions(handler):
            outcome = _OUTCOME_NAMES | {name for parameter in function.params[1:2] if (name := last_name(parameter))}
            for test in _failure_tests(function):
                if any(last_name(node) in outcome for node in js.walk(test)):
                    return True
        return False

    def _functions(self, handler: Node) -> Iterator[js.Function]:
        """The functions of the file that a handler may be, also by the status they are for: `{404: function …}`."""
        if isinstance(handler, js.ObjectExpression):
            for member in handler.properties:
                if isinstance(member, js.Property):
                    yield from self._calls.functions(member.value)
        else:
            yield from self._calls.functions(handler)

    def _unknown_tells(self, handler: Node) -> bool:
        if isinstance(handler, js.Literal) or (isinstance(handler, js.Identifier) and handler.name == "undefined"):
            return False
        names = self._calls.model_of(handler).graph.names_of(handler)
        is_quiet = any(self._is_quiet_name(name) for name in names)
        return not is_quiet and not self._settles_promise(handler)

    def _is_quiet_name(self, name: str) -> bool:
        owner, _, method = name.rpartition(".")
        if name in _QUIET_FUNCTIONS or name in REQUEST_FUNCTIONS or owner.partition(".")[0] in _QUIET_OWNERS:
            return True
        return method in _QUIET_METHODS or method in REQUEST_METHODS

    def _settles_promise(self, function: Node) -> bool:
        """Whether a function is the `resolve` or `reject` that `new Promise` passes."""
        return any(
            isinstance(value, Argument)
            and any("Promise" in self._calls.names(call) for call, _ in self._calls.handed_over(value.function))
            for value in self._calls.values_of(function)
        )

    def _node_tells(self, node: Node) -> bool:
        if isinstance(node, js.CallExpression):
            return self._call_tells(node)
        if isinstance(node, js.NewExpression):
            return not self._makes_quiet(node)
        if isinstance(node, js.AssignmentExpression):
            return _assignment_tells(node)
        return isinstance(node, js.JSXElement)

    def _makes_quiet(self, node: js.NewExpression) -> bool:
        is_error = (last_name(node.callee) or "").endswith(("Error", "Exception"))
        return is_error or not _QUIET_CLASSES.isdisjoint(self._calls.names(node))

    def _call_tells(self, call: js.CallExpression) -> bool:
        """Whether a call of something that the file does not define shows something."""
        callee, _ = called(call)
        method = property_read(callee)
        if method in _TEXT_METHODS:
            return bool(call.arguments) and not _is_empty(call.arguments[-1])
        if method in _NAMING_METHODS:
            return any(_says_so(argument) for argument in call.arguments)
        is_setter = isinstance(callee, js.Identifier) and callee.name[:3] == "set" and callee.name[3:4].isupper()
        if is_setter and call.arguments and _is_empty(call.arguments[0]):
            return False
        return self._unknown_tells(callee)


def _key_of_text(node: Node) -> str:
    """The key of the translation that `self.langs.errors.load` or `self.i18n('errors').load` is; else empty."""
    keys: list[str] = []
    while isinstance(node, js.MemberExpression):
        key = property_read(node) or "*"
        if key == "langs":
            return ".".join(reversed(keys))
        keys.append(key)
        node = node.object
    if not isinstance(node, js.CallExpression) or last_name(node.callee) != "i18n" or not node.arguments:
        return ""
    section = node.arguments[0].value if isinstance(node.arguments[0], js.Literal) else None
    return ".".join((section, *reversed(keys))) if keys and isinstance(section, str) else ""


def _assignment_tells(assignment: js.AssignmentExpression) -> bool:
    if _is_empty(assignment.right):
        return False
    names = {name for node in js.walk(assignment.left) if (name := last_name(node))}
    return not names.isdisjoint(_TEXT_PROPERTIES) or any(_TELLING_NAME.search(name) for name in names)


def _failure_tests(function: js.Function) -> Iterator[Node]:
    """What a function decides by where it also has something to do if things went wrong."""
    for node in js.walk(function.body):
        if isinstance(node, js.ConditionalExpression):
            yield node.test
        elif isinstance(node, js.SwitchStatement):
            yield node.discriminant
        elif isinstance(node, js.IfStatement) and (node.alternate is not None or _is_negative(node.test)):
            yield node.test


def _is_negative(test: Node) -> bool:
    """Whether a test asks for what should not be, or for the status of a failure."""
    if isinstance(test, js.UnaryExpression):
        return test.operator == "!"
    if isinstance(test, js.LogicalExpression):
        return _is_negative(test.left) or _is_negative(test.right)
    if isinstance(test, js.BinaryExpression) and test.operator in {"==", "==="}:
        return any(isinstance(side, js.Literal) and side.value in _FAILURE_STATUSES for side in (test.left, test.right))
    return isinstance(test, js.Identifier | js.MemberExpression | js.BinaryExpression)


def _is_empty(value: Node) -> bool:
    """Whether an expression is an empty text, list or object, or no value."""
    if isinstance(value, js.Literal):
        return value.raw in {"''", '""', "null", "false", "0"}
    if isinstance(value, js.ArrayExpression):
        return not value.elements
    if isinstance(value, js.ObjectExpression):
        return not value.properties
    return isinstance(value, js.Identifier) and value.name == "undefined"


def _says_so(argument: Node) -> bool:
    """Whether a class or an event may be named after an error or after showing something."""
    if isinstance(argument, js.Literal):
        return _TELLING_NAME.search(argument.raw) is not None
    return not isinstance(argument, js.Function | js.ObjectExpression | js.ArrayExpression)
