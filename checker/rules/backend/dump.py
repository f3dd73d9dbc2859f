"""The rule `dump`."""

from __future__ import annotations

from collections.abc import Iterator

from checker.finding import Finding, Stage
from checker.rules.rule import rule
from checker.widget.backend import PhpFile
from checker.widget.template import Template


@rule("dump", clause="backend.3", stage=Stage.MODERATION)
def dump(file: PhpFile | Template) -> Iterator[Finding]:
    r"""A dump of a value in PHP or Twig, also in a comment.

    Why: dumps show customers' data to whoever asks, and break the answer that the widget waits for. The moderators
    accept none, not even commented out. Delete the line; what you must know belongs in a log. `die($value)` and
    `exit($value)` are likely violations. `print_r($value, true)` as a value, and an answer with `echo json_encode()`,
    are none.

    Bad:
        print_r($leads);
        // \Helpers\Debug::vars($leads, 'leads');

    Good:
        echo json_encode(['status' => 'ok']);
    """
    if b"dump" not in file.code and b"dd" not in file.code and isinstance(file, Template):
        return
    from checker.analysis.php.dumps import dumps_in, dumps_in_template

    for one in dumps_in(file) if isinstance(file, PhpFile) else dumps_in_template(file):
        if one.is_comment:
            template = "`{name}` in a comment is a dump too; delete the comment"
        elif one.name in {"die", "exit"}:
            template = "`{name}` prints a value; delete the line, or answer with `echo json_encode(…)`"
        else:
            template = "`{name}` dumps a value; delete the line"
        yield file.finding(one.place, template, confidence=one.confidence, name=one.name)
