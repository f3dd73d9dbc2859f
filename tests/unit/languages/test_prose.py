"""Sentences of plain text and of markup."""

from __future__ import annotations

import time

import pytest

from checker.languages.prose import sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Счета. Поддержка: 24/7!", ["Счета", "Поддержка: 24/7"]),
        ("Версия 1.0.2 🙂", ["Версия 1.0.2 🙂"]),
        ("Первое<br>второе<BR/>третье", ["Первое", "второе", "третье"]),
        ("Согласен с <a href='x.y'>политикой</a> &laquo;Акме&raquo;", ["Согласен с политикой «Акме»"]),
        ("<p>Раз</p><p>Два</p>", ["Раз", "Два"]),
        ("1 < 2 > 0", ["1 < 2 > 0"]),
        ("<label><input type='checkbox'>Agree</label>", ["Agree"]),
        ("", []),
    ],
)
def test_a_text_is_cut_into_sentences(text: str, expected: list[str]) -> None:
    assert [" ".join(sentence.split()) for sentence in sentences(text)] == expected


@pytest.mark.parametrize("text", ["<" * 200_000, "<p" * 100_000, "<br " * 50_000, "< " + " " * 200_000, "." * 200_000])
def test_hostile_markup_takes_no_long_time(text: str) -> None:
    started = time.process_time()
    for _ in sentences(text):
        pass
    assert time.process_time() - started < 2
