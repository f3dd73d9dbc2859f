"""Checks amoCRM (Kommo) widgets against the moderation text: the library and the command line."""

__version__ = "0.1.0"
