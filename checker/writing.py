"""Writes files without following anybody's links."""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from checker.errors import UsageError
from checker.escaping import visible
from checker.widget.discovery import refuse_links


def write_file(path: Path, content: bytes, base: Path) -> None:
    """Write a file as a whole or not at all, making its folder if need be.

    Below `base` no component of the path may be a symbolic link; an existing file is replaced, never written into,
    and nothing but a regular file is replaced. Raises UsageError if the file cannot be written.
    """
    target = Path(os.path.abspath(base / path))  # noqa: PTH100  (resolve() would follow the links)
    refuse_links(target, base)
    if os.path.lexists(target) and not stat.S_ISREG(os.lstat(target).st_mode):
        raise UsageError(f"{visible(str(path))} cannot be written: there is something that is not a regular file")
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o644)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        temporary.replace(target)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise UsageError(f"{visible(str(path))} cannot be written: {error.strerror or error}") from error
