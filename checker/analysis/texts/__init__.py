"""The texts of a widget: descriptions, contacts, translations, comments, addresses and ids in code."""
