from __future__ import annotations

import json

from checker.engine import Settings, check
from checker.evidence import with_evidence
from checker.finding import Profile, Target
from checker.rules.registry import RULES
from checker.widget.files import FileSet
from checker.widget.widget import Widget


def asked(*widgets: Widget, declared: frozenset[str] = frozenset()) -> dict[str, str]:
    report = check(widgets, RULES, Settings(Target.MODERATE, Profile.AMOCRM, declared=declared))
    items = with_evidence(report, widgets).human_items
    assert len({item.subject for item in items}) == len(items)
    return {item.subject: item.reason for item in items}


def widget(root: str, support: dict[str, str], description: str = "Отправляет счета 🎁", script: str = "") -> Widget:
    manifest = {"widget": {"code": "acme", "version": "1.2.3", "locale": ["ru"], "support": support}}
    locale = {"widget": {"description": description}}
    files = {"manifest.json": json.dumps(manifest), "i18n/ru.json": json.dumps(locale), "script.js": script}
    return Widget(root, FileSet({path: text.encode() for path, text in sorted(files.items())}))


def test_a_question_says_what_was_found() -> None:
    reasons = asked(widget("", {"email": "help@acme.ru"}, script="eval(location.hash)"))
    assert reasons["general.1"].endswith("Found: descriptions in ru; support by email.")
    assert reasons["general.3"].endswith("Found: findings of dynamic-code (1).")
    assert reasons["backend.5"].endswith("Found: no library that is known.")
    assert reasons["submit.1"].endswith("Found: code acme, version 1.2.3.")
    assert "Found" not in reasons["general.9"]


def test_what_is_not_there_is_said_too() -> None:
    reasons = asked(widget("", {}, description=" "))
    assert reasons["general.1"].endswith("Found: no description; no widget.support in the manifest.")


def test_of_several_widgets_each_is_named() -> None:
    reasons = asked(widget("a", {"link": "https://acme.ru"}), widget("б", {}))
    assert "descriptions of a in ru; support of a by link; descriptions of б in ru" in reasons["general.1"]


def test_a_declared_answer_ends_the_question() -> None:
    assert "general.1" not in asked(widget("", {}), declared=frozenset({"general.1"}))


def test_names_from_a_widget_are_made_harmless() -> None:
    assert "\x1b" not in "".join(asked(widget("a\x1b[31m", {}), widget("b", {})).values())
