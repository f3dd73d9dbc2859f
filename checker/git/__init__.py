"""Reads a git repository from its files, without running git; every size and number is bounded, no link is followed.

git itself obeys the configuration in the repository, which may name programs to start. Read are loose objects, packs of
version 2 and references as files, of repositories with SHA-1.
Source of the formats: https://git-scm.com/docs/gitformat-pack and https://git-scm.com/docs/gitrepository-layout.
"""
