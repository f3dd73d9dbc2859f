"""What a module brings: its exports are followed to the scripts that ask for it by its AMD name."""

from __future__ import annotations

from functools import cached_property
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING, TypeAlias

from checker.languages.javascript import estree as js
from checker.languages.javascript.exports import exported_values, lying_behind
from checker.languages.javascript.value_kinds import Argument, Function, Member, Module, Object, Result
from checker.languages.javascript.values import called

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from checker.languages.javascript.calls import CallNode
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.model import ScriptModel
    from checker.languages.javascript.value_kinds import Value

MOST_FILES_CROSSED = 6
"""Modules that one value is followed through."""
MOST_PASSED = 50_000
"""Arguments that all questions about a widget follow to the calls that pass them."""

_FOLLOWED = (Module, Member, Result, Argument)
_LITERALS = (js.ObjectExpression, js.ArrayExpression)
_Passed: TypeAlias = "Callable[[Argument], Iterable[tuple[Node, str]]]"
_Located: TypeAlias = "tuple[Value, str]"
"""A value and the path of the module whose model knows it."""


class Linker:
    """Finds what names of modules mean in other files of the same widget."""

    def __init__(self, modules: Mapping[str, ScriptModel], passed: _Passed | None = None) -> None:
        """Link the modules, which are given by their POSIX paths from the widget's root.

        `passed` says what other modules pass for a parameter.
        """
        self._modules = modules
        self._passed = passed
        self._left = MOST_PASSED
        self._resolved: dict[tuple[Value, str, int], tuple[_Located, ...]] = {}
        self._exported: dict[str, tuple[tuple[str, tuple[Value, ...]], ...]] = {}

    @cached_property
    def are_linked(self) -> bool:
        """Whether any file may name another one."""
        files = {_stem(path) for path in self._modules}
        texts = (text for model in self._modules.values() for text in model.strings if isinstance(text, js.Literal))
        return any(_stem(str(text.value)) in files for text in texts)

    def resolve(self, value: Value, path: str, crossed: int = 0) -> Sequence[_Located]:
        """What a value that a module brings is in the file that makes it; nothing if that is no file of the widget."""
        if crossed > MOST_FILES_CROSSED or not isinstance(value, _FOLLOWED):
            return ()
        question = (value, path, crossed)
        if question not in self._resolved:
            self._resolved[question] = tuple(dict.fromkeys(self._resolve(*question)))
        return self._resolved[question]

    def _resolve(self, value: Value, path: str, crossed: int) -> Iterator[_Located]:
        if isinstance(value, Module):
            yield from self._imported(value, path, crossed)
        elif isinstance(value, Member):
            yield from self._members(value, path, crossed)
        elif isinstance(value, Result):
            callee, _ = called(value.call)
            for source in self._modules[path].values.of(callee):
                for function, home in self.resolve(source, path, crossed + 1):
                    yield from self._made(value.call, function, home, crossed)
        elif isinstance(value, Argument):
            yield from self._instances(value, (), crossed)

    def _members(self, member: Member, path: str, crossed: int) -> Iterator[_Located]:
        for owner, home in self.resolve(member.of, path, crossed + 1):
            for found in self._modules[home].values.member(owner, member.key):
                yield from self._settled(found, home, crossed)
        if isinstance(member.of, Argument):
            yield from self._instances(member.of, (member.key,), crossed)

    def _instances(self, parameter: Argument, path: tuple[str, ...], crossed: int) -> Iterator[_Located]:
        """What other modules pass for a parameter, or in it: modules and instances, but no objects of callbacks."""
        for argument, home in self._passed(parameter) if self._passed is not None else ():
            self._left -= 1
            if self._left < 0:
                return
            values = self._modules[home].values
            for found in values.along(values.of(argument), path):
                is_callback = isinstance(found, Function) or isinstance(getattr(found, "node", None), _LITERALS)
                if not is_callback:
                    yield from self._settled(found, home, crossed)

    def _settled(self, value: Value, path: str, crossed: int) -> Iterator[_Located]:
        """A value as it is, or followed on if yet another module brings it."""
        if isinstance(value, _FOLLOWED):
            yield from self.resolve(value, path, crossed + 1)
        else:
            yield value, path

    def _imported(self, module: Module, path: str, crossed: int) -> Iterator[_Located]:
        home = self._file(module.name, path)
        if home is None:
            return
        model = self._modules[home]
        if home not in self._exported:
            self._exported[home] = ()
            self._exported[home] = exported_values(model)
        for value in lying_behind(self._exported[home], module.path, model):
            yield from self._settled(value, home, crossed)

    def _made(self, call: CallNode, maker: Value, path: str, crossed: int) -> Iterator[_Located]:
        """What a call or `new` makes of a function or class of another file."""
        if isinstance(call, js.NewExpression):
            yield (Object(maker.node) if isinstance(maker, Function) else maker), path
        elif isinstance(maker, Function):
            model = self._modules[path]
            for returned in model.index.returns.get(maker.node, ()):
                for value in model.values.of(returned):
                    yield from self._settled(value, path, crossed)

    def _file(self, name: str, path: str) -> str | None:
        """The file that a script asks for: relative to its own folder, or the only one whose path ends so."""
        wanted = name.partition("?")[0].removesuffix(".js")
        if wanted.startswith("."):
            candidate = normpath(join(dirname(path), wanted)) + ".js"
            return candidate if candidate in self._modules else None
        found = [known for known in self._modules if f"/{known}".endswith(f"/{wanted}.js")]
        return found[0] if len(found) == 1 else None


def _stem(path: str) -> str:
    """What a file is called without its folders and its suffix, in a path or the name of a module."""
    return path.partition("?")[0].rpartition("/")[2].removesuffix(".js")
