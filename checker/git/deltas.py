"""Differences between objects: copies from the one, and new bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.git.limits import BrokenRepository

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checker.git.limits import Budget

_IS_COPY = _GOES_ON = 0x80
_WHOLE_COPY = 0x10000
"""Bytes that a copy has if its length is left out."""
_MAX_SHIFT = 64
"""Bits of the largest number."""


def applied(content: bytes, deltas: Sequence[bytes], budget: Budget) -> bytes:
    """The object that differences, the last one first, make of another. Raises BrokenRepository."""
    for delta in reversed(deltas):
        content = _patched(content, delta, budget)
    return content


def _patched(source: bytes, delta: bytes, budget: Budget) -> bytes:
    _, position = _size(delta, 0)
    size, position = _size(delta, position)
    budget.spend(size)
    target = bytearray()
    while position < len(delta) and len(target) <= size:
        command = delta[position]
        position += 1
        if command & _IS_COPY:
            start, length, position = _copy(delta, command, position)
            target += source[start : start + length]
        else:
            target += delta[position : position + command]
            position += command
    if len(target) != size:
        raise BrokenRepository("a difference is broken")
    return bytes(target)


def _copy(delta: bytes, command: int, position: int) -> tuple[int, int, int]:
    """Start and length of a copy, of whose seven bytes the command says which are written; and where it ends."""
    numbers = []
    for bit in range(7):
        is_there = command >> bit & 1
        numbers.append(delta[position] if is_there and position < len(delta) else 0)
        position += is_there
    start, length = int.from_bytes(numbers[:4], "little"), int.from_bytes(numbers[4:], "little")
    return start, length or _WHOLE_COPY, position


def _size(delta: bytes, position: int) -> tuple[int, int]:
    """A number of bytes, and where it ends."""
    size = shift = 0
    while position < len(delta) and shift < _MAX_SHIFT:
        byte = delta[position]
        size |= (byte & 0x7F) << shift
        position, shift = position + 1, shift + 7
        if not byte & _GOES_ON:
            break
    return size, position
