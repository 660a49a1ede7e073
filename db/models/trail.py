"""What was imported, how the double check was answered, what the desk has set, and the audit chain."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Column, ForeignKey, Index, Integer, UniqueConstraint
from sqlmodel import Field, SQLModel

from db.models.columns import STRICT, check, column, key, personal, text_column
from db.types import UtcInstant


class ImportedFile(SQLModel, table=True):
    """A file that was booked, by the SHA-256 of its bytes, so that it is not booked twice."""

    __tablename__ = "imported_file"
    __table_args__: ClassVar[Any] = (STRICT,)

    id: int | None = key()
    fingerprint: str = text_column(unique=True)
    file_name: str = text_column()
    imported_at: datetime = column(UtcInstant)
    entries: int = column(Integer)


class CheckAnswer(SQLModel, table=True):
    """How somebody answered a second key of the double check; `code` names the check that asked.

    `agreed`: the paper said what the entry said. `changed`: the entry was changed because of the question.
    """

    __tablename__ = "check_answer"
    __table_args__: ClassVar[Any] = (
        check("length(code) > 0", "check_answer_code"),
        check("outcome in ('agreed', 'changed')", "check_answer_outcome"),
        check("milliseconds >= 0", "check_answer_milliseconds"),
        Index("check_answer_of_code", "code", "outcome"),
        Index("check_answer_of_subject", "subject"),
        STRICT,
    )

    id: int | None = key()
    code: str = text_column()
    subject: str = text_column()
    asked: str = text_column()
    answered: str = personal()
    outcome: str = text_column()
    milliseconds: int = column(Integer)
    at: datetime = column(UtcInstant)
    by: str = text_column()


class CheckShown(SQLModel, table=True):
    """A question of the double check that stood under the leading one when a draft was saved: it was seen, and does
    not lead when the same draft is confirmed again."""

    __tablename__ = "check_shown"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("subject", "code", "message"),
        check("length(subject) > 0 and length(code) > 0", "check_shown_words"),
        STRICT,
    )

    id: int | None = key()
    subject: str = text_column()
    code: str = text_column()
    message: str = personal()
    at: datetime = column(UtcInstant)
    by: str = text_column()


class DeskSetting(SQLModel, table=True):
    """A setting of the desk that was changed from what the program brings along."""

    __tablename__ = "desk_setting"
    __table_args__: ClassVar[Any] = (
        check(
            "name in ('second_key_from', 'retired_checks', 'hold_seconds', 'check_above_minor', 'procedure',"
            " 'send_hold_seconds')",
            "desk_setting_name",
        ),
        STRICT,
    )

    id: int | None = key()
    name: str = text_column(unique=True)
    value: str = text_column()


class Audit(SQLModel, table=True):
    """One change of the book: who, when, what, and the hash that chains it to all before it."""

    __tablename__ = "audit"
    __table_args__: ClassVar[Any] = (Index("audit_of_subject", "subject", "seq"), STRICT)

    seq: int | None = Field(default=None, sa_column=Column("seq", Integer, primary_key=True))
    at: str = text_column()
    by: str = text_column()
    action: str = text_column()
    subject: str = text_column()
    evidence: str = text_column()
    payload: str = text_column()
    hash: str = text_column()


class AuditPrivate(SQLModel, table=True):
    """The personal values behind the commitments of one audit row; erasing this row erases them for ever."""

    __tablename__ = "audit_private"
    __table_args__: ClassVar[Any] = (STRICT,)

    seq: int | None = Field(default=None, sa_column=Column("seq", Integer, ForeignKey("audit.seq"), primary_key=True))
    salt: str = text_column()
    content: str = text_column()
