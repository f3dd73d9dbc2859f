"""The moderation text's check of a back end: which passwords are posted, and what must be answered."""
