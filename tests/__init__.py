"""Tests of both ends; ``tests.support`` holds what several of them need."""
