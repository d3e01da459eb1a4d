"""Commands of the practice: serving it, its schema, its demonstration, its processes and its settings."""

from typing import Annotated

import typer

from workflow.cli.command import app, fail, practice
from workflow.settings import Settings


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.", min=1, max=65535)] = 8000,
) -> None:
    """Serve the web application."""
    import uvicorn

    ours = practice()
    ours.check_schema()
    proxies = ours.settings.proxies
    print(f"Care Profile is at http://{host}:{port}", flush=True)
    # Named, not imported: the command and the pages are neighbours that do not know each other.
    uvicorn.run(
        "workflow.web.app:from_settings",
        factory=True,
        host=host,
        port=port,
        log_config=None,  # the application sets up its own, for both
        access_log=False,
        server_header=False,
        ws="none",
        http="httptools",  # said outright: what bounds a message strictly is not left to what happens to be installed
        # Said outright, or the server would believe whatever its own variable of the environment names, and this machine besides.
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies,
    )


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema, with a backup first on SQLite."""
    from workflow.storage import migrate as migrations

    report = migrations.upgrade(practice().database)
    if report.backup:
        print(f"A backup is at {report.backup}")
    print(f"The database is at revision {report.after}.")


@app.command()
def grants(user: Annotated[str, typer.Argument(help="The user of PostgreSQL that serves the pages.")]) -> None:
    """Print the SQL that lets a user of PostgreSQL serve the pages without any right to change the schema, its locks or the trail."""
    from workflow.storage import grants as rights

    for statement in rights.statements(user):
        print(f"{statement};")


@app.command()
def reseal() -> None:
    """Seal the secrets of authenticator apps under the secret key of now, after it was changed; the one before stands in the former ones."""
    from workflow.services import second_factor

    with practice().open_to_all() as desk:
        done = second_factor.reseal(desk)
    print(f"Sealed anew: {done.apps}.")
    if done.lost:
        fail(
            "These open under no secret that the settings name, neither the present one nor a former one:",
            *done.lost,
            "Name the secret they were sealed under in CAREPROFILE_FORMER_SECRET_KEYS and run this again, or have them set up anew: "
            "careprofile people reset-second-factor",
        )


@app.command()
def demo(
    *, if_empty: Annotated[bool, typer.Option(help="Do nothing to a database that already holds something.")] = False
) -> None:
    """Load the demonstration families into an empty database; refuses another."""
    from workflow.services import demonstration

    ours = practice()
    if not ours.settings.demo:
        if if_empty:
            return
        fail(
            "The demonstration belongs to the demo environment only. Set CAREPROFILE_ENVIRONMENT=demo for a database of its own."
        )
    loaded = demonstration.load_if_empty(ours)
    if not loaded and not if_empty:
        fail("This database is not empty, so nothing was loaded. Use an empty one for the demonstration.")
    print("Demonstration sign-ins (invented people only):")
    for username, words in demonstration.sign_ins():
        print(f"  {username:<15} {words}")
    print(f"  The password of each is: {demonstration.PASSWORD}")


@app.command()
def processes() -> None:
    """Print the process tables as diagrams."""
    from workflow.rules import diagrams, statuses

    print("\n".join(diagrams.page(statuses.PROCESSES)))


@app.command()
def settings() -> None:
    """Print the settings in force, with secrets hidden."""
    in_force = Settings()
    for name, field in Settings.model_fields.items():
        value = getattr(in_force, name)
        shown = _hide_password(value) if name == "database_url" else value
        print(f"CAREPROFILE_{name.upper()}={shown if shown is not None else ''}  # {field.description}")


def _hide_password(url: str) -> str:
    head, at, tail = url.rpartition("@")
    scheme, colon, rest = head.partition("://")
    return f"{scheme}{colon}{rest.split(':')[0]}:***{at}{tail}" if at and ":" in rest else url
