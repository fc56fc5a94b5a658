"""Allocation in batches (配租): plan, wishes, frozen list, draw, choice, publicity, contracts."""
