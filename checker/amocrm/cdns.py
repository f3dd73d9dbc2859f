"""Hosts that a widget may get files from: public library CDNs, and amoCRM's own.

Sources: the moderation text («… so that widgets use statics with cdnjs.com»); for the `kommo` profile Kommo's public
integration checklist (developers.kommo.com/docs/getting-listed), which names the CDNs of jQuery, Google and Microsoft
and says that others are checked; the home pages of the CDNs for their hosts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.finding import Profile

if TYPE_CHECKING:
    from collections.abc import Mapping

CDNJS = frozenset({"cdnjs.cloudflare.com", "cdnjs.com"})
"""cdnjs.com is the project's page; it serves its files from cdnjs.cloudflare.com."""
_JQUERY_CDN = frozenset({"code.jquery.com"})
_GOOGLE_CDN = frozenset({"ajax.googleapis.com"})
_MICROSOFT_CDN = frozenset({"ajax.aspnetcdn.com", "ajax.microsoft.com"})

NAMED_CDNS: Mapping[Profile, frozenset[str]] = {
    Profile.AMOCRM: CDNJS,
    Profile.KOMMO: CDNJS | _JQUERY_CDN | _GOOGLE_CDN | _MICROSOFT_CDN,
}
"""The CDNs that the rules of a profile allow by name."""

PUBLIC_CDNS = frozenset(
    {
        *CDNJS,
        *_JQUERY_CDN,
        *_GOOGLE_CDN,
        *_MICROSOFT_CDN,
        "cdn.jsdelivr.net",
        "fastly.jsdelivr.net",
        "unpkg.com",
        "esm.sh",
        "esm.run",
        "cdn.skypack.dev",
        "ga.jspm.io",
        "jspm.dev",
        "cdn.bootcdn.net",
        "cdn.bootcss.com",
        "cdn.staticfile.org",
        "maxcdn.bootstrapcdn.com",
        "netdna.bootstrapcdn.com",
        "stackpath.bootstrapcdn.com",
        "use.fontawesome.com",
        "yastatic.net",
        "yandex.st",
        "fonts.googleapis.com",
        "fonts.gstatic.com",
        "cdn.datatables.net",
        "cdn.tailwindcss.com",
        "cdn.socket.io",
        "cdn.ckeditor.com",
    }
)
"""Hosts that serve published versions of open-source libraries and fonts, and nothing of a widget's own."""

_OWN_DOMAINS = ("amocrm.ru", "amocrm.com", "kommo.com", "amocrm.com.ua", "amocrm.com.kz")
"""The sites that Kommo's and amoCRM's documentation is on; accounts, widgets and services have subdomains of them."""


def is_platform_host(host: str) -> bool:
    """Whether a host, in lower case, belongs to amoCRM or Kommo."""
    return host in _OWN_DOMAINS or host.endswith(tuple(f".{domain}" for domain in _OWN_DOMAINS))
