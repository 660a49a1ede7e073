"""What an import must know of the book before it adds to it."""

BOOKED = "select substr(imported_at, 1, 10) from imported_file where fingerprint = :fingerprint"

CODES = "select code from customer"

CODE_IDS = "select code, id from customer"

NUMBERS = "select number from invoice where number is not null"
