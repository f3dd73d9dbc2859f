"""Scripts that anyone can call: whether they ask who calls before they write or send something."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from checker.languages.php.flow.vocabulary import BODY, SAFE_INCLUDES, SUPERGLOBALS
from checker.languages.php.node import variable_name
from checker.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checker.languages.php.calls import Call
    from checker.languages.php.model import PhpModel
    from checker.languages.php.node import Node
    from checker.languages.php.program import PhpProgram

_WRITERS = frozenset({"file_put_contents", "fwrite", "fputs", "fputcsv", "unlink", "move_uploaded_file", "mail",
                      "curl_exec", "rename"})  # fmt: skip
_QUERIES = frozenset({"mysql_query", "mysqli_query", "pg_query", "query", "exec", "prepare", "multi_query"})
_CONDITIONS = frozenset({"if_statement", "else_if_clause", "while_statement", "conditional_expression",
                         "switch_statement", "match_expression"})  # fmt: skip
_LEAVING_CALLS = frozenset({"exit", "abort"})
_OAUTH_CODE = "authorization_code"
_LOGICAL = frozenset({"&&", "||", "and", "or"})
_CHANGING_QUERY = regex(r"\s*(?:insert|update|delete|replace|drop|alter|truncate|create)\b", re.IGNORECASE)
_LOG_NAME = regex(r"(?:[$_>]|\b)log|Log")
_GUARDING_NAME = regex(
    r"auth|verif|csrf|nonce|jwt|hash_equals|password_verify|hash_hmac|(?:check|valid\w*)_?(?:token|key|sign|hash|access"
    r"|request|secret|origin)|middleware|is_?admin|permission|getaccesstokenbycode",
    re.IGNORECASE,
)
_IDENTITY = regex(
    r"key|hash|token|secret|sign|pass|pwd|origin|referer|auth|session|csrf|login|admin|nonce|remote_addr|\bip\b|state"
    r"|account|subdomain|client_?id|uuid|user",
    re.IGNORECASE,
)


def unguarded_deed(model: PhpModel, program: PhpProgram) -> Call | None:
    """The first call that writes or sends in a script that answers requests and never asks who sent them."""
    if not _reads_request(model) or _is_guarded(model) or any(_turns_away(call, program) for call in model.calls):
        return None
    reached = _reached(model)
    return next((call for call in model.calls if call.node.function in reached and _is_deed(call, model)), None)


def _turns_away(call: Call, program: PhpProgram) -> bool:
    """Whether a function of another file looks at the request and ends the script where it is not welcome."""
    function = program.called(call)
    model = program.model_of(function.node) if function is not None else None
    if function is None or model is None or not program.reads_input(function.node):
        return False
    return any(_leaves(node, model) for node in function.node.walk())


def _leaves(node: Node, model: PhpModel) -> bool:
    """Whether a node ends the script, or the function with an exception."""
    call = model.call_nodes.get(node)
    return node.kind == "throw_expression" or (call is not None and call.short_name in _LEAVING_CALLS)


def _reached(model: PhpModel) -> set[Node | None]:
    """The top of the file and the functions that it calls, directly or not."""
    by_name: dict[str, list[Node]] = {}
    for function in model.functions:
        by_name.setdefault(function.name.lower(), []).append(function.node)
    calls: dict[Node | None, set[str]] = {}
    for call in model.calls:
        calls.setdefault(call.node.function, set()).add(call.short_name)
    reached: set[Node | None] = {None}
    todo: list[Node | None] = [None]
    while todo:
        for name in calls.get(todo.pop(), ()):
            fresh = [node for node in by_name.get(name, ()) if name and node not in reached]
            reached.update(fresh)
            todo.extend(fresh)
    return reached


def _reads_request(model: PhpModel) -> bool:
    reached = _reached(model)
    superglobals = (node for node in model.nodes.get("variable_name", ()) if variable_name(node) in SUPERGLOBALS)
    bodies = (call.node for call in model.calls_to("file_get_contents") if model.text(call.argument(0)) == BODY)
    return any(node.function in reached for found in (superglobals, bodies) for node in found)


def _is_deed(call: Call, model: PhpModel) -> bool:
    if call.name in _WRITERS:
        return not (call.name.startswith("f") and _is_log(call, model))
    if call.short_name not in _QUERIES:
        return False
    texts = ("".join(part or "x" for part in model.known_parts(argument.value)) for argument in call.arguments)
    return any(_CHANGING_QUERY.match(text) for text in texts)


def _is_log(call: Call, model: PhpModel) -> bool:
    """Whether a call writes to a log or to the answer, by the name of the file or of the variable that holds it."""
    file = call.argument(0)
    written = "".join(part or "" for part in model.known_parts(file))
    is_named_so = file is not None and _LOG_NAME.search(file.text) is not None
    return is_named_so or "log" in written.lower() or written.startswith("php://")


def _is_guarded(model: PhpModel) -> bool:
    if any(node.text == _OAUTH_CODE for node in model.nodes.get("string_content", ())):
        return True  # amoCRM itself checks the code that the request brings
    if any(not SAFE_INCLUDES.search("".join(p or "" for p in model.known_parts(one.path))) for one in model.includes):
        return True
    if any(call.name and _GUARDING_NAME.search(call.short_name) for call in model.calls):
        return True
    return any(_IDENTITY.search(word) for word in _words(_conditions(model)))


def _conditions(model: PhpModel) -> Iterator[Node]:
    for kind in _CONDITIONS:
        for node in model.nodes.get(kind, ()):
            condition = node.child("condition")
            if condition is not None:
                yield condition
    for node in model.nodes.get("binary_expression", ()):
        if node.operator in _LOGICAL:
            yield node.children[0]


def _words(conditions: Iterator[Node]) -> Iterator[str]:
    """The names and keys that conditions speak of, each once though conditions stand in each other."""
    seen: set[Node] = set()
    for condition in conditions:
        todo = [condition]
        while todo:
            node = todo.pop()
            if node in seen:
                continue
            seen.add(node)
            todo.extend(node.children)
            if node.kind in {"name", "string_content"}:
                yield node.text
