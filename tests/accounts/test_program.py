"""Sign-ins are told apart by the names that people know their programs by."""

import pytest

from modelshelf.accounts.program import Program

_WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "program"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
            Program("Firefox", "Linux"),
        ),
        (
            f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_WEBKIT} Chrome/142.0.0.0 Safari/537.36",
            Program("Chrome", "Windows"),
        ),
        (
            f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_WEBKIT} Chrome/142.0.0.0 "
            "Safari/537.36 Edg/142.0.0.0",
            Program("Edge", "Windows"),
        ),
        (
            f"Mozilla/5.0 (Linux; Android 16) {_WEBKIT} SamsungBrowser/29.0 Chrome/136.0.0.0 "
            "Mobile Safari/537.36",
            Program("Samsung Internet", "Android"),
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) Version/26.0 Safari/605.1.15",
            Program("Safari", "macOS"),
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) CriOS/142.0 Mobile/15E148 Safari/604.1",
            Program("Chrome", "iOS"),
        ),
        ("curl/8.17.0", Program("curl")),
        ("python-httpx/0.28.1", Program("python-httpx")),
        ("Wget/1.25.0 (linux-gnu)", Program("Wget")),
        ("Mozilla/5.0 (compatible; something new)", None),
        ("\x1b[31mred/1.0", None),
        ("", None),
        (None, None),
    ],
)
def test_a_program_is_named_as_people_know_it(agent: str | None, program: Program | None) -> None:
    assert Program.of(agent) == program
