"""The automatic checks: of an entry before it is saved, and of an invoice's content before it is issued."""
