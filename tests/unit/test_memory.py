"""A process that ends with the check asks the system for memory once, not at every call."""

from __future__ import annotations

import gc
import resource
import sys
from typing import TYPE_CHECKING

import pytest

from checker.memory import for_one_check

if TYPE_CHECKING:
    from collections.abc import Iterator

DEPTHS = 700
CALLS = 200


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


def leaf() -> None:
    """Be called."""


def call_at_each_depth(left: int) -> None:
    """Go in and out many times at each depth: at some of them a piece of the stack ends."""
    for _ in range(CALLS):
        leaf()
    if left:
        call_at_each_depth(left - 1)


def page_faults() -> int:
    """Pages that the system had to find so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt


@pytest.mark.skipif(sys.implementation.name != "cpython", reason="CPython's own way with calls")
def test_calls_at_the_edge_of_a_piece_of_the_stack_cost_no_memory() -> None:
    def measured() -> int:
        before = page_faults()
        call_at_each_depth(DEPTHS)
        return page_faults() - before

    assert for_one_check(measured) < CALLS // 2


def test_the_result_is_that_of_the_work() -> None:
    assert for_one_check(lambda: "report") == "report"
