"""The settings as a command reads them. Light to import: `serve` reads them before all else."""

from typing import Any

from pydantic import ValidationError

from modelshelf.kit.errors import Invalid
from modelshelf.kit.settings import Settings


class InvalidSetting(Invalid):
    code = "invalid_setting"
    title = "A setting is wrong"


def read_settings(**given: Any) -> Settings:
    """The settings in force; what is given on the command line wins.

    Raises:
        InvalidSetting
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        faults = "; ".join(
            f"MODELSHELF_{'_'.join(str(part) for part in fault['loc']).upper()}: {fault['msg']}"
            for fault in error.errors()
        )
        raise InvalidSetting(f"{faults}. `docs/settings.md` says what each may be.") from None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text in UTF-8"
        raise InvalidSetting(
            f"The file .env cannot be read: {reason}. Mend it, or start Modelshelf elsewhere."
        ) from None
