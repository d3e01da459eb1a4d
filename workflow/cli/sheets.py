"""Commands of the engine, without a database: sheets scored, compared and agreed on, instruments listed and checked."""

import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gcp.errors import DefinitionFault, SheetFault
from workflow.cli.command import BAD_INPUT, app, fail, instruments_app, library

if TYPE_CHECKING:
    from gcp.instrument import Instrument
    from gcp.profile import Profile


def _read_json(file: str) -> Any:
    """The JSON document in a file. Refused, although JSON allows them: a name given twice, half a character."""
    name = "Standard input" if file == "-" else file
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
        document = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=_each_name_once)
        # Half a character, written as an escape or read from bytes of another encoding, could not be printed again.
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeError:
        fail(f"{name} is not UTF-8 text. Save it as UTF-8.")
    except OSError as problem:
        fail(f"{name} cannot be read: {problem.strerror}.")
    except json.JSONDecodeError as problem:
        fail(f"{name} is not JSON. Line {problem.lineno}, column {problem.colno}: {problem.msg}.")
    except RecursionError:
        fail(f"{name} is no answer sheet: its lists or objects lie too deep inside one another.")
    except ValueError:
        fail(f"{name} is no answer sheet: it holds a number of thousands of digits.")
    return document


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object of these pairs. Raises SheetFault where a name comes again: the second grade would silently win."""
    again = [name for name, times in Counter(name for name, _ in pairs).items() if times > 1]
    if again:
        raise SheetFault(tuple(f"{name!r} is given more than once. Keep one." for name in again))
    return dict(pairs)


def _instrument(name: str, sheet_file: str) -> "Instrument":  # noqa: RET503  # `fail` never returns
    """The instrument of a sheet: `key@edition`, or a path to a definition (from here, or from the sheet's folder)."""
    from gcp import definition
    from gcp.scoring.faults import shown

    shelved = library().find(name)
    if shelved is not None:
        return shelved.instrument
    beside = Path(name) if sheet_file == "-" else Path(sheet_file).parent / name
    for path in (Path(name), beside):
        if path.suffix in {".yaml", ".yml"} and _is_there(path):
            return definition.load(path)
    known = ", ".join(one.instrument.name for one in library().editions())
    fail(f"There is no instrument {shown(name)}. It is one of {known}, or the path of a definition.")


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
        fail(f"{instrument.name} is {instrument.kind}: nothing in it is rolled up. Leave --rule out.")
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
        fail("Give two or more answer sheets to compare.")
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

    shelf = library()
    for shelved in shelf.editions():
        one = shelved.instrument
        print(
            f"{one.name}\t{one.title}\t{one.kind}\t{counted(len(one.items), 'item')}"
            f"\t{'local, not for export' if shelved.local else 'shipped'}"
        )
    if shelf.faulty:
        fail(*(f"Left out: {_in_short(fault)}" for fault in shelf.faulty))


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
