"""manifest.json."""
