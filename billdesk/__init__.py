"""billdesk: a keyboard-driven billing desk over one SQLite file."""

__version__ = "0.1.0"
