"""Synthetic people who sit an exam over the public protocol, and proof that nothing was lost."""
