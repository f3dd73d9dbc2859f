"""The PHP files that run together: which function or file of another a call or an include means."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from checker.languages.php.calls import CallKind
from checker.languages.php.declarations import FunctionKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from checker.languages.php.calls import Call
    from checker.languages.php.declarations import Function
    from checker.languages.php.model import Include, PhpModel
    from checker.languages.php.node import Node

MOST_NAMESAKES = 20
"""Functions of one name among which nobody looks for the one that is meant."""
_INPUT = frozenset({"$_GET", "$_POST", "$_REQUEST", "$_COOKIE", "$_FILES", "$_SERVER"})
_BODY = "php://input"
_OWN = frozenset({"$this", "self", "static", "parent"})


class PhpProgram:
    """The models of all files of a back end, by their paths."""

    def __init__(self, files: Mapping[str, PhpModel] | None = None) -> None:
        self._files = files or {}
        self.steps_elsewhere = 0
        """Steps that were made in other files, whichever file led there."""

    @cached_property
    def _by_code(self) -> Mapping[int, tuple[str, PhpModel]]:
        return {id(model.root.code): (path, model) for path, model in self._files.items()}

    def model_of(self, node: Node) -> PhpModel | None:
        """The model of the file that a node stands in."""
        return self._by_code[id(node.code)][1] if id(node.code) in self._by_code else None

    # Functions

    def called(self, call: Call) -> Function | None:
        """The function or method that a call means; None where several may be meant, or none is known."""
        named = self._named(call)
        if len(named) > MOST_NAMESAKES:
            return None
        meant = [one for one in named if call.kind is not CallKind.METHOD or _is_own(call) or _fits(call, one)]
        return meant[0] if len(meant) == 1 else None

    def _named(self, call: Call) -> Sequence[Function]:
        name = call.short_name
        if call.kind is CallKind.FUNCTION:
            return self._functions.get((FunctionKind.FUNCTION, name), ())
        if call.kind is CallKind.NEW:
            return self._functions.get((name, "__construct"), ())
        if call.kind is CallKind.STATIC and not _is_own(call):
            return self._functions.get((call.name.rpartition("::")[0].rpartition("\\")[2], name), ())
        return self._functions.get((FunctionKind.METHOD, name), ())

    @cached_property
    def _functions(self) -> Mapping[tuple[str, str], Sequence[Function]]:
        """Functions and methods by their kind and name, methods also by their class and name, in lower case."""
        found: dict[tuple[str, str], list[Function]] = {}
        for function in self._all_functions():
            found.setdefault((function.kind, function.name.lower()), []).append(function)
            if function.owner is not None:
                found.setdefault((_class_of(function), function.name.lower()), []).append(function)
        return found

    def _all_functions(self) -> Iterator[Function]:
        kinds = {FunctionKind.FUNCTION, FunctionKind.METHOD}
        for model in self._files.values():
            yield from (one for one in model.functions if one.kind in kinds and one.body is not None)

    # Files

    def included(self, include: Include) -> PhpModel | None:
        """The file that an include names, as far as its path is spelt out; None where several may be meant."""
        here, model = self._by_code.get(id(include.node.code), ("", None))
        known = "".join(part or "" for part in model.known_parts(include.path)) if model is not None else ""
        tail = "/".join(step for step in known.split("/") if step not in {"", ".", ".."})
        found = [path for path in self._files if tail and f"/{path}".endswith(f"/{tail}")]
        if len(found) > 1:
            found = [path for path in found if path == f"{here.rpartition('/')[0]}/{tail}".lstrip("/")]
        return self._files[found[0]] if len(found) == 1 else None

    # Input

    def reads_input(self, node: Node) -> bool:
        """Whether a function, or a whole file, may read the input of a request by itself."""
        return node in self._readers

    def reads_input_for(self, model: PhpModel) -> bool:
        """Whether a file calls a function of another, or includes a file, that reads the input of a request."""
        names = self._names_of_readers
        if names and any(call.short_name in names for call in model.calls):
            return True
        return any(other is not None and self.reads_input(other.root) for other in map(self.included, model.includes))

    @cached_property
    def _readers(self) -> frozenset[Node]:
        found: set[Node] = set()
        for model in self._files.values():
            for node in _inputs(model):
                found.add(model.root)
                around = node.function
                while around is not None:
                    found.add(around)
                    around = around.function
        return frozenset(found)

    @cached_property
    def _names_of_readers(self) -> frozenset[str]:
        return frozenset(one.name.lower() for one in self._all_functions() if one.node in self._readers)


def _inputs(model: PhpModel) -> Iterator[Node]:
    """Where a file names the input of a request."""
    yield from (node for node in model.nodes.get("variable_name", ()) if node.text in _INPUT)
    for kind in ("string_content", "nowdoc_string"):
        yield from (node for node in model.nodes.get(kind, ()) if node.text == _BODY)


def _class_of(function: Function) -> str:
    return function.owner.name.lower() if function.owner is not None else ""


def _is_own(call: Call) -> bool:
    return call.receiver is not None and call.receiver.text.lower() in _OWN


def _fits(call: Call, method: Function) -> bool:
    """Whether an object is named like the class that has the method, or the method has a name of several words."""
    is_of_words = "_" in method.name.strip("_") or any(letter.isupper() for letter in method.name[1:])
    receiver = "".join(filter(str.isalpha, call.receiver.text.rpartition("->")[2].lower())) if call.receiver else ""
    owner = _class_of(method)
    return is_of_words or (bool(receiver) and bool(owner) and (receiver in owner or owner in receiver))
