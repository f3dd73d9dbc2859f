from __future__ import annotations

import json
import time
from itertools import product

import pytest

from checker.languages.json import Document, Value, parse


def read(text: str) -> Document:
    return parse(text.encode())


def root_of(document: Document) -> Value:
    assert document.root is not None
    return document.root


GOOD = [
    "{}", "[]", "0", '"x"', " null ", "-1.5e-3", '{"a": [1, 2.5, true, false, null, "ё 😀"], "b": {"c": {}}}',
    r'["\"\\\/\b\f\n\r\t\u0041\u0416\ud83d\ude00"]', "[[[[[[[[]]]]]]]]", '{"": 1}', "[1e400, -1e400, 1e-400]",
    '["//", "/* no */", "#", "\'"]', "\r\n\t [ 1 , 2 ] \n", f"[{'9' * 300}]",
]  # fmt: skip


@pytest.mark.parametrize("text", GOOD)
def test_valid_json_reads_as_the_standard_library_reads_it(text: str) -> None:
    document = read(text)

    assert document.faults == ()
    assert root_of(document).plain() == json.loads(text)


@pytest.mark.parametrize(
    ("text", "kind", "place", "meant"),
    [
        ("{'a': 'ё'}", "single-quote", "'a'", {"a": "ё"}),
        ('{"a": 1, // нет\n"b": 2}', "comment", "// нет", {"a": 1, "b": 2}),
        ('{"a": /* 😀 */ 1}', "comment", "/* 😀 */", {"a": 1}),
        ('{"a": 1 # x\n}', "comment", "# x", {"a": 1}),
        ('{"ё": 1,}', "trailing-comma", ",", {"ё": 1}),
        ("[1, 2,\n]", "trailing-comma", ",", [1, 2]),
        ("[1,,2]", "extra-comma", ",", [1, 2]),
        ('{"a": 1,, "b": 2}', "extra-comma", ",", {"a": 1, "b": 2}),
        ('{"a": 1, "б": 2, "б": 3}', "duplicate-key", '"б"', {"a": 1, "б": 3}),
        ('{"a": NaN}', "not-a-number", "NaN", {"a": None}),
        ('{"a": -Infinity}', "not-a-number", "-Infinity", {"a": None}),
        ('{ключ: "значение"}', "unquoted-key", "ключ", {"ключ": "значение"}),
        ('{"a": 1\n "b": 2}', "missing-comma", "1", {"a": 1, "b": 2}),
        ("[1 2]", "missing-comma", "1", [1, 2]),
        ('{"a": 1; "b": 2}', "missing-comma", ";", {"a": 1, "b": 2}),
        ('{"a" 1}', "missing-colon", "1", {"a": 1}),
        ('{"a" = 1}', "missing-colon", "=", {"a": 1}),
        ('{"a" => 1}', "missing-colon", "=>", {"a": 1}),
        ('{"a", "b": 1}', "missing-colon", ",", {"a": None, "b": 1}),
        ('{"a": , "b": 1}', "missing-value", ",", {"a": None, "b": 1}),
        ('{: 1, "b": 2}', "missing-key", ":", {"b": 2}),
        ('{"a": [1, 2}', "mismatch", "}", {"a": [1, 2]}),
        ('{"a": [1, 2}, "b": 3}', "mismatch", "}", {"a": [1, 2], "b": 3}),
        ('{"a": 1]', "mismatch", "]", {"a": 1}),
        ('{"a": {"b": 1}', "unclosed", "{", {"a": {"b": 1}}),
        ("[1, 2", "unclosed", "[", [1, 2]),
        ("", "empty", "", None),
        (" \n", "empty", " \n", None),
        ('{"a": 1}}', "extra-content", "}", {"a": 1}),
        ('{"a": 1}\nmodule.x', "extra-content", "module.x", {"a": 1}),
        ("\ufeff{}", "byte-order-mark", "\ufeff", {}),
        ('{\u00a0"a": 1}', "space", "\u00a0", {"a": 1}),
        ('{"a": "x\ty"}', "bad-string", "\t", {"a": "x\ty"}),
        ('{"a": "\x01"}', "bad-string", "\x01", {"a": "\x01"}),
        (r'{"a": "C:\path"}', "bad-string", r"\p", {"a": "C:path"}),
        (r'["\u12"]', "bad-string", r"\u", ["u12"]),
        (r'["\ud800"]', "bad-string", r"\ud800", ["\ufffd"]),
        (r'["\ude00\ud83d"]', "bad-string", r"\ude00", ["\ufffd\ufffd"]),
        ('{"a": "первая\nвторая", "b": 1}', "bad-string", '"первая\nвторая"', {"a": "первая\nвторая", "b": 1}),
        ('{"a": "ё,\n"b": 1}', "bad-string", '"ё', {"a": "ё", "b": 1}),
        ('{"a: 1,\n"b": 2}', "bad-string", '"a', {"a": 1, "b": 2}),
        ('{"a": "жми "ОК" тут", "b": 1}', "bad-string", '"жми "ОК" тут"', {"a": "жми ", "b": 1}),
        ("{“a”: 1}", "wrong-quote", "“a”", {"a": 1}),
        ("{`a`: 1}", "wrong-quote", "`a`", {"a": 1}),
        ("[01]", "bad-number", "01", [None]),
        ("[.5]", "bad-number", ".5", [None]),
        ("[0x1F]", "bad-number", "0x1F", [None]),
        ("[1.]", "bad-number", "1.", [None]),
        ('{"a": True}', "bad-value", "True", {"a": None}),
        ('{"a": привет мир, "b": 1}', "bad-value", "привет мир", {"a": None, "b": 1}),
        ('{"a": http://x.ru/?b=1, "b": 1}', "bad-value", "http://x.ru/?b=1", {"a": None, "b": 1}),
        ("<?php echo 1;", "bad-value", "<?php echo 1;", None),
        ("define([], 1)", "bad-value", "define([], 1)", None),
        ('{"a": 1 b}', "unexpected", "b", {"a": 1}),
        ('["a": 1]', "unexpected", ":", ["a", 1]),
    ],
)  # fmt: skip
def test_one_mistake_gives_one_fault_and_the_rest_is_read(text: str, kind: str, place: str, meant: object) -> None:
    document = read(text)
    kinds = {fault.kind for fault in document.faults}
    first = document.faults[0]

    assert kinds == {kind}
    assert kind == "single-quote" or len(document.faults) == 1
    assert text.encode()[first.start : first.end].decode() == place
    assert (document.root.plain() if document.root else None) == meant


def test_two_mistakes_give_two_faults_in_order() -> None:
    text = '{\n  "имя": "a",, \n  "b": [1, 2,],\n  c: 3 // x\n}'

    assert [fault.kind for fault in read(text).faults] == ["extra-comma", "trailing-comma", "unquoted-key", "comment"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"a": True}', "write true"),
        ('{"a": undefined}', "write null"),
        ("<html>", "HTML"),
        ("var a = {}", "JavaScript"),
        ('{"a": 1,}', "delete it"),
    ],
)
def test_the_message_says_the_way_out(text: str, words: str) -> None:
    assert words in read(text).faults[0].message


def test_a_duplicate_and_a_mismatch_point_at_the_other_place() -> None:
    text = '{"ё": 1, "ё": 2, "b": [1}'
    spans = [fault.related for fault in read(text).faults]

    assert [text.encode()[span[0] : span[1]].decode() for span in spans if span] == ['"ё"', "["]
    assert spans[0] == (1, 5)


def test_positions_are_bytes() -> None:
    text = '{"😀": {"ключ": ["ё", -1.5, null]}}'
    code = text.encode()
    inner = root_of(parse(code)).at("😀")
    assert inner is not None

    key = inner.members[0].key
    assert code[key.start : key.end].decode() == '"ключ"'
    assert key.text == "ключ"
    items = inner.members[0].value.items
    assert [(item.kind, code[item.start : item.end].decode()) for item in items] == [
        ("string", '"ё"'),
        ("number", "-1.5"),
        ("literal", "null"),
    ]
    assert code[inner.start : inner.end].decode() == '{"ключ": ["ё", -1.5, null]}'


def test_get_and_at() -> None:
    root = root_of(read('{"a": {"b": [10, {"c": "x"}]}, "d": 1, "d": 2}'))

    found = root.at("a", "b", 1, "c")
    assert found is not None
    assert found.value == "x"
    assert root.at("a", "b", 2) is None
    assert root.at("a", "b", -1) is None
    assert root.at("d", "e") is None
    assert root.at() is root
    last = root.get("d")
    assert last is not None
    assert last.value == 2


def test_an_unreadable_value_is_invalid_not_null() -> None:
    value = root_of(read('{"a": foo}')).get("a")

    assert value is not None
    assert (value.kind, value.value) == ("invalid", None)


def test_integers_of_any_length() -> None:
    document = read(f"[{'9' * 100_000}, {'1' * 30}]")

    assert document.faults == ()
    assert [item.value for item in root_of(document).items] == [float("inf"), int("1" * 30)]


@pytest.mark.parametrize("opener", ["[", '{"a":', "{{", '[{"a":'])
def test_depth_is_bounded(opener: str) -> None:
    document = read(opener * 100_000)

    assert "too-deep" in {fault.kind for fault in document.faults}
    root_of(document).plain()


def test_faults_are_capped_and_the_tree_is_whole() -> None:
    document = read("[" + "1 " * 1000 + "]")

    assert len(document.faults) == 50
    assert len(root_of(document).items) == 1000


HOSTILE = [
    b'"', b"'", b'"\\"', b"'\\'", b'"a""b"', b'"a"b"', b'{"a"b"', b"\xc2\xab,", b"\xe2\x80\x9c,", b"`,", b"/*", b"/",
    b"{'a:\\'", b'["a\n"b" ,', b'"x\n\\"', b" ", b"\0", b"\xff", b"#", b":", b",", b"}", b"0,", b'{{ "\\"',
]  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
@pytest.mark.parametrize("before", [b"", b"[", b'{"a":'])
def test_hostile_input_takes_linear_time(unit: bytes, before: bytes) -> None:
    start = time.process_time()
    parse(before + unit * (100_000 // len(unit)))

    assert time.process_time() - start < 4


def test_too_many_values_stop_the_reader() -> None:
    document = parse(b"[" + b"0," * 600_000 + b"0]")

    assert [fault.kind for fault in document.faults] == ["too-large"]


def test_agrees_with_the_standard_library_on_mutations() -> None:
    seed = '{"a": [1, 2.5e3, true, null, "т\\u0041😀"], "b": {"c": "d", "e": []}}'
    marks = "\"{}[]:,\\'/ 1atn\n"
    for position, mark, dropped in product(range(len(seed)), ["", *marks], range(3)):
        text = seed[:position] + mark + seed[position + dropped :]
        document = read(text)
        try:
            expected = json.loads(text)
        except ValueError:
            assert document.faults, text
        else:
            assert {fault.kind for fault in document.faults} <= {"duplicate-key"}, text
            assert root_of(document).plain() == expected
