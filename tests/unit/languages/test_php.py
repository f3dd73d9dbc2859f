from __future__ import annotations

import time
from contextlib import suppress
from itertools import product
from typing import TYPE_CHECKING

import pytest

from checker.languages import php, template
from checker.languages.syntax import TooSlow

if TYPE_CHECKING:
    from checker.languages.php import ParsedPhp


def read(text: str) -> ParsedPhp:
    return php.parse(text.encode())


def fault_places(text: str) -> list[str]:
    return [text.encode()[fault.start : fault.end].decode() for fault in read(text).faults]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no PHP at all < & > \"'",
        "<?php class A { use T, U { T::a insteadof U; } public function a() { return [1, 'b' => 2]; } }",
        "<?php function g() { try { $x = yield $k => $v; } finally { } } echo A::class;",
        "<?php use function A\\b; const X = 1 + 2 ** 3; function f(...$a) { return f(...$a); }",
        "<?php declare(strict_types=1); function f(?int $a): string { return $a ?? $b <=> 1; } new class extends A {};",
        "<?php f($a, $b,); $x = <<<EOT\n    ё $a {$b->c}\n    EOT . 'x';",
        "<?php class A { public ?int $x = 1; } $f = fn(int $a): int => $a + 1_000; $a ??= [...$b, 1];",
        "<?php #[Attr(1), B] class A { function __construct(private int|string $a = 1,) {} } $a?->b(); f(name: 1);",
        "<?php $r = match(true) { $a > 1, $b => 'x', default => throw new E(), };",
        "<?php enum S: string { case A = 'a'; } class B { public readonly int $x; function f(A&B $a): never { } }",
        "<?php readonly class A { function f((A&B)|null $x): true {} const string X = 'a'; }",
        "<?php class A { public string $x { get => $this->y; } public private(set) int $z = 1; } new A()->f();",
        "<?php $x = $a |> strlen(...);",
        "<html><?= $a ?><?php if ($x): ?><b><?php else: ?>ё<?php endif ?></html>",
        "<? echo 1; ?>",
        "<?php $имя = \"Привет $b[0] $c->d {$e['f']->g()} \\x41\"; // ё\necho $имя;",
        '<?xml version="1.0"?>\n<a><?php echo 1 ?></a>',
        "<?php __halt_compiler(); \0 any ' \" <<< thing",
        "<?php $x = '<?xml ?>';",
    ],
)
def test_sound_files(text: str) -> None:
    assert read(text).faults == ()


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("<?php // ё\nfunction f() {\n  if ($a) {\n", "{", "never closed"),
        ("<?php f(1, 2", "(", "never closed"),
        ("<?php } echo 'ё';", "}", "closes nothing"),
        ("<?php\nfunction f() {\n}}\necho 2;", "}", "closes nothing"),
        ('<?php echo "ё;', '"', "not closed"),
        ("<?php echo 'ё;\n$x = 1;", "'", "not closed"),
        ("<?php $x = <<<EOT\nё\n", "<<<", "not closed"),
        ("<?php /* ё", "/*", "not closed"),
        ("<?php\n// 😀\n$a = 1\nreturn $a;\n", "1", "`;` is missing"),
        ("<?php if ($a == 1 { echo 1; }", "1", "`)` is missing"),
        ("<?php $a = [1, 2;", "2", "`]` is missing"),
        ("<?php $a->;", ">", "name is missing"),
        ("<?php $a = ;", "=", "`=`"),
        ("<?php f(1,,2);", ",", "`,`"),
        ("<?php def f(): pass", "def", "`def`"),
        ("<?php else { }", "else", "`else`"),
    ],
)
def test_one_mistake_gives_one_fault(text: str, place: str, words: str) -> None:
    assert fault_places(text) == [place]
    assert words in read(text).faults[0].message


def test_mistakes_in_several_places() -> None:
    assert fault_places("<?php\n$a = ;\necho 1;\nf(1,,2);\n") == ["=", ","]


@pytest.mark.parametrize(
    ("text", "comments"),
    [
        ("<?php // один\n# two\n/* 😀 */ /** d */ echo 1; // e", ["// один", "# two", "/* 😀 */", "/** d */", "// e"]),
        ("<? // ё ?> text // no <? # b\n ?>", ["// ё ", "# b"]),
        ("<?php #[Attr]\nfunction f() {} #Attr]", ["#Attr]"]),
        ("<?php $a = '// no'; $b = \"# no\"; $c = <<<X\n/* no */\nX;", []),
        ("<?= $a /* ё */ ?><!-- no -->", ["/* ё */"]),
        ("<?php var_dump($a); //var_dump($b);", ["//var_dump($b);"]),
    ],
)
def test_comments(text: str, comments: list[str]) -> None:
    found = [text.encode()[one.start : one.end].decode() for one in read(text).comments]

    assert found == comments


def test_the_text_of_a_comment_is_without_its_marks() -> None:
    assert [one.text for one in read("<?php // a\n# b\n/* c */").comments] == [" a", " b", " c "]


def test_html_is_left_with_its_places() -> None:
    text = (
        "<p>ё</p>\n<?php\n// <!-- no -->\n?>\r\n<a href=<?= $url ?> on='b'><!-- да -->\n<script>a = <?= 1 ?>;</script>"
    )
    parsed = read(text)
    html = template.parse(parsed.html)

    assert len(parsed.html) == len(text.encode())
    assert [index for index, byte in enumerate(parsed.html) if byte in b"\r\n"] == [
        index for index, byte in enumerate(text.encode()) if byte in b"\r\n"
    ]
    assert [text.encode()[one.start : one.end].decode() for one in html.comments] == ["<!-- да -->"]
    assert [text.encode()[one.value_start : one.value_end].decode() for one in html.attributes] == ["<?= $url ?>", "b"]
    assert [one.code for one in html.scripts] == [b"a = xxxxxxxx;"]


def test_the_tree_has_byte_positions() -> None:
    code = "<?php $ё = 'Привет'; f($ё);".encode()
    root = php.parse(code).tree.root_node

    last = root.children[-1]
    assert code[last.start_byte : last.end_byte].decode() == "f($ё);"


HOSTILE = [
    b"<?php ", b"<?=", b"<?", b"?>", b"{", b"}", b"(", b"[", b'"', b"'", b"$", b"$a = ", b"<<<A\n", b'"$a{', b"a->",
    b"1+", b"if(1){", b"/*", b"//", b"#[", b"\0", b"\xff", b"\\", b";", b"<p>", b"function f(){",
]  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
@pytest.mark.parametrize("before", [b"", b"<?php "])
def test_hostile_input_takes_bounded_time(unit: bytes, before: bytes) -> None:
    start = time.process_time()
    with suppress(TooSlow):
        php.parse(before + unit * (60_000 // len(unit)), seconds=1)
    assert time.process_time() - start < 3


def test_a_deadline_is_kept() -> None:
    with pytest.raises(TooSlow):
        php.parse(b"<?php " + b"$a = [1, 2, f($b)];\n" * 100_000, seconds=0.1)


def test_a_file_can_be_too_large() -> None:
    with pytest.raises(TooSlow):
        php.parse(b"<?php " + b"{" * (3 << 20))


def test_no_mutation_breaks_the_reader() -> None:
    seed = '<p><?= $a ?><?php /* ё */ if ($x): // y\n?><b><?php else: #z\n ?>c<?php endif; echo "a $b {$c[1]}"; ?>'
    for position, mark in product(range(len(seed)), ["", *"{}()[]\"'/*#;?<>$\n\0😀", "<?php ", "?>", "<<<X\n"]):
        code = (seed[:position] + mark + seed[position + 1 :]).encode()
        parsed = php.parse(code)
        assert len(parsed.html) == len(code)
        assert all(0 <= one.start <= one.end <= len(code) for one in parsed.comments), code
        assert all(0 <= one.start <= one.end <= len(code) for one in parsed.faults), code
