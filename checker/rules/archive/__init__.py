"""The archive and its life cycle."""
