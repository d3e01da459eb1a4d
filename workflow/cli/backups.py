"""Commands for the day on which a machine is lost: the whole database in one file, and back."""

from pathlib import Path
from typing import Annotated

import typer

from workflow.cli.command import app, practice

_FILE = typer.Argument(help="The backup's file.", dir_okay=False)


@app.command()
def backup(file: Annotated[Path, _FILE]) -> None:
    """Write the whole database into a new file, while people go on working."""
    from workflow.storage import backup as backups

    backups.make(practice().database, file)
    print(
        f"The whole database is in {file}. It holds children's records: keep it where only those who must can read it."
    )


@app.command()
def restore(
    file: Annotated[Path, _FILE],
    *,
    replace: Annotated[bool, typer.Option(help="Lose what the database holds now.")] = False,
) -> None:
    """Bring the database back to what it was when the file was made. Nobody should be working meanwhile."""
    from workflow.services import auditing
    from workflow.storage import backup as backups
    from workflow.storage import migrate

    ours = practice()
    revision = backups.restore(ours.database, file, replace=replace)
    print(f"The database is back, at revision {revision}.")
    if not migrate.is_current(ours.database):
        print("It is older than this version of Care Profile. Run: careprofile migrate")
        return
    checked = auditing.verify(ours, [])
    whole = "whole" if not checked.broken else f"broken at entry {checked.broken.number}: {checked.broken.sentence}"
    print(f"Its trail is {whole}. Head: {checked.head}")
