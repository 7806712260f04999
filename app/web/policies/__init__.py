"""Policy pages: the text with its tables, proof, comparison, and what is due if you report now."""
