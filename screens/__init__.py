"""The screens of the desk: one module a screen, with its styles beside it."""
