"""Elements: the selectors by which code gets at them, and what it does to them."""

from __future__ import annotations

import time

import pytest

from checker.languages.javascript import parse
from checker.languages.javascript.model import build_model


def changes(code: str) -> list[tuple[str, str]]:
    """The methods or properties that change elements, and the elements."""
    elements = build_model(parse(code.encode()).program).elements
    actions = sorted(elements.changes, key=lambda action: (action.node.start, action.node.end))
    return [(action.method, " | ".join(action.selectors)) for action in actions]


def clicks(code: str) -> list[str]:
    """The elements that code clicks."""
    elements = build_model(parse(code.encode()).program).elements
    return [" | ".join(action.selectors) for action in elements.clicks]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("$('.a').hide();", [("hide", ".a")]),
        ("jQuery('.a .b').remove();", [("remove", ".a .b")]),
        ("define(['jquery'], function (q) { q('.a').empty(); });", [("empty", ".a")]),
        ("$('.a').find('.b').hide();", [("hide", ".a .b")]),
        ("$('.b', '.a').hide();", [("hide", ".a .b")]),
        ("$('.b', $('.a')).hide();", [("hide", ".a .b")]),
        ("$('.a').closest('.c').hide();", [("hide", ".c")]),
        ("$('.a').first().parent().hide();", [("hide", ".a")]),
        ("$(document).find('.a').hide();", [("hide", ".a")]),
        ("$modal.find('.a').hide();", [("hide", "… .a")]),
        ("var $a = $('.a'); $a.hide();", [("hide", ".a")]),
        ("var own = {}; own.$a = $('.a'); own.$a.hide();", [("hide", ".a")]),
        ("function get() { return $('.a'); } get().hide();", [("hide", ".a")]),
        ("$('.a')[0].remove(); $('.a').get(0).remove();", [("remove", ".a"), ("remove", ".a")]),
        ("$('#save_' + code).hide();", [("hide", "#save_…")]),
        ("$(`.modal.${code} .a`).hide();", [("hide", ".modal.… .a")]),
        ("var name = '.a'; $(name + ' .b').hide();", [("hide", ".a .b")]),
        ("$('.привет').hide();", [("hide", ".привет")]),
        ("document.querySelector('.a').remove();", [("remove", ".a")]),
        ("document.querySelector('.a').querySelector('.b').remove();", [("remove", ".a .b")]),
        ("document.getElementById('a').remove();", [("remove", "#a")]),
        ("document.getElementsByClassName('a b')[0].remove();", [("remove", ".a.b")]),
        ("document.querySelector('.a').innerHTML = '';", [("innerHTML", ".a")]),
        ("document.querySelector('.a').style.display = 'none';", [("style", ".a")]),
        ("document.querySelector('.a').style.setProperty('a', 'b');", [("style", ".a")]),
        ("document.querySelector('.a').classList.add('b');", [("classList", ".a")]),
        ("document.querySelector('.a')?.remove();", [("remove", ".a")]),
        ("document.body.appendChild(x);", [("appendChild", "body")]),
        ("$('<b>').appendTo('.a');", [("appendTo", ".a")]),
        ("$('<b>').appendTo($('.a'));", [("appendTo", ".a")]),
        ("$('.a').each(function () { $(this).hide(); });", [("hide", ".a")]),
        ("$('.a').each(function (i, one) { $(one).hide(); });", [("hide", ".a")]),
        ("document.querySelectorAll('.a').forEach((one) => one.remove());", [("remove", ".a")]),
        ("$('.a').on('click', function () { $(this).hide(); });", [("hide", ".a")]),
        ("$('.a').on('click', '.b', function () { $(this).hide(); });", [("hide", ".a .b")]),
        ("$('.a').on('click', function (e) { $(e.currentTarget).hide(); });", [("hide", ".a")]),
        ("$(ready ? '.a' : '.b').hide(); var c = ready ? $('.a') : $('.b'); c.hide();", [("hide", ".a | .b")] * 2),
    ],
)
def test_changes(code: str, expected: list[tuple[str, str]]) -> None:
    assert changes(code) == expected


@pytest.mark.parametrize(
    "code",
    [
        "$('.a').text();",
        "$('.a').css('color');",
        "$('.a').attr('href');",
        "$('.a').on('click', go);",
        "$('<div class=\"a\">').hide();",
        "'a-b'.replaceAll('-', ' ');",
        "list.remove('.a');",
        "items.append('.a');",
        "x.style = 1;",
        "a.b.c.d = 2;",
    ],
)
def test_no_changes(code: str) -> None:
    assert changes(code) == []


def test_setters() -> None:
    code = "$('.a').text('b'); $('.b').css('color', 'red'); $('.c').css({color: 'red'}); $('.d').attr('href', '#');"
    assert changes(code) == [("text", ".a"), ("css", ".b"), ("css", ".c"), ("attr", ".d")]


@pytest.mark.parametrize(
    "code",
    [
        "$('.a').click();",
        "$('.a').trigger('click');",
        "$('.a').trigger('click.acme');",
        "$('.a').triggerHandler('click');",
        "$('.a')[0].click();",
        "document.querySelector('.a').click();",
        "document.querySelector('.a').dispatchEvent(new Event('click'));",
        "HTMLElement.prototype.click.call(document.querySelector('.a'));",
    ],
)
def test_clicks(code: str) -> None:
    assert clicks(code) == [".a"]


@pytest.mark.parametrize(
    "code",
    [
        "$('.a').click(go);",
        "$('.a').click(function () {});",
        "$('.a').on('click', go);",
        "$('.a').trigger('change');",
        "$('.a').trigger(name);",
        "document.querySelector('.a').dispatchEvent(new Event('input'));",
        "button.click();",
    ],
)
def test_no_clicks(code: str) -> None:
    assert clicks(code) == []


@pytest.mark.parametrize(
    "code",
    [
        "var a = $('.a')" + ".find('.b')" * 2000 + "; a.hide();",
        "var a0 = $('.a'); " + "".join(f"var a{n + 1} = a{n}.find('.b');" for n in range(2000)) + "a2000.hide();",
        "$(" * 400 + "'.a'" + ")" * 400 + ".hide();",
        "var a = b, b = a; a.hide(); a = $(a); b = $(b).find(a);" * 300,
        "".join(f"function f{n}() {{ return f{n + 1}().find('.a'); }}" for n in range(1000)) + "f0().hide();",
        "$('" + ".a " * 100_000 + "').hide();",
        "$('.a').each(function () { $(this).each(function () { $(this).hide(); }); });" * 300,
    ],
    ids=["a long chain", "aliases", "nested", "circular", "functions", "a long selector", "callbacks"],
)
def test_hostile_code_is_bounded(code: str) -> None:
    started = time.process_time()
    changes(code)
    assert time.process_time() - started < 10
