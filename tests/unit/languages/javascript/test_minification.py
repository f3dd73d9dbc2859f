from __future__ import annotations

import time

import pytest

from checker.languages.javascript.minification import skim_script
from checker.languages.skimming import Form

PLAIN = b"""define(['jquery'], function ($) {
  var CustomWidget = function () {
    var self = this;
    this.callbacks = {
      render: function () {
        self.render_template({body: '<b>' + self.i18n('title') + '</b>'});
        return true;
      }
    };
    return this;
  };
  return CustomWidget;
});
"""
MINIFIED = (
    b"!function(e,t){var n={},r=[];function o(i){return n[i]||(n[i]=t(i)),r.push(n[i]),r.length}e.open=o}(window,null);"
)
OBFUSCATED = b"var _0x12ab=['a'];(function(_0x1c3d,_0x2b4e){_0x1c3d(_0x2b4e,_0x12ab[0]);})(_0x12ab);"


def form(code: bytes) -> Form:
    return skim_script(code).form


def test_the_form_of_a_file() -> None:
    assert form(PLAIN) is Form.PLAIN
    assert form(MINIFIED * 3) is Form.MINIFIED
    assert form(OBFUSCATED) is Form.OBFUSCATED
    assert form(b"") is form(b"var a=1;") is Form.PLAIN


@pytest.mark.parametrize(
    "literal",
    [
        b"'" + b"a,b;" * 200 + b"'",
        b'"' + b'\\"{};' * 200 + b'"',
        b"`" + b"x;{}\\`" * 200 + b"`",
        b"/" + b"[/;]a\\/" * 200 + b"/g",
        b"/*" + b"a;b{}" * 200 + b"*/ 1",
        "'{}'".format("Привет;🙂" * 100).encode(),
    ],
)
def test_long_literals_and_comments_are_no_minified_code(literal: bytes) -> None:
    skimmed = skim_script(PLAIN + b"var data = " + literal + b";\n")
    assert (skimmed.form, skimmed.fragments) == (Form.PLAIN, ())


def test_a_division_is_no_regular_expression() -> None:
    code = b"var a = b / c; var d = (e) / f / g; var h = i[0] / 'x';\n"
    assert [code[start:end] for start, end, _ in skim_script(code).tokens] == [b"'x'"]
    code = b"return /'/.test(a) ? /[/]'/ : b / 2; // '"
    assert [code[start:end] for start, end, _ in skim_script(code).tokens] == [b"/'/", b"/[/]'/", b"// '"]


def test_minified_lines_of_a_plain_file_are_fragments() -> None:
    code = PLAIN * 3 + b"  " + MINIFIED * 12 + b"\n" + MINIFIED * 12 + b"\n" + PLAIN
    skimmed = skim_script(code)
    assert skimmed.form is Form.PLAIN
    (fragment,) = skimmed.fragments
    assert code[fragment.start : fragment.end] == MINIFIED * 12 + b"\n" + MINIFIED * 12
    assert fragment.form is Form.MINIFIED


def test_fragments_stand_where_they_stand_in_spite_of_literals_before_them() -> None:
    code = b"var a = `\n\n\n`, /* \n\n */ b = 'text';\n" + PLAIN * 3 + MINIFIED * 12 + b" // end\n"
    (fragment,) = skim_script(code).fragments
    assert code[fragment.start :].startswith(MINIFIED)
    assert code[fragment.end :].strip() == b""


@pytest.mark.parametrize(
    "line",
    [
        b"eval(function(p,a,c,k,e,d){return p}('0',1,1,'a'.split('|'),0,{}));",
        b"eval( atob('YQ==') );",
        b"new Function(String.fromCharCode(97, 98))();",
        b"var a = '\\x72\\x65\\x6e\\x64\\x65\\x72\\x65\\x64';",
    ],
)
def test_obfuscated_lines_of_a_plain_file_are_fragments(line: bytes) -> None:
    code = PLAIN + b"  " + line + b"\n" + PLAIN
    (fragment,) = skim_script(code).fragments
    assert (code[fragment.start : fragment.end], fragment.form) == (line, Form.OBFUSCATED)


def test_brackets_alone_are_obfuscated() -> None:
    assert form(b"[][(![]+[])[+[]]+(![]+[])[!+[]+!+[]]]" * 20) is Form.OBFUSCATED


def test_values_as_obfuscators_write_them() -> None:
    loop = b"while (!![]) { try { if (-parseInt(b(0x1a5)) / 0x1 + parseInt(b(0x1a4)) / 0x2 === 0x3 + 0x4) break; } }\n"
    assert form(loop + PLAIN) is Form.OBFUSCATED
    assert form(loop.replace(b"!![]", b"true") + PLAIN) is Form.PLAIN


def test_code_stays_the_same_without_comments_and_blanks() -> None:
    spaced = b"/* licence */\nvar a = 'b  c'; // end\nvar d = /e f/;"
    assert skim_script(spaced).stripped == skim_script(b"var a='b c';var d=/ef/;\r\n").stripped


@pytest.mark.parametrize(
    ("code", "banner"),
    [
        (b"/* a */\n// b\nvar c; /* d */", "/* a */\n// b"),
        (b";/* a */ var b;", ";/* a */"),
        (b"'use strict'; /* a */", ""),
        (b"var a; /* b */", ""),
    ],
)
def test_the_banner_is_what_comes_before_any_code(code: bytes, banner: str) -> None:
    assert skim_script(code).banner == banner


@pytest.mark.parametrize(
    "unit",
    [
        b"a, ", b"=/[", b"=/", b" ", b"\n", b'"', b"'", b"`", b"/*", b"//", b"/", b"\\", b"\\x61", b"function(", b"=>",
        b"(a,b)=>", b"var ", b"eval ( ", b"[", b"{;", b"_0x1234,", b"a=b/c;", b"\xff", b"\0", b"'\\\n", b"function a(,",
    ],
)  # fmt: skip
def test_hostile_code_takes_linear_time(unit: bytes) -> None:
    started = time.process_time()
    skimmed = skim_script(unit * (600_000 // len(unit)))
    assert skimmed.form in Form
    assert len(skimmed.fragments) < 10
    assert len(skimmed.stripped) <= len(skimmed.code)
    assert time.process_time() - started < 3
