"""Moderation text, «How to submit a widget for moderation»."""
