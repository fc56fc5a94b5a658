"""The inspections: home visits and patrols (入户走访、巡查)."""
