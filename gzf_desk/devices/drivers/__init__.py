"""Drivers, one package each, found by their manifests; nobody imports one by name."""
