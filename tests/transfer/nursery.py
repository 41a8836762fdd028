"""Starts transfers as processes that a test can kill, without the time that Python takes to start.

A line on standard input is what child.py has to know; the next one kills (-9) what runs. Then the
exit status comes, as `os.waitstatus_to_exitcode` gives it.
"""

import json
import os
import signal
import sys

from tests.transfer.child import run


def main() -> None:
    while told := sys.stdin.readline():
        process = os.fork()
        if process == 0:
            os.dup2(os.open(os.devnull, os.O_RDWR), 0)
            os.dup2(0, 1)
            run(json.loads(told))
            os._exit(0)
        sys.stdin.readline()
        os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
