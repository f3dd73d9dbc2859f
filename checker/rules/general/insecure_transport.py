"""The rule `insecure-transport`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checker.amocrm.namespaces import NAMESPACE_HOSTS
from checker.analysis.php.transport import requested_addresses, unverified_peers
from checker.analysis.texts.hosts import HostKind, hosts_in
from checker.analysis.texts.literals import literals_in
from checker.finding import Confidence, Finding, Stage
from checker.languages.javascript import estree as js
from checker.languages.javascript.definitions import property_key, property_read
from checker.languages.vocabulary import Vocabulary
from checker.rules.rule import rule
from checker.widget.backend import PhpFile
from checker.widget.manifest import Manifest
from checker.widget.script import Script
from checker.widget.source import Stretch
from checker.widget.stylesheet import Stylesheet
from checker.widget.template import Template

if TYPE_CHECKING:
    from checker.languages.javascript.estree import Node

_MESSAGE = "`{address}` is reached without encryption; write `{scheme}`"
_SECURE = {"http": "https://", "ws": "wss://", "ftp": "https://"}
_BARE = {"http://": "http://…", "ws://": "ws://…"}
"""What an address begins with whose host only run time knows."""
_LOADING = frozenset(
    {
        ("script", "src"), ("link", "href"), ("img", "src"), ("img", "srcset"), ("iframe", "src"), ("form", "action"),
        ("source", "src"), ("video", "src"), ("audio", "src"), ("object", "data"), ("embed", "src"),
        ("video", "poster"), ("input", "src"), ("button", "formaction"),
    }
)  # fmt: skip
"""Attributes by tag whose address the browser fetches or sends to; a link is opened by the user alone."""
_SERVER_NAMES = Vocabulary(
    "url, uri, host, api, endpoint, server, base, backend, domain, webhook, hook, proxy, gateway, service, origin,"
    " socket"
)
_NO_SERVER_NAMES = Vocabulary(
    "link, help, docs, site, href, about, license, namespace, xmlns, ns, policy, support, support url"
)
_ADDRESS_KEYS = frozenset({"webhook_url", "endpoint", "frame_url", "url"})
"""Keys of the manifest under which the platform calls the widget's server."""
_SOURCE_PROPERTIES = frozenset({"src", "action"})


@rule("insecure-transport", clause="general.3", stage=Stage.MODERATION)
def insecure_transport(code: Script | Stylesheet | Template | PhpFile | Manifest) -> Iterator[Finding]:
    """Requests over `http://` or `ws://`, and requests that do not check the server's certificate.

    Why: everybody on the way can read and change what is sent: tokens, names, telephone numbers. Browsers block such
    requests on amoCRM's pages, which use HTTPS. An `http://` address under a name such as `API_URL` of which no request
    was seen is a likely violation.

    Bad:
        $.post('http://api.example.com/leads', data);
        curl_setopt($curl, CURLOPT_SSL_VERIFYPEER, false);

    Good:
        $.post('https://api.example.com/leads', data);
    """
    if isinstance(code, Script):
        yield from _in_script(code)
    elif isinstance(code, Template):
        yield from _in_markup(code)
    elif isinstance(code, PhpFile):
        yield from _in_php(code)
    else:
        for text in literals_in(code):
            if (isinstance(code, Stylesheet) or text.name in _ADDRESS_KEYS) and (address := _insecure(text.text)):
                yield code.finding(text, _MESSAGE, address=address, scheme=_scheme(address))


def _insecure(text: str) -> str | None:
    """The first address without encryption that a text begins with, if it leads to a server."""
    if not text.lstrip().lower().startswith(("http:", "ws:", "ftp:")):
        return None
    host = next(hosts_in(text), None)
    if host is None or host.scheme not in _SECURE or host.kind is HostKind.LOCAL or host.name in NAMESPACE_HOSTS:
        return None
    return f"{host.scheme}://{host.name}"


def _scheme(address: str) -> str:
    return _SECURE[address.partition(":")[0]]


def _in_markup(template: Template) -> Iterator[Finding]:
    for attribute in template.parsed.attributes:
        address = _loaded(attribute.value or "") if (attribute.tag, attribute.name) in _LOADING else None
        if address is not None:
            if attribute.tag == "link" and _is_no_resource(template, attribute.start):
                continue
            yield template.finding(attribute, _MESSAGE, address=address, scheme=_scheme(address))


def _loaded(value: str) -> str | None:
    """The insecure address in an attribute; of one whose host Twig fills in, what is known."""
    known = value.partition("{")[0].strip().lower()
    return _insecure(value) or (_BARE.get(known) if "{" in value else None)


def _is_no_resource(template: Template, start: int) -> bool:
    """Whether a `link` only names another page."""
    near = [one for one in template.parsed.attributes if one.tag == "link" and abs(one.start - start) < 300]
    kinds = {(one.value or "").lower() for one in near if one.name == "rel"}
    return bool(kinds) and kinds <= {"canonical", "alternate", "author", "license", "help", "profile"}


def _in_script(script: Script) -> Iterator[Finding]:
    if any(scheme in script.code for scheme in (b"http:", b"ws:", b"ftp:", b"HTTP:")):
        requested = _requested(script)
        for text in literals_in(script):
            is_requested = text.node in requested
            address = _insecure(text.text) or (_BARE.get(text.text.strip().lower()) if is_requested else None)
            if address and text.node is not None:
                confidence = Confidence.CERTAIN if is_requested else _guess(text.node)
                if confidence is not None:
                    yield script.finding(
                        text, _MESSAGE, confidence=confidence, address=address, scheme=_scheme(address)
                    )
        yield from _in_strings(script)
    if b"rejectUnauthorized" in script.code or b"NODE_TLS_REJECT_UNAUTHORIZED" in script.code:
        yield from _unverified_in_script(script)


def _requested(script: Script) -> set[Node]:
    """The texts that go into the addresses of requests."""
    addresses = (node for nodes in script.request_addresses.values() for node in nodes)
    found = set(script.model.ingredients.of(addresses))
    quasis = {quasi for node in found if isinstance(node, js.TemplateLiteral) for quasi in node.quasis}
    return found | quasis


def _guess(text: Node) -> Confidence | None:
    """Whether an address is fetched that no request was seen to go to: by what it is given to."""
    node: Node | None = text
    while node is not None and isinstance(node.parent, js.BinaryExpression | js.TemplateLiteral):
        node = node.parent
    parent = node.parent if node is not None else None
    if isinstance(parent, js.NewExpression) and isinstance(parent.callee, js.Identifier):
        return Confidence.CERTAIN if parent.callee.name in {"WebSocket", "EventSource"} else None
    name = _given_to(parent)
    if name in _SOURCE_PROPERTIES:
        return Confidence.CERTAIN
    is_server = _SERVER_NAMES.is_in_name(name) and not _NO_SERVER_NAMES.is_in_name(name)
    return Confidence.LIKELY if is_server else None


def _given_to(parent: Node | None) -> str:
    if isinstance(parent, js.VariableDeclarator):
        return parent.id.name if isinstance(parent.id, js.Identifier) else ""
    if isinstance(parent, js.AssignmentExpression):
        target = parent.left
        return target.name if isinstance(target, js.Identifier) else property_read(target) or ""
    return (property_key(parent) or "") if isinstance(parent, js.Property | js.PropertyDefinition) else ""


def _in_strings(script: Script) -> Iterator[Finding]:
    """What markup in strings loads."""
    for markup in script.markup:
        for attribute in markup.parsed.attributes:
            address = _insecure(attribute.value or "") if (attribute.tag, attribute.name) in _LOADING else None
            place = markup.text.place(attribute.start, attribute.end) if address else None
            if address and place is not None:
                yield script.finding(Stretch(*place), _MESSAGE, address=address, scheme=_scheme(address))


def _unverified_in_script(script: Script) -> Iterator[Finding]:
    index = script.model.index
    for member in index.all(js.Property):
        if property_key(member) == "rejectUnauthorized" and _is_off(member.value):
            yield script.finding(member, _UNVERIFIED, name="rejectUnauthorized")
    for assignment in index.all(js.AssignmentExpression):
        name = property_read(assignment.left)
        if name in {"rejectUnauthorized", "NODE_TLS_REJECT_UNAUTHORIZED"} and _is_off(assignment.right):
            yield script.finding(assignment, _UNVERIFIED, name=name)


_UNVERIFIED = "`{name}` turns the check of the server's certificate off: anybody can pose as the server; delete it"


def _is_off(value: Node) -> bool:
    return isinstance(value, js.Literal) and value.raw.strip("'\"") in {"false", "0"}


def _in_php(file: PhpFile) -> Iterator[Finding]:
    for place in unverified_peers(file.model):
        yield file.finding(place, _UNVERIFIED, name=place.name)
    if b"http:" in file.code or b"ftp:" in file.code:
        requested = requested_addresses(file.model)
        for text in literals_in(file):
            address = _insecure(text.text)
            if address and any(one.startswith(address) for one in requested):
                yield file.finding(text, _MESSAGE, address=address, scheme=_scheme(address))
