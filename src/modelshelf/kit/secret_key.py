"""The key that what is stored encrypted is sealed with."""

import os
import secrets

from modelshelf.kit.settings import Settings


def secret_key(settings: Settings) -> bytes:
    """The installation's key: from the settings, else the file in `data_dir`, made when missing.

    Returns:
        At least 32 bytes. Two processes that start at once agree on one key.
    """
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value().encode()
    path = settings.data_dir / "secret.key"
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".secret.{secrets.token_hex(4)}")
    if not path.exists():
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_hex(32))
        try:
            os.link(draft, path)  # Fails when another process was first: its key stands.
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_bytes()
