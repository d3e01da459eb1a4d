"""Who sign-on providers say that people are, and the roles that their groups give."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlmodel import Session, col

from workflow.models import ProviderIdentity, RoleHeld
from workflow.rules.events import Event
from workflow.storage import trail


def find(session: Session, issuer: str, subject: str) -> ProviderIdentity | None:
    """Whose account a provider's person is."""
    pair = (col(ProviderIdentity.issuer) == issuer, col(ProviderIdentity.subject) == subject)
    return session.scalars(select(ProviderIdentity).where(*pair)).one_or_none()


def linked(session: Session, person_id: str, issuer: str) -> bool:
    """Whether an account belongs to somebody of this provider already."""
    mine = (col(ProviderIdentity.person_id) == person_id, col(ProviderIdentity.issuer) == issuer)
    return session.scalar(select(col(ProviderIdentity.id)).where(*mine).limit(1)) is not None


def link(session: Session, row: ProviderIdentity, *, event: Event) -> None:
    """Keep whose account a provider's person is."""
    session.add(row)
    session.flush()
    trail.write(session, event, at=row.linked_at, person_id=row.linked_by_id or row.person_id)


def roles_of_provider(session: Session, person_id: str) -> Sequence[RoleHeld]:
    """The roles that a person holds now by their groups."""
    mine = (col(RoleHeld.person_id) == person_id, col(RoleHeld.until).is_(None), col(RoleHeld.from_provider))
    return session.scalars(select(RoleHeld).where(*mine)).all()


def change_roles(
    session: Session, person_id: str, gone: Sequence[str], new: Sequence[RoleHeld], at: datetime, *, event: Event
) -> None:
    """End roles by id and add others."""
    session.connection().execute(update(RoleHeld).where(col(RoleHeld.id).in_(list(gone))).values(until=at))
    session.add_all(new)
    session.flush()
    trail.write(session, event, at=at, person_id=person_id)
