"""What an operator sets is what is in force."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from modelshelf.kit.settings import PUBLIC_HUB, SOCKET_PATH_BYTES, Settings

pytestmark = pytest.mark.usefixtures("home")


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELSHELF_PORT", "9001")
    monkeypatch.setenv("MODELSHELF_MAX_DOWNLOADS", "5")
    monkeypatch.setenv("MODELSHELF_METRICS_PUBLIC", "true")
    monkeypatch.setenv("MODELSHELF_DATA_DIR", "~/shelf")
    settings = Settings()
    assert (settings.port, settings.max_downloads, settings.metrics_public) == (9001, 5, True)
    assert settings.data_dir == Path.home() / "shelf"


def test_a_file_is_read_and_the_environment_outdoes_it(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / ".env").write_text(
        "MODELSHELF_PORT=9002\nMODELSHELF_HOST=0.0.0.0\nHF_TOKEN=hf_from_file\nOTHER=1\n"
    )
    monkeypatch.setenv("MODELSHELF_PORT", "9003")
    settings = Settings()
    assert (settings.host, settings.port) == ("0.0.0.0", 9003)
    assert settings.hub_token is not None
    assert settings.hub_token.get_secret_value() == "hf_from_file"


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_set_to_nothing_is_not_set(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    untouched = Settings()
    variable = "HF_TOKEN" if name == "hub_token" else f"MODELSHELF_{name.upper()}"
    monkeypatch.setenv(variable, "")
    assert Settings() == untouched


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, "~/.cache/huggingface/hub"),
        ({"XDG_CACHE_HOME": "~/caches"}, "~/caches/huggingface/hub"),
        ({"XDG_CACHE_HOME": "/x", "HF_HOME": "~/hf"}, "~/hf/hub"),
        ({"HF_HOME": "/y", "HF_HUB_CACHE": "~/models"}, "~/models"),
        ({"HF_HOME": "/y", "HUGGINGFACE_HUB_CACHE": "~/models"}, "~/models"),
        ({"HF_HOME": "~/hf", "HF_HUB_CACHE": ""}, "~/hf/hub"),
        ({"HF_HUB_CACHE": "here"}, "~/here"),
        ({"HF_HUB_CACHE": "/y", "MODELSHELF_CACHE_DIR": "~/mine"}, "~/mine"),
    ],
)
def test_the_cache_is_where_the_library_has_it(
    variables: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert Settings().cache_dir == Path(expected).expanduser()


def test_the_hub_is_the_one_that_the_library_talks_to(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings().hub_endpoint == PUBLIC_HUB
    monkeypatch.setenv("HF_ENDPOINT", "http://hub.example")
    assert Settings().hub_endpoint == "http://hub.example"
    monkeypatch.setenv("MODELSHELF_HUB_ENDPOINT", "http://mirror.example")
    assert Settings().hub_endpoint == "http://mirror.example"


@pytest.mark.parametrize(
    ("value", "offline"), [("1", True), ("YES", True), ("on", True), ("0", False), ("", False)]
)
def test_offline_as_the_library_is(
    value: str, offline: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", value)
    assert Settings().offline is offline
    monkeypatch.setenv("MODELSHELF_OFFLINE", "false")
    assert Settings().offline is False


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    monkeypatch.setenv("MODELSHELF_ADMIN_PASSWORD", "open sesame")
    monkeypatch.setenv("MODELSHELF_SECRET_KEY", "k" * 32)
    shown = repr(Settings()) + Settings().model_dump_json()
    assert not any(secret in shown for secret in ("hf_secret", "sesame", "kkk"))


@pytest.mark.parametrize("name", ["gpu-1", "a", "Box.lan_2", "x" * 63])
def test_a_node_has_a_plain_name(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELSHELF_NODE", name)
    assert Settings().node == name


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("NODE", "-first"),
        ("NODE", "two words"),
        ("NODE", "x" * 64),
        ("PORT", "70000"),
        ("MAX_DOWNLOADS", "0"),
        ("RATE_LIMIT", "0"),
        ("DISK_RESERVE", "-1"),
        ("SECRET_KEY", "too short"),
    ],
)
def test_nonsense_is_refused(variable: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"MODELSHELF_{variable}", value)
    with pytest.raises(ValidationError, match=variable.lower()):
        Settings()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://u:p@db/shelf", "postgresql+psycopg://u:p@db/shelf"),
        ("postgres://db/shelf", "postgresql+psycopg://db/shelf"),
        ("postgresql+psycopg://db/shelf", "postgresql+psycopg://db/shelf"),
        ("sqlite:////tmp/a.db", "sqlite+aiosqlite:////tmp/a.db"),
    ],
)
def test_the_usual_database_addresses_will_do(url: str, expected: str) -> None:
    assert Settings(database_url=url).sqlalchemy_url == expected


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DATABASE_URL", "foo"),
        ("DATABASE_URL", "mysql://host/shelf"),
        ("DATABASE_URL", "sqlite://"),
        ("REDIS_URL", "foo"),
        ("REDIS_URL", "http://host"),
        ("HUB_ENDPOINT", "hub.example"),
        ("HUB_ENDPOINT", "https://:80"),
        ("HUB_ENDPOINT", "https://ada:hunter2@hub.example"),
        ("HUB_ENDPOINT", "https://hunter2@hub.example"),
    ],
)
def test_what_is_no_address_is_refused_and_not_repeated(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"MODELSHELF_{variable}", value)
    with pytest.raises(ValidationError) as refused:
        Settings()
    (fault,) = refused.value.errors()
    assert fault["loc"] == (variable.lower(),)
    assert value not in fault["msg"]


@pytest.mark.parametrize("name", ["HF_ENDPOINT", "MODELSHELF_HUB_ENDPOINT"])
def test_slashes_at_the_end_of_the_hub_make_no_difference(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "https://mirror.example/hub//")
    assert Settings().hub_endpoint == "https://mirror.example/hub"


def test_everything_private_is_in_the_data_folder(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "d")
    assert settings.sqlalchemy_url == f"sqlite+aiosqlite:///{tmp_path}/d/modelshelf.db"
    assert settings.private_valkey
    assert settings.valkey_socket.parent == tmp_path / "d"
    assert settings.messages_url == f"unix://{tmp_path}/d/valkey.sock"
    assert settings.broker_url == f"redis+socket://{tmp_path}/d/valkey.sock"


def test_a_shared_server_serves_for_all_messages() -> None:
    settings = Settings(redis_url="redis://cache:6379/1")
    assert not settings.private_valkey
    assert settings.messages_url == settings.broker_url == "redis://cache:6379/1"


def test_a_socket_path_is_never_too_long(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    sockets = [Settings(data_dir=deep / name).valkey_socket for name in ("a", "b", "a")]
    assert all(len(str(socket)) <= SOCKET_PATH_BYTES for socket in sockets)
    assert sockets[0] == sockets[2] != sockets[1]


@pytest.mark.parametrize(
    ("written", "size_bytes"),
    [
        ("20000000000", 20 * 10**9),
        ("2_000", 2000),
        ("0", 0),
        ("0 GB", 0),
        ("20 GB", 20 * 10**9),
        ("20GB", 20 * 10**9),
        (" 20gb ", 20 * 10**9),
        ("20GiB", 20 * 2**30),
        ("500MB", 500 * 10**6),
        ("1.5 TB", 15 * 10**11),
        ("0.1 KiB", 102),
        ("7 B", 7),
        ("3PiB", 3 * 2**50),
        ("+5", 5),
        ("9223372036854775807", 2**63 - 1),
        ("9007199.254740993 GB", 9007199254740993),
    ],
)
def test_a_size_may_have_a_unit(
    written: str, size_bytes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODELSHELF_DISK_RESERVE", written)
    assert Settings().disk_reserve == size_bytes


@pytest.mark.parametrize(
    "name",
    [
        "BIG_DOWNLOAD_SIZE",
        "CACHE_BUDGET",
        "DISK_RESERVE",
        "RATE_LIMIT",
        "TRY_MEMORY",
        "VERIFY_RATE",
    ],
)
def test_every_size_may(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"MODELSHELF_{name}", "2 GiB")
    assert getattr(Settings(), name.lower()) == 2 * 2**30


@pytest.mark.parametrize(
    "written", ["much", "20G", "20 XB", "GB", "20 GB/s", "1e9", "20,5 GB", "20  GB", "٢٠ GB", "nan"]
)
def test_what_is_no_size_is_refused_with_how_to_write_one(
    written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODELSHELF_DISK_RESERVE", written)
    with pytest.raises(ValidationError, match=r"20GB .*20GiB"):
        Settings()


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("0.5", "unit missing"),
        ("0.5 B", "unit missing"),
        ("9223372036854775808", r"2\^63-1"),
        ("9" * 30, r"2\^63-1"),
        ("9000 PiB", r"2\^63-1"),
    ],
)
def test_a_part_of_a_byte_and_more_than_can_be_kept_are_refused(
    written: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODELSHELF_DISK_RESERVE", written)
    with pytest.raises(ValidationError, match=said):
        Settings()


def test_a_size_below_what_may_be_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELSHELF_CACHE_BUDGET", "0 GB")
    with pytest.raises(ValidationError, match="greater than 0"):
        Settings()
