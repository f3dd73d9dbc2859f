"""What the style rules of a widget reach."""
