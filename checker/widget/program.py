"""All scripts of a widget as one program: what repeats code, across the files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from checker.languages.javascript.linking import LinkedCalls
from checker.languages.javascript.repetition import Repetitions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.model import ScriptModel
    from checker.widget.script import Script


@dataclass(frozen=True)
class Program:
    """The scripts that could be parsed."""

    scripts: tuple[Script, ...]

    @cached_property
    def _by_model(self) -> Mapping[ScriptModel, Script]:
        return {script.model: script for script in self.scripts}

    @cached_property
    def _calls(self) -> LinkedCalls:
        files = {script.path: script.model for script in self.scripts if len(script.code) == len(script.source.utf8)}
        return LinkedCalls(files, tuple(self._by_model))

    @cached_property
    def repetitions(self) -> Repetitions:
        """What repeats a piece of code of any of the scripts."""
        return Repetitions(self._calls)

    def script_of(self, node: Node) -> Script:
        """The script that a node stands in."""
        return self._by_model[self._calls.model_of(node)]
