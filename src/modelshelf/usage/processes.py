"""Which programs on this machine have files of a model open, or mapped into their memory.

Linux tells it in `/proc`: `fd/` holds a link for each open file, `maps` a line for each mapped one,
with the file's path and inode (proc(5)). A library may map the weights and close the file, so both
count. To look there takes a while, and into the processes of other users only root may look;
`leases` says first whether there is anything to be found. Other systems do not tell what is mapped,
and a guess would be worse than to say so.
"""

import os
import pwd
import re
import stat
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from modelshelf.cache.reading.walk import walk
from modelshelf.hub.layout import BLOBS, SNAPSHOTS
from modelshelf.usage.leases import held_files

_PROC = "/proc"
# What a search may take on a machine with very many processes; the rest counts as not seen.
MOST_SECONDS = 5.0
_INODE = re.compile(rb" ([1-9]\d*) +/")
_MAPPED = re.compile(rb" ([1-9]\d*) +/.*?([^/\n]+)\n")
_INTERPRETERS = re.compile(r"(python|pypy|node|ruby|perl|bash|sh|zsh|dash)[\d.]*")
_WITH_VALUE = {"-X", "-W"}
# `-c`, `-lc`, `-e`, `-ne`, `-E`, `-p`, and what may be joined to them: the program itself follows.
_PROGRAM_TEXT = re.compile(r"-[A-Za-z0-9]*[ceEp]|--(eval|print)\b")
_MOST_NAME = 100


@dataclass(frozen=True, slots=True)
class Process:
    """A program that has a model open.

    Attributes:
        pid: None for one of another user that is known to be there and may not be looked at.
        command: The program, and the script that it runs; no further arguments, which may be
            secret.
        user: Whose process it is, if the system knows a name for them.
    """

    pid: int | None
    command: str
    user: str | None


@dataclass(frozen=True, slots=True)
class LiveUse:
    """What was found, and what could not be looked at.

    Attributes:
        unseen: Why there may be more, in a sentence for people; None where all was seen.
    """

    processes: tuple[Process, ...] = ()
    unseen: str | None = None


class _Denied(Exception):
    """The process belongs to somebody else."""


_SOMEBODY = Process(None, "a program of another user", None)


def live_use(root: Path, ours: Collection[int] = ()) -> LiveUse:
    """Who has files of a model open. Blocks, for 0.2 ms a process at worst: use a thread.

    Args:
        root: Folder of the model; its links may lead out of it.
        ours: Processes that do not count: those of Modelshelf itself.
    """
    if not os.path.isdir(f"{_PROC}/self/fd"):  # noqa: PTH112 (a Path for each of so many costs more than the look)
        return LiveUse(unseen="This system does not tell which programs have a file open.")
    files = _files(root)
    if not (held := held_files(files.values())):
        return LiveUse()
    pids, unseen = _search(files)
    others = tuple(_described(pid) for pid in pids if pid not in ours)
    if held.certain and unseen and not pids and held_files(held.paths):
        others = (_SOMEBODY,)
    return LiveUse(others, unseen)


def _search(files: Mapping[int, str]) -> tuple[list[int], str | None]:
    """Look at every process: which have files open, and why there may be more."""
    names = {_true_name(path).encode(errors="surrogateescape") for path in files.values()}
    inodes = {str(inode).encode() for inode in files}
    found: list[int] = []
    denied, deadline = 0, time.monotonic() + MOST_SECONDS
    for pid in _pids():
        if time.monotonic() > deadline:
            return found, "There were too many processes to look at them all."
        try:
            if _maps(pid, inodes, names) or _holds(pid, files, names):
                found.append(pid)
        except _Denied:
            denied += 1
        except OSError:
            continue  # It has ended.
    return found, _unseen(denied)


def _files(root: Path) -> dict[int, str]:
    """A path of each file of a model by its inode, of those behind links, too."""
    files: dict[int, str] = {}
    for place in (BLOBS, SNAPSHOTS):
        for _, entry in walk(f"{root}/{place}"):
            try:
                found = entry.stat()
            except OSError:
                continue
            if stat.S_ISREG(found.st_mode):
                files.setdefault(found.st_ino, entry.path)
    return files


def _true_name(path: str) -> str:
    """What the file behind a link is called."""
    return os.path.basename(os.path.realpath(path))  # noqa: PTH119 (a Path for each of so many costs more than the look)


def _pids() -> Iterator[int]:
    for name in os.listdir(_PROC):  # noqa: PTH208 (a Path for each of so many costs more than the look)
        if name.isdigit():
            yield int(name)


def _maps(pid: int, inodes: set[bytes], names: set[bytes]) -> bool:
    """By inode and name: the device of a mapped file is not that of `stat` on every file system."""
    try:
        with open(f"{_PROC}/{pid}/maps", "rb", buffering=0) as lines:  # noqa: PTH123 (a Path for each of so many costs more than the look)
            text = lines.readall()
    except PermissionError:
        raise _denied(pid) from None
    if text is None or inodes.isdisjoint(_INODE.findall(text)):
        return False
    return any(inode in inodes and name in names for inode, name in _MAPPED.findall(text))


def _holds(pid: int, files: Collection[int], names: set[bytes]) -> bool:
    """By name first: to follow a link into a network disk that is away would never end."""
    folder = f"{_PROC}/{pid}/fd".encode()
    try:
        descriptors = os.listdir(folder)  # noqa: PTH208 (a Path for each of so many costs more than the look)
    except PermissionError:
        raise _denied(pid) from None
    for descriptor in descriptors:
        link = folder + b"/" + descriptor
        try:
            target = os.readlink(link)  # noqa: PTH115 (a Path for each of so many costs more than the look)
            named_so = target.startswith(b"/") and target.rpartition(b"/")[2] in names
            if named_so and os.stat(link).st_ino in files:  # noqa: PTH116 (a Path for each of so many costs more than the look)
                return True
        except OSError:
            continue  # Closed meanwhile.
    return False


def _denied(pid: int) -> Exception:
    """A thread of the kernel has no command line, and never a file of ours."""
    return _Denied() if _command_line(pid) else ProcessLookupError()


def _unseen(denied: int) -> str | None:
    if not os.path.isdir(f"{_PROC}/1"):  # noqa: PTH112 (a Path for each of so many costs more than the look)
        return "The processes of other users are hidden from Modelshelf on this machine."
    if denied:
        return (
            f"Processes of other users ({denied}) could not be looked at: what they have open is "
            "not known. Run Modelshelf as root or with CAP_SYS_PTRACE to see them."
        )
    return None


def _described(pid: int) -> Process:
    user = None
    with suppress(OSError):  # It has ended just now.
        uid = os.stat(f"{_PROC}/{pid}").st_uid  # noqa: PTH116 (a Path for each of so many costs more than the look)
        user = str(uid)
        with suppress(KeyError):
            user = pwd.getpwuid(uid).pw_name
    return Process(pid, command_of(_command_line(pid)) or "unknown program", user)


def _command_line(pid: int) -> list[str]:
    try:
        with open(f"{_PROC}/{pid}/cmdline", "rb") as arguments:  # noqa: PTH123 (a Path for each of so many costs more than the look)
            text = arguments.read(4096).decode(errors="replace")
    except OSError:
        return []
    return text.rstrip("\0").split("\0") if text else []


def command_of(arguments: list[str]) -> str:
    """Program and script of a command line, without what was given to them.

    `/usr/bin/python3 -X dev /srv/serve.py --token secret` is `python3 serve.py`.
    """
    if not arguments:
        return ""
    # Some programs write a sentence in place of their arguments.
    program = _short(arguments[0].partition(" ")[0])
    if not _INTERPRETERS.fullmatch(program):
        return program
    rest = iter(arguments[1:])
    for argument in rest:
        if argument == "-m":
            return f"{program} -m {_short(next(rest, ''))}".rstrip()
        if argument in _WITH_VALUE:
            next(rest, None)
        elif argument == "-" or _PROGRAM_TEXT.match(argument):
            return program
        elif not argument.startswith("-"):
            return f"{program} {_short(argument)}"
    return program


def _short(path: str) -> str:
    name = path.rstrip("/").rpartition("/")[2]
    return "".join(c for c in name if c.isprintable())[:_MOST_NAME]
