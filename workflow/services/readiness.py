"""Whether the practice can do its work now: the database answers, and is as new as the code."""

from workflow.rules.errors import Unavailable
from workflow.services.desk import Practice
from workflow.storage import migrate


def ready(practice: Practice) -> bool:
    """Asked of the database each time, unlike `Practice.check_schema`, which asks until the answer is yes."""
    try:
        return migrate.is_current(practice.database)
    except Unavailable:
        return False
