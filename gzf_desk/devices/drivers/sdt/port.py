"""The serial port behind a reader: 8N1, opened for this process alone."""

from __future__ import annotations

import errno
import sys
from typing import Protocol

from gzf_desk.devices.base import Code

POLL_S = 0.02
"""How long one look for bytes may take."""

_WRITE_S = 1.0
_USB_SERIAL_VENDORS = frozenset({0x10C4, 0x1A86, 0x067B, 0x0403})
"""Makers of the serial chips inside readers: Silicon Labs, WCH, Prolific, FTDI."""

_OPEN_CODES = {
    errno.ENOENT: Code.PORT_MISSING,
    errno.ENODEV: Code.PORT_MISSING,
    errno.ENXIO: Code.PORT_MISSING,
    errno.EIO: Code.PORT_MISSING,
    errno.EACCES: Code.PORT_DENIED,
    errno.EPERM: Code.PORT_DENIED,
    errno.EBUSY: Code.PORT_BUSY,
    errno.EAGAIN: Code.PORT_BUSY,
}


class PortLost(Exception):
    """The port went away while it was open."""


class PortRefused(Exception):
    """The port could not be opened.

    Args:
        code: why.
    """

    def __init__(self, code: Code) -> None:
        super().__init__(code.value)
        self.code = code


class SerialPort(Protocol):
    """A byte stream in both directions."""

    def read(self) -> bytes:
        """What has come; waits up to :data:`POLL_S` for the first byte.

        Raises:
            PortLost: the port is gone.
        """
        ...

    def write(self, data: bytes) -> None:
        """Send, after forgetting what came unasked.

        Raises:
            PortLost: the port is gone.
        """
        ...

    def set_speed(self, baud: int) -> None:
        """Change the speed.

        Raises:
            PortLost: the port is gone.
        """
        ...

    def close(self) -> None:
        """Let the port go; never raises."""
        ...


class PySerialPort:
    """A port by pyserial.

    Args:
        name: ``/dev/ttyUSB0``, ``COM3``, the path of a pseudo terminal.
        baud: speed.

    Raises:
        PortRefused: it cannot be opened.
    """

    def __init__(self, name: str, baud: int) -> None:
        import serial

        self._errors: tuple[type[Exception], ...] = (serial.SerialException, OSError, ValueError, TypeError)
        if sys.platform != "win32":
            import termios

            self._errors = (*self._errors, termios.error)
        try:
            self._serial = serial.Serial(
                name, baud, timeout=POLL_S, write_timeout=_WRITE_S, exclusive=None if sys.platform == "win32" else True
            )
        except self._errors as error:
            raise PortRefused(_why_refused(error)) from error

    def read(self) -> bytes:
        """See :class:`SerialPort`."""
        try:
            return bytes(self._serial.read(max(1, self._serial.in_waiting)))
        except self._errors as error:
            raise PortLost from error

    def write(self, data: bytes) -> None:
        """See :class:`SerialPort`."""
        try:
            self._serial.reset_input_buffer()
            self._serial.write(data)
        except self._errors as error:
            raise PortLost from error

    def set_speed(self, baud: int) -> None:
        """See :class:`SerialPort`."""
        try:
            self._serial.baudrate = baud
        except self._errors as error:
            raise PortLost from error

    def close(self) -> None:
        """See :class:`SerialPort`."""
        try:
            self._serial.close()
        except self._errors:
            return


def _why_refused(error: Exception) -> Code:
    number = getattr(error, "errno", None)
    if number in _OPEN_CODES:
        return _OPEN_CODES[number]
    text = str(error)
    if "lock" in text or "PermissionError" in text:  # pyserial's words for a port that another process holds
        return Code.PORT_BUSY
    return Code.PORT_MISSING


def find_ports() -> list[str]:
    """Ports whose USB chip is of a kind that readers use; nothing is sent to any of them."""
    from serial.tools import list_ports

    return sorted(port.device for port in list_ports.comports() if port.vid in _USB_SERIAL_VENDORS)
