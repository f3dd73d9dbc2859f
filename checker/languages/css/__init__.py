"""CSS: rules with their selectors, declarations, addresses, comments, and what is broken."""

from checker.languages.css.model import (
    AtRule,
    Attribute,
    Block,
    Compound,
    Declaration,
    Name,
    ParsedStylesheet,
    Pseudo,
    Rule,
    Selector,
    Url,
)
from checker.languages.css.sheet import MAX_BYTES, parse

__all__ = [
    "MAX_BYTES",
    "AtRule",
    "Attribute",
    "Block",
    "Compound",
    "Declaration",
    "Name",
    "ParsedStylesheet",
    "Pseudo",
    "Rule",
    "Selector",
    "Url",
    "parse",
]
