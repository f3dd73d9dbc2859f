from __future__ import annotations

import time

import pytest

from checker.languages.commented import commented_out
from checker.languages.commented.css import is_css
from checker.languages.commented.javascript import is_javascript
from checker.languages.commented.markup import is_markup
from checker.languages.commented.php import is_php
from checker.languages.syntax import Comment


@pytest.mark.parametrize(
    "text",
    [
        "i++", "delete a.b", "x = 'abc'", "a && b()", "? a.b() : c", "`<b>${x}</b>` +", "super.init();", "}, 1000);",
        "async load() {", "import a from 'b';", "'lib/jquery.js',", "{ id: 1, name: 'x' },", "<div class='a'>",
        "items.map(x => x.id)", "привет(5);", "alert('🙂')",
    ],
)  # fmt: skip
def test_pieces_of_javascript_are_code(text: str) -> None:
    assert is_javascript(text) is (text != "привет(5);")


@pytest.mark.parametrize(
    "text",
    ["", "}", "});", "new item", "- load(id)", "[optional]", "ru: Русский", "'jquery'", "version 1.0.0; see docs"],
)
def test_words_are_no_javascript(text: str) -> None:
    assert not is_javascript(text)


@pytest.mark.parametrize("text", ["@import 'a.css';", "*zoom: 1;", "color: red; }", ".a {", "--acme-color: red;"])
def test_pieces_of_css_are_code(text: str) -> None:
    assert is_css(text)


@pytest.mark.parametrize("text", ["->where('a', 1)", "], 200);", "'a' => [", "case 'x':", "use Acme\\Api;", "$a = 1"])
def test_pieces_of_php_are_code(text: str) -> None:
    assert is_php(text)


@pytest.mark.parametrize(("text", "is_code"), [("<b>x</b>", True), ("{% if a %}", True), ("<b> is bold", False)])
def test_markup_begins_with_a_tag(text: str, *, is_code: bool) -> None:
    assert is_markup(text) is is_code


@pytest.mark.parametrize("text", ["a+" * 9_000 + "a", "f(" * 50 + ")" * 50, "!" * 9_000 + "a", "a." * 9_000 + "b()"])
def test_deep_code_is_judged_without_failing(text: str) -> None:
    assert is_javascript(text) in {True, False}


@pytest.mark.parametrize("line", ["// f(", "// f({[", "// a = b + c;", "// }", "// x: {", "// '" + "a" * 60])
def test_many_lines_take_bounded_time(line: str) -> None:
    code = f"{line}\n".encode() * 5_000
    size = len(line) + 1
    comments = [Comment(start, start + size - 1, line[2:]) for start in range(0, len(code), size)]
    started = time.process_time()
    list(commented_out(comments, code, is_javascript))
    assert time.process_time() - started < 15
