"""esprima's messages in words that a junior developer understands."""

from __future__ import annotations

from checker.languages.parsing import quoted
from checker.regex import regex

_UNCLOSED_EXPRESSION = "Invalid regular expression: missing /"
_MESSAGES = {
    "Unexpected end of input": "the file ends too early: a bracket, a brace or a statement is not finished",
    "Illegal return statement": "`return` stands outside a function",
    "Illegal break statement": "`break` stands outside a loop or a `switch`",
    "Illegal continue statement": "`continue` stands outside a loop",
    "Invalid left-hand side in assignment": "only a variable or a property can be assigned to",
    _UNCLOSED_EXPRESSION: "this regular expression is not closed: add the missing `/`",
    "Invalid regular expression": "this regular expression or its flags are not valid",
    "Invalid hexadecimal escape sequence": r"`\x` needs two hexadecimal digits after it, `\u` four",
    "Nullish coalescing requires parentheses when mixed with logical operators": (
        "`??` cannot stand beside `||` or `&&` without parentheses"
    ),
    "Octal literals are not allowed in strict mode.": (
        "a number cannot begin with 0 in strict mode: write `0o17` for the octal 17"
    ),
    "Missing catch or finally after try": "`try` needs a `catch` or a `finally` after it",
    "Illegal newline after throw": "what is thrown must stand on the same line as `throw`",
}
"""The messages that most need other words; the rest are clear enough."""

_LEAVING = regex(r"Illegal (break|continue|return) statement")
_CONFLICT = regex(r"(?:<{7}|={7}|>{7})(?![<=>])")
_TOKEN = regex(r"\s*([\w$]{1,40}|=>|\.\.\.|\S)")
_LONGEST = 200
_LINE_PREFIX = regex(r"Line \d+: ")


_CLOSERS = frozenset(")]}")
_TYPOGRAPHIC_QUOTES = frozenset("«»‘’‚“”„")


def located(message: str, index: int, text: str) -> tuple[int, str]:
    """Return the place of an error, which may be better than the parser's own, and the message."""
    message = _LINE_PREFIX.sub("", message, count=1)
    if _CONFLICT.match(text, text.rfind("\n", 0, index) + 1):
        return index, "a merge conflict is not resolved here"
    if message == _UNCLOSED_EXPRESSION:
        return len(text[:index].rstrip()), _MESSAGES[message]
    if match := _LEAVING.fullmatch(message):
        return _keyword(match[1], index, text), _MESSAGES[message]
    if message == "Unexpected token ILLEGAL":
        return _illegal(index, text)
    if message.startswith("Unexpected ") and message not in _MESSAGES:
        return index, _unexpected(text, index)
    return index, _MESSAGES.get(message) or _shown(message)


def _keyword(word: str, index: int, text: str) -> int:
    """Return where a keyword stands that begins or ends at a place; the parser means now the one, now the other."""
    token = _TOKEN.match(text, index)
    if token and token[1] == word:
        return token.start(1)
    return max(text.rfind(word, 0, index), 0)


def _shown(message: str) -> str:
    """Make a message that quotes a name from the code fit to be shown."""
    text = "".join(character if character.isprintable() else "?" for character in message[:_LONGEST])
    return text[:1].lower() + text[1:].rstrip(".")


def _illegal(index: int, text: str) -> tuple[int, str]:
    character = text[index : index + 1]
    if not character:
        return _unclosed(text)
    name = quoted(character.encode(errors="replace"))
    if character in "\"'":
        return index, f"this string is not closed on its line: add the missing {name}"
    if character in _TYPOGRAPHIC_QUOTES:
        return index, f"{name} is a typographic quote: write `'` or `\"`"
    return index, f"{name} cannot stand here"


def _unclosed(text: str) -> tuple[int, str]:
    closed = text.rfind("*/") + 2
    opening = text.find("/*", closed if closed > 1 else 0)
    before = text[:opening]
    line = before[before.rfind("\n") + 1 :]
    if opening < 0 or any(count % 2 for count in (before.count("`"), line.count("'"), line.count('"'))):
        return len(text), "the file ends inside a comment or a template that is never closed"
    return opening, "this comment is never closed: add `*/`"


def _unexpected(text: str, index: int) -> str:
    found = _TOKEN.match(text, index)
    if not found:
        return "something is missing here"
    name = quoted(found[1].encode(errors="replace"))
    if found[1] in _CLOSERS:
        return f"{name} is one too many, or something before it is missing"
    return f"{name} is not expected here: perhaps a comma, an operator or a bracket is missing before it"
