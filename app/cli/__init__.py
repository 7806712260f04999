"""The `signpost` command: verbs speak to people, or in JSON with --json, and exit 1 where something falls short."""
