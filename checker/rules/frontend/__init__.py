"""Moderation text, «In the frontend part»."""
