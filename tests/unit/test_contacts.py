from __future__ import annotations

import time

import pytest

from checker.analysis.texts.contacts import contacts_in


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Поддержка: +7 (495) 123-45-67", "ru"),
        ("Звоните: 8 800 555-35-35", "ru"),
        ("тел. 8(495)1234567", "ru"),
        ("+7 495 000-00-00 is an example that is not in use", "en"),
        ("Call 00 44 20 7946 0958", "en"),
        ("Call us: (202) 555-0123", "en"),
        ("Support: +1 202-555-0123", ""),
        ("Soporte: 55 5123 4567", "es"),
        ("Suporte: (11) 91234-5678", "pt"),
        ("Поддержка 🚀 +7 495 123 45 67!", "ru"),
        ("Contact <b>+44 20 7946 0958</b>", "xx"),
    ],
)
def test_a_telephone_number_is_recognised(text: str, language: str) -> None:
    assert contacts_in(text, language).telephone


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Виджет для звонков",
        "Версия 1.0.2, 2026 год",
        "1234",
        "от 1000 до 5000 рублей",
        "amoCRM API v4, 24/7",
        "ИНН 7701234567890123456789",
    ],
)
def test_other_numbers_are_no_telephone_numbers(text: str) -> None:
    assert not contacts_in(text, "ru").telephone


@pytest.mark.parametrize(
    "text",
    [
        "help@example.com",
        "Пишите на help@example.com.",
        "<a href='mailto:first.last+crm@mail.example.co.uk'>",
        "почта@пример.рф",
        "a_b-c@ex-ample.io,",
    ],
)
def test_an_address_is_recognised(text: str) -> None:
    assert contacts_in(text, "ru").email


@pytest.mark.parametrize(
    "text", ["", "@example", "help@", "help at example.com", "example.com", "a@b", "a @example.com"]
)
def test_other_texts_are_no_addresses(text: str) -> None:
    assert not contacts_in(text, "en").email


@pytest.mark.parametrize(
    "piece",
    ["1-2(3 ", "1 ", "+1", "8 800 ", "a@", "a.a.a.", "@a.", "(((((", "١٢٣", "+7 495 000-00-0x "],
)
def test_no_text_takes_long(piece: str) -> None:
    started = time.monotonic()
    contacts_in(piece * (1_000_000 // len(piece)), "ru")
    assert time.monotonic() - started < 20


@pytest.mark.parametrize(
    "text", ["+7&nbsp;495&nbsp;000-00-00", "+7 (495) <b>000-00-00</b>", '<a href="tel:+74951234567">🙂</a>']
)
def test_a_number_in_markup_is_recognised(text: str) -> None:
    assert contacts_in(text, "ru").telephone


def test_an_address_in_markup_is_recognised_and_the_name_of_a_picture_is_none() -> None:
    assert contacts_in("help&#64;example.ru").email
    assert not contacts_in("<img src='logo@2x.png'>").email
