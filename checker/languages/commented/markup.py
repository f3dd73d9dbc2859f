"""Whether a text is HTML or Twig."""

from __future__ import annotations

import re

from checker.regex import regex

_START = regex(
    r"""</?[A-Za-z][\w:-]*(?:\s[^<>]*|/)?> | \{\{(?!\{).+?\}\} | \{%[-~]?\s*\w+.*?%\} | <\?(?:php\b|=) """,
    re.VERBOSE | re.DOTALL,
)
_OPEN = regex(r"<[A-Za-z][\w:-]*(?:\s+[\w:@-]+=(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>]+))+\s*\Z")
"""A tag that goes on on the next line."""
_BARE_TAG = regex(r"<[A-Za-z][\w:-]*>")
"""A sentence may begin with a tag without attributes."""
_LONGEST = 2_000


def is_markup(text: str) -> bool:
    """Whether a text begins with a tag of HTML or Twig."""
    stripped = text.strip()[:_LONGEST]
    if not stripped.startswith(("<", "{{", "{%")):
        return False
    if "\n" not in stripped and _BARE_TAG.match(stripped) and not stripped.endswith((">", "}", ";", ",")):
        return "</" in stripped
    return _START.match(stripped) is not None or _OPEN.match(stripped) is not None
