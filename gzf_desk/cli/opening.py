"""How commands open the desk: the passphrase from a file, or asked for on a terminal; never from the command line."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from gzf_desk.cli.frame import Frame
from gzf_desk.errors import Refused

if TYPE_CHECKING:
    from gzf_desk.app.desk import Desk


@contextmanager
def opened_desk(frame: Frame, *, make: bool = False) -> Iterator[Desk]:
    """An unlocked desk with whoever worked last; closed at the end.

    Args:
        frame: what the command was given.
        make: set the store up when there is none yet.

    Raises:
        Refused: no store, no passphrase, or a wrong one.
    """
    from gzf_desk.app.desk import open_desk
    from gzf_desk.services.views import SessionState
    from gzf_desk.settings import load

    settings = load(frame.data_dir.settings, frame.t)
    desk = open_desk(frame.data_dir, frame.clock, frame.t.language, settings=settings, remember_operator=True)
    try:
        session = desk.services.session
        if session.state() is SessionState.NOT_SET_UP:
            if not make:
                raise Refused(
                    "session.not_set_up", frame.t("cli_desk.not_set_up"), frame.t("cli_desk.not_set_up_advice")
                )
            session.set_up(_passphrase(frame))
        else:
            session.unlock(_passphrase(frame))
        yield desk
    finally:
        desk.close()


def _passphrase(frame: Frame) -> str:
    from gzf_desk.secrets import passphrase_from_file

    found = passphrase_from_file(os.environ, frame.t)
    if found is not None:
        return found
    if not sys.stdin.isatty():
        raise Refused("session.no_passphrase", frame.t("cli_desk.no_passphrase"), frame.t("cli_desk.passphrase_advice"))
    return getpass.getpass(frame.t("cli_desk.passphrase"))
