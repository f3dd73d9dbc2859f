from __future__ import annotations

import pytest

from checker.languages.addresses import Address, address_of, shown


@pytest.mark.parametrize(
    ("parts", "address"),
    [
        (("https://A.example.com:8080/a/b.js?v=1",), Address("https", "a.example.com", "/a/b.js?v=1")),
        (("https://example.com/a.js?v=", None), Address("https", "example.com", "/a.js?v=…")),
        (("https://example.com", None), Address("https", "example.com", "…")),
        (("https://example.com", None, "/a.js"), Address("https", "example.com", "…/a.js")),
        (("https://", None, "/a.js"), Address("https", "…", "/a.js")),
        (("https://", None, ".amocrm.ru/a"), Address("https", "….amocrm.ru", "/a")),
        (("https://api.", None, "/a"), Address("https", "api.…", "/a")),
        ((" //cdn.example.com/a.css",), Address("", "cdn.example.com", "/a.css")),
        (("http://user:word@example.com.",), Address("http", "example.com", "")),
        (("http://localhost:3000",), Address("http", "localhost", "")),
        (("/upl/acme/a.js",), None),
        ((None, "/a.js"), None),
        (("// a comment",), None),
        (("//",), None),
        (("data:text/css,a",), None),
        (("",), None),
        ((), None),
    ],
)
def test_addresses(parts: tuple[str | None, ...], address: Address | None) -> None:
    assert address_of(parts) == address


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        ("https://a.b/c/d.Twig?x=1.2", "twig"),
        ("https://a.b/c.d/e", ""),
        ("https://a.b", ""),
        ("https://a.b#c.d", ""),
    ],
)
def test_suffix(text: str, suffix: str) -> None:
    address = address_of((text,))
    assert address is not None
    assert address.suffix == suffix


def test_what_is_not_known_or_too_long_is_shown_as_an_ellipsis() -> None:
    assert shown(("https://a.b/", None, "/привет")) == "https://a.b/…/привет"
    assert shown(("x" * 500,)) == "x" * 79 + "…"
