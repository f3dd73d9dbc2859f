"""Errors that the user can mend: each message says what is wrong and the way out."""

from __future__ import annotations


class UsageError(Exception):
    """Wrong use or configuration; the command line shows the message and exits with 2."""
