import subprocess
import sys

import pytest

from checker.render import FORMATS, renderer
from tests.unit.render.reports import FAILING, SAMPLES, finding, report


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("format_name", FORMATS)
def test_every_format_renders_every_report_the_same_way_twice(format_name: str, name: str) -> None:
    text = renderer(format_name)(SAMPLES[name])

    assert text == renderer(format_name)(SAMPLES[name])
    assert text.endswith("\n")
    assert text.encode()


@pytest.mark.parametrize("format_name", FORMATS)
def test_every_format_names_rule_and_place(format_name: str) -> None:
    text = renderer(format_name)(FAILING)

    assert "logo-missing" in text
    assert "images/logo_min.png" in text


@pytest.mark.parametrize("format_name", FORMATS)
def test_a_text_without_end_is_rendered_in_bounded_size(format_name: str) -> None:
    endless = report(finding(message="x" * 3_000_000, clause=None))

    assert len(renderer(format_name)(endless)) < (4_000_000 if format_name == "json" else 20_000)


def test_there_is_no_other_format() -> None:
    with pytest.raises(ValueError, match="'wording' is no format"):
        renderer("wording")


@pytest.mark.parametrize("format_name", ["text", "json", "github"])
def test_quick_formats_import_nothing_heavy(format_name: str) -> None:
    program = (
        f"import sys; from checker.render import renderer; renderer({format_name!r});"
        "print(sorted({'junit_xml', 'rich', 'tree_sitter', 'PIL', 'checker.rules.registry'} & set(sys.modules)))"
    )

    assert subprocess.check_output([sys.executable, "-c", program], text=True) == "[]\n"
