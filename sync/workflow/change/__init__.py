"""The change businesses of a tenancy (变更业务)."""
