"""Dialogs: the double check, messages, help, choosing."""
