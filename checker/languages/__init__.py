"""Text to tree with positions. Nothing here knows amoCRM."""
