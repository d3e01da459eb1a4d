"""Who sign-on providers say that people are, and the roles that their groups give."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlmodel import Session, col

from workflow.models import Person, ProviderIdentity, RoleHeld
from workflow.rules.events import Event
from workflow.storage import sign_ins, trail


def find(session: Session, issuer: str, subject: str) -> ProviderIdentity | None:
    """Whose account a provider's person is."""
    pair = (col(ProviderIdentity.issuer) == issuer, col(ProviderIdentity.subject) == subject)
    return session.scalars(select(ProviderIdentity).where(*pair)).one_or_none()


def linked(session: Session, person_id: str, issuer: str) -> bool:
    """Whether an account belongs to somebody of this provider already. The account is held, so that of two who would bind it one is first."""
    session.execute(select(col(Person.id)).where(col(Person.id) == person_id).with_for_update())
    mine = (col(ProviderIdentity.person_id) == person_id, col(ProviderIdentity.issuer) == issuer)
    return session.scalar(select(col(ProviderIdentity.id)).where(*mine).limit(1)) is not None


def linked_since(session: Session, person_id: str) -> datetime | None:
    """Since when somebody of a provider comes in with an account; None where nobody does."""
    mine = select(func.min(col(ProviderIdentity.linked_at))).where(col(ProviderIdentity.person_id) == person_id)
    return session.scalar(mine)


def unlink(session: Session, person_id: str, *, event: Event, at: datetime, by: str) -> None:
    """Have nobody of a provider come in with an account any more; whoever is in with it is out."""
    session.connection().execute(delete(ProviderIdentity).where(col(ProviderIdentity.person_id) == person_id))
    sign_ins.end_all(session, person_id, at, event=event, by=by)


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
