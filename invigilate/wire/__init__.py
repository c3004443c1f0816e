"""What travels between a page and the server: frames, their bytes, and the ends' conversation."""
