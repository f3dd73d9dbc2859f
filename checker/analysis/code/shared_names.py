"""The names that the scripts of a widget share: what one of them declares, the others may use."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from checker.records import Record
from checker.regex import regex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checker.widget.provenance import ForeignScript
    from checker.widget.script import Script

_DEFINED = regex(
    rb"(?:\.|\b(?:var|let|const|function|class)\s{1,20})([A-Za-z_$][\w$]{2,100}+)\s{0,20}(?:=(?!=)|\(|\{|;)"
)
"""Where code that is not parsed may define a global."""


_LOADED = regex(r"[\"'`]?(?:https?:)?//[^\s\"'`]{1,300}/([A-Za-z_$][\w$]{1,60})(?:[.-][\w.-]{1,40})?\.js\b")
"""An address of a script: `https://cdn.example.com/acme/acme.min.js`."""
_INCLUSION = regex(rb"//\s{0,20}[=#@]\s{0,20}(?:require|include|import)\w{0,20}\s")
"""A comment by which build tools put another file there: `//=require panel.js`."""


def _includes_files(script: Script) -> bool:
    """Whether a build puts other files into a script, which then use its names."""
    return _INCLUSION.search(script.code) is not None and any(
        _INCLUSION.match(script.code, comment.start) for comment in script.comments
    )


class SharedNames(Record):
    """What the scripts of a widget know of each other."""

    scripts: Sequence[Script]
    foreign: Sequence[ForeignScript]

    @cached_property
    def declared(self) -> frozenset[str]:
        """Names that any script declares for all, or for a file that it includes, or knows as properties of the window.

        The code in strings of markup may be a script of its own.
        """
        found: set[str] = set()
        for script in self.scripts:
            names = script.model.global_names
            found |= names.window_properties
            found |= names.declared
            if _includes_files(script):
                found.update(*(scope.bindings for scope in script.model.index.scopes.scopes))
        return frozenset(found)

    @cached_property
    def assigned(self) -> frozenset[str]:
        """Names that a script makes by assigning to them."""
        return frozenset().union(*(script.model.global_names.assigned for script in self.scripts))

    def may_be_foreign(self, name: str) -> bool:
        """Whether a library or minified file of the widget, or one that it loads, may define a name."""
        return name in self._foreign_words or name.lower() in self._loaded_files

    @cached_property
    def _loaded_files(self) -> frozenset[str]:
        """What the scripts that are loaded from elsewhere are called: libraries name their global like their file."""
        return frozenset(
            found[1].lower()
            for script in self.scripts
            if b"//" in script.code and b".js" in script.code
            for string in script.model.strings
            if (found := _LOADED.match(string.raw))
        )

    @cached_property
    def _foreign_words(self) -> frozenset[str]:
        return frozenset(
            word.decode("ascii", "replace") for file in self.foreign for word in _DEFINED.findall(file.code)
        )
