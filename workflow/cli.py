"""The careprofile command. Errors go to standard error in plain words; bad input ends with exit status 2."""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from pydantic import ValidationError

from gcp.errors import DefinitionFault, GcpError, SheetFault
from workflow import paths
from workflow.rules.errors import Invalid, PracticeError
from workflow.settings import Settings

if TYPE_CHECKING:
    from gcp.instrument import Instrument
    from gcp.profile import Profile
    from workflow.services.desk import Practice
    from workflow.services.library import Library

app = typer.Typer(
    name="careprofile",
    help="Graded care profiles: score, score again, see what changed.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
people_app = typer.Typer(help="Accounts.", no_args_is_help=True)
instruments_app = typer.Typer(help="Instruments and their definitions.", no_args_is_help=True)
app.add_typer(people_app, name="people")
app.add_typer(instruments_app, name="instruments")

BAD_INPUT = 2


def main() -> None:
    """Run the command; what goes wrong in a way we know is said in words, never as a traceback."""
    with _in_words():
        app()


def _fail(*lines: str) -> NoReturn:
    for line in lines:
        print(line, file=sys.stderr)
    sys.exit(BAD_INPUT)


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except DefinitionFault as fault:
        _fail(*(f"{fault.source}: {one}" for one in fault.faults))
    except SheetFault as fault:
        _fail(*fault.faults)
    except Invalid as invalid:
        _fail(*(f"{field}: {sentence}" if field else sentence for field, sentence in invalid.fields.items()))
    except (GcpError, PracticeError) as error:
        _fail(str(error))
    except ValidationError as error:
        _fail(*(_setting_fault(one) for one in error.errors()))


def _setting_fault(error: Any) -> str:
    name = "CAREPROFILE_" + "_".join(map(str, error["loc"])).upper() if error["loc"] else ""
    words = str(error["msg"]).removeprefix("Value error, ")
    return f"{name}: {words}" if name else words


def _practice() -> "Practice":
    from workflow.services.desk import Practice

    return Practice.from_settings(Settings())


def _library() -> "Library":
    from workflow.services.library import Library

    return Library(paths.questionnaires(), Settings().questionnaires)


# --- the engine, without a database ---------------------------------------------------------------------------------


def _read_json(file: str) -> Any:
    """The JSON document in a file. Refused, although JSON allows them: a name given twice, half a character."""
    name = "Standard input" if file == "-" else file
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
        document = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=_each_name_once)
        # Half a character, written as an escape or read from bytes of another encoding, could not be printed again.
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeError:
        _fail(f"{name} is not UTF-8 text. Save it as UTF-8.")
    except OSError as problem:
        _fail(f"{name} cannot be read: {problem.strerror}.")
    except json.JSONDecodeError as problem:
        _fail(f"{name} is not JSON. Line {problem.lineno}, column {problem.colno}: {problem.msg}.")
    except RecursionError:
        _fail(f"{name} is no answer sheet: its lists or objects lie too deep inside one another.")
    except ValueError:
        _fail(f"{name} is no answer sheet: it holds a number of thousands of digits.")
    return document


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object of these pairs. Raises SheetFault where a name comes again: the second grade would silently win."""
    again = [name for name, times in Counter(name for name, _ in pairs).items() if times > 1]
    if again:
        raise SheetFault(tuple(f"{name!r} is given more than once. Keep one." for name in again))
    return dict(pairs)


def _instrument(name: str, sheet_file: str) -> "Instrument":
    """The instrument of a sheet: `key@edition`, or a path to a definition (from here, or from the sheet's folder)."""
    from gcp import definition
    from gcp.scoring.faults import shown

    shelved = _library().find(name)
    if shelved is not None:
        return shelved.instrument
    beside = Path(name) if sheet_file == "-" else Path(sheet_file).parent / name
    for path in (Path(name), beside):
        if path.suffix in {".yaml", ".yml"} and _is_there(path):
            return definition.load(path)
    known = ", ".join(one.instrument.name for one in _library().editions())
    _fail(f"There is no instrument {shown(name)}. It is one of {known}, or the path of a definition.")


def _is_there(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # too long for a path
        return False


def _profile(file: str, rule: str | None = None) -> "Profile":
    from gcp import documents, scoring
    from workflow.clock import Clock

    sheet = documents.sheet_from(_read_json(file))
    return scoring.score(_instrument(sheet.instrument, file), sheet, rule, today=Clock().today())


def _profiles(*files: str) -> "list[Profile]":
    """The profiles of several sheets. Raises SheetFault with the faults of every sheet, each naming its file."""
    found, faults = [], []
    for file in files:
        try:
            found.append(_profile(file))
        except SheetFault as fault:
            faults += [f"{file}: {sentence}" for sentence in fault.faults]
    if faults:
        raise SheetFault(tuple(faults))
    return found


def _print(document: Any) -> None:
    print(json.dumps(document, indent=2, ensure_ascii=False))


SheetFile = Annotated[str, typer.Argument(metavar="FILE", help="An answer sheet as JSON, or - for standard input.")]
SheetFiles = Annotated[list[str], typer.Argument(metavar="FILE FILE…", help="Answer sheets of one child and carer.")]
Rule = Annotated[str | None, typer.Option(help="mode-override, mode or worst, instead of the instrument's own rule.")]


@app.command()
def score(file: SheetFile, rule: Rule = None) -> None:
    """Score one answer sheet and print the profile as JSON; a counted one its counts, an open one what is noted."""
    from gcp import completeness, count_documents, counts, documents, scoring
    from gcp.instrument import Kind
    from gcp.scoring.faults import fitting_faults
    from workflow.clock import Clock

    sheet, today = documents.sheet_from(_read_json(file)), Clock().today()
    instrument = _instrument(sheet.instrument, file)
    if rule is not None and instrument.kind is not Kind.GRADED:
        _fail(f"{instrument.name} is {instrument.kind}: nothing in it is rolled up. Leave --rule out.")
    if instrument.kind is Kind.COUNTED:
        _print(count_documents.counts_as(counts.count(instrument, sheet, today)))
    elif instrument.kind is Kind.OPEN:
        if faults := fitting_faults(instrument, sheet, today):
            raise SheetFault(faults)
        _print(count_documents.noted_as(instrument, sheet, completeness.completeness(instrument, sheet)))
    else:
        _print(documents.profile_as(scoring.score(instrument, sheet, rule, today)))


@app.command()
def compare(files: SheetFiles) -> None:
    """Print the progress between two or more answer sheets as JSON."""
    from gcp import documents, progress

    if len(files) < 2:
        _fail("Give two or more answer sheets to compare.")
    _print(documents.progress_as(progress.series(_profiles(*files))))


@app.command()
def agree(first: SheetFile, second: SheetFile) -> None:
    """Print how far two raters' sheets agree, as JSON."""
    from gcp import agreement, documents

    _print(documents.agreement_as(agreement.agree(*_profiles(first, second))))


@instruments_app.command("list")
def list_instruments() -> None:
    """List the editions at hand."""
    from gcp.words import counted

    library = _library()
    for shelved in library.editions():
        one = shelved.instrument
        print(
            f"{one.name}\t{one.title}\t{one.kind}\t{counted(len(one.items), 'item')}"
            f"\t{'local, not for export' if shelved.local else 'shipped'}"
        )
    if library.faulty:
        _fail(*(f"Left out: {_in_short(fault)}" for fault in library.faulty))


def _in_short(fault: DefinitionFault) -> str:
    if len(fault.faults) == 1:
        return f"{fault.source}: {fault.faults[0]}"
    return f"{fault.source} has {len(fault.faults)} faults. See them with 'careprofile instruments check'."


@instruments_app.command("check")
def check_instruments(files: Annotated[list[Path], typer.Argument(metavar="PATH…", help="Definitions.")]) -> None:
    """Check definitions and print every fault with its place; exit status 2 where there is any."""
    from gcp import checks, definition
    from gcp.words import counted

    faulty = False
    for path in files:
        try:
            text = definition.text_of(path)
            faults = checks.check(definition.read(text, path.name), definition.lines(text))
        except DefinitionFault as fault:
            faults = fault.faults
        for one in faults:
            print(f"{path}: {'warning: ' if one.warning else ''}{one}", file=sys.stderr)
        bad = sum(not one.warning for one in faults)
        faulty = faulty or bad > 0
        print(f"{path}: {counted(bad, 'fault')}, {counted(len(faults) - bad, 'warning')}")
    if faulty:
        sys.exit(BAD_INPUT)


# --- the practice ---------------------------------------------------------------------------------------------------


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.", min=1, max=65535)] = 8000,
) -> None:
    """Serve the web application."""
    import uvicorn

    _practice().check_schema()
    print(f"Care Profile is at http://{host}:{port}", flush=True)
    # Named, not imported: the command and the pages are neighbours that do not know each other.
    uvicorn.run(
        "workflow.web.app:from_settings",
        factory=True,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
    )


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema, with a backup first on SQLite."""
    from workflow.storage import migrate as migrations

    report = migrations.upgrade(_practice().database)
    if report.backup:
        print(f"A backup is at {report.backup}")
    print(f"The database is at revision {report.after}.")


@app.command()
def demo(
    *, if_empty: Annotated[bool, typer.Option(help="Do nothing to a database that already holds something.")] = False
) -> None:
    """Load the demonstration families into an empty database; refuses another."""
    from workflow.services import demonstration

    practice = _practice()
    if not practice.settings.demo:
        if if_empty:
            return
        _fail(
            "The demonstration belongs to the demo environment only. Set CAREPROFILE_ENVIRONMENT=demo for a database of its own."
        )
    loaded = demonstration.load_if_empty(practice)
    if not loaded and not if_empty:
        _fail("This database is not empty, so nothing was loaded. Use an empty one for the demonstration.")
    print("Demonstration sign-ins (invented people only):")
    for username, words in demonstration.sign_ins():
        print(f"  {username:<15} {words}")
    print(f"  The password of each is: {demonstration.PASSWORD}")


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
    with _practice().open_to_all() as desk:
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
    with _practice().open_to_all() as desk:
        accounts.set_password(desk, username, password)
    print(f"{username} has a new password and is signed out everywhere.")


@people_app.command("disable")
def disable_person(username: Annotated[str, typer.Option(help="Whose account.")]) -> None:
    """Close an account: it signs in no more, and is signed out everywhere. What the person did stays."""
    from workflow.services import accounts

    with _practice().open_to_all() as desk:
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

    with _practice().open_to_all() as desk:
        if instrument or on:
            training.record(desk, username, instrument, _day(on))
        for one in training.of(desk, username):
            print(f"{one.instrument_key}\t{one.on.isoformat()}")


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        _fail(f"{typed!r} is no date. Write it as 2026-03-20.")


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))


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
