"""Readers of second-generation identity cards with the police ministry's module, on a serial port (SDT protocol)."""

from gzf_desk.devices.base import Capability, Manifest

MANIFEST = Manifest(name="sdt", capabilities=(Capability.ID_CARD,), library="serial")
