"""Texts that stand in a widget until somebody writes real ones, and how long real ones may be.

Sources: the translations of the sample widget that amoCRM gives to developers ("Полное описание виджета", "Короткое
описание виджета", "Описание виджета", "Full description", "Short description", "Tour description"), which public
templates for widgets carry on; the explanations in an older example ("Короткое описание для вывода в списке виджетов",
"Краткий текст, который будет выведен в момент показа тура виджета"), which public widgets carry on too; the rest are
the placeholders of typesetters and keyboards. Limits: Kommo's public integration checklist
(developers.kommo.com/docs/getting-listed).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.languages.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping

_ADJECTIVES = "полн*, коротк*, кратк*, подробн*, full, short, long, brief, detailed, complete"
_NOUNS = "описан*, descri*, виджет*, widget*, тур*, tour*, текст*, text*, здесь, here, сюда, ваш*, your, мой, my, моего"
_PRODUCT = "интеграц*, integration*, integracion*, integracao*"
_TASKS = "тз, задани*, провер*, загрузк*"
_FILLERS = "тест*, test*, рыба, пример*, example*, sample*, demo*, демо*, шаблон*, template*, стартов*, starter, todo"
_SMALL = "the, a, of, for, is, это, для, о, об, и, del, de, do, la, su, mi, un, una, widget, descripcion, descricao"
SAMPLE_WORDS = Vocabulary(f"{_ADJECTIVES}, {_NOUNS}, {_PRODUCT}, {_FILLERS}, {_TASKS}, {_SMALL}")
"""A text of nothing but these words describes nothing."""
SAYS_DESCRIPTION = Vocabulary("тз, описан*, descri*, текст, text, lorem, рыба, тест, test")
"""Of those words the ones that say that the text itself is a placeholder."""
FILLER_PHRASES = Vocabulary(
    "lorem ipsum, dolor sit amet, рыба текст, рыбный текст, текст рыба, описание рыба, пам пам,"
    " описание для вывода в списке виджетов, текст который будет выведен в момент показа тура"
)
"""A text with one of these is not written yet."""

DESCRIPTIONS: Mapping[tuple[str, ...], str] = {
    ("widget", "description"): "description",
    ("widget", "short_description"): "short description",
    ("tour", "tour_description"): "description of the tour",
}
"""The entries of the manifest that describe the widget, and what to call them."""

LONGEST_ON_KOMMO: Mapping[tuple[str, ...], int] = {
    ("widget", "description"): 400,
    ("widget", "short_description"): 50,
}
"""Characters, tags not counted."""
