"""The ways in which other tools write Markdown, each translated by a module of its own."""
