"""Pure rules of the billing trade: no SQL, no screen, no clock (today is always an argument)."""
