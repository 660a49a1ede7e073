"""The book: one SQLite file. Models, engine and pragmas, unit of work, audit chain, read models, migrations."""
