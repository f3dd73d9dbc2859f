"""Addresses of the network in texts of which parts may be known only at run time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from checker.regex import regex

if TYPE_CHECKING:
    from collections.abc import Sequence

_ABSOLUTE = regex(r"\s*(?:(?P<scheme>https?|wss?|ftp):)?//(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_HOST = regex(r"(?:[^/?#\\@]*@)?(?P<host>[^/?#\\:@]*)(?::\d*)?(?P<path>[/?#\\].*)?", re.DOTALL)
_ELLIPSIS = "…"
_WHOLE_DOMAIN = regex(rf"[\w-]+(?:\.[\w-]+)*\.\w{{2,}}{_ELLIPSIS}")
_LONGEST_SHOWN = 80


class Address(NamedTuple):
    """An absolute address, with the scheme or, as in `//host/path`, without."""

    scheme: str
    """In lower case, or empty."""
    host: str
    """In lower case, without a port; an ellipsis for each part that is known only at run time."""
    path: str
    """From the first `/`, `?` or `#`, an ellipsis for each part that is known only at run time."""

    @property
    def is_host_known(self) -> bool:
        """Whether the code says which host it is."""
        return _ELLIPSIS not in self.host

    @property
    def is_loopback(self) -> bool:
        """Whether it is the reader's own machine."""
        return self.host in {"localhost", "0.0.0.0"} or self.host.startswith("127.")  # noqa: S104  (only compared)

    @property
    def suffix(self) -> str:
        """What the file's name ends with behind the dot, in lower case: `js` of `/app.js?v=1`; empty if it has none."""
        name = re.split(r"[?#]", self.path, maxsplit=1)[0].rpartition("/")[2]
        return name.rpartition(".")[2].lower() if "." in name else ""


def address_of(parts: Sequence[str | None]) -> Address | None:
    """Read an address from the parts of a text, None for what is not known; None if it is relative or no address."""
    text = "".join(_ELLIPSIS if part is None else part for part in parts)
    absolute = _ABSOLUTE.match(text)
    found = _HOST.fullmatch(absolute["rest"]) if absolute else None
    if absolute is None or found is None:
        return None
    host, path = found["host"].rstrip(".").lower(), found["path"] or ""
    if _WHOLE_DOMAIN.fullmatch(host):  # 'https://example.com' + path
        host, path = host.removesuffix(_ELLIPSIS), _ELLIPSIS + path
    if not host or not (absolute["scheme"] or "." in host):
        return None
    return Address((absolute["scheme"] or "").lower(), host, path)


def shown(parts: Sequence[str | None]) -> str:
    """A text as messages show it: an ellipsis for what is known only at run time, and for what is too long."""
    text = "".join(_ELLIPSIS if part is None else part for part in parts).strip()
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + _ELLIPSIS
