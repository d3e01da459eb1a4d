"""Second steps as rows: apps, passkeys and recovery codes."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlmodel import Session, col

from workflow.models import AuthenticatorApp, Passkey, RecoveryCode
from workflow.rules.events import Event
from workflow.storage import trail


def app(session: Session, person_id: str) -> AuthenticatorApp | None:
    """The app that a person uses."""
    confirmed = (col(AuthenticatorApp.person_id) == person_id, col(AuthenticatorApp.confirmed_at).is_not(None))
    return session.scalars(select(AuthenticatorApp).where(*confirmed)).first()


def app_to_confirm(session: Session, person_id: str) -> AuthenticatorApp | None:
    """The app that a person is about to add, which has not shown a right code yet."""
    waiting = (col(AuthenticatorApp.person_id) == person_id, col(AuthenticatorApp.confirmed_at).is_(None))
    return session.scalars(select(AuthenticatorApp).where(*waiting)).first()


def offer_app(session: Session, row: AuthenticatorApp, *, event: Event) -> None:
    """Keep an app that is to be confirmed, instead of one that was not."""
    waiting = (col(AuthenticatorApp.person_id) == row.person_id, col(AuthenticatorApp.confirmed_at).is_(None))
    session.connection().execute(delete(AuthenticatorApp).where(*waiting))
    session.add(row)
    session.flush()
    trail.write(session, event, at=row.made_at, person_id=row.person_id)


def confirm_app(session: Session, row: AuthenticatorApp, step: int, at: datetime, *, event: Event) -> None:
    """The app showed a right code: from now on it is the person's one app."""
    others = (col(AuthenticatorApp.person_id) == row.person_id, col(AuthenticatorApp.id) != row.id)
    session.connection().execute(delete(AuthenticatorApp).where(*others))
    values = {"confirmed_at": at, "last_step": step}
    session.connection().execute(update(AuthenticatorApp).where(col(AuthenticatorApp.id) == row.id).values(values))
    trail.write(session, event, at=at, person_id=row.person_id)


def use_app(session: Session, app_id: str, step: int) -> bool:
    """Use the code of a half minute up. False where it, or a later one, was used already. Part of the event of what it was used for."""
    fresh = (col(AuthenticatorApp.id) == app_id, col(AuthenticatorApp.last_step) < step)
    return session.connection().execute(update(AuthenticatorApp).where(*fresh).values(last_step=step)).rowcount == 1


def remove_app(session: Session, person_id: str, at: datetime, *, event: Event, by: str) -> None:
    """The person's app is none any more."""
    session.connection().execute(delete(AuthenticatorApp).where(col(AuthenticatorApp.person_id) == person_id))
    trail.write(session, event, at=at, person_id=by)


def apps(session: Session) -> Sequence[AuthenticatorApp]:
    """Everybody's apps, also those that are about to be added; held, so that none is changed meanwhile."""
    return session.scalars(select(AuthenticatorApp).order_by(col(AuthenticatorApp.id)).with_for_update()).all()


def reseal(session: Session, sealed: Mapping[str, str], at: datetime, *, event: Event, by: str | None) -> None:
    """Keep the secrets of apps, by their ids, as they are sealed now."""
    for app_id, secret in sealed.items():
        mine = update(AuthenticatorApp).where(col(AuthenticatorApp.id) == app_id)
        session.connection().execute(mine.values(sealed_secret=secret))
    trail.write(session, event, at=at, person_id=by)


# --- passkeys


def passkeys(session: Session, person_id: str) -> Sequence[Passkey]:
    """A person's passkeys, the oldest first."""
    mine = select(Passkey).where(col(Passkey.person_id) == person_id)
    return session.scalars(mine.order_by(col(Passkey.made_at), col(Passkey.id))).all()


def passkey_taken(session: Session, credential_id: str) -> bool:
    """Whether somebody has this passkey already."""
    found = select(col(Passkey.id)).where(col(Passkey.credential_id) == credential_id)
    return session.scalar(found) is not None


def add_passkey(session: Session, row: Passkey, *, event: Event) -> None:
    """Keep a new passkey."""
    session.add(row)
    session.flush()
    trail.write(session, event, at=row.made_at, person_id=row.person_id)


def use_passkey(session: Session, row: Passkey, sign_count: int, at: datetime) -> None:
    """Note that a passkey was used, and how often it says it was. Part of the event of the sign-in."""
    values = {"sign_count": sign_count, "used_at": at}
    session.connection().execute(update(Passkey).where(col(Passkey.id) == row.id).values(values))


def remove_passkey(session: Session, passkey_id: str, at: datetime, *, event: Event, by: str) -> None:
    """A passkey is none any more."""
    session.connection().execute(delete(Passkey).where(col(Passkey.id) == passkey_id))
    trail.write(session, event, at=at, person_id=by)


# --- recovery codes


def codes_left(session: Session, person_id: str) -> int:
    """How many recovery codes of a person are not used yet."""
    mine = (col(RecoveryCode.person_id) == person_id, col(RecoveryCode.used_at).is_(None))
    return session.scalar(select(func.count()).select_from(RecoveryCode).where(*mine)) or 0


def code_marked(session: Session, person_id: str, mark: str) -> RecoveryCode | None:
    """The unused recovery code that begins with this letter."""
    mine = (col(RecoveryCode.person_id) == person_id, col(RecoveryCode.mark) == mark)
    return session.scalars(select(RecoveryCode).where(*mine, col(RecoveryCode.used_at).is_(None))).one_or_none()


def replace_codes(
    session: Session, person_id: str, rows: Sequence[RecoveryCode], at: datetime, *, event: Event
) -> None:
    """Keep new recovery codes instead of all the old ones."""
    session.connection().execute(delete(RecoveryCode).where(col(RecoveryCode.person_id) == person_id))
    session.add_all(rows)
    session.flush()
    trail.write(session, event, at=at, person_id=person_id)


def use_code(session: Session, row: RecoveryCode, at: datetime, *, event: Event) -> bool:
    """Use a recovery code up. False where it was used already."""
    fresh = (col(RecoveryCode.id) == row.id, col(RecoveryCode.used_at).is_(None))
    done = session.connection().execute(update(RecoveryCode).where(*fresh).values(used_at=at)).rowcount == 1
    if done:
        trail.write(session, event, at=at, person_id=row.person_id)
    return done


def remove_all(session: Session, person_id: str) -> None:
    """Whatever a person has for the second step is gone. The event is that of the sign-ins that end with it."""
    run = session.connection().execute
    run(delete(AuthenticatorApp).where(col(AuthenticatorApp.person_id) == person_id))
    run(delete(Passkey).where(col(Passkey.person_id) == person_id))
    run(delete(RecoveryCode).where(col(RecoveryCode.person_id) == person_id))
