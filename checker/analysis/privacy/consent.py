"""How a widget asks for the user's consent: what it tells, and whether it can be installed without."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from checker.amocrm.user_data import (
    ACTIVATION_NAMES,
    CONSENT_NAMES,
    DECISION_NAMES,
    SAVE_BUTTONS,
    SAVE_CALLBACKS,
    is_notice,
)
from checker.analysis.privacy.settings import settings_of
from checker.analysis.privacy.user_data import asked_by
from checker.languages.javascript import estree as js
from checker.languages.javascript.definitions import FromExpression, definitions, last_name, property_key
from checker.languages.javascript.node_index import ancestors, enclosing_function
from checker.languages.prose import sentences
from checker.languages.syntax import TooDeep, TooSlow
from checker.records import Record
from checker.widget.script import Script

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from checker.analysis.privacy.settings import Setting
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.model import ScriptModel
    from checker.languages.json import Value
    from checker.widget.widget import Widget

_LONGEST_SELECTOR = 120
"""Strings in a test that are longer are texts, not selectors."""
_LONGEST_WAY = 2
"""Names and functions through which a test is followed to what it asks."""
_DEEPEST_GATE = 4
"""Functions that call one another on the way from a save callback."""
_STOPPING_METHODS = frozenset({"preventDefault", "stopPropagation", "stopImmediatePropagation"})
_STATE_METHODS = frozenset({"prop", "attr", "toggleClass", "addClass", "removeAttr", "removeClass", "toggle"})


class Consent(Record):
    """What a widget does about the user's consent."""

    widget: Widget

    @cached_property
    def is_explained(self) -> bool:
        """Whether some text of the widget tells the user about the data, or asks for consent."""
        texts = chain(_translated(self.widget), _written(self.widget, self._scripts))
        return any(is_notice(sentence) for text in texts for sentence in sentences(text))

    @cached_property
    def is_required(self) -> bool:
        """Whether the user's consent decides over the installation."""
        settings = settings_of(self.widget)
        if any(setting.is_required and self._asks_consent(setting) for setting in settings):
            return True
        if not self.is_explained:
            return False
        if any(setting.is_required and self._is_checkbox(setting) for setting in settings):
            return True
        return any(map(_stops, self._scripts))

    @cached_property
    def _scripts(self) -> tuple[Script, ...]:
        """The widget's own scripts, those that nobody can read included: the consent may be asked for there."""
        foreign = (script for script in self.widget.foreign_scripts if script.provenance.library is None)
        return (*self.widget.scripts, *(Script(script.source, script.code) for script in foreign))

    def _asks_consent(self, setting: Setting) -> bool:
        """Whether a setting is there for the consent alone; a name in the code tells users nothing without a text."""
        if asked_by(setting) is not None:
            return False
        if any(map(CONSENT_NAMES.is_in, setting.labels)):
            return True
        return CONSENT_NAMES.is_in_name(setting.code) and (not setting.labels or self.is_explained)

    def _is_checkbox(self, setting: Setting) -> bool:
        """Whether a required setting is drawn by the widget itself, or turned into a checkbox."""
        if asked_by(setting) is not None:
            return False
        code = setting.code.encode()
        return setting.type == "custom" or any(
            code in script.code and b"checkbox" in script.code for script in self._scripts
        )


# -- Texts


def _translated(widget: Widget) -> Iterator[str]:
    files = [locale.document.root for locale in widget.locales]
    waiting: list[Value] = [root for root in files if root is not None]
    while waiting:
        value = waiting.pop()
        if isinstance(value.value, str):
            yield value.value
        waiting += [*value.items, *(member.value for member in value.members)]


def _written(widget: Widget, scripts: Sequence[Script]) -> Iterator[str]:
    for template in widget.markup:
        yield template.code.decode("utf-8", "replace")
    for script in scripts:
        with suppress(TooDeep, TooSlow):
            yield from _texts_of(script.model)


def _texts_of(model: ScriptModel) -> Iterator[str]:
    """The texts of a script but for those that only developers see, in the console."""
    calls = (use.node.parent for use in model.uses_of("console"))
    logged = {argument for call in calls if isinstance(call, js.CallExpression) for argument in call.arguments}
    for whole in model.whole_texts:
        if whole not in logged:
            yield " ".join(part or "…" for part in model.texts.parts_of(whole))


# -- Code


def _stops(script: Script) -> bool:
    with suppress(TooDeep, TooSlow):
        return _Stops(script.model, {request.node for request in script.requests}).exist
    return False


class _Stops(Record):
    """Finds where code does not go on without the consent."""

    model: ScriptModel
    requests: set[Node]

    @property
    def exist(self) -> bool:
        return any(chain(self._tests(), self._answers(), self._switches(), self._dialogs()))

    def _tests(self) -> Iterator[bool]:
        """`if (!agreed) { return false; }`, `if (agreed) { send(); }`."""
        for statement in self.model.index.all(js.IfStatement):
            branches = [branch for branch in (statement.consequent, statement.alternate) if branch is not None]
            yield self._asks(statement.test) and (any(map(self._holds_up, branches)) or _is_refused_after(statement))
        for choice in self.model.index.all(js.ConditionalExpression):
            yield self._asks(choice.test) and any(map(self._holds_up, (choice.consequent, choice.alternate)))
        for logic in self.model.index.all(js.LogicalExpression):
            yield self._asks(logic.left) and self._holds_up(logic.right)

    def _answers(self) -> Iterator[bool]:
        """`onSave: function () { return $('#agree').prop('checked'); }`."""
        for gate in self._gates:
            for answer in self.model.index.returns.get(gate, ()):
                yield self._asks(answer)

    def _switches(self) -> Iterator[bool]:
        """`$('.js-widget-install').prop('disabled', !this.checked)`."""
        for call, _ in self.model.graph.calls.methods(_STATE_METHODS):
            first, *others = call.arguments or [call.node]
            yield "disabled" in str(getattr(first, "value", "")) and any(map(self._asks, others))
        for target, value in self.model.index.writes.get("disabled", ()):
            del target
            yield self._asks(value)
        for member in self.model.index.all(js.Property):
            yield property_key(member) == "disabled" and self._asks(member.value)

    def _dialogs(self) -> Iterator[bool]:
        """A window that the user has to confirm before the settings are saved."""
        for gate in self._gates:
            for made in js.walk(gate):
                if isinstance(made, js.NewExpression) and "modal" in (last_name(made.callee) or "").lower():
                    yield any(isinstance(answer, js.NewExpression) for answer in self.model.index.returns.get(gate, ()))

    def _holds_up(self, branch: Node) -> bool:
        """Whether code refuses, or sends something."""
        return any(_is_refusal(node) or node in self.requests for node in js.walk(branch))

    def _asks(self, test: Node) -> bool:
        """Whether a test is about the consent; that something is checked says so only on the way to saving."""
        names = tuple(self._names(test, 0))
        if any(map(CONSENT_NAMES.is_in_name, names)):
            return True
        if not any(map(DECISION_NAMES.is_in_name, names)) or any(map(ACTIVATION_NAMES.is_in_name, names)):
            return False
        return any(ancestor in self._gates for ancestor in ancestors(test))

    def _names(self, test: Node, depth: int) -> Iterator[str]:
        """The names and short strings in a test, and in what the names in it stand for."""
        for node in js.walk(test):
            if isinstance(node, js.Literal) and isinstance(node.value, str):
                yield node.value[:_LONGEST_SELECTOR] if len(node.value) <= _LONGEST_SELECTOR else ""
            elif isinstance(node, js.Identifier):
                yield node.name
                yield from self._names_behind(node, depth)

    def _names_behind(self, name: js.Identifier, depth: int) -> Iterator[str]:
        binding = self.model.index.bindings.get(name)
        if binding is None or depth >= _LONGEST_WAY:
            return
        for definition in definitions(binding):
            if isinstance(definition, FromExpression) and not isinstance(definition.expression, js.Function):
                yield from self._names(definition.expression, depth + 1)

    @cached_property
    def _gates(self) -> set[Node]:
        """The functions that run when the user installs the widget or saves its settings."""
        gates: set[Node] = set()
        waiting: list[tuple[Node, int]] = [(function, 0) for function in self._entries()]
        while waiting:
            function, depth = waiting.pop()
            if function in gates:
                continue
            gates.add(function)
            if depth < _DEEPEST_GATE:
                waiting += [(inner, depth + 1) for inner in self._run_by(function)]
        return gates

    def _entries(self) -> Iterator[Node]:
        model = self.model
        members: list[js.Property | js.MethodDefinition] = [*model.index.all(js.Property)]
        for member in (*members, *model.index.all(js.MethodDefinition)):
            if (property_key(member) or "") in SAVE_CALLBACKS:
                yield from model.graph.functions(member.value)
        for callback in SAVE_CALLBACKS:
            for _, value in model.index.writes.get(callback, ()):
                yield from model.graph.functions(value)
        for string in model.strings:
            if any(button in string.raw for button in SAVE_BUTTONS):
                yield enclosing_function(string) or model.program

    def _run_by(self, function: Node) -> Iterator[Node]:
        """The functions that stand in a function, that it calls, and that it hands over."""
        for node in js.walk(function):
            if isinstance(node, js.Function) and node is not function:
                yield node
            elif isinstance(node, js.CallExpression | js.NewExpression):
                yield from self.model.graph.called_functions(node)
                for argument in node.arguments:
                    yield from self.model.graph.functions(argument)


def _is_refusal(node: Node) -> bool:
    """`return false`, `return`, `throw`, `reject()`, `event.preventDefault()`, `valid = false`."""
    if isinstance(node, js.ReturnStatement):
        return node.argument is None or not _is_true(node.argument)
    if isinstance(node, js.AssignmentExpression):
        return _is_false(node.right)
    if isinstance(node, js.CallExpression):
        name = last_name(node.callee) or ""
        switches = name in _STATE_METHODS and any(
            "disabled" in str(getattr(one, "value", "")) for one in node.arguments
        )
        return name == "reject" or name in _STOPPING_METHODS or switches
    return isinstance(node, js.ThrowStatement)


def _is_refused_after(statement: js.IfStatement) -> bool:
    """`if (agreed) { return true; } return false;`."""
    block = statement.parent
    following: Sequence[Node] = block.body if isinstance(block, js.BlockStatement) else ()
    later: Iterable[Node] = (node for node in following if node.start > statement.start)
    leaves = any(isinstance(node, js.ReturnStatement) for node in js.walk(statement.consequent))
    return leaves and any(
        isinstance(node, js.ReturnStatement) and node.argument is not None and _is_false(node.argument)
        for node in later
    )


def _is_true(node: Node) -> bool:
    return (isinstance(node, js.Literal) and node.raw == "true") or _is_negated(node, "0")


def _is_false(node: Node) -> bool:
    return (isinstance(node, js.Literal) and node.raw == "false") or _is_negated(node, "1")


def _is_negated(node: Node, number: str) -> bool:
    """`!0` and `!1`, as minifiers write true and false."""
    return isinstance(node, js.UnaryExpression) and node.operator == "!" and getattr(node.argument, "raw", "") == number
