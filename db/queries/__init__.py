"""Read models: every query of the book stands here as SQL text, run by `db.reader` or inside a unit of work."""
