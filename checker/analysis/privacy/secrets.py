"""Finds secrets in the text of a file, whatever its language: in code, data and comments alike."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache
from itertools import pairwise
from math import log2
from typing import TYPE_CHECKING, NamedTuple

from checker.finding import Confidence
from checker.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

_QUOTED = regex(rb"""(["'`])([^\s"'`<>\\]{4,4096})\1""")
_NAME_BEFORE = regex(
    rb"""([A-Za-z_$\x80-\xff][\w$.\-\x80-\xff]{0,80})["'\])]{0,3}[ \t]{0,8}"""
    rb"""(?:\?\?[ ]{0,2}(?:null|""|'')[ ]{0,2}\)[ ]{0,2})?(?:(?P<pair>:|=>|=)|[!=]==?|(?P<comma>,))"""
    rb"""\s{0,40}\(?(?:["'`]?(?:Bearer|Basic|Token|OAuth)[ ])?\Z"""
)
_LONGEST_LEAD = 140
"""Bytes before a value that are searched for its name."""
_HEADER = regex(
    rb"""\b(?:Bearer|Basic|OAuth|Token|Api-?Key|Key)[ ]+"""
    rb"""((?P<token>[\w\-.+/=~]{16,4096})(?:,[ ]?[A-Z][a-z]{2,10}[ ][\w\-.+/=~]{16,4096})?)(?=["'`\\\s,;])"""
)
"""A token behind its kind; some services want one of the user behind that of the program: `Bearer …, User …`."""
_HEADER_LINE = regex(rb"""["'`]([A-Za-z][\w-]{2,40}): ?([\w\-.+/=~]{12,500})["'`]""")
"""A header in one text with its name: `"X-Auth-Token: …"`."""
_ENCODED = regex(rb"""\b(?:btoa|base64_encode)\s{0,4}\(\s{0,4}["'`]([^"'`\s:${}]{1,80}:[^"'`\s${}]{3,100})["'`]""")
"""A name and a password that are put together for `Authorization: Basic`."""
_HIDDEN_FIELD = regex(
    rb"""<input\b(?=[^<>]{0,400}?\bname=["']([\w\-\[\]]{3,60})["'])[^<>]{0,400}?\bvalue=["']([\w\-.+/=~]{12,500})["']"""
)
_QUERY = regex(rb"""[?&]([A-Za-z_]{3,30})=([^&"'`\s#<>${}]{12,500})""")
_CREDENTIALS = regex(rb"""://([^\s/@:"'`<>${}]{1,80}):([^\s/@"'`<>${}]{3,80})@([\w.-]{1,100})""")
_CONNECTION = regex(
    rb"""(?:mysqli|mysqli_connect|mysql_connect|PDO)\s{0,4}\(\s{0,20}[^,()]{1,200},\s{0,20}[^,()]{1,100},\s{0,20}"""
    rb"""(["'])([^"'\s$]{1,100})\1"""
)
_USER_AND_PASSWORD = regex(
    rb"""CURLOPT_(?:PROXY)?USERPWD\s{0,4}(?:,|=>)\s{0,4}["']([^"'\s:$]{1,80}:[^"'\s$]{3,100})["']"""
)
_DATABASE = regex(rb"\w{0,20}(?:db|database|mysql|pgsql|postgres|mongo|redis|smtp|ftp)[_-]?\Z", re.IGNORECASE)
_DATABASE_PASSWORD = regex(
    rb"""(pass(?:word|wd)?)(?:["'\])]{0,3}\s{0,8}(?::|=>|=)|(["'])\s{0,8}(?P<comma>,))\s{0,8}"""
    rb"""(["'])(?P<value>[^"'\s$<>{}]{1,60})\4""",
    re.IGNORECASE,
)
_DEFINING = regex(
    rb"""\b(?:define|env|param|config|\w{0,20}set\w{0,20}|put\w{0,20})\s?\(\s{0,8}["']\w{0,30}\Z""", re.IGNORECASE
)
"""What takes a name and its value, before the name."""
_PLAIN_PAIR = regex(
    rb"""^[ \t]*(?:export )?([\w.\-]{3,60})[ \t]*[=:;,\t][ \t]*([^\s"'#;,]{6,500})[ \t]*(?=\r?$|[;,\t])""", re.MULTILINE
)
_COOKIE = regex(
    rb"""^(?:#HttpOnly_)?[\w.-]{3,100}\t(?:TRUE|FALSE)\t\S{1,100}\t(?:TRUE|FALSE)\t\d{1,12}\t[^\t\n]{1,200}\t(\S{4,4096})""",
    re.MULTILINE,
)
_ODD = regex(rb"[\d!@^&*?]")
"""What a secret has at least one of."""
_NO_PASSWORD = regex(rb"[(|=]|\A[#./\[]")
"""What selectors, rules of validation such as `required|min:6`, and code have in them."""
_TOKEN = regex(rb"[\w\-+/=.~]+")
_UUID = regex(rb"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_WORDS = regex(rb"(?:[a-z]+|[A-Z]+|[A-Z]?[a-z]+)(?:[\d]{0,2})(?:[-_./:]?(?:[A-Za-z][a-z]+|[A-Z]+)\d{0,2})*+")
"""Words in any of the styles in which programs write names."""
_NOT_ALONE = regex(rb"sha(?:256|384|512)-|data:|(?:https?:)?//|[./]|#|pk_|AIza|UA-|G-|GTM-|M\d|amo_[a-z]")
"""What begins like this is a hash, an address, a selector, a public key, a widget's code: entropy says nothing."""
_RISING = 0.8
"""Share of the characters that come after the one before them where a text is an alphabet; of random ones half do."""
_SORTS = tuple(map(regex, (rb"[a-z]", rb"[A-Z]", rb"[0-9]", rb"[!@#$%^&*?{}+~]")))
_FILLED_IN = regex(rb"\{\w{0,40}\}|<\w{0,40}>|%\w{1,40}%|[$#]\{|%[sd]\b|://|\A[#./\[]|[\\;,]")
"""What is filled in before a text is used, as `{name}`, and what addresses, selectors and code have in them."""
_STREWN = 4
"""Runs of digits from which on a text in a header is no name."""
_SHORTEST_TOKEN = 16
_SHORTEST_ALONE = 32
_LONGEST_ALONE = 200
_ENTROPY = 3.0
"""Bits for each character that a token under a telling name has at least; without a name it takes one more."""
_ENTROPY_ALONE = 4.2
_ENTROPY_OF_HEX = 3.3
_HEX = regex(rb"[0-9a-f]+")
_LEGACY_NAMES = frozenset({b"secret_key", b"code"})
"""What old manifests hold, as amoCRM asked for it."""
_PLAIN_SUFFIXES = (".csv", ".txt", ".ini", ".yml", ".yaml", ".env", ".htaccess")
_MOST = 200
"""Secrets of one file: more is a table of something else."""


class Secret(NamedTuple):
    """Where a secret stands: byte offsets into the file's UTF-8, and what tells."""

    start: int
    end: int
    kind: str
    """What it is: "a token of GitHub", or "the value of `client_secret`"."""
    confidence: Confidence


def secrets_in(path: str, code: bytes) -> tuple[Secret, ...]:
    """Find the secrets in the UTF-8 text of a file, in their order; none overlaps another."""
    found = sorted(_candidates(path, code), key=lambda one: (one.confidence is not Confidence.CERTAIN, one.start))
    kept: list[Secret] = []
    for secret in found[: 10 * _MOST]:
        if len(kept) < _MOST and not any(secret.start < other.end and other.start < secret.end for other in kept):
            kept.append(secret)
    return tuple(sorted(kept))


def _candidates(path: str, code: bytes) -> Iterator[Secret]:
    yield from _tokens(code)
    if path.startswith("i18n/") and path.endswith(".json"):
        return
    yield from _credentials(code)
    for match in _QUOTED.finditer(code):
        secret = _quoted_secret(path, code, match.start(2), match.end(2))
        if secret is not None:
            yield secret
    if path.endswith(".csv"):
        yield from _cells(code)
    if path.endswith(_PLAIN_SUFFIXES):
        yield from _plain(code)


def _tokens(code: bytes) -> Iterator[Secret]:
    """What is known by its form: looked for by how it begins, for that costs least."""
    from checker.amocrm.secrets import TOKEN_SHAPES

    for shape in TOKEN_SHAPES:
        for beginning in shape.beginnings:
            at = code.find(beginning.encode())
            while at >= 0:
                end = at + len(beginning)
                start = _start(code, at, shape.lead.encode())
                rest = _compiled(shape.rest).match(code, end) if start is not None else None
                if start is not None and rest is not None:
                    yield Secret(start, rest.end(), shape.kind, Confidence.CERTAIN)
                    end = rest.end()
                at = code.find(beginning.encode(), end)


@cache
def _compiled(rest: str) -> re.Pattern[bytes]:
    return re.compile(rest.encode())


def _start(code: bytes, at: int, lead: bytes) -> int | None:
    """Where a token starts whose beginning stands at an offset; None if it is the end of something else."""
    start = at
    while lead and start > max(0, at - _LONGEST_LEAD) and code[start - 1] in lead:
        start -= 1
    is_end = not lead and start > 0 and (code[start - 1 : start].isalnum() or code[start - 1] in b"_-")
    return None if is_end or (lead and start == at) else start


def _credentials(code: bytes) -> Iterator[Secret]:
    """What stands at a place that is made for secrets."""
    yield from _passwords(code)
    for match in _HEADER.finditer(code):
        if _is_token(match["token"]) or _is_strewn(match["token"]):
            yield _certain(match, 1, "the token of a request")
    for pattern in (_HEADER_LINE, _HIDDEN_FIELD):
        for match in pattern.finditer(code):
            if _tells(match[1]) and _is_token(match[2]):
                yield _certain(match, 2, f"the value of `{_shown(match[1])}`")
    for match in _QUERY.finditer(code):
        if _tells(match[1]) and _is_token(match[2]):
            yield _certain(match, 2, f"the value of `{_shown(match[1])}`")


def _passwords(code: bytes) -> Iterator[Secret]:
    if b"://" in code:
        for match in _CREDENTIALS.finditer(code):
            has_scheme = code[max(0, match.start() - 1) : match.start()].isalnum()
            if has_scheme and b"sentry" not in match[3] and not _is_placeholder(match[2]):
                yield _certain(match, 2, "the password in an address")
    if b"PDO" in code or b"mysql" in code:
        yield from (_certain(match, 2, "the password of a database") for match in _CONNECTION.finditer(code))
    if b"USERPWD" in code:
        yield from (_certain(match, 1, "the password of a request") for match in _USER_AND_PASSWORD.finditer(code))
    if b"btoa" in code or b"base64_encode" in code:
        found = (match for match in _ENCODED.finditer(code) if not _is_placeholder(match[1]))
        yield from (_certain(match, 1, "the password of a request") for match in found)
    for start in _places(code.lower(), b"pass"):
        owner = _DATABASE.search(code[max(0, start - 32) : start])
        password = _DATABASE_PASSWORD.match(code, start) if owner else None
        if owner and password and (not password["comma"] or _is_defined(code, start, password["value"])):
            yield _certain(password, "value", f"the value of `{_shown(owner[0] + password[1])}`")


def _places(text: bytes, word: bytes) -> Iterator[int]:
    start = text.find(word)
    while start >= 0:
        yield start
        start = text.find(word, start + len(word))


def _is_defined(code: bytes, name: int, value: bytes) -> bool:
    """Whether a name in quotes is the first argument of a call that gives it a value: no list of names.

    What only stands in for a value of the environment may be a word such as `secret`.
    """
    defining = _DEFINING.search(code[max(0, name - _LONGEST_LEAD) : name])
    return defining is not None and not (defining[0].lower().startswith(b"env") and _is_placeholder(value))


def _certain(match: re.Match[bytes], group: int | str, kind: str) -> Secret:
    return Secret(match.start(group), match.end(group), kind, Confidence.CERTAIN)


def _quoted_secret(path: str, code: bytes, start: int, end: int) -> Secret | None:
    value = code[start:end]
    if _ODD.search(value) is None:
        return None
    name = _name_before(code, start - 1)
    if name in _LEGACY_NAMES and _is_manifest(path):
        return None
    if name and _is_password(name, value):
        return Secret(start, end, f"the value of `{_shown(name)}`", Confidence.CERTAIN)
    if name and _tells(name) and _is_scrambled(value):
        return Secret(start, end, f"the value of `{_shown(name)}`", Confidence.CERTAIN)
    if len(value) < _SHORTEST_TOKEN or not _TOKEN.fullmatch(value) or not _is_token(value):
        return None
    if name and _tells(name):
        return Secret(start, end, f"the value of `{_shown(name)}`", Confidence.CERTAIN)
    if not path.endswith(".md") and _is_random(value) and not (name and _is_public(name)):
        return Secret(start, end, "a text that looks like a key", Confidence.LIKELY)
    return None


def _is_manifest(path: str) -> bool:
    """Whether a file is the manifest or a variant of it: `manifest.json`, `manifest.production.json`."""
    name = path.rpartition("/")[2]
    return name.startswith("manifest") and name.endswith(".json")


def _shown(name: bytes) -> str:
    return name.decode("utf-8", "replace")


def _name_before(code: bytes, quote: int) -> bytes | None:
    """The name that a quoted text is the value of: `name: '…'`, `$name = '…'`, `define('NAME', '…')`."""
    match = _NAME_BEFORE.search(code[max(0, quote - _LONGEST_LEAD) : quote])
    if match is None:
        return None
    closing = code[max(0, quote - _LONGEST_LEAD) : quote][match.end(1) : match.start("comma")].rstrip()
    return match[1] if not match["comma"] or closing in {b"'", b'"'} else None


def _cells(code: bytes) -> Iterator[Secret]:
    """The tokens in the columns of a table that are called so in its first line."""
    header, _, _ = code.partition(b"\n")
    separator = max((b";", b",", b"\t"), key=header.count)
    columns = [_tells(name.strip(b" \r\"'")) for name in header.split(separator)]
    start = len(header) + 1
    for line in code[start:].split(b"\n") if any(columns) else ():
        position = start
        for cell, tells in zip(line.split(separator), [*columns, False], strict=False):
            value = cell.strip(b" \r\"'")
            if tells and _TOKEN.fullmatch(value) and _is_token(value):
                at = position + cell.find(value)
                yield Secret(at, at + len(value), "a token in this table", Confidence.CERTAIN)
            position += len(cell) + len(separator)
        start += len(line) + 1


def _plain(code: bytes) -> Iterator[Secret]:
    for match in _PLAIN_PAIR.finditer(code):
        if (_tells(match[1]) and _is_token(match[2])) or _is_password(match[1], match[2]):
            yield _certain(match, 2, f"the value of `{match[1].decode()}`")
    if b"\tTRUE\t" in code or b"\tFALSE\t" in code:
        for match in _COOKIE.finditer(code):
            yield _certain(match, 1, "a cookie of a session")


@lru_cache(maxsize=1_000)
def _is_public(name: bytes) -> bool:
    from checker.amocrm.secrets import PUBLIC_NAMES

    return PUBLIC_NAMES.is_in_name(_shown(name))


@lru_cache(maxsize=1_000)
def _tells(name: bytes) -> bool:
    """Whether a name is that of a secret."""
    from checker.amocrm.secrets import SECRET_NAMES

    return SECRET_NAMES.is_in_name(_shown(name)) and not _is_public(name)


def _is_password(name: bytes, value: bytes) -> bool:
    """Whether a value under the name of a password is one: not a caption, not the name of a field."""
    from checker.amocrm.secrets import PASSWORD_NAMES

    if len(value) > 100 or not PASSWORD_NAMES.is_in_name(_shown(name)) or _is_public(name) or _is_placeholder(value):
        return False
    return value.isascii() and len(value) >= 6 and _ODD.search(value) is not None and not _NO_PASSWORD.search(value)


def _is_placeholder(value: bytes) -> bool:
    from checker.amocrm.secrets import PLACEHOLDER_WORDS

    return (
        len(set(value)) < 4
        or re.search(rb"[{}<>%$*]|\.\.\.", value) is not None
        or PLACEHOLDER_WORDS.is_in_name(_shown(value))
    )


def _is_token(value: bytes) -> bool:
    """Whether a text is no word, name, address or number, but random characters."""
    if len(value) < _SHORTEST_TOKEN or _UUID.fullmatch(value) or _WORDS.fullmatch(value) or _NOT_ALONE.match(value):
        return False
    has_both = re.search(rb"\d", value) is not None and re.search(rb"[A-Za-z]", value) is not None
    return has_both and _entropy(value) >= _ENTROPY and not _is_placeholder(value) and not _is_alphabet(value)


def _is_strewn(value: bytes) -> bool:
    """Whether digits are strewn over a text as over no name, though letters stand in twos and threes between them."""
    is_strewn = len(re.findall(rb"\d+", value)) >= _STREWN and re.search(rb"[-_./:]", value) is None
    return is_strewn and _entropy(value) >= _ENTROPY and not _is_placeholder(value)


def _is_scrambled(value: bytes) -> bool:
    """Whether a text is random characters of every sort, as generators of passwords make them, and no pattern."""
    if not _SHORTEST_TOKEN <= len(value) <= _LONGEST_ALONE or _FILLED_IN.search(value) or _NO_PASSWORD.search(value):
        return False
    return all(sort.search(value) for sort in _SORTS) and _entropy(value) >= _ENTROPY_OF_HEX


def _is_random(value: bytes) -> bool:
    """Whether a text must be a key though nothing else says so."""
    if not _SHORTEST_ALONE <= len(value) <= _LONGEST_ALONE or re.search(rb"[./=~+][\w]", value):
        return False
    if _HEX.fullmatch(value):
        return len(value) in {32, 40, 64} and _entropy(value) >= _ENTROPY_OF_HEX
    digits = sum(48 <= byte <= 57 for byte in value)
    return digits >= 3 and _entropy(value) >= _ENTROPY_ALONE and value.count(b"-") + value.count(b"_") <= 4


def _is_alphabet(value: bytes) -> bool:
    """Whether a text lists characters in their order, most of them or all."""
    rising = sum(one < other for one, other in pairwise(value))
    return rising >= _RISING * len(value)


def _entropy(value: bytes) -> float:
    """Shannon's, in bits for each character."""
    return -sum(count / len(value) * log2(count / len(value)) for count in Counter(value).values())
