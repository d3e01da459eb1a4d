"""Commands about the trail."""

import sys
from typing import Annotated

import typer

from workflow.cli.command import audit_app, practice

BROKEN = 1


@audit_app.command("verify")
def verify(
    noted: Annotated[
        list[str] | None,
        typer.Option(metavar="HEAD", help="A head noted earlier, which the trail must still hold; repeat for several."),
    ] = None,
) -> None:
    """Check the trail's chain from its first entry to its head. Exit status 1, and the first broken entry, where it is broken."""
    from workflow.services import auditing

    ours = practice()
    ours.check_schema()
    checked = auditing.verify(ours, [auditing.head_from(one) for one in noted or ()])
    if checked.broken:
        print(checked.broken.sentence, file=sys.stderr)
        print(
            f"The trail is broken at entry {checked.broken.number} ({checked.broken.how}). It holds up to entry {checked.head.number}."
        )
        sys.exit(BROKEN)
    print(f"The trail is whole, from its first entry to entry {checked.head.number}.")
    print(f"Head: {checked.head}")
    print(
        "Note the head outside this database. Later on, careprofile audit verify --noted HEAD shows that the trail still holds it."
    )
