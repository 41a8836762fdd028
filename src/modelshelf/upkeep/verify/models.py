"""The table of models that wait to be verified."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from modelshelf.kit.clock import now
from modelshelf.kit.database import Base


class QueuedVerification(Base):
    """A model that shall be verified when its turn comes; until then it can be used as ever."""

    __tablename__ = "verify_queue"

    node: Mapped[str] = mapped_column(primary_key=True)
    model_id: Mapped[str] = mapped_column(primary_key=True)
    requested_by: Mapped[str]
    requested_at: Mapped[datetime] = mapped_column(default=now)
