"""Rules on the back end: PHP inside the widget or beside it."""
