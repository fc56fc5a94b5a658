"""Social security cards in any PC/SC contact reader."""

from gzf_desk.devices.base import Capability, Manifest

MANIFEST = Manifest(name="pcsc", capabilities=(Capability.SOCIAL_CARD,), library="smartcard")
