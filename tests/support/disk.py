"""What lies on the disk, as others count it."""

import subprocess
from pathlib import Path


def du(*places: Path) -> int:
    """Bytes of blocks that these take together, as `du` counts them."""
    there = [str(place) for place in places if place.exists()]
    if not there:
        return 0
    command = ["du", "-sc", "--block-size=1", *there]
    found = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return int(found.splitlines()[-1].split()[0])
