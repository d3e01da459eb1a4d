"""Commands about accounts: adding one, its password, closing it, and the trainings on record."""

import sys
from datetime import date
from typing import Annotated

import typer

from workflow.cli.command import fail, people_app, practice


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
) -> None:
    """Add an account. The password is asked for, or read from standard input; never given as an argument."""
    from workflow.services import accounts

    password = _password(from_stdin=password_stdin)
    new = accounts.NewPerson(username, name, password, agency, team, tuple(role), job)
    with practice().open_to_all() as desk:
        accounts.add_person(desk, new)
    print(f"Added {username}.")


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


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        fail(f"{typed!r} is no date. Write it as 2026-03-20.")


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
