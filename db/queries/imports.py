"""What an import must know of the book before it adds to it."""

BOOKED = "select substr(imported_at, 1, 10) from imported_file where fingerprint = :fingerprint"

CODES = "select code from customer"

CODE_IDS = "select code, id from customer"

TAKEN = "select v.number from json_each(?) given cross join invoice v on v.number = given.value"
"""Which of a JSON list of numbers the book has; by the index of numbers, however many it has."""
