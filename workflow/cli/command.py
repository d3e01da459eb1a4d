"""What every command shares: the command itself, its groups, the way into the practice, and errors in words."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

import typer
from pydantic import ValidationError

from gcp.errors import DefinitionFault, GcpError, SheetFault
from workflow import paths
from workflow.rules.errors import Invalid, PracticeError
from workflow.settings import Settings

if TYPE_CHECKING:
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
audit_app = typer.Typer(help="The trail of who did and saw what.", no_args_is_help=True)
app.add_typer(people_app, name="people")
app.add_typer(instruments_app, name="instruments")
app.add_typer(audit_app, name="audit")

BAD_INPUT = 2


def fail(*lines: str) -> NoReturn:
    for line in lines:
        print(line, file=sys.stderr)
    sys.exit(BAD_INPUT)


@contextmanager
def in_words() -> Iterator[None]:
    try:
        yield
    except DefinitionFault as fault:
        fail(*(f"{fault.source}: {one}" for one in fault.faults))
    except SheetFault as fault:
        fail(*fault.faults)
    except Invalid as invalid:
        fail(*(f"{field}: {sentence}" if field else sentence for field, sentence in invalid.fields.items()))
    except (GcpError, PracticeError) as error:
        fail(str(error))
    except ValidationError as error:
        fail(*(_setting_fault(one) for one in error.errors()))


def _setting_fault(error: Any) -> str:
    name = "CAREPROFILE_" + "_".join(map(str, error["loc"])).upper() if error["loc"] else ""
    words = str(error["msg"]).removeprefix("Value error, ")
    return f"{name}: {words}" if name else words


def practice() -> "Practice":
    from workflow.rules.events import Origin
    from workflow.services.desk import Practice

    return Practice.from_settings(Settings(), Origin("command line"))


def library() -> "Library":
    from workflow.services.library import Library

    return Library(paths.questionnaires(), Settings().questionnaires)
