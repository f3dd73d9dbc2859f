"""What decides how code goes on."""

from __future__ import annotations

import pytest

from checker.languages.javascript import parse
from checker.languages.javascript.decisions import decisions, origins
from checker.languages.javascript.model import build_model
from checker.languages.javascript.value_kinds import Global


def deciding(code: str) -> set[tuple[str, bool]]:
    """The code of each decision that `plan` is the operand of, and whether only its presence counts."""
    source = code.encode()
    model = build_model(parse(source).program)
    return {
        (source[decision.node.start : decision.node.end].decode(), decision.is_presence)
        for decision in decisions(model)
        if Global(("plan",)) in origins(model, decision.operand)
    }


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("if (plan === 'pro') { go(); }", "plan === 'pro'"),
        ("go('pro' != plan)", "'pro' != plan"),
        ("var p = plan; var ok = p > 1", "p > 1"),
        ("switch (plan) { case 1: go(); }", "plan"),
        ("var ok = ['a', 'b'].includes(plan)", "['a', 'b'].includes(plan)"),
        ("var ok = /pro/.test(plan)", "/pro/.test(plan)"),
        ("var ok = plan.indexOf('pro') > -1", "plan.indexOf('pro')"),
        ("var limit = limits[plan]", "limits[plan]"),
        ("var ok = plan.trim().toLowerCase() === 'pro'", "plan.trim().toLowerCase() === 'pro'"),
        ("var ok = new Date(plan) < now", "new Date(plan) < now"),
        ("var ok = $.inArray(plan, list) >= 0", "$.inArray(plan, list)"),
    ],
)
def test_a_value_decides(code: str, expected: str) -> None:
    assert (expected, False) in deciding(code)


@pytest.mark.parametrize("code", ["if (plan) { go(); }", "var a = !plan ? 1 : 2", "if (a && !plan) { go(); }"])
def test_its_presence_decides(code: str) -> None:
    assert deciding(code) == {("plan", True)}


@pytest.mark.parametrize(
    "code",
    [
        "send({plan: plan})",
        "var a = plan || 'none'",
        "var a = plan + 1",
        "if (plan !== undefined) { go(); }",
        "if (typeof plan === 'string') { go(); }",
        "if (plan == null) { go(); }",
        "if (send(plan)) { go(); }",
    ],
)
def test_nothing_depends_on_it(code: str) -> None:
    assert not deciding(code)
