"""The rule `sample-residue`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from checker.amocrm.sample import SAMPLE_HOST, SAMPLE_LINES, SAMPLE_VALUES
from checker.finding import Confidence, Finding, Stage
from checker.languages.javascript import estree as js
from checker.languages.javascript.definitions import last_name, member_key, property_key
from checker.languages.javascript.node_index import ancestors
from checker.regex import regex
from checker.rules.rule import rule
from checker.widget.manifest import Manifest
from checker.widget.script import Script

if TYPE_CHECKING:
    from checker.languages.javascript.estree import Node

_LINES = frozenset().union(*SAMPLE_LINES.values())
_ADDRESS = regex(rf"https?://{re.escape(SAMPLE_HOST)}(?:/[\w./-]{{0,100}})?")
_LONGEST = max(map(len, _LINES)) + 20
"""Bytes of a call that is looked at: blanks add some."""


@rule("sample-residue", clause=None, stage=Stage.MODERATION)
def sample_residue(code: Script | Manifest) -> Iterator[Finding]:
    """A line of amoCRM's sample widget that was never changed.

    Why: the sample's `console.log('render')` and `alert('click')` only show when a callback runs. The moderators know
    them by heart: they say that the widget was not cleaned up. Delete the line; the callback may stay empty but for
    its `return true`. The addresses of the sample's manifest are a warning: put your own there.

    Bad:
        onSave: function () { alert('click'); return true; }

    Good:
        onSave: function () { return true; }
    """
    if isinstance(code, Manifest):
        yield from _in_manifest(code)
    else:
        yield from _in_script(code)


def _in_manifest(manifest: Manifest) -> Iterator[Finding]:
    for keys, texts in SAMPLE_VALUES.items():
        value = manifest.at(*keys)
        text = value.value.strip().rstrip("/") if value is not None and isinstance(value.value, str) else ""
        if value is not None and text in texts:
            yield manifest.finding(
                value,
                "`{text}` in `{key}` is left over from amoCRM's sample widget; put yours there",
                confidence=Confidence.LIKELY,
                text=text,
                key=".".join(keys),
            )


def _in_script(script: Script) -> Iterator[Finding]:
    yield from _addresses(script)
    for call in script.model.index.all(js.CallExpression):
        if call.end - call.start <= _LONGEST and isinstance(call.parent, js.ExpressionStatement):
            line = _normalised(script.code[call.start : call.end])
            if line in _LINES and (callback := _callback(call, line)):
                yield script.finding(
                    call,
                    "`{line}` in `{callback}` is left over from amoCRM's sample widget; delete it",
                    line=line,
                    callback=callback,
                )


def _addresses(script: Script) -> Iterator[Finding]:
    if SAMPLE_HOST.encode() not in script.code:
        return
    for string in script.model.strings:
        text = string.value if isinstance(string, js.Literal) and isinstance(string.value, str) else ""
        if _ADDRESS.fullmatch(text) and not _is_example(string):
            yield script.finding(
                string,
                "`{text}` is left over from amoCRM's sample widget; put the address of your server there",
                confidence=Confidence.LIKELY,
                text=text,
            )


def _is_example(string: Node) -> bool:
    """Whether a text shows users what to enter, is compared with what they entered, or only completes an address."""
    parent = string.parent
    if isinstance(parent, js.BinaryExpression):
        return parent.operator != "+"
    if isinstance(parent, js.NewExpression):
        return string in parent.arguments[1:]
    arguments = parent.arguments if isinstance(parent, js.CallExpression) else ()
    others = (argument for argument in arguments[:1] if argument is not string)
    names = [argument.value for argument in others if isinstance(argument, js.Literal)]
    if isinstance(parent, js.VariableDeclarator):
        names.append(last_name(parent.id))
    names += islice(filter(None, map(_name, ancestors(string))), 1)
    return any(isinstance(name, str) and _EXAMPLE.search(name) for name in names)


_EXAMPLE = regex(r"placeholder|example|sample|hint|tooltip|title|help", re.IGNORECASE)


def _normalised(code: bytes) -> str:
    return "".join(code.decode("utf-8", "replace").replace('"', "'").split())


def _callback(call: js.CallExpression, line: str) -> str | None:
    """The callback that a line of the sample stands in, if it is the one of the sample."""
    names = tuple(name for node in ancestors(call) if (name := _name(node)))
    for path, lines in SAMPLE_LINES.items():
        if line in lines and names[: len(path)] == path[::-1]:
            return ".".join(path)
    return None


def _name(node: Node) -> str | None:
    """The name of the property that a node is the value of or sets."""
    if isinstance(node, js.Property | js.MethodDefinition | js.PropertyDefinition):
        return property_key(node)
    if isinstance(node, js.AssignmentExpression) and isinstance(node.left, js.MemberExpression):
        return member_key(node.left)
    return None
