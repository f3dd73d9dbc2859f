"""From a PHP model to where its input ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from checker.languages.php.flow.interpreter import Interpreter
from checker.languages.syntax import TooDeep

if TYPE_CHECKING:
    from checker.languages.php.flow.arrivals import Arrival
    from checker.languages.php.model import PhpModel
    from checker.languages.php.program import PhpProgram


class Flow(NamedTuple):
    """What became of the input."""

    arrivals: tuple[Arrival, ...]
    """In the order of the code that reads the input."""
    is_complete: bool
    """Whether all of the code could be followed."""


def follow_input(model: PhpModel, program: PhpProgram | None = None) -> Flow:
    """Follow the input of a request through one file and the functions of others that it calls, in bounded time."""
    interpreter = Interpreter(model, program)
    is_complete = True
    try:
        interpreter.run()
    except TooDeep:
        is_complete = False
    arrivals = sorted(interpreter.arrivals.values(), key=lambda one: (one.origin.place.start, one.place.start))
    return Flow(tuple(arrivals), is_complete and not (interpreter.is_exhausted or interpreter.is_cut_off))
