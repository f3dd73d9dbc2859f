"""Whether a text is CSS, or a piece that was cut out of some."""

from __future__ import annotations

import re

from checker.languages import css
from checker.languages.commented.brackets import missing
from checker.languages.css.properties import is_property
from checker.regex import regex

_SIGN = regex(r"[{}:]|^[^\S\n]*@", re.MULTILINE)
_VALUE_END = regex(r"[;}]\s*\Z")


def is_css(text: str) -> bool:
    """Whether a text is a rule or declarations; a caption such as `Note: colours` is none."""
    if not _SIGN.search(text):
        return False
    brackets = missing(text)
    if brackets is None or len(brackets[0]) > 1:
        return False
    closed, opened = brackets
    if text.lstrip().startswith("@import"):
        return any(one.name == "import" and one.urls for one in css.parse(text.encode("utf-8", "replace")).at_rules)
    return _has_rule(text + opened) if not closed and "{" in text else _has_declaration(text)


def _has_rule(text: str) -> bool:
    parsed = css.parse(text.encode("utf-8", "replace"))
    if any(rule.selectors and all(selector.valid for selector in rule.selectors) for rule in parsed.rules):
        return any(rule.declarations for rule in parsed.rules) or "\n" not in text.strip()
    return any(rule.declarations or rule.prelude for rule in parsed.at_rules)


def _has_declaration(text: str) -> bool:
    parsed = css.parse(b"a {" + text.replace("}", "").encode("utf-8", "replace") + b"\n}")
    declarations = [one for rule in parsed.rules for one in rule.declarations]
    ends = _VALUE_END.search(text) is not None
    return bool(declarations) and all(
        is_property(one.name) and one.value.strip() and (ends or one.value.isascii()) for one in declarations
    )
