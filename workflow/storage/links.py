"""One-time links."""

from datetime import datetime

from sqlalchemy import select, update
from sqlmodel import Session, col

from workflow.models import OneTimeLink
from workflow.rules.events import Event
from workflow.storage import trail


def make(session: Session, row: OneTimeLink, *, event: Event) -> None:
    """Keep a new link; those made before it for the same person open nothing any more."""
    older = (col(OneTimeLink.person_id) == row.person_id, col(OneTimeLink.used_at).is_(None))
    void = update(OneTimeLink).where(*older, col(OneTimeLink.voided_at).is_(None)).values(voided_at=row.made_at)
    session.connection().execute(void)
    session.add(row)
    session.flush()
    trail.write(session, event, at=row.made_at, person_id=row.made_by_id)


def standing(session: Session, token_hash: str, now: datetime) -> OneTimeLink | None:
    """The link with this token, where it was not used and its time is not up."""
    works = (col(OneTimeLink.used_at).is_(None), col(OneTimeLink.voided_at).is_(None))
    return session.scalars(
        select(OneTimeLink).where(col(OneTimeLink.token_hash) == token_hash, col(OneTimeLink.expires_at) > now, *works)
    ).one_or_none()


def use(session: Session, link_id: str, at: datetime, *, event: Event) -> bool:
    """Use a link up. False where somebody was faster."""
    mine = (col(OneTimeLink.id) == link_id, col(OneTimeLink.used_at).is_(None))
    done = session.connection().execute(update(OneTimeLink).where(*mine).values(used_at=at)).rowcount == 1
    if done:
        trail.write(session, event, at=at, person_id=event.subject_id)
    return done
