"""Make action.yml use a prebuilt image instead of the Dockerfile: `python scripts/pin_image.py docker://IMAGE@sha256:…`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ACTION = Path(__file__).resolve().parents[1] / "action.yml"
IMAGE_LINE = "  image: Dockerfile\n"
PINNED = re.compile(r"docker://[a-z0-9./_-]+:[\w.-]+@sha256:[0-9a-f]{64}")


def main() -> int:
    """Replace the image line, refusing anything but a digest."""
    image = sys.argv[1]
    text = ACTION.read_text("utf-8")
    if not PINNED.fullmatch(image) or text.count(IMAGE_LINE) != 1:
        print(f"cannot pin {ACTION.name} to {image}", file=sys.stderr)
        return 1
    ACTION.write_text(text.replace(IMAGE_LINE, f"  image: {image}\n"), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
