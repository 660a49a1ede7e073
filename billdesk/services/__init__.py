"""The verbs of the desk. One call is one transaction; writers take `Confirmed` drafts and nothing else.

Modules here load the model layer inside the functions that write, so that reading the queue never does.
"""
