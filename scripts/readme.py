"""Fill the tables of README.md and draw its picture of the terminal: `python scripts/readme.py`."""

from __future__ import annotations

import re
from pathlib import Path

from checker import checking, engine
from checker.languages import css, parsing
from checker.render.text import ANSI, render
from checker.widget import files, logo
from entrypoint import worker
from entrypoint.inputs import INPUTS, OUTPUTS

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
PICTURE = ROOT / "docs" / "terminal.svg"
EXAMPLE = Path("examples/broken")


def table(*rows: tuple[str, ...]) -> str:
    """A Markdown table; the first row is its head."""
    head, *body = rows
    lines = [head, ("---",) * len(head), *body]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def tables() -> dict[str, str]:
    """The generated parts of the README by the name of their markers."""
    inputs = [(f"`{spec.name}`", f"`{spec.default}`" if spec.default else "", spec.description) for spec in INPUTS]
    outputs = [(f"`{spec.name}`", spec.description) for spec in OUTPUTS]
    return {
        "inputs": table(("input", "default", "meaning"), *inputs),
        "outputs": table(("output", "meaning"), *outputs),
        "limits": table(("limit", "value", "where"), *limits()),
    }


def limits() -> list[tuple[str, str, str]]:
    """The limits with the constants that hold them."""
    mebibyte = 1024 * 1024
    return [
        ("size of a file", f"{files.MAX_FILE_BYTES // mebibyte} MiB", "`files.MAX_FILE_BYTES`"),
        ("size of a widget", f"{files.MAX_TOTAL_BYTES // mebibyte} MiB", "`files.MAX_TOTAL_BYTES`"),
        ("files of a widget", f"{files.MAX_FILES:,}", "`files.MAX_FILES`"),
        ("folders within folders", str(files.MAX_DEPTH), "`files.MAX_DEPTH`"),
        ("size of a style sheet", f"{css.MAX_BYTES:,} bytes", "`css.MAX_BYTES`"),
        ("pixels of a logo", f"{logo.MAX_PIXELS:,}", "`logo.MAX_PIXELS`"),
        ("time to parse a script", f"{parsing.DEADLINE:.0f} s", "`parsing.DEADLINE`"),
        ("time of a rule in a file", f"{engine.RULE_SECONDS:.0f} s", "`engine.RULE_SECONDS`"),
        ("time of a rule that says nothing", f"{engine.SILENCE_SECONDS:.0f} s", "`engine.SILENCE_SECONDS`"),
        ("time of all rules in a widget", f"{engine.WIDGET_SECONDS:.0f} s", "`engine.WIDGET_SECONDS`"),
        (
            "findings of a rule in a file",
            str(engine.MAX_FINDINGS_PER_RULE_AND_FILE),
            "`engine.MAX_FINDINGS_PER_RULE_AND_FILE`",
        ),
        ("time of the action's checker", f"{worker.CHECK_SECONDS} s", "`worker.CHECK_SECONDS`"),
        ("memory of the action's checker", f"{worker.MEMORY_BYTES // 1024**3} GiB", "`worker.MEMORY_BYTES`"),
    ]


def filled(text: str) -> str:
    """The README with its tables renewed."""
    for name, content in tables().items():
        text = re.sub(
            rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)",
            lambda match, content=content: f"{match[1]}{content}\n{match[2]}",  # type: ignore[misc]
            text,
            flags=re.DOTALL,
        )
    return text


def picture() -> str:
    """The terminal output for the broken example, as SVG."""
    from rich.console import Console
    from rich.text import Text

    report = checking.check_paths(checking.Options((EXAMPLE,), base=ROOT)).report
    with Path("/dev/null").open("w") as nowhere:
        console = Console(record=True, width=118, file=nowhere)
        console.print(Text.from_ansi(f"$ widget-check check {EXAMPLE}\n{render(report, style=ANSI)}"))
        return console.export_svg(title="widget-check", unique_id="widget-check")


def main() -> None:
    """Write both."""
    README.write_text(filled(README.read_text("utf-8")), "utf-8")
    PICTURE.write_text(picture(), "utf-8")


if __name__ == "__main__":
    main()
