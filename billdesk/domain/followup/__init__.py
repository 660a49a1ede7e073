"""The follow-up engine: which step is due for what an account owes, and why. Pure; today is an argument."""
