"""What the names of debug flags look like, in any language."""

from __future__ import annotations

from checker.regex import regex

_WORD = regex(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_FLAG = frozenset({"debug", "debugging"})
_FLAG_OF_MODE = frozenset({"dev", "development", "test", "debug"})
_OTHER_WORDS = "is mode enable enabled on flag use with show widget app my log logs logging"
_AROUND_FLAG = frozenset(_OTHER_WORDS.split())
_OPPOSITES = frozenset(
    {"no", "not", "non", "never", "disable", "disabled", "hide", "skip", "without", "stop", "un", "off"}
)
_OF_FRAMEWORKS = frozenset({"wp_debug_display", "displayerrordetails", "display_error_details"})


def is_debug_flag(name: str) -> bool:
    """Whether a variable or setting of that name switches debugging on."""
    listed = [word.lower() for word in _WORD.findall(name)]
    words = set(listed)
    core = _FLAG if words.isdisjoint({"mode", "is"}) else _FLAG_OF_MODE
    is_plain = not words.isdisjoint(core) and words <= core | _AROUND_FLAG
    is_of_program = bool(listed) and listed[-1] in _FLAG and words.isdisjoint(_OPPOSITES)  # ACME_DEBUG
    return is_plain or is_of_program or name.lower() in _OF_FRAMEWORKS
