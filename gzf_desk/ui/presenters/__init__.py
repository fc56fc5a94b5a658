"""What pages know and do, without a widget: they ask the services through a runner and tell what changed."""
