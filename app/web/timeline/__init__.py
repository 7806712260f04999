"""The drawing of open and closed hours from a report up to its due time."""
