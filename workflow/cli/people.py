"""Commands about accounts: adding one, its password and second step, one-time links, closing it, and the trainings on record."""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workflow.cli.command import fail, people_app, practice
from workflow.clock import BRITISH

if TYPE_CHECKING:
    from workflow.services.desk import Practice
    from workflow.services.links import NewLink


@people_app.command("add")
def add_person(
    username: Annotated[str, typer.Option(help="What the person signs in with.")],
    name: Annotated[str, typer.Option(help="The person's name.")],
    role: Annotated[list[str], typer.Option(help="A role; repeat for several.")],
    agency: Annotated[str, typer.Option(help="The agency, added where it is new.")],
    team: Annotated[str, typer.Option(help="The team, added where it is new.")],
    job: Annotated[str, typer.Option(help="The job, such as health visitor.")] = "",
    *,
    password_stdin: Annotated[bool, typer.Option(help="Read the password from standard input.")] = False,
    link: Annotated[bool, typer.Option(help="Print a one-time link by which the person chooses a password.")] = False,
) -> None:
    """Add an account. The password is asked for, read from standard input, or chosen by the person with a link; never given as an argument."""
    from workflow.services import accounts, links

    password = "" if link else _password(from_stdin=password_stdin)
    if not password and not link:
        fail("password: Enter a password, or use --link.")
    new = accounts.NewPerson(username, name, password, agency, team, tuple(role), job)
    ours = practice()
    with ours.open_to_all() as desk:
        person = accounts.add_person(desk, new)
        made = links.make(desk, person.username) if link else None
    print(f"Added {username}.")
    if made:
        _print_link(ours, made)


@people_app.command("import")
def import_people(
    file: Annotated[
        Path, typer.Argument(help="A table as CSV in UTF-8: username,name,job,agency,team,roles.", dir_okay=False)
    ],
    *,
    dry_run: Annotated[bool, typer.Option(help="Only say what would come of it.")] = False,
) -> None:
    """Add a list of people: all of them or none. A username that is here already is left as it is. Each gets a link afterwards."""
    from workflow.services import people_import

    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        fail(f'{file} is not in UTF-8. Save it as "CSV UTF-8", then try again.')
    except OSError as problem:
        fail(f"{file} cannot be read: {problem.strerror}.")
    with practice().open_to_all() as desk:
        found = people_import.rehearse(desk, text)
        if found.faults:
            fail(*found.faults)
        if not dry_run:
            people_import.add_all(desk, found)
    for line in found.lines:
        print(
            f"{line.person.username}\t{'is here already' if line.known else 'would be added' if dry_run else 'added'}"
        )


@people_app.command("link")
def link_for(username: Annotated[str, typer.Option(help="Whose account.")]) -> None:
    """Print a one-time link by which somebody chooses a password: for a new account, or a password that was forgotten. Older links work no more."""
    from workflow.services import links

    ours = practice()
    with ours.open_to_all() as desk:
        made = links.make(desk, username)
    _print_link(ours, made)


@people_app.command("reset-second-factor")
def reset_second_factor(username: Annotated[str, typer.Option(help="Whose account.")]) -> None:
    """Take away an account's app, passkeys and recovery codes, and end its sign-ins. The next sign-in sets up new ones."""
    from workflow.services import second_factor

    with practice().open_to_all() as desk:
        second_factor.reset(desk, username)
    print(f"{username} has no second step any more and is signed out everywhere.")


@people_app.command("password")
def set_password(
    username: Annotated[str, typer.Option(help="Whose password.")],
    *,
    password_stdin: Annotated[bool, typer.Option(help="Read the password from standard input.")] = False,
) -> None:
    """Give an account a new password, and end its sign-ins."""
    from workflow.services import accounts

    password = _password(from_stdin=password_stdin)
    with practice().open_to_all() as desk:
        accounts.set_password(desk, username, password)
    print(f"{username} has a new password and is signed out everywhere.")


@people_app.command("disable")
def disable_person(username: Annotated[str, typer.Option(help="Whose account.")]) -> None:
    """Close an account: it signs in no more, and is signed out everywhere. What the person did stays."""
    from workflow.services import accounts

    with practice().open_to_all() as desk:
        accounts.disable_person(desk, username)
    print(f"{username} can no longer sign in.")


@people_app.command("trained")
def trained(
    username: Annotated[str, typer.Option(help="Whose training.")],
    instrument: Annotated[str, typer.Option(help="The key of the instrument, to record a training in it.")] = "",
    on: Annotated[str, typer.Option(metavar="DATE", help="The day of the training, such as 2026-03-20.")] = "",
) -> None:
    """Record that somebody was trained in an instrument, and list what is recorded of them."""
    from workflow.services import training

    with practice().open_to_all() as desk:
        if instrument or on:
            training.record(desk, username, instrument, _day(on))
        for one in training.of(desk, username):
            print(f"{one.instrument_key}\t{one.on.isoformat()}")


def _print_link(ours: "Practice", made: "NewLink") -> None:
    """The link, without the address of the server where no setting says it, and until when it works."""
    until = made.expires_at.astimezone(BRITISH)
    print(f"Hand this over yourself, to nobody else; it works once, until {until:%-d %B %Y, %H:%M}:")
    print(f"{ours.settings.address}/set-up/{made.token}")


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        fail(f"{typed!r} is no date. Write it as 2026-03-20.")


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
