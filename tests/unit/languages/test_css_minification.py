"""Which CSS counts as minified."""

from __future__ import annotations

import time

import pytest

from checker.languages.css.minification import skim_styles
from checker.languages.skimming import LONGEST_BANNER, Form

RULE = b".acme-panel{display:block;margin:0;padding:0 10px;color:#333}"


@pytest.mark.parametrize(
    ("code", "form"),
    [
        (RULE * 5, Form.MINIFIED),
        (b"/*! Acme v1 */\n" + RULE * 5 + b"\n/*# sourceMappingURL=acme.css.map */", Form.MINIFIED),
        ((RULE + b"\n") * 20, Form.PLAIN),
        (RULE * 2, Form.PLAIN),
        (b".acme { background: url(data:image/png;base64," + b"iVBORw0KGgo" * 50 + b") }\n", Form.PLAIN),
        (b".acme { content: '" + b"}{" * 500 + b"' }\n", Form.PLAIN),
        (b"/*" + RULE * 20 + b"*/\n.acme { top: 0 }\n", Form.PLAIN),
        (b".acme { color: red; margin: 0 } .acme a { color: blue } .acme b { top: 0 } " * 5, Form.PLAIN),
        (b"", Form.PLAIN),
    ],
)
def test_form(code: bytes, form: Form) -> None:
    assert skim_styles(code).form is form


def test_minified_lines_of_a_readable_file_are_fragments() -> None:
    own = ".acme {\n  content: 'привет 🙂';\n}\n".encode() * 100
    pasted = RULE * 30
    skimmed = skim_styles(own + pasted + b"\n" + pasted + b"\n" + own)
    assert skimmed.form is Form.PLAIN
    assert [(one.start, one.end) for one in skimmed.fragments] == [(len(own), len(own) + 2 * len(pasted) + 1)]


@pytest.mark.parametrize("piece", [b"/*", b"url(", b'"', b"{", b"}", b"@charset ", b"/* */", b"\\", b"url(  "])
def test_hostile_styles_take_little_time(piece: bytes) -> None:
    started = time.process_time()
    skimmed = skim_styles(piece * 100_000)
    assert skimmed.form in Form
    assert len(skimmed.fragments) <= 1
    assert len(skimmed.banner) <= LONGEST_BANNER
    assert time.process_time() - started < 2
