"""Settings of how a node downloads, when it does, and what it does not."""

from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings

from modelshelf.kit.setting_forms import Allowance, Allowed, Bytes, DailyHours


class DownloadSettings(BaseSettings):
    max_downloads: int = Field(
        default=2, ge=1, le=64, description="Downloads that run at once on one node."
    )
    transfer: Literal["http", "xet"] = Field(
        default="http",
        description="How large files are fetched: `http`, or `xet` where the Hub stores them so "
        "(what it does not bring comes over HTTP; not used with `RATE_LIMIT`, which it does not "
        "know).",
    )
    connections: int = Field(
        default=8, ge=1, le=64, description="Connections of one download to the Hub."
    )
    rate_limit: Bytes | None = Field(
        default=None,
        gt=0,
        description="Bytes per second of all downloads of one node together, over all connections "
        "and all processes that use its cache; unset: no limit.",
    )
    stall_seconds: float = Field(
        default=15.0,
        ge=0.1,
        le=600,
        description="Seconds without a byte after which a connection to the Hub is replaced.",
    )
    give_up_seconds: float = Field(
        default=120.0,
        ge=1,
        le=86400,
        description="Seconds without a byte over all connections after which a download fails; "
        "`docs/transfer.md` says how. A connection is replaced after half of it at the latest.",
    )
    big_download_hours: DailyHours | None = Field(
        default=None,
        description="Hours in which big downloads may run, such as `22:00-06:00`, by the local "
        "time of the node; at other times they wait, unless somebody starts one all the same. "
        "Unset: at any time.",
    )
    big_download_size: Bytes = Field(
        default=5 * 1024**3,
        ge=0,
        description="From how many bytes that are still to come a download is big.",
    )
    disk_reserve: Bytes = Field(
        default=2 * 1024**3,
        ge=0,
        description="Bytes of free disk space that a download never eats into.",
    )
    allow_pickle: Allowed = Field(
        default=Allowance.YES,
        description="Download files that can run code when loaded (`.bin`, `.pt`, `.pth`, `.pkl`, "
        "`.ckpt`): `yes` (with a warning), `ask` (each time), or `no`.",
    )
    allow_remote_code: Allowed = Field(
        default=Allowance.YES,
        description="Download models that bring code of their own (`auto_map`, `*.py`): `yes` "
        "(with a warning), `ask` (each time), or `no`.",
    )
    allowed_organisations: str | None = Field(
        default=None,
        description="Organisations at the Hub that models may come from, with commas between them; "
        "a whole model id allows that one. Unset: all.",
    )
    allowed_licences: str | None = Field(
        default=None,
        description="Licences that a model may have, as the Hub spells them, with commas between "
        "them; a model that states none is refused. Unset: all.",
    )
