"""Who runs what when several processes share the tests."""

from xdist.scheduler import LoadScopeScheduling

# What starts a server, a browser or the like for many tests, once in each process that runs any.
SHARED = (
    "tests/app/",
    "tests/cli/test_control.py",
    "tests/credentials/",
    "tests/downloads/test_hours.py",
    "tests/downloads/",
    "tests/e2e/",
    "tests/faults/test_worker.py",
    "tests/hub_client/",
    "tests/library/",
    "tests/memory/",
    "tests/removal/test_races.py",
    "tests/removal/",
    "tests/transfer/test_killed.py",
    "tests/trial/",
    "tests/upkeep/",
)


class SharedTogether(LoadScopeScheduling):  # type: ignore[misc] # xdist brings no types.
    """One process runs all tests that share something; the others fill the gaps one by one.

    The largest groups come first, so that no process sits over one when the rest has ended. (The
    plugin's own `loadgroup` does the same by marks, but its 3.8 does not know pytest 9.2's ids.)
    """

    def _split_scope(self, nodeid: str) -> str:
        return next((place for place in SHARED if nodeid.startswith(place)), nodeid)
