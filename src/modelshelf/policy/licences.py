"""What a licence allows, as far as its name tells."""

import re

# https://spdx.org/licenses and the Hub's own list of licences
# (https://huggingface.co/docs/hub/repositories-licenses): those that allow commercial use as such.
_FREE = {
    "afl-3.0", "apache-2.0", "artistic-2.0", "bsd", "bsd-2-clause", "bsd-3-clause",
    "bsd-3-clause-clear", "bsl-1.0", "cc0-1.0", "cc-by-2.0", "cc-by-2.5", "cc-by-3.0",
    "cc-by-4.0", "cc-by-sa-3.0", "cc-by-sa-4.0", "cdla-permissive-1.0", "cdla-permissive-2.0",
    "ecl-2.0", "isc", "mit", "mpl-2.0", "ms-pl", "postgresql", "unlicense", "wtfpl", "zlib",
}  # fmt: skip
_NOT_COMMERCIAL = re.compile(r"(^|[-_ ])nc([-_ ]|$)|non-?commercial|research")


def commercial_use(licence: str | None) -> bool | None:
    """Whether a licence allows commercial use; None where its name does not tell."""
    if licence is None:
        return None
    names = [name.strip().lower() for name in licence.split(",")]
    if any(_NOT_COMMERCIAL.search(name) for name in names):
        return False
    return True if all(name in _FREE for name in names) else None
