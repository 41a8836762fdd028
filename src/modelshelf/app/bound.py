"""Run by itself: binds this process to the life of its parent, then becomes another program.

Usage: python -I -S bound.py PARENT_PID PROGRAM [ARGUMENT ...]

It is a program and not a function between fork and exec: there, with threads about, Python may not
run. The kernel keeps the binding over exec. Imports nothing of the product, to take no time.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main() -> None:
    parent, *command = sys.argv[1:]
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() == int(parent):  # Else it died before the line above.
        os.execv(command[0], command)


if __name__ == "__main__":
    main()
