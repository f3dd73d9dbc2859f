"""One rule, one file; the folders are the headings of the moderation text."""
