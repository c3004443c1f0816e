"""The pictures of the documentation, taken anew from a real server: see `__main__`."""
