from __future__ import annotations

import time

import pytest

from checker.analysis.privacy.secrets import secrets_in
from checker.finding import Confidence


def found(text: str, path: str = "script.js") -> list[str]:
    code = text.encode()
    return [code[secret.start : secret.end].decode() for secret in secrets_in(path, code)]


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("USER_HASH = '6f1ed002ab5595859014ebf0951522d9'", "6f1ed002ab5595859014ebf0951522d9"),
        ('"secret"   :   "9fK2mXq8Lw3ZtR7v"', "9fK2mXq8Lw3ZtR7v"),
        ("$config['api_key'] = '9fK2mXq8Lw3ZtR7v';", "9fK2mXq8Lw3ZtR7v"),
        ("пароль: 'Zima2024!'", "Zima2024!"),
        ("if (token === '9fK2mXq8Lw3ZtR7v') {", "9fK2mXq8Lw3ZtR7v"),
        ("fetch('https://acme.bitrix24.ru/rest/1/abc123def456ghi7/crm')", "acme.bitrix24.ru/rest/1/abc123def456ghi7"),
    ],
)
def test_a_secret_is_found_where_it_stands(text: str, secret: str) -> None:
    assert found(text) == [secret]


def test_plain_settings_need_no_quotes() -> None:
    assert found("api_key = 9fK2mXq8Lw3ZtR7v\nhost = example.com\n", "app.ini") == ["9fK2mXq8Lw3ZtR7v"]


def test_a_guess_is_no_certainty() -> None:
    (secret,) = secrets_in("script.js", b"send('KGO87uE1PL2r6moMRxoSTHjIC7ykYtxIkGF2')")
    assert secret.confidence is Confidence.LIKELY


@pytest.mark.parametrize(
    "text",
    ["eyJ" * 200_000, "'" * 600_000, "a.b:" * 150_000, "-eyJaaaaaaaaaaaa." * 40_000, "token='" * 80_000,
     "-----BEGIN RSA PRIVATE KEY-----" * 20_000, "x://a:b" * 80_000, "a=b;" * 150_000, "'a1" * 200_000],
)  # fmt: skip
def test_hostile_text_takes_little_time(text: str) -> None:
    started = time.process_time()
    secrets_in("a.txt", text.encode())
    assert time.process_time() - started < 5
