"""How rarely Python looks for garbage in a process that ends with the check."""

from __future__ import annotations

import gc

_NEW_OBJECTS = 2_000_000
"""So many are made of a megabyte of code: syntax trees, which live as long as the process."""


def collect_rarely() -> None:
    """Look only where there is so much that it could fill the memory: each look walks all trees."""
    gc.set_threshold(_NEW_OBJECTS, 50, 100)
