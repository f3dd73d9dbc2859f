"""How far input is followed into other files of a back end, each of which may lead to all others."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from checker.languages.php.flow import interpreter
from checker.languages.php.flow.following import Flow, follow_input
from checker.languages.php.program import PhpProgram
from checker.widget.backend import PhpFile
from checker.widget.source import Source

if TYPE_CHECKING:
    import pytest

FILES = 6
SECONDS = 30.0
"""Three times what it takes; without a limit it took minutes."""


def flows_of(codes: list[str]) -> list[Flow]:
    sources = [Source(f"f{number}.php", code.encode()) for number, code in enumerate(codes)]
    models = {source.path: PhpFile(source, source.utf8).model for source in sources}
    program = PhpProgram(models)
    return [follow_input(model, program) for model in models.values()]


def including(number: int) -> str:
    includes = "".join(f"include __DIR__ . '/f{other}.php';\n" for other in range(FILES))
    return f"<?php\n$q{number} = $_GET['a{number}'];\n{includes}\n$db->query(\"select $q{number}\");\n"


def test_files_share_the_steps_in_other_files_but_each_is_followed_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interpreter, "MOST_STEPS_ELSEWHERE", 50)
    flows = flows_of([including(number) for number in range(FILES)])
    assert all(flow.arrivals for flow in flows)
    assert not flows[-1].is_complete


def test_large_values_end_in_time() -> None:
    lines = (f"$a['k{n}'] = $_POST['k{n}'] + $a; foreach ($a as $k => $v) {{ $b[$k] = $v; }}" for n in range(800))
    started = time.process_time()
    flows = flows_of(["<?php\n" + "\n".join(lines)])
    assert time.process_time() - started < SECONDS
    assert not flows[0].is_complete
