"""Addresses in texts, and what kind of machine they lead to."""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from checker.amocrm.test_data import (
    ACCOUNT_DOMAINS,
    DEVELOPER_SITES,
    DEVELOPMENT_WORDS,
    LOCAL_SUFFIXES,
    SANDBOX_DOMAINS,
    SHARDED_HOSTS,
    SYSTEM_HOSTS,
    TUNNEL_DOMAINS,
)
from checker.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

_ADDRESS = regex(
    r"(?P<scheme>https?|wss?|ftp):(?://|\\/\\/)(?:[^\s/?#@\\'\"<>]{1,100}@)?(?P<host>\[[0-9A-Fa-f:.]{2,45}\]|[\w.-]{1,253})",
    re.IGNORECASE,
)
_BARE = regex(
    r"(?P<host>localhost|127\.0\.0\.1|[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})(?::\d{2,5})?(?:/\S{0,200})?", re.IGNORECASE
)
_PRIVATE = regex(r"10\.\d|127\.\d|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|0\.0\.0\.0|169\.254\.|\[::1\]|\[f[cd]")
_ANY_ADDRESS = "0.0.0.0"  # noqa: S104  (only compared)
"""What servers listen on; as a text of its own it leads nowhere."""
_LONGEST_TEXT = 20_000
_LONGEST_SHARD = 2


class HostKind(Enum):
    """What kind of machine a host is; the value is what to call it."""

    LOCAL = "the developer's own machine or network"
    TUNNEL = "a tunnel to the developer's machine"
    SANDBOX = "a service for trying things out"
    DEVELOPMENT = "by its name a server for development or tests"
    ACCOUNT = "one account of amoCRM"
    PUBLIC = "a public server"


class Host(NamedTuple):
    """A host in a text."""

    scheme: str
    """In lower case; empty where the text is only a host."""
    name: str
    """In lower case."""
    kind: HostKind


def hosts_in(text: str) -> Iterator[Host]:
    """The hosts of the addresses in a text, and the text itself if it is a host with a telling name."""
    found = False
    text = f"https:{text}" if text.startswith("//") else text
    for match in _ADDRESS.finditer(text[:_LONGEST_TEXT]):
        found = True
        name = match["host"].lower().rstrip(".")
        yield Host(match["scheme"].lower(), name, kind_of(name))
    if not found and (bare := _BARE.fullmatch(text.strip()[:500])) is not None:
        name = bare["host"].lower()
        kind = kind_of(name)
        if (
            kind in {HostKind.TUNNEL, HostKind.ACCOUNT}
            or (_is_address(name) and name != _ANY_ADDRESS)
            or name == "localhost"
        ):
            yield Host("", name, kind)


def kind_of(name: str) -> HostKind:
    """What kind of machine a host is, by its name or number in lower case."""
    labels = name.split(".")
    if labels[-1] in LOCAL_SUFFIXES or (_PRIVATE.match(name) and _is_address(name)):
        return HostKind.LOCAL
    domains = {".".join(labels[start:]) for start in range(len(labels))}
    if not domains.isdisjoint(TUNNEL_DOMAINS):
        return HostKind.TUNNEL
    if not domains.isdisjoint(SANDBOX_DOMAINS):
        return HostKind.SANDBOX
    if ".".join(labels[-2:]) in ACCOUNT_DOMAINS and len(labels) == 3 and not _is_platforms(labels[0]):
        return HostKind.ACCOUNT
    if name not in DEVELOPER_SITES and any(map(_is_for_development, labels[:-2])):
        return HostKind.DEVELOPMENT
    return HostKind.PUBLIC


def _is_platforms(label: str) -> bool:
    """Whether a subdomain is no account's: one of the platform's own, or a stand-in such as `your-account`."""
    is_shard = label.startswith(SHARDED_HOSTS) and len(label.partition("-")[2]) <= _LONGEST_SHARD
    return is_shard or label in SYSTEM_HOSTS or label.startswith("your")


def _is_for_development(label: str) -> bool:
    return any(word.rstrip("0123456789") in DEVELOPMENT_WORDS for word in label.split("-"))


def _is_address(name: str) -> bool:
    from ipaddress import ip_address

    if not name[:1].isdigit() and not name.startswith("["):
        return False
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
