"""CSS in the strings of scripts, with its true places."""

from __future__ import annotations

import pytest

from checker.widget.files import FileSet
from checker.widget.widget import Widget


def rules(code: str) -> list[tuple[int, str]]:
    """The selectors in the strings of a script, and where in the file each begins."""
    widget = Widget(root="", files=FileSet({"script.js": code.encode()}))
    return [
        (sheet.offset + selector.start, selector.text)
        for sheet in widget.styles_in_scripts
        for rule in sheet.parsed.rules
        for selector in rule.selectors
    ]


@pytest.mark.parametrize(
    "code",
    [
        "$('head').append('<style>.a { top: 0 }</style>');",
        'style.innerHTML = ".a { top: 0 }";',
        "style.textContent = `\n  .a {\n    top: ${top}px;\n  }`;",
        "var css = '.a {' +\n 'top: 0 }';",
        "var привет = '🙂', css = '.a { top: 0 }';",
    ],
)
def test_styles_in_strings(code: str) -> None:
    assert rules(code) == [(code.encode().index(b".a {"), ".a")]


@pytest.mark.parametrize("code", ["var a = '{b}';", "var a = '{\"b\": 1}';", "var a = 'x: {y}';", "var a = {b: 1};"])
def test_no_styles(code: str) -> None:
    assert rules(code) == []
