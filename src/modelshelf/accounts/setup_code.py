"""The one-time code: only whoever started the server can make the first account."""

import hmac
import secrets

from modelshelf.accounts.errors import SetupCodeSpent, WrongSetupCode

# Without I, O, 0 and 1, which are easily confused: 32 characters, so 12 of them are 60 bits.
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
GROUPS, GROUP_LENGTH = 3, 4
MOST_WRONG_TRIES = 10


class SetupCode:
    """A code such as `K7QF-2MXA-9RTB`, for the life of one server process.

    Attributes:
        text: The code as it is printed.
    """

    def __init__(self) -> None:
        self.text = "-".join(
            "".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS)
        )
        self._tries_left = MOST_WRONG_TRIES

    def check(self, given: str) -> None:
        """Small letters, spaces and missing hyphens are forgiven.

        Raises:
            WrongSetupCode: With `tries_left`.
            SetupCodeSpent: After ten wrong tries; only a restart makes another code.
        """
        if self._tries_left <= 0:
            raise SetupCodeSpent(
                "The one-time code was entered wrongly too often. Restart `modelshelf serve`: it "
                "prints a new one."
            )
        if not hmac.compare_digest(_bare(given), _bare(self.text)):
            self._tries_left -= 1
            raise WrongSetupCode(
                "That is not the one-time code. `modelshelf serve` printed it when it started.",
                tries_left=self._tries_left,
            )


def _bare(code: str) -> bytes:
    return "".join(code.split()).replace("-", "").upper().encode()
