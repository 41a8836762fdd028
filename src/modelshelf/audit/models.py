"""The record of deeds: a table that only ever grows."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DDL, BigInteger, Enum, Index, Integer, String, event
from sqlalchemy.orm import Mapped, mapped_column

from modelshelf.audit.deeds import Channel, Deed, Outcome
from modelshelf.kit.clock import now
from modelshelf.kit.database import Base


def _named(enum: type[Deed] | type[Outcome] | type[Channel]) -> Enum:
    # No constraint: a new deed needs no new table.
    return Enum(
        enum,
        native_enum=False,
        create_constraint=False,
        length=32,
        values_callable=lambda e: [member.value for member in e],
    )


class AuditEntry(Base):
    """One deed of one person or program.

    Attributes:
        actor: The name at that time; None for somebody unknown.
        actor_id: The account. No foreign key: what an account did outlives it.
        about: What it was done to, as people call it: a model's id, a username, a collection.
        about_id: The same as an object's id, where it has one.
        operation_id: The operation that it began, moved or ended.
        code: Of the problem, when it was refused or failed.
        details: What else is worth knowing; never a secret.
    """

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_actor_id", "actor_id"),
        Index("ix_audit_about", "about"),
        Index("ix_audit_operation_id", "operation_id"),
    )

    # SQLite numbers rows by itself only where the type is INTEGER to the letter.
    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    at: Mapped[datetime] = mapped_column(default=now)
    actor: Mapped[str | None] = mapped_column(String(200))
    actor_id: Mapped[UUID | None]
    channel: Mapped[Channel] = mapped_column(_named(Channel))
    address: Mapped[str | None] = mapped_column(String(64))
    deed: Mapped[Deed] = mapped_column(_named(Deed))
    about: Mapped[str | None] = mapped_column(String(200))
    about_id: Mapped[UUID | None]
    operation_id: Mapped[UUID | None]
    outcome: Mapped[Outcome] = mapped_column(_named(Outcome))
    code: Mapped[str | None] = mapped_column(String(64))
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)


# The same stands in the migrations, which must mean the same for ever.
_APPEND_ONLY = {
    "sqlite": (
        "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit "
        "BEGIN SELECT RAISE(ABORT, 'the audit record only grows'); END",
        "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit "
        "BEGIN SELECT RAISE(ABORT, 'the audit record only grows'); END",
        # `INSERT OR REPLACE` deletes without asking the trigger above.
        "CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit "
        "WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id) "
        "BEGIN SELECT RAISE(ABORT, 'the audit record only grows'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit record only grows'; END $$",
        "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit "
        "FOR EACH ROW EXECUTE FUNCTION audit_only_grows()",
        "CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_only_grows()",
    ),
}
for _dialect, _statements in _APPEND_ONLY.items():
    for _statement in _statements:
        _make_it = DDL(_statement).execute_if(dialect=_dialect)  # type: ignore[no-untyped-call] # partly typed
        event.listen(AuditEntry.__table__, "after_create", _make_it)
