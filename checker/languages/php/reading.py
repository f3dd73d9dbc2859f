"""From the bytes of a PHP file to its tree, comments, faults and HTML, in one walk."""

from __future__ import annotations

import re
from functools import cache, cached_property
from typing import TYPE_CHECKING

from checker.languages.parsing import DEADLINE, blanked, crossed_out, parse_tree
from checker.languages.php.faults import fault_at, is_allowed
from checker.languages.php.node import Node
from checker.languages.syntax import Comment, SyntaxFault, TooSlow
from checker.records import Record
from checker.regex import regex

if TYPE_CHECKING:
    from tree_sitter import Language, Tree
    from tree_sitter import Node as TreeNode

    from checker.languages.php.model import PhpModel

MAX_FAULTS = 20
MAX_SIZE = 2 << 20
"""In bytes; a tree takes up to 400 bytes of memory for each, and nobody writes so much PHP by hand."""

_XML_DECLARATION = regex(rb"<\?(?=xml\b)", re.IGNORECASE)
_KEPT_SIGNS = frozenset({"=>"})
"""Signs without a role that say something: which items of a list have keys."""
_LEFT_OUT = frozenset({"comment", "php_tag", "php_end_tag", "text", "text_interpolation"})


class ParsedPhp(Record):
    """A PHP file."""

    tree: Tree
    """Of tree-sitter-php; its positions are byte offsets into the bytes given."""
    root: Node
    """The same tree as the model reads it."""
    comments: tuple[Comment, ...]
    """`//`, `#` and `/* */`, in document order; HTML comments are in `html`."""
    faults: tuple[SyntaxFault, ...]
    """What PHP would not parse, one for a place."""
    html: bytes
    """The file with PHP hidden, of the same length: `<?= … ?>` is crossed out by `x`, the rest blank."""

    @cached_property
    def model(self) -> PhpModel:
        """Functions, classes, calls, assignments: what rules ask."""
        from checker.languages.php.model import PhpModel

        return PhpModel(self.root)


def parse(code: bytes, seconds: float = DEADLINE) -> ParsedPhp:
    """Read a PHP file from its UTF-8 bytes. Raises TooSlow after `seconds` of processor time, or for too large a file.

    `<?xml` is HTML, as it is wherever short tags are off.
    """
    if len(code) > MAX_SIZE:
        raise TooSlow(f"PHP of more than {MAX_SIZE >> 20} MiB is not read")
    tree = parse_tree(_language(), _XML_DECLARATION.sub(b"<!", code), seconds)
    reader = _TreeReader(code)
    root = reader.read_all(tree)
    return ParsedPhp(tree, root, tuple(reader.comments), tuple(reader.faults[:MAX_FAULTS]), bytes(reader.html))


class _TreeReader:
    """Collects from the nodes, which come in document order."""

    def __init__(self, code: bytes) -> None:
        self.comments: list[Comment] = []
        self.faults: list[SyntaxFault] = []
        self.html = bytearray(blanked(code))
        self._code = code
        self._echo: int | None = None
        self._prints_next = False
        self._doubtful_until = 0

    def read_all(self, tree: Tree) -> Node:
        """Read every node, and return the root of the same tree in our nodes."""
        cursor = tree.walk()
        root = Node("program", None, 0, len(self._code), None, self._code)
        parents = [root]
        self._note(tree.root_node, tree.root_node.type)
        if not cursor.goto_first_child():
            return root
        while True:
            found = cursor.node
            node = self._converted(found, cursor.field_name, parents[-1]) if found is not None else parents[-1]
            if cursor.goto_first_child():
                parents.append(node)
                continue
            while not cursor.goto_next_sibling():
                parents.pop()
                if not parents or not cursor.goto_parent():
                    return root

    def _converted(self, found: TreeNode, role: str | None, parent: Node) -> Node:
        kind = found.type
        self._note(found, kind)
        if not found.is_named and role is None and kind not in _KEPT_SIGNS:
            return parent
        if kind in _LEFT_OUT:
            return parent
        if kind == "expression_statement" and self._prints_next:
            kind = "echo_statement"
        self._prints_next = False
        node = Node(kind, role, found.start_byte, found.end_byte, parent, self._code)
        parent.children.append(node)
        return node

    def _note(self, found: TreeNode, kind: str) -> None:
        start, end = found.start_byte, found.end_byte
        if kind == "comment":
            self.comments.append(Comment(start, end, _comment_text(self._code[start:end])))
        elif kind == "text":
            self.html[start:end] = self._code[start:end]
        elif kind == "php_tag":
            self._prints_next = self._code.startswith(b"<?=", start)
            self._echo = start if self._prints_next else None
        elif kind == "php_end_tag" and self._echo is not None:
            self.html[self._echo : end] = crossed_out(self._code[self._echo : end])
            self._echo = None
        elif kind == "name" and self._code[start:end].lower() == b"__halt_compiler":
            self._doubtful_until = len(self._code) + 1  # anything may follow
        elif start >= self._doubtful_until and (found.is_error or found.is_missing):
            if is_allowed(self._code, found):
                return
            self._doubtful_until = max(end, start + 1)
            self.faults.append(fault_at(self._code, found))


def _comment_text(comment: bytes) -> str:
    text = comment.decode(errors="replace")
    if text.startswith("/*"):
        return text[2:].removesuffix("*/")
    return text[2:] if text.startswith("//") else text[1:]


@cache
def _language() -> Language:
    import tree_sitter_php
    from tree_sitter import Language

    return Language(tree_sitter_php.language_php())
