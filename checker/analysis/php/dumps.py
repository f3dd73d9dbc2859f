r"""Dumps in PHP: calls that print a value for the developer, in the code and in its comments.

Sources: the PHP manual for its own functions; the documentation of Symfony, Laravel, Yii, Tracy, Kint and Xdebug for
theirs; `Helpers\Debug` is the class that amoCRM's own sample of a back end dumps with.
"""

from __future__ import annotations

import re
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from checker.finding import Confidence
from checker.languages.parsing import end_of_line
from checker.languages.php.calls import CallKind
from checker.languages.php.node import bare, variable_name
from checker.regex import regex
from checker.widget.source import Stretch

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from checker.languages.php.calls import Call
    from checker.languages.php.model import PhpModel
    from checker.languages.php.node import Node
    from checker.languages.syntax import Comment
    from checker.widget.backend import PhpFile
    from checker.widget.template import Template

_RETURNING = frozenset({"print_r", "var_export"})
"""They print unless their second argument says that they shall give the text back."""
_PHP_DUMPS = frozenset({"var_dump", "debug_zval_dump", "debug_zval_refcount", "debug_print_backtrace"})
_LIBRARY_DUMPS = frozenset(
    {
        "dd", "ddd", "dump", "dumpe", "bdump", "krumo", "ray", "xdebug_var_dump", "xdebug_debug_zval",
        "xdebug_debug_zval_stdout", "dump_server", "dpm", "dsm", "kint",
    }
)  # fmt: skip
"""Functions of libraries; one's own function of that name may do anything."""
_FUNCTIONS = _PHP_DUMPS | _LIBRARY_DUMPS
_STATIC = frozenset(
    {
        "symfony\\component\\vardumper\\vardumper::dump", "yii\\helpers\\vardumper::dump", "cvardumper::dump",
        "yii\\helpers\\basevardumper::dump", "vardumper::dump", "tracy\\debugger::dump", "tracy\\debugger::bardump",
        "debugger::dump", "debugger::bardump", "kint\\kint::dump", "kint::dump", "kint::trace", "zend_debug::dump",
        "zend\\debug\\debug::dump", "doctrine\\common\\util\\debug::dump", "chromephp::log", "fb::log",
    }
)  # fmt: skip
_PLATFORM = "helpers\\debug::"
_UNQUALIFIED_PLATFORM = "debug::"
_PLATFORM_METHODS = frozenset({"vars", "dump", "log", "trace", "print", "show", "var"})
_CALLERS = frozenset(
    {
        "call_user_func", "call_user_func_array", "array_map", "array_walk", "array_walk_recursive", "array_filter",
        "register_shutdown_function", "set_error_handler", "set_exception_handler", "iterator_apply",
        "forward_static_call",
    }
)  # fmt: skip
_CAPTURED = frozenset({"ob_get_clean", "ob_get_contents", "ob_get_flush"})
_PRINTERS = frozenset({"echo_statement", "print_intrinsic", "exit_statement"})
_ESCAPING = frozenset({"htmlspecialchars", "htmlentities", "nl2br", "highlight_string", "sprintf"})
_TEXT_MAKERS = frozenset(
    {
        "json_encode", "sprintf", "implode", "join", "render", "fetch", "ob_get_clean", "str_replace", "strtr", "trim",
        "http_build_query", "asxml", "savexml", "savehtml", "run", "handle",
    }
)  # fmt: skip
_WORDS = regex(
    rb"var_dump|print_r|var_export|\bdd|dump|debug|exit|\bdie\b|krumo|\bray\b|\bkint|\bdpm\b|\bdsm\b|\blog\b|->",
    re.IGNORECASE,
)
_COMMENTED = regex(
    r"\b(?:var_dump|print_r|var_export|d?dd|dumpe?|bdump|krumo|debug_\w+|xdebug_\w+|Debug::\w+|\w*Dumper::dump)\s*\(",
    re.IGNORECASE,
)
_DECORATION = regex(rb"\A(?:/\*+|//+|#+)|^[ \t]*\*+", re.MULTILINE)
_TAG = b"<?php "
_TWIG_STRING = regex(rb""" "(?:[^"\\]|\\.)*+" | '(?:[^'\\]|\\.)*+' """, re.VERBOSE | re.DOTALL)
_TWIG_CALL = regex(rb"(?<![\w.|$>:])(?:dump|dd)(?=\s{0,9}\()|(?<=\A\{% )dump\b|(?<=\A\{%- )dump\b")
_IN_TWIG_COMMENT = regex(rb"\{\{[^{}]{0,200}?\bdump\s{0,9}\(|\{%[-~]?\s{0,9}dump\b")
_BLADE = regex(rb"(?<![\w@])@(?:dd|dump)\b")
_STATUS = regex(r"code|status|exit|ret(?:val)?$|^rc$", re.IGNORECASE)
_TEXT = regex(r"json|html|body|content|output|message|msg|text|xml|csv|error$|page", re.IGNORECASE)
_BARE_MARKUP = regex(r"(?:\s|<[^<>]{0,40}>)*")
_MAX_COMMENT = 100_000
"""Bytes of a comment; a longer one is looked at only so far."""
_MAX_IN_COMMENT = 100
"""Dumps of one comment that are reported."""


class Dump(NamedTuple):
    """A place where a value is dumped."""

    place: Node | Stretch
    name: str
    """As it is written: `var_dump`, `Helpers\\Debug::vars`."""
    confidence: Confidence
    is_comment: bool = False


def dumps_in(file: PhpFile) -> Iterator[Dump]:
    """Find the dumps of a file."""
    if not _WORDS.search(file.code):
        return
    yield from _in_code(_Code(file.model))
    for comment in file.comments:
        yield from _in_comment(file, comment)


class _Code:
    """What is asked of a piece of code again and again."""

    def __init__(self, model: PhpModel) -> None:
        self.model = model

    @cached_property
    def own_functions(self) -> frozenset[str]:
        """The names of its functions, in lower case."""
        return frozenset(one.name.lower() for one in self.model.functions if one.owner is None)

    @cached_property
    def kept_output(self) -> Mapping[Node | None, tuple[int, int]]:
        """From where to where a function keeps its output: from `ob_start()` to `ob_get_clean()`."""
        starts: dict[Node | None, int] = {}
        for one in self.model.calls_to("ob_start"):
            starts.setdefault(one.node.function, one.node.start)
        ends = {one.node.function: one.node.start for one in self.model.calls_to(*_CAPTURED)}
        return {function: (start, ends[function]) for function, start in starts.items() if function in ends}

    @cached_property
    def first_values(self) -> Mapping[tuple[Node | None, str], Node]:
        """The first value of each variable by function."""
        found: dict[tuple[Node | None, str], Node] = {}
        for one in self.model.assignments:
            name = variable_name(one.target)
            if name is not None:
                found.setdefault((one.node.function, name), one.value)
        return found


def _in_code(code: _Code) -> Iterator[Dump]:
    model = code.model
    for call in model.calls:
        confidence = _confidence(call, code)
        if confidence is not None:
            yield Dump(call.node, _written(call), confidence)
        elif passed := _passed_on(call, model):
            yield Dump(passed, model.text(passed) or "", Confidence.CERTAIN)
        elif _leaves_with_value(call, code):
            yield Dump(call.node, "exit" if call.node.kind == "exit_statement" else "die", Confidence.LIKELY)


def _confidence(call: Call, code: _Code) -> Confidence | None:
    model = code.model
    if call.kind is CallKind.METHOD:
        return _method(call)
    if call.kind is CallKind.STATIC:
        return _static(call, model)
    if call.kind is CallKind.NEW:
        return None
    name = _function_name(call, model)
    if name in _RETURNING:
        return _returned(call, code, name)
    if name not in _FUNCTIONS or (name in _LIBRARY_DUMPS and name in code.own_functions):
        return None
    return Confidence.LIKELY if _is_captured(call.node, code) else Confidence.CERTAIN


def _function_name(call: Call, model: PhpModel) -> str:
    """The function's name without its namespace, also if a variable holds it."""
    if call.name or call.callee is None:
        return call.name.rpartition("\\")[2]
    return (model.text(call.callee) or "").lower()


def _method(call: Call) -> Confidence | None:
    """Collections, queries and answers of Laravel and Symfony have `dd` and `dump`, and PDO prints its parameters."""
    name = call.short_name
    if name == "debugdumpparams":
        return Confidence.CERTAIN
    receiver = call.receiver.text if call.receiver is not None else ""
    is_statement = call.node.parent is not None and call.node.parent.kind == "expression_statement"
    is_dump = name == "dd" or (name == "dump" and not call.arguments and is_statement)
    return Confidence.LIKELY if is_dump and receiver != "$this" else None


def _static(call: Call, model: PhpModel) -> Confidence | None:
    if call.name.startswith(_PLATFORM):
        return Confidence.CERTAIN
    if call.name in _STATIC:
        return Confidence.CERTAIN
    if call.name.startswith(_UNQUALIFIED_PLATFORM) and call.short_name in _PLATFORM_METHODS:
        is_own = any(one.name.lower() == "debug" for one in model.classes)
        return None if is_own else Confidence.LIKELY
    return None


def _returned(call: Call, code: _Code, name: str) -> Confidence | None:
    """A text that is given back is a dump only if it is printed at once."""
    flag = call.argument(1, "return")
    text = code.model.text(flag) if flag is not None else ""
    if text in {"", "0"}:
        return Confidence.LIKELY if _is_captured(call.node, code) else Confidence.CERTAIN
    if not _is_printed(call.node):
        return None if text is not None else Confidence.LIKELY
    return Confidence.CERTAIN if name == "print_r" else Confidence.LIKELY


def _is_printed(node: Node) -> bool:
    around = node.parent
    while around is not None:
        if around.kind in _PRINTERS or _is_printer(around):
            return True
        is_part = around.kind in {"argument", "arguments", "parenthesized_expression", "sequence_expression"}
        is_joined = around.kind == "binary_expression" and around.operator == "."
        if not (is_part or is_joined or _only_escapes(around)):
            return False
        around = around.parent
    return False


def _is_printer(node: Node) -> bool:
    callee = node.child("function") if node.kind == "function_call_expression" else None
    return callee is not None and callee.text.lower() in {"die", "exit", "printf", "vprintf"}


def _only_escapes(node: Node) -> bool:
    callee = node.child("function") if node.kind == "function_call_expression" else None
    return callee is not None and callee.text.lower() in _ESCAPING


def _is_captured(node: Node, code: _Code) -> bool:
    """Whether the function keeps its output to itself where a dump stands."""
    start, end = code.kept_output.get(node.function, (0, 0))
    return start < node.start < end


def _passed_on(call: Call, model: PhpModel) -> Node | None:
    """The name of a dumping function that is handed to one that calls it."""
    if call.name not in _CALLERS:
        return None
    for argument in call.arguments:
        if argument.value.kind in {"string", "encapsed_string"}:
            name = (model.text(argument.value) or "").lower()
            if name in _PHP_DUMPS | _RETURNING | {"dd", "dump"}:
                return argument.value
    return None


def _written(call: Call) -> str:
    callee, receiver = call.callee, call.receiver
    if callee is None:
        return call.name
    if call.kind is CallKind.STATIC and receiver is not None:
        return f"{receiver.text.lstrip(chr(92))}::{callee.text}"
    return f"->{callee.text}" if call.kind is CallKind.METHOD else callee.text.lstrip("\\")


def _leaves_with_value(call: Call, code: _Code) -> bool:
    """Whether `die($value)` prints a value rather than an answer or a message."""
    if call.name != "exit" or not call.arguments:
        return False
    parts = [*_joined_parts(bare(call.arguments[0].value))]
    known = [code.model.text(part) for part in parts]
    values = [part for part, text in zip(parts, known, strict=True) if text is None]
    texts = "".join(text or "" for text in known)
    return bool(values) and _BARE_MARKUP.fullmatch(texts) is not None and all(_is_value(one, code) for one in values)


def _joined_parts(node: Node) -> Iterator[Node]:
    todo = [node]
    while todo:
        one = bare(todo.pop())
        if (one.kind == "binary_expression" and one.operator == ".") or one.kind == "encapsed_string":
            todo.extend(child for child in one.children if child.role != "operator")
        else:
            yield one


def _is_value(node: Node, code: _Code) -> bool:
    """Whether a variable, an element or a property holds something else than an answer, as far as can be told."""
    if node.kind == "cast_expression":
        node = bare(node.children[-1])
    if node.kind not in {"variable_name", "subscript_expression", "member_access_expression"}:
        return False
    name = node.text
    if _STATUS.search(name) or _TEXT.search(name):
        return False
    value = code.first_values.get((node.function, variable_name(node) or ""))
    return value is None or not _makes_text(bare(value), code.model)


def _makes_text(value: Node, model: PhpModel) -> bool:
    if model.text(value) is not None or value.kind in {"encapsed_string", "heredoc", "nowdoc"}:
        return True
    if value.kind == "binary_expression":
        return value.operator in {".", "+", "-", "*", "/", "%", "|", "&"}
    call = model.call_nodes.get(value)
    return call is not None and call.short_name in _TEXT_MAKERS


def _in_comment(file: PhpFile, comment: Comment) -> Iterator[Dump]:
    """Read a comment as code: what is a call in it, and stands on lines that are PHP, was a dump."""
    if not _COMMENTED.search(comment.text[:_MAX_COMMENT]):
        return
    from checker.languages import php

    text = _without_decoration(file.code[comment.start : comment.end][:_MAX_COMMENT])
    is_code_from: dict[int, bool] = {}
    for dump in islice(_calls_in_text(_Code(php.parse(_TAG + text).model)), _MAX_IN_COMMENT):
        start, end = dump.place.start - len(_TAG), dump.place.end - len(_TAG)
        lines = slice(text.rfind(b"\n", 0, start) + 1, end_of_line(text, end))
        if lines.start not in is_code_from:
            is_code_from[lines.start] = not php.parse(_TAG + text[lines] + b";").faults
        is_code = is_code_from[lines.start]
        if is_code or b"$" in text[start:end]:
            confidence = dump.confidence if is_code else Confidence.LIKELY
            place = Stretch(comment.start + start, comment.start + end)
            yield Dump(place, dump.name, confidence, is_comment=True)


def _calls_in_text(code: _Code) -> Iterator[Dump]:
    for call in code.model.calls:
        confidence = _confidence(call, code)
        if confidence is not None and call.arguments:
            yield Dump(call.node, _written(call), confidence)


def _without_decoration(comment: bytes) -> bytes:
    """Blank the marks of a comment, byte for byte."""
    inner = comment.removesuffix(b"*/") if comment.startswith(b"/*") else comment
    return _DECORATION.sub(lambda found: b" " * len(found[0]), inner)


def dumps_in_template(template: Template) -> Iterator[Dump]:
    """Find `dump()` in Twig, and `@dd` and the like in Blade, also commented out."""
    for tag in template.parsed.twig_tags:
        if tag.kind in {"expression", "statement"} and tag.name != "macro":
            yield from _in_tag(template.code[tag.start : tag.end], tag.start)
    for comment in template.comments:
        text = template.code[comment.start : comment.end]
        if text.startswith(b"{#") and (found := _IN_TWIG_COMMENT.search(text)):
            place = Stretch(comment.start + found.start(), comment.start + found.end())
            yield Dump(place, "dump", Confidence.CERTAIN, is_comment=True)
    if template.path.endswith(".blade.php"):
        for found in _BLADE.finditer(template.code):
            yield Dump(Stretch(*found.span()), found[0].decode(), Confidence.CERTAIN)


def _in_tag(tag: bytes, offset: int) -> Iterator[Dump]:
    code = _TWIG_STRING.sub(lambda found: b" " * len(found[0]), tag)
    for found in _TWIG_CALL.finditer(code):
        yield Dump(Stretch(offset + found.start(), offset + found.end()), found[0].decode(), Confidence.CERTAIN)
