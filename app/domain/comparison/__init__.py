"""Two policy versions held side by side, a room for each part of a policy."""
