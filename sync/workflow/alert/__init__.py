"""The alerts of the supervision (预警)."""
