from __future__ import annotations

import subprocess
import sys

import pytest
import tree_sitter_html
from tree_sitter import Language

from checker.languages.parsing import blanked, crossed_out, parse_tree, quoted, walk
from checker.languages.syntax import TooSlow


@pytest.fixture(scope="module")
def html() -> Language:
    return Language(tree_sitter_html.language())


def test_walk_yields_every_node_in_document_order(html: Language) -> None:
    nodes = list(walk(parse_tree(html, "<p>ё<b>x</b></p>".encode())))

    assert len(nodes) == nodes[0].descendant_count
    assert [node.type for node in nodes if node.is_named][:4] == ["document", "element", "start_tag", "tag_name"]
    assert [node.start_byte for node in nodes] == sorted(node.start_byte for node in nodes)


def test_depth_is_no_matter(html: Language) -> None:
    assert sum(1 for node in walk(parse_tree(html, b"<b>" * 5_000)) if node.type == "start_tag") == 5_000


def test_long_code_is_read_to_its_end(html: Language) -> None:
    code = "<p>ё</p>\n".encode() * 30_000

    assert parse_tree(html, code).root_node.end_byte == len(code)


def test_a_deadline_is_kept(html: Language) -> None:
    with pytest.raises(TooSlow):
        parse_tree(html, b"<div>" * 200_000, seconds=0.05)


def test_hiding_keeps_lines_and_length() -> None:
    code = "ё\tа\r\nb\n".encode()

    assert blanked(code) == b"     \r\n \n"
    assert crossed_out(code) == b"xxxxx\r\nx\n"


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("имя", "`имя`"),
        ("  a\nb", "`a…`"),
        ("x" * 31, f"`{'x' * 30}…`"),
        ("a`b\x1b[31m\u202e", "`a'b?[31m?`"),
        ("", "``"),
    ],
)
def test_quoted_code_is_short_and_printable(code: str, shown: str) -> None:
    assert quoted(code.encode()) == shown


def test_quoted_bytes_need_not_be_text() -> None:
    assert quoted(b"\xff\xd0a") == "`\ufffd\ufffda`"


@pytest.mark.parametrize("module", ["encoding", "offsets", "json", "css", "template", "php", "parsing"])
def test_nothing_heavy_is_imported_before_it_is_needed(module: str) -> None:
    program = f"import sys, checker.languages.{module}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout.split()

    heavy = ("tinycss2", "tree_sitter", "tree_sitter_html", "tree_sitter_php", "chardet", "importlib.resources")
    assert not {name for name in loaded if name in heavy}
