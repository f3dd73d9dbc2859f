from __future__ import annotations

from checker.analysis.privacy.redaction import redacted
from checker.engine import Settings, check
from checker.finding import Profile, Target
from checker.render import FORMATS, renderer
from checker.rules.registry import RULES
from checker.widget.files import FileSet
from checker.widget.source import Source
from checker.widget.widget import Widget

KEY = "a8f5f167f44f4964e6c998dee827110c"
CODE = f"""define([], function () {{
  // токен: '{KEY}' 🙂
  console.log('https://localhost/x?token={KEY}');
  var apiKey = '{KEY}'; alert(apiKey);
  document.write('<script src="http://acme.test/{KEY}.js"></script>');
}});
""".encode()


def test_no_report_shows_a_secret() -> None:
    widget = Widget(root="", files=FileSet({"script.js": CODE}))
    report = check([widget], RULES, Settings(Target.MODERATE, Profile.AMOCRM))
    assert any(finding.rule == "hard-coded-secret" for finding in report.findings)
    for name in FORMATS:
        assert KEY[:8] not in renderer(name)(report), name


def test_an_excerpt_keeps_its_columns() -> None:
    place = Source("a.js", f"🙂 token = '{KEY}'; call();".encode()).place(0, 4)
    assert place.excerpt is not None
    assert place.excerpt.text == f"🙂 token = '{'*' * len(KEY)}'; call();"


def test_a_secret_that_is_cut_does_not_show_through_an_excerpt() -> None:
    token = "eyJ" + "A1b2" * 200 + ".eyJ" + "c3D4" * 200 + "." + "x" * 40
    place = Source("a.js", f"call('{token}')".encode()).place(400, 410)
    assert place.excerpt is not None
    assert set(place.excerpt.text) == {"*"}


def test_a_message_loses_secrets_and_beginnings_of_secrets() -> None:
    assert redacted(f"`x?{KEY}&y` and `{KEY[:9]}…`", [KEY]) == "`x?***&y` and `***…`"
    assert redacted("a8f5 is short", [KEY]) == "a8f5 is short"
