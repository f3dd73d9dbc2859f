"""Frozen classes of named fields, cheap to create.

They read and are checked by mypy as frozen dataclasses are. A dataclass compiles half a dozen methods when its module
is imported, about half a millisecond: with fifty of them a tenth of the time that it takes to check a small widget.
Of most records only the constructor is compiled, for the first that is made, and nothing but the type checker keeps
anyone from changing one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self, dataclass_transform

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass_transform(eq_default=False, frozen_default=True)
class Record:
    """The annotated names of a subclass are its fields, with their defaults; it may be asked for cached properties."""

    _fields: ClassVar[tuple[str, ...]] = ()
    _keywords: ClassVar[tuple[str, ...]] = ()
    """Those of the fields that a constructor takes by keyword only."""

    def __init_subclass__(cls, *, eq: bool = False, kw_only: bool = False) -> None:
        """`eq`: equal and of one hash if all fields are; `kw_only`: the class's own fields are given by keyword."""
        own = tuple(name for name, kind in cls.__annotations__.items() if _is_field(kind))
        cls._fields = (*cls._fields, *own)
        if kw_only:
            cls._keywords = (*cls._keywords, *own)
        if own:
            cls.__init__ = Record.__init__  # type: ignore[method-assign]
        if eq:
            cls.__eq__, cls.__hash__ = _comparison(cls)  # type: ignore[method-assign]

    def __init__(self, *values: object, **named: object) -> None:
        """Compile the class's constructor, which takes over: in a run half of the classes make nothing."""
        cls = type(self)
        cls.__init__ = _constructor(cls)  # type: ignore[method-assign]
        cls.__init__(self, *values, **named)

    def replace(self, **changes: object) -> Self:
        """Make a record that differs in some fields; what was worked out from the fields is not taken over."""
        make: Callable[..., Self] = type(self)
        return make(**{name: getattr(self, name) for name in self._fields} | changes)

    def __repr__(self) -> str:
        """Show the fields."""
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in self._fields)})"


def _is_field(annotation: str) -> bool:
    return not annotation.startswith("ClassVar")


def _constructor(cls: type[Record]) -> Callable[..., None]:
    """Make `def __init__(self, name, other=default): self.name = name …`."""
    fields = sorted(cls._fields, key=cls._keywords.__contains__)
    defaults = {f"_{name}": getattr(cls, name) for name in fields if hasattr(cls, name)}
    parameters = [f"{name}=_{name}" if f"_{name}" in defaults else name for name in fields]
    if cls._keywords:
        parameters.insert(len(fields) - len(cls._keywords), "*")
    body = "\n".join(f" self.{name} = {name}" for name in fields)
    return _compiled(f"def __init__(self, {', '.join(parameters)}):\n{body}", defaults)["__init__"]


def _comparison(cls: type[Record]) -> tuple[Callable[..., bool], Callable[..., int]]:
    """Make `__eq__` and `__hash__` that look at all fields."""
    mine, others = (", ".join(f"{one}.{name}" for name in cls._fields) for one in ("self", "other"))
    made = _compiled(
        f"def __eq__(self, other):\n return type(self) is type(other) and ({mine}) == ({others})\n"
        f"def __hash__(self):\n return hash(({mine}))",
        {},
    )
    return made["__eq__"], made["__hash__"]


def _compiled(source: str, names: dict[str, object]) -> dict[str, Callable[..., Any]]:
    """Compile methods, which may use the names; their source comes from the classes of this program alone."""
    made: dict[str, Callable[..., Any]] = {}
    exec(source, names, made)  # noqa: S102
    return made
