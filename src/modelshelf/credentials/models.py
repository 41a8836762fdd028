"""The Hub's token, as it was saved."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from modelshelf.kit.database import Base


class SavedHubToken(Base):
    """One row at most: an installation has one token for its Hub.

    Attributes:
        sealed: The token, encrypted with the installation's key.
        account: Whose it is at the Hub; `name` and `kind`: as the Hub's list of tokens shows it.
        origin: Scheme, host and port of the Hub that accepted it; it is sent nowhere else.
        saved_by: The name of whoever saved it.
    """

    __tablename__ = "hub_token"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    sealed: Mapped[str]
    origin: Mapped[str | None] = mapped_column(String(300))
    account: Mapped[str] = mapped_column(String(200))
    name: Mapped[str | None] = mapped_column(String(200))
    kind: Mapped[str | None] = mapped_column(String(64))
    saved_by: Mapped[str] = mapped_column(String(200))
    saved_at: Mapped[datetime]
