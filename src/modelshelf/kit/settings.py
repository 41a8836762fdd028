"""What an operator can set: environment variables with the prefix `MODELSHELF_`, or a `.env` file.

Who gets in (`access_settings`) and what a download may do (`download_settings`) stand apart. Each
field's description is the text of `docs/settings.md`; a test holds the two together.
"""

import hashlib
import os
import tempfile
from pathlib import Path

from platformdirs import user_data_path
from pydantic import AliasChoices, Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import SettingsConfigDict

from modelshelf.kit.access_settings import AccessSettings
from modelshelf.kit.download_settings import DownloadSettings
from modelshelf.kit.setting_forms import (
    DRIVERS,
    TRUE,
    AbsolutePath,
    Bytes,
    DatabaseUrl,
    Folders,
    HubUrl,
    Place,
    RedisUrl,
    split,
)

PUBLIC_HUB = "https://huggingface.co"
SOCKET_PATH_BYTES = 100  # The smallest limit in use is 104 (macOS, BSD).


def _hub_cache() -> Path:
    """The cache folder as huggingface_hub resolves it, read at call time and not at import.

    An empty `HF_HUB_CACHE=` would mean the current folder to the library; here it counts as unset.
    """
    if cache := os.environ.get("HF_HUB_CACHE") or os.environ.get("HUGGINGFACE_HUB_CACHE"):
        return Path(cache).expanduser()
    if home := os.environ.get("HF_HOME"):
        return Path(home).expanduser() / "hub"
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "huggingface" / "hub"


class Settings(AccessSettings, DownloadSettings):
    """The settings in force. Build one per process and hand it on."""

    model_config = SettingsConfigDict(
        env_prefix="MODELSHELF_",
        env_file=".env",
        # `MODELSHELF_DATA_DIR=` must not mean the current folder.
        env_ignore_empty=True,
        extra="ignore",
        populate_by_name=True,
        validate_default=True,
    )

    data_dir: AbsolutePath = Field(
        default_factory=lambda: user_data_path("modelshelf"),
        description="Folder of the database, the keys and the private Valkey.",
    )
    database_url: DatabaseUrl | None = Field(
        default=None,
        description="`postgresql://…` for many machines; unset: SQLite (WAL) in `DATA_DIR`.",
    )
    redis_url: RedisUrl | None = Field(
        default=None,
        description="`redis://…` of a shared Valkey or Redis; unset: a private Valkey on a unix "
        "socket in `DATA_DIR`, started and stopped by `serve`.",
    )
    hub_endpoint: HubUrl = Field(
        default_factory=lambda: os.environ.get("HF_ENDPOINT") or PUBLIC_HUB,
        description="Address of the Hub; unset: `HF_ENDPOINT`, else the public Hub.",
    )
    hub_token: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("HF_TOKEN"),
        description="Token for the Hub, read from `HF_TOKEN` (without the prefix).",
    )
    cache_dir: AbsolutePath = Field(
        default_factory=_hub_cache,
        description="The Hugging Face cache; unset: as huggingface_hub resolves it "
        "(`HF_HUB_CACHE`, `HF_HOME/hub`, XDG, `~/.cache/huggingface/hub`).",
    )
    extra_caches: Folders | None = Field(
        default=None,
        description="Further Hugging Face caches, separated by commas, such as one that a network "
        "shares. They are only read: their models are listed with their folder, and what a "
        "download finds there is copied from there, and verified, instead of fetched. Unset: none.",
    )
    node: str = Field(
        default="local",
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$",
        description="Name of this machine among the machines with a cache of their own.",
    )
    host: str = Field(default="127.0.0.1", description="Address that `serve` listens on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port that `serve` listens on.")
    undo_window: int = Field(
        default=600,
        ge=0,
        le=30 * 24 * 3600,
        description="Seconds for which a deleted model waits in the trash and can be brought back; "
        "it gives way sooner when a download needs the space. 0: unlinked at once.",
    )
    cache_budget: Bytes | None = Field(
        default=None,
        gt=0,
        description="Bytes that the cache shall take at most, the trash not counted. When it takes "
        "more, what was not used for longest is proposed for deletion. Unset: no budget.",
    )
    cache_budget_automatic: bool = Field(
        default=False,
        description="Let the node's worker delete by itself what `CACHE_BUDGET` proposes, one "
        "model after the other, into the trash: never what a collection, a program or an operation "
        "uses, what is pinned, or what came, came back or was used within "
        "`CACHE_BUDGET_KEEP_DAYS`. Needs an `UNDO_WINDOW`.",
    )
    cache_budget_keep_days: int = Field(
        default=7,
        ge=1,
        le=3650,
        description="Days for which the budget leaves a model alone after it came, came back or "
        "was used.",
    )
    cache_budget_daily_percent: int = Field(
        default=25,
        ge=1,
        le=100,
        description="Percent of `CACHE_BUDGET` that are deleted by themselves within 24 hours at "
        "most, so that somebody sees it before much is gone; one model may always go.",
    )
    update_check_hours: int = Field(
        default=24,
        ge=0,
        le=24 * 365,
        description="How old, in hours, the knowledge of newer revisions may become before the Hub "
        "is asked again, with one request for each model; 0: only when somebody asks.",
    )
    verify_rate: Bytes | None = Field(
        default=None,
        gt=0,
        description="Bytes per second that a verification reads at most; unset: what the disk has "
        "left over.",
    )
    offline: bool = Field(
        default_factory=lambda: os.environ.get("HF_HUB_OFFLINE", "").lower() in TRUE,
        description="Never contact the Hub; unset: `HF_HUB_OFFLINE`. A model that is here whole is "
        "answered for as ever when it is asked for again; of one that is not, the refusal says "
        "what is missing.",
    )
    registry_extra: Place | None = Field(
        default=None,
        description="The operator's own registry file, beside the one that ships: a path, or an "
        "address of http(s), which is fetched when a process starts, at most once an hour. Its "
        "entries take the place of ours with the same id.",
    )
    try_seconds: float = Field(
        default=600.0, gt=0, le=86_400, description="Seconds that the trial of a model may take."
    )
    try_memory: Bytes | None = Field(
        default=None,
        gt=0,
        description="Bytes of main memory that the trial of a model may take; unset, and at most: "
        "four fifths of what is free.",
    )

    @field_validator("cache_budget_automatic")
    @classmethod
    def _revocable(cls, automatic: bool, info: ValidationInfo) -> bool:
        if automatic and not info.data.get("undo_window"):
            raise ValueError("what it deletes must be revocable: set MODELSHELF_UNDO_WINDOW, too")
        return automatic

    @property
    def extra_cache_dirs(self) -> tuple[Path, ...]:
        """The folders of `extra_caches`, without the cache itself."""
        folders = dict.fromkeys(Path(part) for part in split(self.extra_caches))
        return tuple(folder for folder in folders if folder != self.cache_dir)

    @property
    def sqlalchemy_url(self) -> str:
        """`database_url` with the asynchronous driver named, or the SQLite file in `data_dir`."""
        if self.database_url is None:
            return f"sqlite+aiosqlite:///{self.data_dir / 'modelshelf.db'}"
        scheme, rest = self.database_url.split("://", 1)
        return f"{DRIVERS.get(scheme, scheme)}://{rest}"

    @property
    def private_valkey(self) -> bool:
        """Whether `serve` starts a Valkey of its own."""
        return self.redis_url is None

    @property
    def valkey_socket(self) -> Path:
        """In `data_dir`; elsewhere if that path is longer than a socket's may be."""
        socket = self.data_dir / "valkey.sock"
        if len(os.fsencode(socket)) <= SOCKET_PATH_BYTES:
            return socket
        name = hashlib.sha256(os.fsencode(self.data_dir)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"modelshelf-{os.getuid()}-{name}" / "valkey.sock"

    @property
    def messages_url(self) -> str:
        """Where events are published: `redis_url`, or the socket of the private Valkey."""
        return self.redis_url or f"unix://{self.valkey_socket}"

    @property
    def broker_url(self) -> str:
        """The same place in the spelling of Celery."""
        return self.redis_url or f"redis+socket://{self.valkey_socket}"
