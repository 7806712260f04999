"""Signpost: a support site that answers first."""
