"""What follows from the files of a widget: the answers that rules ask for, by subject."""
