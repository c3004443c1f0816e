"""The one way from an id to a bank or an assessment: with the asker's right to see it."""

from invigilate.assessments.model import Assessment
from invigilate.assessments.tables import banks, papers
from invigilate.people.model import Asker, Right, no_such, require
from invigilate.store.engine import Connection


async def bank_of(connection: Connection, asker: Asker, bank_id: str, *, lock: bool = False) -> str:
    """The title of a bank of the asker's own organisation.

    Raises NotFound (`no-such-bank`), for a stranger's id as for one that never was.
    """
    require(asker, Right.ASSESSMENTS_SEE)
    title = await banks.bank_title(connection, asker.organisation_id, bank_id, lock=lock)
    if title is None:
        raise no_such("bank")
    return title


async def assessment_of(
    connection: Connection, asker: Asker, assessment_id: str, *, lock: bool = False
) -> Assessment:
    """An assessment of the asker's own organisation, with its editions.

    Raises NotFound (`no-such-assessment`), for a stranger's id as for one that never was.
    """
    require(asker, Right.ASSESSMENTS_SEE)
    found = await papers.assessments_of(
        connection, asker.organisation_id, assessment_id=assessment_id, lock=lock
    )
    if not found:
        raise no_such("assessment")
    return found[0]
