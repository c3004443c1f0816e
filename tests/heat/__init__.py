"""Students × questions: the pure matrix and its route."""
