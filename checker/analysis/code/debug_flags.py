"""What the names of debug flags look like, in any language."""

from __future__ import annotations

import re

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_FLAG = frozenset({"debug", "debugging"})
_FLAG_OF_MODE = frozenset({"dev", "development", "test", "debug"})
_OTHER_WORDS = "is mode enable enabled on flag use with show widget app my log logs logging"
_AROUND_FLAG = frozenset(_OTHER_WORDS.split())
_OF_FRAMEWORKS = frozenset({"yii_debug", "wp_debug", "wp_debug_display", "kernel_debug"})


def is_debug_flag(name: str) -> bool:
    """Whether a variable or setting of that name switches debugging on."""
    words = {word.lower() for word in _WORD.findall(name)}
    core = _FLAG if words.isdisjoint({"mode", "is"}) else _FLAG_OF_MODE
    is_plain = not words.isdisjoint(core) and words <= core | _AROUND_FLAG
    return is_plain or name.lower() in _OF_FRAMEWORKS
