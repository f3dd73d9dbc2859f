"""Tools of the developer that are left in PHP code. Dumps are the matter of `dumps`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from checker.analysis.code.debug_flags import is_debug_flag
from checker.finding import Confidence
from checker.languages.php.node import bare, variable_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checker.languages.php.calls import Call
    from checker.languages.php.model import PhpModel
    from checker.languages.php.node import Node
    from checker.widget.backend import PhpFile

_WORDS = (b"whoops", b"error", b"xdebug", b"phpinfo", b"debug", b"mode", b"verbose", b"env")
_SHOWING = frozenset({"display_errors", "display_startup_errors"})
_ON = frozenset({"1", "true", "on", "yes"})
_EVERYTHING = frozenset({"E_ALL", "E_STRICT", "-1", "32767", "2147483647", "30719"})
_SLIM_FLAG = "displayErrorDetails"
"""The first argument of Slim's `addErrorMiddleware`: whether answers show what went wrong, and where."""
_XDEBUG_DUMPS = ("xdebug_var_dump", "xdebug_debug_zval")
_PAGES_OF_ERRORS = ("debugger::enable", "debug::enable", "new whoops\\run")
"""What shows errors with their traces in the browser: Tracy, Symfony, Whoops."""
_ENVIRONMENTS = frozenset({"yii_env", "app_env", "wp_env", "environment", "application_env"})
_DEVELOPMENT = frozenset({"dev", "development", "local", "debug", "testing"})
_KEYED = 3


class Tool(NamedTuple):
    """Something that helps while the back end is written."""

    node: Node
    name: str
    """As messages show it."""
    is_flag: bool
    """Whether it is a setting of one's own rather than one of PHP."""

    @property
    def confidence(self) -> Confidence:
        """A flag may mean anything."""
        return Confidence.LIKELY if self.is_flag else Confidence.CERTAIN


def tools_in(file: PhpFile) -> Iterator[Tool]:
    """Find what shows errors, traces or debugs."""
    code = file.code.lower()
    if any(word in code for word in _WORDS):
        yield from _settings_of_php(file.model)
        yield from _pages_of_errors(file.model)
        yield from _flags(file.model)


def _settings_of_php(model: PhpModel) -> Iterator[Tool]:
    hides_errors = False
    reporting: list[Tool] = []
    for call in model.calls:
        if call.name in {"ini_set", "ini_alter"}:
            option, value = model.text(call.argument(0, "option")) or "", call.argument(1, "value")
            is_shown = _is_shown(value, model)
            hides_errors = hides_errors or (option == "display_errors" and not is_shown)
            if (is_shown and option in _SHOWING) or option.startswith("xdebug."):
                yield Tool(call.node, option, is_flag=False)
            elif option == "error_reporting" and _is_everything(value, model):
                reporting.append(Tool(call.node, option, is_flag=False))
        elif call.name == "error_reporting" and _is_everything(call.argument(0, "error_level"), model):
            reporting.append(Tool(call.node, "error_reporting", is_flag=False))
        elif call.name == "phpinfo" or (call.name.startswith("xdebug_") and not call.name.startswith(_XDEBUG_DUMPS)):
            yield Tool(call.node, call.name, is_flag=False)
    if not hides_errors:  # what is reported then goes to the log alone
        yield from reporting


def _pages_of_errors(model: PhpModel) -> Iterator[Tool]:
    """What makes a framework or a library answer with the trace of an error."""
    for call in model.calls:
        if call.short_name == "adderrormiddleware" and _is_shown(call.argument(0, _SLIM_FLAG), model):
            yield Tool(call.node, _SLIM_FLAG, is_flag=True)
        elif call.name.endswith(_PAGES_OF_ERRORS):
            yield Tool(call.node, call.node.text.partition("(")[0], is_flag=True)


def _is_shown(value: Node | None, model: PhpModel) -> bool:
    """Whether a setting is on; a value that the file does not know is the affair of a configuration."""
    return value is not None and (model.text(value) or "").lower() in _ON | {"stdout"}


def _is_everything(level: Node | None, model: PhpModel) -> bool:
    """Whether errors of all kinds are reported, none being left out by an operator."""
    if level is None:
        return False
    words = {model.text(level) or "", bare(level).text.replace(" ", "")}
    if bare(level).kind == "binary_expression" and bare(level).operator == "|":
        words |= {child.text for child in bare(level).children}
    return not words.isdisjoint(_EVERYTHING)


def _flags(model: PhpModel) -> Iterator[Tool]:
    for node, name, value in _given(model):
        is_on = _is_on(value, model)
        if (is_on and is_debug_flag(name)) or _is_development(name, value, model):
            yield Tool(node, name, is_flag=True)


def _given(model: PhpModel) -> Iterator[tuple[Node, str, Node]]:
    """What is given a value: where, its name, the value."""
    for call in model.calls_to("define", "->setparameter", "->set"):
        name, value = model.text(call.argument(0)), call.argument(1)
        if name is not None and value is not None:
            yield call.node, name.rpartition(".")[2], value
    for call in model.calls_to("curl_setopt"):
        yield from _verbose(call)
    for node in (*model.nodes.get("const_element", ()), *model.nodes.get("property_element", ())):
        if len(node.children) > 1:
            yield node, node.children[0].text.lstrip("$"), node.children[-1]
    for one in model.assignments:
        if one.operator == "=":
            yield one.node, _written_name(one.target, model), one.value
    for node in model.nodes.get("array_element_initializer", ()):
        if len(node.children) == _KEYED:
            key = node.children[0]
            name = "debug" if key.text.endswith("CURLOPT_VERBOSE") else _literal(key, model)
            yield node, name, node.children[-1]


def _verbose(call: Call) -> Iterator[tuple[Node, str, Node]]:
    option, value = call.argument(1, "option"), call.argument(2, "value")
    if option is not None and value is not None and option.text.endswith("CURLOPT_VERBOSE"):
        yield call.node, "debug", value


def _written_name(target: Node, model: PhpModel) -> str:
    target = bare(target)
    name = variable_name(target)
    if name is not None:
        return name
    if target.kind == "subscript_expression":
        return _literal(target.children[-1], model)
    member = target.child("name")
    return member.text.lstrip("$") if member is not None else ""


def _literal(node: Node, model: PhpModel) -> str:
    return (model.text(node) or "") if node.kind in {"string", "encapsed_string"} else ""


def _is_on(value: Node, model: PhpModel) -> bool:
    value = bare(value)
    is_literal = value.kind in {"boolean", "string", "encapsed_string", "integer"}
    return is_literal and (model.text(value) or "").lower() in _ON


def _is_development(name: str, value: Node, model: PhpModel) -> bool:
    return name.lower() in _ENVIRONMENTS and _literal(bare(value), model).lower() in _DEVELOPMENT
