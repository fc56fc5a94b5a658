"""Devices at the window: card readers now, scanner, camera, signature pad and printer later.

``base`` says what a device can do and how it answers; ``card`` is what a card holds; ``registry`` finds drivers by
their manifests; ``manager`` gives every device a lane; ``simulation`` lays a card on the simulated reader. Recipe for
a new driver: the docstring of :mod:`gzf_desk.devices.base`.
"""
