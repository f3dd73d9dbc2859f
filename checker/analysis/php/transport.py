"""How PHP of the widget talks to servers: checks of certificates that are turned off, and the addresses of requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from checker.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from checker.languages.php.model import PhpModel
    from checker.languages.php.node import Node

_SWITCHES = {
    "curlopt_ssl_verifypeer": False, "curlopt_ssl_verifyhost": False, "curlopt_proxy_ssl_verifypeer": False,
    "verify": False, "verify_peer": False, "verify_peer_name": False, "sslverify": False, "ssl_verify_peer": False,
    "allow_self_signed": True,
}  # fmt: skip
"""Options of curl, Guzzle, stream contexts, SoapClient and WordPress by name, and which value turns the check off."""
_OFF_METHODS = frozenset({"withoutverifying"})
_VALUES = {"false": False, "0": False, "null": False, "true": True, "1": True}
_REQUEST_FUNCTIONS = frozenset(
    {
        "curl_init", "curl_setopt", "file_get_contents", "fopen", "file", "copy", "get", "post", "put", "patch",
        "delete", "request", "send", "init", "query", "call", "soapclient", "client", "fetch", "readfile",
        "get_headers", "simplexml_load_file", "wp_remote_get", "wp_remote_post", "requestasync",
        "getasync", "postasync",
    }
)  # fmt: skip
"""What sends a request to an address among its arguments, by its last name in lower case."""


_ADDRESS_OPTIONS = frozenset({"curlopt_url", "base_uri", "base_url"})
"""Options that say where a request goes."""


class Unverified(NamedTuple):
    """A place where the check of a certificate is turned off; byte offsets."""

    start: int
    end: int
    name: str


def unverified_peers(model: PhpModel) -> Iterator[Unverified]:
    """Find the options and calls that turn it off."""
    for call in model.calls:
        if call.short_name == "curl_setopt":
            name, value = call.argument(1), call.argument(2)
            if name is not None and value is not None and _turns_off(name, value):
                yield Unverified(call.node.start, call.node.end, name.text)
        elif call.short_name in _OFF_METHODS:
            yield Unverified(call.node.start, call.node.end, call.short_name)
    for item in model.nodes.get("array_element_initializer", ()):
        if len(item.children) >= 2 and _turns_off(item.children[0], item.children[-1]):
            yield Unverified(item.start, item.end, item.children[0].text.strip("'\""))


def _turns_off(name: Node, value: Node) -> bool:
    off = _SWITCHES.get(name.text.strip("'\"\\").lower())
    return off is not None and _VALUES.get(value.text.strip("'\"").lower()) is off


def requested_addresses(model: PhpModel) -> frozenset[str]:
    """The texts that are sure to be addresses of requests, also where a function of the file sends them."""
    addresses = tuple(_addresses(model))
    senders = _senders(model, addresses)
    handed_over = (
        value
        for call in model.calls
        for position, name in senders.get(call.short_name, ())
        if (value := call.argument(position, name)) is not None
    )
    firsts = (next(iter(model.known_parts(node)), None) for node in (*addresses, *handed_over))
    return frozenset(first for first in firsts if first)


def _addresses(model: PhpModel) -> Iterator[Node]:
    """What says where a request goes."""
    for call in model.calls:
        option = call.argument(1) if call.short_name == "curl_setopt" else None
        is_other_option = option is not None and option.text.lower() not in _ADDRESS_OPTIONS
        if call.short_name in _REQUEST_FUNCTIONS and not is_other_option:
            yield from (argument.value for argument in call.arguments)
    for item in model.nodes.get("array_element_initializer", ()):
        if len(item.children) >= 2 and item.children[0].text.strip("'\"").lower() in _ADDRESS_OPTIONS:
            yield item.children[-1]


_FIRST_VARIABLE = regex(r"[\s\"({]*\$(\w+)")


def _senders(model: PhpModel, addresses: Sequence[Node]) -> Mapping[str, set[tuple[int, str]]]:
    """The functions of the file that send a request to one of their parameters: by name, where and what it is."""
    found: dict[str, set[tuple[int, str]]] = {}
    for node in addresses:
        function, variable = model.function_around(node), _FIRST_VARIABLE.match(node.text)
        for position, parameter in enumerate(function.parameters if function is not None and variable else ()):
            if function is not None and function.name and variable and parameter.name == variable[1]:
                found.setdefault(function.name.lower(), set()).add((position, parameter.name))
    return found
