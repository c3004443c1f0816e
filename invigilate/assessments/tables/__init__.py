"""Banks, items, pictures, assessments, editions: SQL, private to this domain."""

from invigilate.assessments.tables import banks, papers

__all__ = ["banks", "papers"]
