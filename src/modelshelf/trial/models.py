"""The table of what came out when models were tried."""

from datetime import datetime
from typing import Any

from sqlalchemy import Double
from sqlalchemy.orm import Mapped, mapped_column

from modelshelf.kit.database import Base


class TrialRow(Base):
    """The last trial of one model on one node.

    Attributes:
        outcome: A `trial.result.TrialOutcome`.
        detail: A sentence for people: what went wrong, or what an LLM wrote.
        dimension: Length of the vectors that came out.
        load_seconds, run_seconds: Loading, and the one piece of work.
        texts: How many it was given; of an LLM the tokens that it wrote.
        peak_bytes: Most resident memory, the libraries included; `libraries_bytes` is theirs.
        estimate_bytes: What the formula said for the same work, in all.
    """

    __tablename__ = "trials"

    node: Mapped[str] = mapped_column(primary_key=True)
    model_id: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[str]
    task: Mapped[str]
    outcome: Mapped[str]
    detail: Mapped[str | None]
    dimension: Mapped[int | None]
    load_seconds: Mapped[float | None] = mapped_column(Double)
    run_seconds: Mapped[float | None] = mapped_column(Double)
    texts: Mapped[int | None]
    peak_bytes: Mapped[int]
    libraries_bytes: Mapped[int | None]
    estimate_bytes: Mapped[int | None]
    versions: Mapped[dict[str, Any]]
    tried_at: Mapped[datetime]
