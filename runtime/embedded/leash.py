"""Becomes another program that dies when its parent does: `leash.py PARENT SIGNAL UID GID PROGRAM ARGUMENT...`.

It runs alone, without the rest of the product, and as a program of its own since nothing may be forked safely beside threads.
UID and GID are `-` to stay who we are. Where the system knows no parent-death signal (not Linux), the program just starts.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(parent: str, farewell: str, uid: str, gid: str, *command: str) -> None:
    """Change to the user, tie ourselves to the parent, and become the program."""
    if uid != "-":
        _become(int(uid), int(gid))
    _die_with_parent(int(farewell))
    if os.getppid() != int(parent):
        sys.exit("the parent was gone before its child began")
    for disposition in (signal.SIGPIPE, signal.SIGINT, signal.SIGTERM):
        signal.signal(disposition, signal.SIG_DFL)
    os.execv(command[0], command)


def _become(uid: int, gid: int) -> None:
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)


def _die_with_parent(farewell: int) -> None:
    """After the change of user, which would clear it again."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, farewell, 0, 0, 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
