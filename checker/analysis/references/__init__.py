"""Which files a widget names, and where they come from."""
