"""Bring a desk file to the newest format: one transaction for all steps, after a verified backup."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config

from db import files, safety
from db.engine import engine_for

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(path: Path, *, to: str = "head") -> None:
    """Run every missing step in one transaction; a killed migration leaves the file as it was."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    engine = engine_for(path)
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"pragma application_id = {files.APPLICATION_ID}")
            config.attributes["connection"] = connection
            command.upgrade(config, to)
    finally:
        engine.dispose()


def bring_up_to_date(path: Path) -> Path | None:
    """Upgrade an older desk after a verified backup beside it; returns the backup, or `None` when nothing was to do.

    Raises `DeskFileError` for a file that cannot be used.
    """
    version = files.examine(path)
    if version == files.SCHEMA_VERSION:
        return None
    kept = _free_name(path.with_name(f"{path.name}.before-format-{files.SCHEMA_VERSION}"))
    safety.copy(path, kept)
    upgrade(path)
    return kept


def _free_name(wanted: Path) -> Path:
    """`wanted`, or the first of `wanted.2`, `wanted.3` … that is free: an older backup may hold less than the desk."""
    taken = 1
    name = wanted
    while name.exists():
        taken += 1
        name = wanted.with_name(f"{wanted.name}.{taken}")
    return name
