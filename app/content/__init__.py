"""Files in, typed values out: front matter, Markdown, and the library of everything that is published."""
