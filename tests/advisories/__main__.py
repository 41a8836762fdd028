"""`python -m tests.advisories [--required] [SERVICE]`.

Exit code 0: none; 1: there are some; 2: required, and could not be asked.
"""

import sys

from tests.advisories.check import SERVICE, check

if __name__ == "__main__":
    given = [argument for argument in sys.argv[1:] if argument != "--required"]
    sys.exit(check(given[0] if given else SERVICE, required="--required" in sys.argv))
