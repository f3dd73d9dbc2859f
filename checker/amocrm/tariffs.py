"""Tariffs of amoCRM's accounts: where code learns of them, and how descriptions speak of them.

Sources: the moderation text («If the widget works only on specific tariffs …»); `constant('account')` as published
widgets and amoCRM's own interface read it (`tariffName`, `pay_type`, `paid_from`, `paid_till`), undocumented; amoCRM's
and Kommo's price lists for the names.
"""

from __future__ import annotations

import re

from checker.languages.vocabulary import Vocabulary
from checker.regex import regex

ACCOUNT_PROPERTY = regex(r"(?:tariff|paid_|pay_type|is_trial|is_paid|is_free|trial)\w*", re.IGNORECASE)
"""Properties of `constant('account')` that say what the account pays for."""
FLAG_PROPERTY = regex(r"is_(?:trial|paid|free)\w*|trial", re.IGNORECASE)
"""Those of them that are yes or no."""

_WORDS = Vocabulary(
    "тариф*, подписк*, tariff*, subscription*, pricing, tarifa*, tarifario*, suscripcion*, assinatura*,"
    " plan de pago, planes, planos, plan basico, plan avanzado, plano basico, plano avancado, plano pago"
)
_ENGLISH_PLAN = regex(r"(?<!\bto )(?<!\byou )(?<!\bwe )(?<!\band )(?<!\bhelps )(?<=[\w'’\"»”] )plans?\b")
"""The noun: some word stands before it, but none that makes it the verb."""
_SPANISH_PLAN = regex(r"\b(?:el|los|un|del|al|su|o|os|um|do|no|ao|seu)\s+(?:plan|planes|plano|planos)\b")
_NAME = regex(
    r"(?<=[^\s.!?:>])\s+[«\"“'(]?(?:Advanced|Enterprise|Professional|Pro|Расширенн\w*|Профессиональн\w*)\b"
    r"|[«\"“](?:Базовый|Расширенный|Профессиональный|Base|Basic|Advanced|Enterprise|Professional|Pro)\b"
)
"""Names of tariffs: in quotation marks, or with a capital letter within a sentence."""


def names_tariff(text: str) -> bool:
    """Whether a text says something about tariffs."""
    lowered = text.lower()
    return (
        _WORDS.is_in(text)
        or _ENGLISH_PLAN.search(lowered) is not None
        or _SPANISH_PLAN.search(lowered) is not None
        or _NAME.search(text) is not None
    )
