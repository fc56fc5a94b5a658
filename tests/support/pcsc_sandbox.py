#!/usr/bin/env python3
"""Run a command beside a private smart card service with a virtual reader; nothing on the host changes.

::

    python tests/support/pcsc_sandbox.py python my_test.py

Makes mount and network namespaces of its own (and, for ordinary users, a user namespace): ``/run`` is private, and
vpcd's listener lives in a private network. Works for ordinary users and for root. Needs pcscd and vsmartcard-vpcd.
Exit code: the command's own, or 97 when the sandbox could not be made.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path

PCSCD = "/usr/sbin/pcscd"
SOCKET = Path("/run/pcscd/pcscd.comm")
BROKEN = 97
_INSIDE = "--inside"
_SIOCGIFFLAGS, _SIOCSIFFLAGS, _IFF_UP = 0x8913, 0x8914, 0x1


def command_line(command: list[str]) -> list[str]:
    """The command line that runs ``command`` in a sandbox."""
    # root needs no user namespace, and in a chroot none can be made
    namespaces = "-mn" if os.geteuid() == 0 else "-Urmn"
    return ["unshare", namespaces, sys.executable, __file__, _INSIDE, *command]


def start_service() -> subprocess.Popen[bytes]:
    """Start pcscd and wait for its socket.

    Raises:
        RuntimeError: it died, or opened no socket within five seconds.
    """
    with contextlib.suppress(FileNotFoundError):
        SOCKET.unlink()
    Path("/run/pcscd").mkdir(parents=True, exist_ok=True)
    service = subprocess.Popen([PCSCD, "-f"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    end = time.monotonic() + 5
    while not SOCKET.exists():
        if service.poll() is not None or time.monotonic() > end:
            service.kill()
            raise RuntimeError("pcscd did not start")
        time.sleep(0.01)
    return service


def _lift_loopback() -> None:
    """A new network namespace has its loopback interface down."""
    with socket.socket() as any_socket:
        request = struct.pack("16sh14x", b"lo", 0)
        flags = struct.unpack("16sh14x", fcntl.ioctl(any_socket, _SIOCGIFFLAGS, request))[1]
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags | _IFF_UP))


def listens() -> bool:
    """Whether anybody takes a call on the service's socket."""
    with socket.socket(socket.AF_UNIX) as caller:
        try:
            caller.connect(str(SOCKET))
        except (ConnectionRefusedError, FileNotFoundError):
            return False
        return True


def _inside(command: list[str]) -> int:
    _lift_loopback()
    if subprocess.run(["mount", "-t", "tmpfs", "tmpfs", "/run"]).returncode:
        return BROKEN
    try:
        service = start_service()
    except (RuntimeError, OSError) as error:
        print(f"sandbox: {error}", file=sys.stderr)
        return BROKEN
    try:
        return subprocess.run(command).returncode
    finally:
        service.terminate()
        service.wait(5)


def main() -> int:
    """Run the command of the command line."""
    if sys.argv[1:2] == [_INSIDE]:
        return _inside(sys.argv[2:])
    if len(sys.argv) < 2:
        print(__doc__)
        return 2
    return subprocess.run(command_line(sys.argv[1:])).returncode


if __name__ == "__main__":
    sys.exit(main())
