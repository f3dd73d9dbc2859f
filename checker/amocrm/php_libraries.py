"""Common PHP libraries that are copied into back ends as single files: how they are recognised.

Sources: the published files themselves. Each is known by the declaration that it begins with; where the file names its
version, the version is read.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from checker.amocrm.libraries import Library
from checker.regex import regex


class _Mark(NamedTuple):
    name: str
    declaration: bytes
    """What the file declares, in lower case."""
    words: tuple[bytes, ...]
    """What it holds besides, in lower case: a class of one's own may have the same name."""


_MARKS = (
    _Mark("PHPMailer", b"class phpmailer", (b"addaddress", b"smtpauth")),
    _Mark("PHPMailer SMTP", b"class smtp", (b"phpmailer",)),
    _Mark("PHP Simple HTML DOM Parser", b"class simple_html_dom", (b"hdom_type_element",)),
    _Mark("PHPExcel", b"class phpexcel", (b"phpexcel_worksheet",)),
    _Mark("RedBeanPHP", b"class r extends", (b"redbean",)),
    _Mark("MeekroDB", b"class meekrodb", (b"queryfirstrow",)),
    _Mark("Medoo", b"class medoo", (b"pdo", b"debug_mode")),
    _Mark("Idiorm", b"class orm implements arrayaccess", (b"find_one",)),
    _Mark("FPDF", b"class fpdf", (b"setfont", b"addpage")),
    _Mark("TCPDF", b"class tcpdf", (b"setfont", b"addpage")),
    _Mark("mPDF", b"class mpdf", (b"writehtml",)),
    _Mark("Smarty", b"class smarty", (b"smarty_version",)),
    _Mark("Twig", b"class twig_environment", (b"twig_loaderinterface",)),
    _Mark("PHP Curl Class", b"class curl", (b"default_timeout", b"user_agent", b"php-curl-class")),
    _Mark("Predis", b"class predis_client", (b"redis",)),
    _Mark("Mobile Detect", b"class mobile_detect", (b"ismobile",)),
    _Mark("Parsedown", b"class parsedown", (b"markdown",)),
    _Mark("phpQuery", b"class phpquery", (b"domdocument",)),
    _Mark("Requests for PHP", b"class requests", (b"requests_hooks",)),
    _Mark("NuSOAP", b"class nusoap_base", (b"soap",)),
    _Mark("Guzzle", b"class guzzle", (b"guzzlehttp",)),
    _Mark("SafeMySQL", b"class safemysql", (b"getindcol",)),
    _Mark("Spout", b"class spout", (b"box\\spout",)),
    _Mark("SimpleXLSX", b"class simplexlsx", (b"sharedstrings",)),
)
_VERSION = regex(
    rb"""\bversion['"]?\s{0,9}(?:=|,|:|=>)?\s{0,9}['"]?v?(\d{1,3}\.\d{1,3}(?:\.\d{1,4})?)""", re.IGNORECASE
)
_AFTER = frozenset(b" \t\r\n{")


def php_library_of(path: str, code: bytes) -> Library | None:
    """Recognise a library by the class that a file declares."""
    if b"class" not in code or path.endswith("widget.php"):
        return None
    lower = code.lower()
    for mark in _MARKS:
        at = lower.find(mark.declaration)
        if at >= 0 and _is_whole(lower, at, mark) and all(word in lower for word in mark.words):
            found = _VERSION.search(code)
            return Library(mark.name, found[1].decode() if found else None)
    return None


def _is_whole(code: bytes, at: int, mark: _Mark) -> bool:
    """Whether the declaration ends where its name does."""
    end = at + len(mark.declaration)
    return code[end : end + 1] != b"" and code[end] in _AFTER
