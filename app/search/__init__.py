"""Search over whatever is published: the port and its engines."""
