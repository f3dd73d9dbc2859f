"""Input that is made to hurt: bounded time and memory, no crash, no exception but the two that are promised."""

from __future__ import annotations

import gc
import hashlib
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.languages.javascript import early_faults, estree, parse, second_opinion
from checker.languages.javascript.second_opinion import NotJudged
from checker.languages.syntax import TooDeep, TooSlow
from tests.unit.languages.javascript.cases import SOURCES, VALID

DEPTH = 100_000
MEGABYTE = 1_000_000

SHAPES = {
    "parentheses": (b"(", b"1", b")"),
    "arrays": (b"[", b"", b"]"),
    "blocks": (b"{", b"", b"}"),
    "blocks that look like objects": (b"{a:", b"1", b"}"),
    "functions": (b"function f(){", b"", b"}"),
    "arrows": (b"a=>", b"1", b""),
    "calls": (b"f(", b"", b")"),
    "conditions": (b"if(a)b;else ", b"c", b""),
    "templates": (b"`${", b"a", b"}`"),
    "elements": (b"a=<a>", b"", b"</a>"),
    "a chain of members": (b"", b"a", b".b"),
    "a chain of calls": (b"", b"a", b"()"),
    "a sum": (b"", b"a", b"+a"),
}
"""What opens, what stands in the middle, what closes."""

ENDLESS = {
    "string": b'var a = "' + b"x" * MEGABYTE,
    "string of many lines": b'var a = "' + b"xxxxxxx\\\n" * (MEGABYTE // 9),
    "template": b"var a = `" + b"x" * MEGABYTE,
    "regular expression": b"var a = /" + b"x" * MEGABYTE,
    "comment": b"/*" + b" *\n" * (MEGABYTE // 3),
    "identifier": b"a" * MEGABYTE,
    "number": b"1" * MEGABYTE + b"n",
    "white space": b" " * MEGABYTE,
    "empty lines": b"\n" * MEGABYTE,
    "semicolons": b";" * (MEGABYTE // 4),
    "comments": b"/**/" * (MEGABYTE // 4),
    "escapes": b'a = "' + b"\\u0041\\n\\0" * (MEGABYTE // 10) + b'"',
}


def survives(code: bytes, seconds: float = 30) -> None:
    """Ask everything there is to ask about the code."""
    try:
        script = parse(code, seconds)
    except (TooDeep, TooSlow):
        return
    for node in estree.walk(script.program):
        assert 0 <= node.start <= node.end <= len(code)
        assert all(child.parent is node for child in estree.children(node))
        if isinstance(node, estree.Literal):
            assert node.value is None or node.raw
        if isinstance(node, estree.TemplateElement):
            assert node.cooked is None or len(node.cooked) <= len(node.raw)
    for fault in script.faults:
        assert 0 <= fault.start <= fault.end <= len(code)


@pytest.mark.parametrize("shape", SHAPES)
def test_deep_nesting(shape: str) -> None:
    opening, middle, closing = SHAPES[shape]
    limit = sys.getrecursionlimit()
    survives(opening * DEPTH + middle + closing * DEPTH)
    survives(opening * DEPTH)
    assert sys.getrecursionlimit() == limit


@pytest.mark.parametrize("shape", SHAPES)
def test_deep_nesting_is_too_much_for_the_second_opinion(shape: str) -> None:
    opening, middle, closing = (part + b"\n" for part in SHAPES[shape])
    limit = sys.getrecursionlimit()
    assert second_opinion.verdict(opening * 15_000 + middle + closing * 15_000) is not None
    assert sys.getrecursionlimit() == limit


@pytest.mark.parametrize("thing", ENDLESS)
def test_endless_things(thing: str) -> None:
    started = time.monotonic()
    survives(ENDLESS[thing])
    assert time.monotonic() - started < 60


@pytest.mark.parametrize(
    "code",
    [
        b"",
        b"\0",
        b"a\0b; f()",
        b"var a = '\0'; /* \0 */ // \0",
        b"\xff\xfe",
        b"var \xff = '\xfe'; `\xc3`; /\xc3/",
        "var a = '\ud800', \udfff = `\ud83d`; // \ude00".encode(errors="surrogatepass"),
        "var а = 'привет'".encode("cp1251"),
        "var а = 'привет'".encode("utf-16"),
        b"<!DOCTYPE html><html><body onload='a()'></body></html>",
        b"<?php echo $a->b(); ?>",
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4,
        b"a\rb\r// c\rd",
        b"\\u{110000} = '\\u{110000}\\u{}\\x\\u12'; `\\u{110000}`",
    ],
    ids=range(14),
)
def test_what_is_no_text_or_no_javascript(code: bytes) -> None:
    survives(code)
    early_faults(code)


@pytest.mark.parametrize("seed", [b"a", b"b", b"c"])
def test_random_bytes(seed: bytes) -> None:
    survives(hashlib.shake_128(seed).digest(50_000))


FRAGMENTS = [
    *(bytes([byte]) for byte in b"(){}[]`'/<;\0\xd0"),
    b"/*",
    b"await ",
    b"=>",
    b"<a>",
    b"async ",
    b"let\n",
    b"${",
    b"...",
]
DAMAGE = st.tuples(st.floats(0, 1), st.integers(0, 3), st.sampled_from(FRAGMENTS))


@settings(deadline=None)
@given(
    code=st.sampled_from([source.read_bytes() for source in SOURCES] + [case.code.encode() for case in VALID]),
    damages=st.lists(DAMAGE, min_size=1, max_size=4),
)
def test_damaged_code(code: bytes, damages: list[tuple[float, int, bytes]]) -> None:
    for place, removed, added in damages:
        start = int(place * len(code))
        code = code[:start] + added + code[start + removed :]
    survives(code)


def test_five_megabytes() -> None:
    code = (SOURCES[0].read_bytes() + b"\n") * (5 * MEGABYTE // SOURCES[0].stat().st_size)
    script = parse(code, 120)
    assert script.program.end == len(code)
    assert len(script.program.body) >= 500


def test_deadline() -> None:
    code = b"\"'\"'" * MEGABYTE
    started = time.monotonic()
    with pytest.raises(TooSlow):
        parse(code, 0.2)
    assert time.monotonic() - started < 5


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="this system does not tell how much memory it gave")
def test_memory() -> None:
    with pytest.raises(TooSlow):  # 36 kB that would take 1.7 GB
        parse(b".a=" * 12_000, 60)


def test_too_large_for_a_second_opinion() -> None:
    large = b"a();\n" * (second_opinion.MAX_SIZE // 5 + 1)
    assert isinstance(second_opinion.verdict(large), NotJudged)
    assert isinstance(second_opinion.verdict(b"a" * second_opinion.MAX_LINE + b"a"), NotJudged)
    assert early_faults(large + b"let a; let a") == ()


@pytest.mark.parametrize("enabled", [True, False])
def test_garbage_collection_is_as_it_was(*, enabled: bool) -> None:
    (gc.enable if enabled else gc.disable)()
    try:
        parse(b"a()")
        with pytest.raises(TooDeep):
            parse(b"[" * DEPTH + b"]" * DEPTH)
        assert gc.isenabled() is enabled
    finally:
        gc.enable()
