"""The rule `dynamic-code`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from checker.finding import Finding, Stage
from checker.languages.javascript import estree as js
from checker.languages.javascript.definitions import member_key
from checker.languages.javascript.model import is_receiver_argument
from checker.languages.javascript.value_kinds import Function, Member
from checker.rules.rule import rule
from checker.widget.script import Script

if TYPE_CHECKING:
    from collections.abc import Collection

    from checker.languages.javascript.calls import Call, CallNode
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.model import ScriptModel, Use


@rule("dynamic-code", clause="general.3", stage=Stage.MODERATION)
def dynamic_code(script: Script) -> Iterator[Finding]:
    """Texts that are run as code: `eval`, `new Function`, timers with a string, `document.write`.

    Why: whoever can slip something into that text runs code in the user's account, and nobody can check beforehand what
    will run. Everything has a plain form: `JSON.parse` for data, `object[name]` for a property with a computed name, a
    function for a timer, elements for `document.write`.

    Bad:
        setTimeout('refresh(' + id + ')', 1000);

    Good:
        setTimeout(function () { refresh(id); }, 1000);
    """
    for use in script.uses_of("eval"):
        if _runs(use):
            yield script.finding(use, "`eval` runs a text as code; " + _INSTEAD["eval"])
    for use in script.uses_of("document"):
        if len(use.path) > 1 and use.path[1] in _WRITERS:
            yield script.finding(use, "`{name}` " + _INSTEAD["write"], name=use.name)
    for call in script.model.graph.calls:
        message = _message(script.model, call)
        if message is not None:
            yield script.finding(call, message, name=next(iter(call.names), ""))


_WRITERS = frozenset({"write", "writeln"})
_TIMERS = frozenset({"setTimeout", "setInterval", "setImmediate"})
_COMPILERS = frozenset({"Function"})
_REFLECTING = frozenset({"Reflect.construct", "Reflect.apply"})
_GLOBAL_EVALUATORS = frozenset({"$.globalEval", "execScript"})
_INSTEAD: Mapping[str, str] = {
    "eval": "use `JSON.parse` for data, `object[name]` for a property with a computed name, or plain code",
    "write": "rewrites the page, or wipes it once it is loaded; make elements and append them to the widget's block",
    "timer": "`{name}` gets a text that it runs as code; hand it a function instead: function () {{ … }}",
    "function": "a function is made of a text; write the function itself: function () {{ … }}",
    "evaluator": "`{name}` runs a text as code; write the code itself",
}


def _runs(use: Use) -> bool:
    """Whether `eval` is used for more than to see whether it is there."""
    parent = use.node.parent
    is_tested = isinstance(parent, js.UnaryExpression) and parent.operator == "typeof"
    return not is_tested and not is_receiver_argument(use.node)


def _message(model: ScriptModel, call: Call) -> str | None:
    if _TIMERS.intersection(call.names):
        return _INSTEAD["timer"] if call.arguments and _is_text(model, call.arguments[0]) else None
    if _COMPILERS.intersection(_made_by(model, call)) or _is_constructor_of_functions(model, call.node):
        return _INSTEAD["function"]
    return _INSTEAD["evaluator"] if _GLOBAL_EVALUATORS.intersection(call.names) else None


def _made_by(model: ScriptModel, call: Call) -> Collection[str]:
    """The names of what a call runs or makes, seen through `Reflect`."""
    is_reflected = bool(call.arguments) and not _REFLECTING.isdisjoint(call.names)
    return model.graph.names_of(call.arguments[0]) if is_reflected else call.names


def _is_text(model: ScriptModel, node: Node) -> bool:
    """Whether an expression makes a text, be it known or not."""
    return any(model.texts.makes_text(one) for one in model.values.composition.alternatives(node))


def _is_constructor_of_functions(model: ScriptModel, call: CallNode) -> bool:
    """Whether a call is `(function () {}).constructor(text)` or `[].map.constructor(text)`: `Function` in disguise."""
    callee = call.callee
    if isinstance(callee, js.Identifier):
        made = (value for value in model.values.of(callee) if isinstance(value, Member) and value.key == "constructor")
        return bool(call.arguments) and any(isinstance(value.of, Function) for value in made)
    if not isinstance(callee, js.MemberExpression) or model.values.key_of(callee) != "constructor":
        return False
    owner = callee.object
    if isinstance(owner, js.MemberExpression):
        is_literal = isinstance(owner.object, js.ArrayExpression | js.ObjectExpression | js.Literal)
        return bool(call.arguments) and (member_key(owner) == "constructor" or is_literal)
    return bool(call.arguments) and any(isinstance(value, Function) for value in model.values.of(owner))
