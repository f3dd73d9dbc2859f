"""Words in texts and names: whole ones, in any form."""

from __future__ import annotations

import time

import pytest

from checker.languages.vocabulary import Vocabulary

WORDS = Vocabulary("данн*, ключ api, token, contraseña*, e mail*, логин*")


@pytest.mark.parametrize(
    "text",
    [
        "Передача ДАННЫХ на сервер",
        "Ключ-API:",
        "ключ  API",
        "your token 🙂",
        "CONTRASENA de usuario",
        "contrasen\u0303as",
        "E-mail",
        "emails",
        "Введите логи\u0301н",
    ],
)
def test_a_word_is_found_in_any_form(text: str) -> None:
    assert WORDS.is_in(text)


@pytest.mark.parametrize("text", ["", "преданность", "ключ от API", "tokens", "api", "female", "ключapi2"])
def test_a_part_of_another_word_is_none(text: str) -> None:
    assert not WORDS.is_in(text)


@pytest.mark.parametrize("name", ["userToken", "user_token", "TOKEN", "token2Token", "x-email-address"])
def test_names_of_code_are_read_word_by_word(name: str) -> None:
    assert WORDS.is_in_name(name)


@pytest.mark.parametrize("name", ["tokenizer", "femail", "tokens"])
def test_names_that_only_begin_alike_are_none(name: str) -> None:
    assert not WORDS.is_in_name(name)


def test_two_vocabularies_make_one() -> None:
    both = Vocabulary("один") | Vocabulary("two")
    assert both.is_in("ОДИН")
    assert both.is_in("Two")


@pytest.mark.parametrize("text", ["данн" * 25_000, "e-" * 50_000, " " * 100_000, "к" * 1_000_000])
def test_long_texts_take_no_long_time(text: str) -> None:
    started = time.process_time()
    WORDS.is_in(text)
    WORDS.is_in_name(text)
    assert time.process_time() - started < 1
