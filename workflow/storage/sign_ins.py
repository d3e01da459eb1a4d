"""Where people are signed in, who is half way in, and which browsers are known."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlmodel import Session, col

from workflow.models import DraftsKey, FirstStep, KnownBrowser, OneTimeLink, SignIn
from workflow.rules.events import Event
from workflow.storage import trail


def start(session: Session, row: SignIn, known: KnownBrowser, *, event: Event) -> None:
    """Keep a new sign-in, and that its browser is known from now on."""
    session.add(row)
    seen = update(KnownBrowser).where(
        col(KnownBrowser.token_hash) == known.token_hash, col(KnownBrowser.person_id) == known.person_id
    )
    if session.connection().execute(seen.values(seen_at=known.seen_at)).rowcount == 0:
        session.add(known)
    session.flush()
    trail.write(session, event, at=row.started_at, person_id=row.person_id)


def find(session: Session, sign_in_id: str) -> SignIn | None:
    """The sign-in of that id, ended or not."""
    return session.get(SignIn, sign_in_id)


def of(session: Session, person_id: str, now: datetime) -> Sequence[SignIn]:
    """Where a person is signed in and the time is not up yet, the newest first."""
    mine = (col(SignIn.person_id) == person_id, col(SignIn.ended_at).is_(None), col(SignIn.expires_at) > now)
    return session.scalars(select(SignIn).where(*mine).order_by(col(SignIn.started_at).desc(), col(SignIn.id))).all()


def replace_standing(session: Session, token_hash: str, at: datetime) -> None:
    """End what a browser was signed in as before; what it keeps encrypted stays for the same person. Part of the event of the new sign-in."""
    mine = (col(SignIn.token_hash) == token_hash, col(SignIn.ended_at).is_(None))
    session.connection().execute(update(SignIn).where(*mine).values(ended_at=at))


def renew(session: Session, sign_in_id: str, token_hash: str, at: datetime, second: str) -> None:
    """Give a sign-in another token: the old one opens nothing any more. `second` is how the second step was made just now, "" for as it was."""
    values = {"token_hash": token_hash, "started_at": at, **({"second": second} if second else {})}
    session.connection().execute(update(SignIn).where(col(SignIn.id) == sign_in_id).values(values))


def end(session: Session, sign_in_id: str, at: datetime, *, event: Event, by: str) -> None:
    """End a sign-in; its token opens nothing any more, and neither does what its browser keeps encrypted."""
    session.connection().execute(delete(DraftsKey).where(col(DraftsKey.sign_in_id) == sign_in_id))
    session.connection().execute(update(SignIn).where(col(SignIn.id) == sign_in_id).values(ended_at=at))
    trail.write(session, event, at=at, person_id=by)


def ask_again(session: Session, person_id: str, at: datetime, *, event: Event, by: str | None) -> None:
    """End every sign-in of a person because what they may do is another now. What their browsers keep encrypted stays: they are the same person,
    and what was typed is sent once they are in again.
    """
    _end(session, person_id, at)
    trail.write(session, event, at=at, person_id=by)


def end_all(
    session: Session, person_id: str, at: datetime, *, event: Event, by: str | None, keep: str = "", forget: bool = True
) -> None:
    """End every sign-in of a person but `keep`, and whoever is half way in; nothing opens what those browsers keep encrypted. Where `forget` is set
    no browser is known any more, and no link works.
    """
    run = session.connection().execute
    run(delete(DraftsKey).where(col(DraftsKey.person_id) == person_id, col(DraftsKey.sign_in_id) != keep))
    _end(session, person_id, at, keep)
    if forget:
        run(delete(KnownBrowser).where(col(KnownBrowser.person_id) == person_id))
        links = (col(OneTimeLink.person_id) == person_id, col(OneTimeLink.used_at).is_(None))
        run(update(OneTimeLink).where(*links, col(OneTimeLink.voided_at).is_(None)).values(voided_at=at))
    trail.write(session, event, at=at, person_id=by)


def _end(session: Session, person_id: str, at: datetime, keep: str = "") -> None:
    run = session.connection().execute
    mine = (col(SignIn.person_id) == person_id, col(SignIn.ended_at).is_(None), col(SignIn.id) != keep)
    run(update(SignIn).where(*mine).values(ended_at=at))
    run(delete(FirstStep).where(col(FirstStep.person_id) == person_id))


def known(session: Session, token_hash: str, person_id: str) -> bool:
    """Whether somebody got in with this browser before."""
    found = select(col(KnownBrowser.id)).where(
        col(KnownBrowser.token_hash) == token_hash, col(KnownBrowser.person_id) == person_id
    )
    return session.scalar(found) is not None


# --- half way in


def begin(session: Session, row: FirstStep, *, event: Event) -> None:
    """Keep that a browser is half way in; those whose time is up are forgotten."""
    session.connection().execute(delete(FirstStep).where(col(FirstStep.expires_at) <= row.started_at))
    session.add(row)
    session.flush()
    trail.write(session, event, at=row.started_at, person_id=row.person_id)


def first_step(session: Session, token_hash: str, now: datetime) -> FirstStep | None:
    """Who is half way in with this token, while their time lasts."""
    return session.scalars(
        select(FirstStep).where(col(FirstStep.token_hash) == token_hash, col(FirstStep.expires_at) > now)
    ).one_or_none()


def refuse_second(session: Session, row: FirstStep, at: datetime, *, event: Event) -> None:
    """Count a second step that failed."""
    tries = update(FirstStep).where(col(FirstStep.id) == row.id).values(tries=FirstStep.tries + 1)
    session.connection().execute(tries)
    trail.write(session, event, at=at, person_id=None)


def finish(session: Session, row: FirstStep) -> bool:
    """Be through: the token is worth nothing any more. False where somebody was through with it already. Part of the event of the sign-in."""
    return session.connection().execute(delete(FirstStep).where(col(FirstStep.id) == row.id)).rowcount == 1
