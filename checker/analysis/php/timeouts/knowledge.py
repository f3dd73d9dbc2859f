"""What the searches for timeouts ask a PHP file."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from checker.analysis.php.timeouts.waiting import Timeout
from checker.languages.php.lists import Lists
from checker.languages.php.origins import Origins

if TYPE_CHECKING:
    from collections.abc import Iterable

    from checker.languages.php.model import PhpModel
    from checker.languages.php.node import Node

_NOTHING = frozenset({"", "0", "-1"})


class Knowledge:
    """One file's model, origins and lists."""

    def __init__(self, model: PhpModel) -> None:
        self.model = model
        self.origins = Origins(model)
        self.lists = Lists(model, self.origins)

    def timeout_among(self, node: Node | None, keys: frozenset[str]) -> Timeout:
        """What a list of options says under these keys."""
        if node is None:
            return Timeout.NONE
        found = self.lists.lookup(node, keys)
        if found.values:
            return self.timeout_of(found.values)
        return Timeout.NONE if found.is_complete else Timeout.UNKNOWN

    def timeout_of(self, values: Iterable[Node]) -> Timeout:
        """What the values of an option come to: 0 is none."""
        for value in values:
            if any(self.model.text(one) not in _NOTHING for one in self.origins.of(value)):
                return Timeout.SET
        return Timeout.OFF

    @cached_property
    def has_default(self) -> bool:
        """Whether the file sets a timeout for all streams."""
        values = [
            value
            for call in self.model.calls_to("ini_set", "ini_alter")
            if self.model.text(call.argument(0, "option")) == "default_socket_timeout"
            and (value := call.argument(1, "value")) is not None
        ]
        return bool(values) and self.timeout_of(values) is Timeout.SET
