"""Items from other systems' files, and our own format both ways. Nothing touches disk."""
