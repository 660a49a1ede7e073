"""Numbered steps of the book's format (Alembic). Each step sets SQLite's `user_version`, so that opening a current
desk needs no Alembic."""
