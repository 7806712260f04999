"""Documentation that was written for another tool, carried over as articles: read, translated, linked, written."""
