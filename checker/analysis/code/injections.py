"""What puts scripts into the page: script elements, tags in markup, jQuery's loader."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from checker.languages.javascript import estree as js
from checker.languages.javascript.definitions import member_key
from checker.languages.javascript.value_kinds import Object, Result
from checker.languages.javascript.values import MIXINS
from checker.languages.template import is_javascript_type
from checker.regex import regex
from checker.widget.source import Stretch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from checker.languages.javascript.calls import Call, CallNode
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.linking import LinkedCalls
    from checker.languages.javascript.markup import Markup
    from checker.languages.javascript.model import ScriptModel
    from checker.widget.script import Script

Parts: TypeAlias = tuple[str | None, ...]
"""A text, None for what is known only at run time."""

_CREATORS = frozenset({"document.createElement", ".createElement"})
_CREATORS_NS = frozenset({"document.createElementNS", ".createElementNS"})
_PROPERTIES = ("src", "type")
_SETTERS = frozenset({"setAttribute", "attr", "prop"})
_INSERTIONS = frozenset(
    {
        "appendChild", "insertBefore", "replaceChild", "append", "prepend", "before", "after", "replaceWith",
        "replaceChildren", "insertAdjacentElement", "html",
    }
)  # fmt: skip
"""Methods of the DOM and of jQuery that put their argument into the page."""
_MOVES = frozenset({"appendTo", "prependTo", "insertAfter", "insertBefore"})
"""Methods of jQuery that put what they are called on into the page; the last is one of the DOM too."""
_LONGEST_CHAIN = 20
"""Methods of jQuery, one called on the result of the other, that are followed to the `$(…)` that they begin with."""
_READERS = frozenset(
    {
        "indexOf", "lastIndexOf", "includes", "startsWith", "endsWith", "search", "match", "matchAll", "test", "split",
        "replace", "replaceAll", "text", "val", "createTextNode", "escape",
    }
)  # fmt: skip
"""Methods that search for a text, or show it, but make no elements of it."""


_TEXT_PROPERTIES = frozenset({"value", "textContent", "innerText", "title", "placeholder", "nodeValue", "data"})
"""Properties of elements that show a text as it is."""
_SENTENCE = regex(rb"\s*[^\s<]{3}")
"""A text that begins with a word: perhaps it only tells the user which tag to write."""


class Injection(NamedTuple):
    """One place that puts a script into the page."""

    place: Stretch
    means: str
    """What is used, in words."""
    source: Parts | None
    """The address of the script; None for code that is written into the element, or an address that is not known."""
    is_sure: bool = True
    """Whether the element is seen to be put into the page; else it is given to something that may do so."""


def injections_in(script: Script, linked: LinkedCalls) -> tuple[Injection, ...]:
    """Every place of a script that puts a script into the page, in the order of the source."""
    found = [*_Elements(script.model, linked).injections(), *_loads(script)]
    if b"<" in script.code:
        found += _tags(script)
    places = {injection.place: injection for injection in reversed(found)}
    return tuple(sorted(places.values(), key=lambda injection: (injection.place.start, injection.place.end)))


class _Elements:
    """The script elements that code makes."""

    def __init__(self, model: ScriptModel, linked: LinkedCalls) -> None:
        self._model = model
        self._linked = linked

    def injections(self) -> Iterator[Injection]:
        creating = self._model.graph.calls.named(_CREATORS | _CREATORS_NS)
        created = [call.node for call in creating if self._creates_script(call)]
        if not created:
            return
        placed, handed_on = self._fates()
        for node in created:
            is_sure = node in placed
            if (is_sure or node in handed_on) and self._is_code(node):
                addresses = self._properties.get((node, "src"), ())
                yield Injection(
                    Stretch(node.start, node.end), "a script element", _first(self._model, addresses), is_sure
                )

    def _creates_script(self, call: Call) -> bool:
        """Whether a call is `document.createElement('script')`, whatever the document is called; not React's."""
        position = 0 if _CREATORS.intersection(call.names) else 1 if _CREATORS_NS.intersection(call.names) else None
        if position is None or position >= len(call.arguments):
            return False
        texts = [*self._model.possible_texts(call.arguments[position])]
        for given in self._linked.from_elsewhere(call.arguments[position]):
            texts += self._linked.model_of(given).possible_texts(given)
        return any(len(parts) == 1 and (parts[0] or "").strip().lower() == "script" for parts in texts)

    def _fates(self) -> tuple[set[Node], set[Node]]:
        """The calls whose results are put into the page, and those whose results go where it cannot be seen."""
        placed: set[Node] = set()
        handed_on: set[Node] = set()
        for call in self._model.graph.calls:
            key = self._method(call.node)
            if key in _INSERTIONS or key in _MOVES:
                placed.update(self._made_by([*call.arguments, *(_receiver(call.node) if key in _MOVES else ())]))
            elif not self._model.graph.called_functions(call.node) and not MIXINS & {*call.names}:
                handed_on.update(self._made_by(call.arguments))
        for returned in self._model.index.returns.values():
            handed_on.update(self._made_by(returned))
        return placed, handed_on

    def _method(self, call: CallNode) -> str | None:
        callee = call.callee
        return self._model.values.key_of(callee) if isinstance(callee, js.MemberExpression) else None

    def _made_by(self, nodes: Iterable[Node]) -> Iterator[Node]:
        """The calls that made the values of expressions; of what jQuery wraps, `$(element)`, the element."""
        for node in nodes:
            for value in self._model.values.of(node.argument if isinstance(node, js.SpreadElement) else node):
                if isinstance(value, Result):
                    yield value.call
                    yield from self._wrapped(value.call)

    def _wrapped(self, call: CallNode) -> Iterator[Node]:
        """What the first call of a chain of jQuery's wraps."""
        for _ in range(_LONGEST_CHAIN):
            if "$" in self._model.graph.names(call):
                values = (value for given in call.arguments for value in self._model.values.of(given))
                yield from (value.call for value in values if isinstance(value, Result))
            made = (value for receiver in _receiver(call) for value in self._model.values.of(receiver))
            before = next((value.call for value in made if isinstance(value, Result)), None)
            if before is None:
                return
            call = before

    def _is_code(self, element: Node) -> bool:
        """Whether a browser would run the element: not if its type says that it holds a template or data."""
        types = [self._model.texts.text_of(value) for value in self._properties.get((element, "type"), ())]
        return not types or any(kind is None or is_javascript_type(kind) for kind in types)

    @cached_property
    def _properties(self) -> Mapping[tuple[Node, str], Sequence[Node]]:
        """What the properties and attributes `src` and `type` of the results of calls get."""
        found: dict[tuple[Node, str], list[Node]] = {}
        for target, key, value in self._settings():
            for element in self._made_by([target]):
                found.setdefault((element, key), []).append(value)
        return found

    def _settings(self) -> Iterator[tuple[Node, str, Node]]:
        """Everything that sets one of them: the element, the name, the value."""
        for key in _PROPERTIES:
            for target, value in self._model.index.writes.get(key, ()):
                yield target, key, value
            for target, source in self._model.index.mixins:
                for owner in self._model.values.of(source):
                    if isinstance(owner, Object):
                        yield from ((target, key, value) for value in self._model.values.sources.of(owner, key))
        for call, target in self._model.graph.calls.methods(_SETTERS):
            if len(call.arguments) == 2:
                yield target, self._model.texts.text_of(call.arguments[0]) or "", call.arguments[1]


def _receiver(call: CallNode) -> tuple[Node, ...]:
    return (call.callee.object,) if isinstance(call.callee, js.MemberExpression) else ()


def _loads(script: Script) -> Iterator[Injection]:
    """What jQuery loads as a script, which it does with a script element."""
    values = script.model.values
    for request in script.requests:
        place = Stretch(request.start, request.end)
        types = [node for settings in request.settings for node in values.sources.of(settings, "dataType")]
        if request.name in {"$.get", "$.post"} and request.arguments:
            types.append(request.arguments[-1])
        if request.name == "$.getScript" or any(script.model.texts.text_of(kind) == "script" for kind in types):
            addresses = [node for settings in request.settings for node in values.sources.of(settings, "url")]
            yield Injection(place, f"`{request.name}`", _first(script.model, addresses or request.arguments))


def _first(model: ScriptModel, nodes: Sequence[Node]) -> Parts | None:
    return model.texts.parts_of(nodes[0]) if nodes else None


def _tags(script: Script) -> Iterator[Injection]:
    """The script tags in strings of markup."""
    for markup in script.markup:
        if markup.parsed.scripts and not _is_only_read(script.model, markup.node):
            yield from _tags_in(markup)


def _tags_in(markup: Markup) -> Iterator[Injection]:
    for block in markup.parsed.scripts:
        if block.is_javascript:
            place = markup.text.place(block.tag_start, block.start) or (markup.node.start, markup.node.end)
            source = markup.parts_of(block.source) if block.source is not None else None
            yield Injection(Stretch(*place), "a script tag", source, is_sure=not _SENTENCE.match(markup.text.content))


def _is_only_read(model: ScriptModel, node: Node) -> bool:
    """Whether a text is searched for, compared or shown as a text."""
    parent = node.parent
    if isinstance(parent, js.BinaryExpression | js.SwitchCase):
        return True
    if isinstance(parent, js.AssignmentExpression) and isinstance(parent.left, js.MemberExpression):
        return member_key(parent.left) in _TEXT_PROPERTIES
    if not isinstance(parent, js.CallExpression) or not isinstance(parent.callee, js.MemberExpression):
        return False
    return node in parent.arguments and model.values.key_of(parent.callee) in _READERS
