"""Moderation text, «General»."""
