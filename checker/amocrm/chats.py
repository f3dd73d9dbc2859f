"""Chat channels: by what one knows that a widget connects one, and how descriptions speak of them.

Sources: the moderation text («When using chat channels …»); Kommo's documentation of the Chats API (the host `amojo.…`
and the paths `/v2/origin/custom/…`) and of widget locations; `account.amojo_id` is the account's id in that API. The
locations `lead_sources` and `sms` serve telephony, forms and text messages as well, so they say nothing.
"""

from __future__ import annotations

import re

from checker.languages.vocabulary import Vocabulary
from checker.regex import regex

LOCATIONS = frozenset({"whatsapp_modal", "website_chat_button"})
"""Locations that only chat channels need."""
ADDRESS = regex(r"\bamojo\.(?:amocrm|kommo)\.|/v2/origin/custom/", re.IGNORECASE)
"""Part of the addresses of the Chats API."""
ACCOUNT_PROPERTY = "amojo_id"
"""The property of `constant('account')` that is the account's id in the Chats API."""

CHANNEL_WORDS = Vocabulary("канал*, channel*, canal, canales, canais")
AVAILABILITY_WORDS = Vocabulary(
    "доступн*, доступен, только, available, availability, only, disponible*, solo, solamente, disponivel, disponiveis,"
    " somente, apenas, en, английск*, english, ingles"
)
