"""A reader whose card lies in a file: for training, the demo, tests and support."""

from gzf_desk.devices.base import Capability, Manifest

MANIFEST = Manifest(name="simulated", capabilities=(Capability.ID_CARD, Capability.SOCIAL_CARD))
