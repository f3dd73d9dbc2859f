"""The action in its container, run by act on a real Docker engine."""
