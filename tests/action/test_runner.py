from __future__ import annotations

import io
import os
import unicodedata
from typing import TYPE_CHECKING
from unittest import mock

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from checker.finding import Severity, Span
from checker.render.workflow_commands import annotation, neutralise, workflow_command
from entrypoint.runner import Runner
from tests.action.runner_oracle import COMMANDS, Command, obeyed, shown

if TYPE_CHECKING:
    from pathlib import Path

MEBIBYTE = 1024 * 1024
ATTACKS = [
    "::error::boom",
    " \t\x85\u2003::set-output name=a::b",
    "index.html:3: text ##[add-mask]e",
    "##[##[error]x",
    "###[error]x",
    "##\u200b[error]x",
    "a\r::error::b\n##[warning]c\u2028::notice::d",
    "::stop-commands::x",
    "::::error::",
    "\x1b[31m::error::red",
    "\ud800::error::half a character",
]
commandish = st.lists(
    st.one_of(
        st.sampled_from(["::", ":", "##[", "##", "[", "]", " ", "\r", "\n", "\t", "\x85", "%0A", "%", "="]),
        st.sampled_from(sorted(COMMANDS)),
        st.text(max_size=3),
    )
).map("".join)


class Step:
    """A step with its output and its files."""

    def __init__(self, folder: Path | None = None, **env: str) -> None:
        self.output = io.BytesIO()
        if folder is not None:
            env = {
                "GITHUB_OUTPUT": str(folder / "output"),
                "GITHUB_STEP_SUMMARY": str(folder / "summary"),
            } | env
        self.runner = Runner({"GITHUB_ACTIONS": "true", **env}, self.output)

    def commands(self) -> list[Command]:
        return obeyed(self.output.getvalue())

    def lines(self) -> list[str]:
        return shown(self.output.getvalue())


@settings(deadline=None)
@given(commandish)
@example(ATTACKS[0])
def test_no_logged_text_is_a_command_and_each_is_one_line(text: str) -> None:
    step = Step()
    step.runner.log(text)
    assert step.commands() == []
    assert step.lines() == [neutralise(text)]


@pytest.mark.parametrize("text", ATTACKS)
def test_attacks_are_shown_and_not_obeyed(text: str) -> None:
    step = Step()
    step.runner.log(text)
    step.runner.block(text)
    assert [command.name for command in step.commands() if command.name in COMMANDS] == ["stop-commands"]
    assert len(step.lines()) == 1 + text.count("\n") + 1


@settings(deadline=None)
@given(commandish)
def test_no_text_in_a_block_is_a_command(text: str) -> None:
    step = Step()
    step.runner.block(text)
    stop, resume = step.commands()
    assert (stop.name, stop.data) == ("stop-commands", resume.name)
    assert "\n".join(step.lines()) == "\n".join(neutralise(line) for line in text.replace("\r\n", "\n").split("\n"))


def test_every_block_has_its_own_token() -> None:
    step = Step()
    step.runner.block("a")
    step.runner.block("b")
    first, _, second, _ = step.commands()
    assert first.data != second.data
    assert len(first.data) >= 32


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("окно.js:3 → `console` 🎁", "окно.js:3 → `console` 🎁"),
        ("a ::error:: b", "a ::error:: b"),
        ("::error::x", ": :error::x"),
        ("  ::error::x", "  : :error::x"),
        ("x ##[error]y ##[a]", "x ## [error]y ## [a]"),
        ("a\r\nb", r"a\r\nb"),
        ("safe\u202e\u2066exe\u2069", r"safe\u202e\u2066exe\u2069"),
        ("\x1b[31mred\x1b[0m\x07", r"\x1b[31mred\x1b[0m\x07"),
        ("pass\u200bword\ufeff\u00ad", r"pass\u200bword\ufeff\xad"),
        ("\U000e0041", r"\U000e0041"),
        ("", ""),
    ],
)
def test_what_untrusted_text_looks_like(text: str, expected: str) -> None:
    assert neutralise(text) == expected


def test_no_control_or_direction_character_gets_through() -> None:
    everything = "".join(map(chr, range(0x110000)))
    categories = {unicodedata.category(character) for character in neutralise(everything)}
    assert not categories & {"Cc", "Cf", "Cs", "Zl", "Zp"}


def test_long_text_is_printed_whole_and_soon() -> None:
    step = Step()
    step.runner.log("##[" * 500_000)
    assert step.output.getvalue() == b"## [" * 500_000 + b"\n"


@pytest.mark.parametrize(
    ("name", "properties", "message", "expected"),
    [
        (
            "error",
            {
                "title": "1: 2,3%",
                "file": "a,b:c%.js",
                "line": 3,
                "endLine": 3,
                "col": 1,
                "endColumn": 4,
            },
            "5%\r\na: b",
            "::error title=1%3A 2%2C3%25,file=a%2Cb%3Ac%25.js,line=3,endLine=3,col=1,endColumn=4::5%25%0D%0Aa: b",
        ),
        (
            "warning",
            {"file": "скрипты/окно 🎁.js", "line": 0},
            "%0A is not a newline",
            "::warning file=скрипты/окно 🎁.js::%250A is not a newline",
        ),
        ("notice", {}, "", "::notice::"),
        (
            "error",
            {"title": "%25%3A", "file": "a=b.js", "line": 12, "endLine": 14},
            "##[add-mask]e ::error::",
            "::error title=%2525%253A,file=a=b.js,line=12,endLine=14::##[add-mask]e ::error::",
        ),
        ("add-mask", {}, "a%b\nc", "::add-mask::a%25b%0Ac"),
    ],
)
def test_escaping_is_that_of_actions_core(
    name: str, properties: dict[str, str | int | None], message: str, expected: str
) -> None:
    """The expected lines were printed by `@actions/core` 3.0.1."""
    assert workflow_command(name, properties, message) == expected


@pytest.mark.parametrize("nothing", [None, "", 0])
def test_an_empty_property_is_left_out(nothing: str | int | None) -> None:
    assert workflow_command("error", {"file": nothing}, "x") == "::error::x"


@settings(deadline=None)
@given(
    severity=st.sampled_from(Severity),
    message=st.text(),
    file=st.text(min_size=1).filter(lambda file: not file.startswith("=")),
    line=st.integers(1, 10**6),
    title=st.one_of(st.none(), commandish),
)
@example(Severity.ERROR, "##[error]x\r\n::error::%0A", " a,b:%2C\u2003", 1, "::stop-commands::x")
def test_an_annotation_arrives_byte_for_byte(
    severity: Severity, message: str, file: str, line: int, title: str | None
) -> None:
    step = Step()
    step.runner.annotate(severity, message, file=file, span=Span(line, 2, line, 5), title=title)
    (command,) = step.commands()
    place = {"line": str(line), "endLine": str(line), "col": "2", "endColumn": "5", "file": file}
    assert (command.name, command.data) == (severity.value, message)
    assert {key: value for key, value in command.properties.items() if key != "title"} == place


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (None, "::error file=a.js,title=T::m"),
        (Span(3, 2, 3, 9), "::error file=a.js,line=3,endLine=3,col=2,endColumn=9,title=T::m"),
        (Span(3, 2, 4, 1), "::error file=a.js,line=3,endLine=4,title=T::m"),
    ],
)
def test_columns_are_only_for_one_line(span: Span | None, expected: str) -> None:
    assert annotation(Severity.ERROR, "m", file="a.js", span=span, title="T") == expected


def test_half_characters_do_not_stop_the_report() -> None:
    step = Step()
    step.runner.annotate(Severity.NOTICE, "\udcff", file="\udcff.js")
    assert step.commands() == [Command("notice", {"file": r"\udcff.js"}, r"\udcff")]


@pytest.mark.parametrize("secret", ["x%2BY0lZ==", "сек%0Aрет\nвторая строка"])
def test_a_secret_is_masked(secret: str) -> None:
    step = Step()
    step.runner.mask(secret)
    assert step.commands() == [Command("add-mask", {}, secret)]


@pytest.mark.parametrize("secret", ["", "a", "1234567"])
def test_a_short_text_is_never_masked(secret: str) -> None:
    step = Step()
    step.runner.mask(secret)
    assert step.output.getvalue() == b""


def test_a_secret_is_never_printed_where_nothing_masks_it() -> None:
    step = Step(GITHUB_ACTIONS="")
    step.runner.mask("x%2BY0lZ==")
    assert step.output.getvalue() == b""


def read_outputs(path: Path) -> dict[str, str]:
    """What the runner reads from GITHUB_OUTPUT (`FileCommandManager.cs`)."""
    lines = iter(path.read_bytes().decode().splitlines(keepends=True))
    outputs = {}
    for line in lines:
        name, _, delimiter = line.rstrip("\n").partition("<<")
        value = "".join(iter(lambda: next(lines), f"{delimiter}\n"))
        outputs[name] = value.removesuffix("\n")
    return outputs


@pytest.mark.parametrize("value", ["", "passed", "две\nстроки\n", "a=b<<c", "name<<EOF\nx\nEOF", "🎁", "::error::x"])
def test_outputs_are_kept_as_they_are(tmp_path: Path, value: str) -> None:
    step = Step(tmp_path)
    step.runner.set_output("verdict", value)
    step.runner.set_output("artifact-id", "12")
    assert read_outputs(tmp_path / "output") == {"verdict": value, "artifact-id": "12"}
    assert step.output.getvalue() == b""


def test_every_output_has_its_own_delimiter(tmp_path: Path) -> None:
    step = Step(tmp_path)
    step.runner.set_output("a", "1")
    step.runner.set_output("b", "2")
    lines = (tmp_path / "output").read_text().splitlines()
    assert lines[0].removeprefix("a<<") == lines[2] != lines[5] == lines[3].removeprefix("b<<")


def test_a_value_that_could_end_itself_is_refused(tmp_path: Path) -> None:
    step = Step(tmp_path)
    with mock.patch("uuid.uuid4", return_value="known"), pytest.raises(ValueError, match="delimiter"):
        step.runner.set_output("a", "x\nghadelimiter_known\nevil=1")
    assert not (tmp_path / "output").exists()


@pytest.mark.parametrize("name", ["", "-", "a=b", "a<<b", "a\nb", "имя", "a b"])
def test_a_name_that_is_no_output_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="no name of an output"):
        Step(tmp_path).runner.set_output(name, "x")


def test_the_summary_is_added_to(tmp_path: Path) -> None:
    (tmp_path / "summary").write_text("before\n")
    step = Step(tmp_path)
    step.runner.append_summary("# Итог\n")
    step.runner.append_summary("🎁\n")
    assert (tmp_path / "summary").read_text() == "before\n# Итог\n🎁\n"


@pytest.mark.parametrize("before", [0, 1000, MEBIBYTE - 1000])
def test_too_long_a_summary_is_cut_at_a_line_and_says_so(tmp_path: Path, before: int) -> None:
    (tmp_path / "summary").write_bytes(b"." * before)
    step = Step(tmp_path)
    row = "| ошибка | 🎁 |\n"
    for _ in range(20):
        step.runner.append_summary(row * 6000)
    content = (tmp_path / "summary").read_bytes()
    assert MEBIBYTE - 200 < len(content) <= MEBIBYTE
    *rows, _, _, note = content[before:].decode().splitlines(keepends=True)
    assert set(rows) <= {row}
    assert "at most 1 MiB" in note


def test_nothing_follows_the_cut(tmp_path: Path) -> None:
    step = Step(tmp_path)
    step.runner.append_summary(("x" * 9000 + "\n") * 200)
    step.runner.append_summary("последняя строка\n")
    assert (tmp_path / "summary").read_text().endswith("have it all._\n")


@pytest.mark.parametrize("size", [MEBIBYTE - 10, MEBIBYTE, MEBIBYTE + 1])
def test_a_summary_that_is_already_full_is_left_alone(tmp_path: Path, size: int) -> None:
    (tmp_path / "summary").write_bytes(b"." * size)
    Step(tmp_path).runner.append_summary("more\n" * 9)
    assert (tmp_path / "summary").stat().st_size == size


def test_one_endless_line_leaves_the_note(tmp_path: Path) -> None:
    Step(tmp_path).runner.append_summary("x" * 2 * MEBIBYTE)
    assert (tmp_path / "summary").read_text().strip().startswith("_The summary was cut")


def test_a_local_run_has_no_files_and_no_complaints() -> None:
    step = Step(GITHUB_OUTPUT="")
    step.runner.set_output("verdict", "passed")
    step.runner.append_summary("# x\n")
    assert step.output.getvalue() == b""


def test_a_planted_link_is_not_written_through(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine")
    (tmp_path / "output").symlink_to(victim)
    os.mkfifo(tmp_path / "summary")
    step = Step(tmp_path)
    step.runner.set_output("a", "1")
    step.runner.append_summary("x\n")
    assert victim.read_text() == "mine"
    assert [(command.name, command.data.split(" ")[0]) for command in step.commands()] == [
        ("warning", "GITHUB_OUTPUT"),
        ("warning", "GITHUB_STEP_SUMMARY"),
    ]


@pytest.mark.parametrize("path", ["/nowhere/output", "/dev/null", "/"])
def test_a_file_that_cannot_be_opened_costs_a_warning(path: str) -> None:
    step = Step(GITHUB_OUTPUT=path)
    step.runner.set_output("a", "1")
    (command,) = step.commands()
    assert command.data.startswith("GITHUB_OUTPUT cannot be written: ")


def test_a_full_disk_costs_a_warning(tmp_path: Path) -> None:
    step = Step(tmp_path)
    with mock.patch("os.fstat", side_effect=OSError(28, "No space left on device")):
        step.runner.set_output("a", "1")
    assert step.commands()[0].data == "GITHUB_OUTPUT cannot be written: No space left on device"
