"""A file system that never answers, laid over a folder until standard input ends.

That is what a network disk is whose server is gone. This one is of the kernel's FUSE, whose other
side takes no request: whoever looks at it waits, until it is let go of.
"""

import ctypes
import os
import sys

_DETACH = 2  # MNT_DETACH of <sys/mount.h>


def main(folder: bytes) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    fuse = os.open("/dev/fuse", os.O_RDWR)
    options = f"fd={fuse},rootmode=40000,user_id=0,group_id=0".encode()
    if libc.mount(b"hanging", folder, b"fuse", 0, options):
        sys.exit(os.strerror(ctypes.get_errno()))
    print("hangs", flush=True)
    sys.stdin.read()
    libc.umount2(folder, _DETACH)
    os.close(fuse)  # Who waits is told that nobody is there.


if __name__ == "__main__":
    main(os.fsencode(sys.argv[1]))
