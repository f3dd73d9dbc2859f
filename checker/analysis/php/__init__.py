"""What the PHP of a widget does."""
