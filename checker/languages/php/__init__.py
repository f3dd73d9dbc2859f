"""PHP: the syntax tree, comments, mistakes, the HTML around the code, and a model of what the code does."""

from __future__ import annotations

from checker.languages.php.reading import ParsedPhp, parse

__all__ = ["ParsedPhp", "parse"]
