"""What a widget is: read once, lazily, never changed."""
