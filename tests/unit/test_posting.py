from __future__ import annotations

import pytest

from checker.probing.posting import checked_url


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("https://example.com", "https://example.com/"),
        ("http://example.com:8080/a?b=1&c=%20#d", "http://example.com:8080/a?b=1&c=%20"),
        ("https://пример.рф/проверка.php?ключ=да", None),
        ("http://[::1]:80/", "http://[::1]:80/"),
        ("HTTPS://Example.COM/A", "https://example.com/A"),
    ],
)
def test_an_address_is_sent_in_ascii(url: str, sent: str | None) -> None:
    checked = checked_url(url)
    assert checked == sent or (
        sent is None and checked.isascii() and checked.startswith("https://xn--e1afmkfd.xn--p1ai/%")
    )
