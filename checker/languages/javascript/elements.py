"""Elements of the page: by which selectors code gets at them, and what it does to them.

jQuery and the browser's own methods are followed alike: `$('.a').find('.b')` and
`document.querySelector('.a').querySelector('.b')` are both `.a .b`.
"""

from __future__ import annotations

from functools import cached_property
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from checker.languages.javascript import estree as js
from checker.languages.javascript.call_graph import JQUERY_NAMES
from checker.languages.javascript.definitions import member_key, property_read
from checker.languages.javascript.value_kinds import COMPUTED, Argument, Function, Global, Member, Object, Result
from checker.languages.javascript.values import called

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from checker.languages.javascript.calls import CallNode
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.model import ScriptModel
    from checker.languages.javascript.value_kinds import Value

UNKNOWN = "…"
"""Stands in a selector for what is known only at run time: a part of a name, or elements around; a letter to CSS."""

INSERTING_METHODS = frozenset({"append", "prepend", "after", "before", "replaceWith", "wrap", "wrapInner", "wrapAll"})
"""Methods of jQuery that read a text with tags as markup; the browser's methods of these names take texts as texts."""

_LONGEST_WAY = 16
_MOST_SELECTORS = 8
_LONGEST_SELECTOR = 500

_INNER = frozenset({"find", "children", "querySelector", "querySelectorAll", "contents"})
"""Methods that go from elements to those inside."""
_NEAR = frozenset(
    {"closest", "parents", "parentsUntil", "siblings", "next", "prev", "nextAll", "prevAll", "nextUntil", "prevUntil"}
)
"""Methods that go to elements around or beside, which the selector alone names."""
_SAME = frozenset(
    {
        "first", "last", "eq", "filter", "not", "slice", "end", "addBack", "get", "item", "at", "toArray", "has",
        "add", "parent", "each", "on", "off", "one", "bind", "unbind", "click", "change", "trigger", "delay", "stop",
        "show", "hide", "toggle", "fadeIn", "fadeOut", "fadeTo", "slideUp", "slideDown", "slideToggle", "animate",
        "addClass", "removeClass", "toggleClass", "attr", "removeAttr", "prop", "removeProp", "css", "html", "text",
        "val", "data", "append", "prepend", "before", "after", "empty", "remove", "detach", "wrap", "focus", "blur",
        "hover", "ready", "height", "width",
    }
)  # fmt: skip
"""Methods whose result is, or leads on from, what they are called on."""
_ITEM_PARAMETERS = {"each": 1, "forEach": 0, "map": 1}
"""Methods that run a function for each element, and which of its parameters that is."""
_LISTENING = frozenset({"on", "one", "bind", "click", "change", "hover", "mouseenter", "submit", "addEventListener"})
_TARGETS = frozenset({"target", "currentTarget", "delegateTarget"})

_SETTERS = {"html": 1, "text": 1, "val": 1, "attr": 2, "prop": 2, "css": 2, "height": 1, "width": 1}
"""Methods that change something if they get so many arguments, or an object instead of name and value."""
_CHANGERS = frozenset(
    {
        "hide", "show", "toggle", "fadeIn", "fadeOut", "fadeTo", "fadeToggle", "slideUp", "slideDown", "slideToggle",
        "animate", "addClass", "removeClass", "toggleClass", "removeAttr", "append", "prepend", "before", "after",
        "empty", "remove", "detach", "replaceWith", "wrap", "wrapInner", "unwrap", "setAttribute", "removeAttribute",
        "toggleAttribute", "insertAdjacentHTML", "insertAdjacentElement", "insertAdjacentText", "appendChild",
        "insertBefore", "replaceChildren", "replaceChild", "removeChild", "setHTML", "load",
    }
)  # fmt: skip
_PLACERS = frozenset({"appendTo", "prependTo", "insertBefore", "insertAfter", "replaceAll"})
"""Methods of jQuery that put what they are called on somewhere: at the elements that they get."""
_CHANGED_PROPERTIES = frozenset(
    {
        "innerHTML", "outerHTML", "textContent", "innerText", "className", "hidden", "style", "cssText", "value",
        "disabled", "src", "href", "title",
    }
)  # fmt: skip
_REMOVERS = frozenset({"removeChild", "replaceChild"})
"""Methods whose last argument is taken out of the page."""
_LIST_MAKERS = frozenset({"Array.from", "$.makeArray", "_.toArray", "_.compact", "_.first", "_.head", "_.last"})
_INNER_OBJECTS = frozenset({"style", "classList", "dataset"})
_CLICK_EVENTS = frozenset({"click", "mousedown", "mouseup", "submit", "touchstart"})
_CLICKS = frozenset({"click", "trigger", "triggerHandler", "dispatchEvent", "submit", "requestSubmit"})


def is_jquery(node: Node) -> bool:
    """Whether a chain of calls begins with jQuery, or has a name of the kind that people give what it finds."""
    while isinstance(node, js.CallExpression | js.MemberExpression):
        if isinstance(node, js.MemberExpression) and (member_key(node) or "").startswith("$"):
            return True
        node = node.callee if isinstance(node, js.CallExpression) else node.object
    return isinstance(node, js.Identifier) and (node.name.startswith("$") or node.name in JQUERY_NAMES)


class Action(NamedTuple):
    """Something that code does to elements of the page."""

    node: Node
    """The call, or the target of the assignment."""
    method: str
    """The method or property: `hide`, `innerHTML`, `style`."""
    selectors: tuple[str, ...]
    """The selectors by which the elements may have been found."""
    arguments: Sequence[Node]


class Elements:
    """Answers which elements of the page a script means."""

    def __init__(self, model: ScriptModel) -> None:
        self._model = model
        self._known: dict[Node, tuple[str, ...]] = {}
        self._open: set[Node] = set()

    # -- What is done

    @cached_property
    def changes(self) -> tuple[Action, ...]:
        """The places that change elements: hide, move, fill or remove them."""
        return (*self._changing_calls(), *self._assignments())

    @cached_property
    def clicks(self) -> tuple[Action, ...]:
        """The places that make the page believe that the user clicked."""
        return tuple(self._find_clicks())

    def _changing_calls(self) -> Iterator[Action]:
        for call in self._model.graph.calls:
            callee = call.node.callee
            if not isinstance(callee, js.MemberExpression):
                continue
            method, element = self._method(callee)
            if method in _PLACERS and len(call.arguments) == 1:
                yield from self._action(call.node, method, call.arguments[0], call.arguments)
            elif method in _CHANGERS or _sets(method, call.arguments):
                yield from self._action(call.node, method, element, call.arguments)
                for removed in call.arguments[-1:] if method in _REMOVERS else ():
                    yield from self._action(call.node, method, removed, call.arguments)

    def _method(self, callee: js.MemberExpression) -> tuple[str, Node]:
        """The method and the element: `remove` of `classList` and of `style` belongs to the element."""
        method, owner = self._model.values.key_of(callee) or "", callee.object
        if isinstance(owner, js.MemberExpression) and member_key(owner) in _INNER_OBJECTS:
            return member_key(owner) or "", owner.object
        return method, owner

    def _assignments(self) -> Iterator[Action]:
        for assignment in self._model.index.all(js.AssignmentExpression):
            target = assignment.left
            if not isinstance(target, js.MemberExpression):
                continue
            key, owner = member_key(target), target.object
            if isinstance(owner, js.MemberExpression) and member_key(owner) in _INNER_OBJECTS:
                key, owner = member_key(owner), owner.object
            if key in _CHANGED_PROPERTIES | _INNER_OBJECTS:
                yield from self._action(target, str(key), owner, (assignment.right,))

    def _find_clicks(self) -> Iterator[Action]:
        for call, owner in self._model.graph.calls.methods(_CLICKS):
            callee, shift = called(call.node)
            method = property_read(callee) or ""
            if self._is_click(method, call.arguments):
                element = call.node.arguments[0] if shift and call.node.arguments else owner
                yield from self._action(call.node, method, element, call.arguments)

    def _is_click(self, method: str, arguments: Sequence[Node]) -> bool:
        """Whether a call clicks, rather than listens for clicks or triggers something else."""
        if method in {"click", "submit", "requestSubmit"}:
            return not any(self._is_function(argument) for argument in arguments)
        return any(name.partition(".")[0] in _CLICK_EVENTS for name in map(self._event, arguments[:1]))

    def _event(self, event: Node) -> str:
        """The name of an event: a text, or the first argument of what makes it."""
        makers = [value.call for value in self._model.values_of(event) if isinstance(value, Result)]
        named = makers[0].arguments[:1] if makers else [event]
        return (self._model.texts.text_of(named[0]) if named else None) or ""

    def _is_function(self, node: Node) -> bool:
        return any(isinstance(value, Function) for value in self._model.values_of(node)) or not isinstance(
            node, js.Literal
        )

    def _action(self, node: Node, method: str, element: Node, arguments: Sequence[Node]) -> Iterator[Action]:
        selectors = self.selectors_of(element)
        if not selectors:
            selectors = tuple(text for text in self._texts(element) if not text.lstrip().startswith("<"))
        if any(selectors):
            yield Action(node, method, selectors, arguments)

    # -- Which elements

    def selectors_of(self, node: Node) -> tuple[str, ...]:
        """The selectors of the elements that an expression may stand for; empty if none are known."""
        if node in self._known:
            return self._known[node]
        if node in self._open or len(self._open) > _LONGEST_WAY:
            return ()
        self._open.add(node)
        found = dict.fromkeys(selector[:_LONGEST_SELECTOR] for selector in self._selectors(node))
        self._open.discard(node)
        self._known[node] = tuple(found)[:_MOST_SELECTORS]
        return self._known[node]

    def _selectors(self, node: Node) -> Iterator[str]:
        if isinstance(node, js.ThisExpression):
            function = self._model.index.function_of_this(node)
            if isinstance(function, js.Function):
                yield from self._of_callback(function, None)
            return
        if isinstance(node, js.ChainExpression):
            yield from self.selectors_of(node.expression)
            return
        if isinstance(node, js.MemberExpression) and node.computed:
            yield from self.selectors_of(node.object)
            return
        for value in self._model.values_of(node):
            yield from self._of_value(value)

    def _of_value(self, value: Value) -> Iterable[str]:
        if isinstance(value, Result) and isinstance(value.call, js.CallExpression):
            return self._of_call(value.call)
        if isinstance(value, Argument):
            return self._of_callback(value.function, value.index)
        if isinstance(value, Member):
            if isinstance(value.of, Argument) and value.of.index == 0 and value.key in _TARGETS:
                return self._of_callback(value.of.function, None)
            return self._of_value(value.of) if value.key.isdecimal() or value.key == COMPUTED else ()
        if isinstance(value, Object) and isinstance(value.node, js.ArrayExpression):
            spread = (one.argument for one in value.node.elements if isinstance(one, js.SpreadElement))
            return chain(*map(self.selectors_of, spread))
        if isinstance(value, Global):
            return _ROOTS.get(value.path, ())
        return ()

    def _of_call(self, call: js.CallExpression) -> Iterable[str]:
        callee, _ = called(call)
        if "$" in self._model.graph.names(call):
            return self._of_query(call)
        if call.arguments and not _LIST_MAKERS.isdisjoint(self._model.graph.names(call)):
            return self.selectors_of(call.arguments[0])
        if not isinstance(callee, js.MemberExpression):
            return ()
        method = member_key(callee) or ""
        texts = self._texts(call.arguments[0]) if call.arguments else ()
        if method in _BY_NAME:
            return [_BY_NAME[method].format(".".join(text.split())) for text in texts]
        if method in _INNER:
            return self._inside(callee.object, texts or ((UNKNOWN,) if call.arguments else ()))
        if method in _NEAR and texts:
            return texts
        return self.selectors_of(callee.object) if method in _SAME | _NEAR else ()

    def _of_query(self, call: js.CallExpression) -> Iterable[str]:
        """`$('.a')`, `$('.a', context)`, `$(element)`."""
        if not call.arguments:
            return ()
        texts = self._texts(call.arguments[0])
        if not texts:
            return self.selectors_of(call.arguments[0])
        found = [text for text in texts if not text.lstrip().startswith("<")]
        if len(call.arguments) == 1 or not found:
            return found
        around = self._texts(call.arguments[1])
        if around:
            return [f"{outer} {text}" for outer in around for text in found]
        return self._inside(call.arguments[1], found)

    def _inside(self, base: Node, texts: Sequence[str]) -> Iterable[str]:
        bases = self.selectors_of(base)
        if not texts:
            return bases
        return [f"{outer} {text}".strip() for outer in bases or (UNKNOWN,) for text in texts]

    def _of_callback(self, function: js.Function, parameter: int | None) -> Iterator[str]:
        """The elements that a function gets one after the other, or on which it hears an event (parameter None)."""
        for call, argument in self._model.graph.handed_over.get(function, ()):
            callee, shift = called(call)
            if not isinstance(callee, js.MemberExpression):
                continue
            method = member_key(callee) or ""
            of_library = [name for name in self._model.graph.names(call) if name.startswith(("$.", "_."))]
            item = 0 if of_library and of_library[0].startswith("_.") else _ITEM_PARAMETERS.get(method)
            if method in _ITEM_PARAMETERS and parameter in {item, None}:
                is_given = (shift or of_library) and call.arguments[0] is not argument
                yield from self.selectors_of(call.arguments[0] if is_given else callee.object)
            elif parameter is None and method in _LISTENING:
                yield from self._inside(callee.object, self._delegated(call, argument))

    def _delegated(self, call: CallNode, handler: Node) -> Sequence[str]:
        """The selector in `.on('click', '.a', handler)`."""
        before = call.arguments[1 : call.arguments.index(handler)] if handler in call.arguments else []
        return self._texts(before[0]) if before else ()

    def _texts(self, node: Node) -> Sequence[str]:
        """The texts that a selector may be, as far as something of them is known."""
        found = (parts for parts in self._model.possible_texts(node) if _is_text(node, parts))
        written = ("".join(UNKNOWN if part is None else part for part in parts) for parts in found)
        return list(islice(written, _MOST_SELECTORS))


def _is_text(node: Node, parts: Sequence[str | None]) -> bool:
    """Whether an expression makes a text and is no number."""
    return any(part is not None and not part.isdecimal() for part in parts) or isinstance(node, js.TemplateLiteral)


def _sets(method: str, arguments: Sequence[Node]) -> bool:
    """Whether a method that reads or writes gets something to write."""
    needed = _SETTERS.get(method)
    if needed is None:
        return method in _INNER_OBJECTS
    is_object = needed > 1 and bool(arguments) and isinstance(arguments[0], js.ObjectExpression)
    return len(arguments) >= needed or is_object


_ROOTS: Mapping[tuple[str, ...], tuple[str, ...]] = {
    ("document",): ("",),
    ("document", "body"): ("body",),
    ("document", "head"): ("head",),
    ("document", "documentElement"): ("html",),
}
"""Where the page begins; the document itself adds nothing to a selector."""
_BY_NAME = {
    "getElementById": "#{}",
    "getElementsByClassName": ".{}",
    "getElementsByTagName": "{}",
    "getElementsByName": "[name='{}']",
}
"""Methods that find elements by a name, and the selector for it."""
