"""The process tables as a page of Markdown with Mermaid diagrams, for `docs/processes.md`."""

from collections.abc import Iterable, Iterator

from workflow.rules.processes import Process


def page(processes: Iterable[Process]) -> Iterator[str]:
    """The lines of the page."""
    yield "# Processes"
    yield ""
    yield "Made by `make docs` from `workflow/rules/statuses.py`; `make check` fails where it is stale."
    for process in processes:
        yield from ("", f"## {process.title}", "", *diagram(process), "", *table(process))


def diagram(process: Process) -> Iterator[str]:
    """The statuses and moves as a Mermaid state diagram."""
    yield "```mermaid"
    yield "stateDiagram-v2"
    for status in process.statuses:
        yield f'    state "{status}" as {_key(status)}'
    yield f"    [*] --> {_key(process.statuses[0])}"
    for move in process.moves:
        for start in move.from_:
            yield f"    {_key(start)} --> {_key(move.to)}: {move.key}"
    yield "```"


def table(process: Process) -> Iterator[str]:
    """Each move with its permission and its requirements, in their own words."""
    yield "| Move | From | To | Permission | What it asks for |"
    yield "|---|---|---|---|---|"
    for move in process.moves:
        starts = ", ".join(move.from_)
        asks = "; ".join(_first_sentence(rule.__doc__ or "") for rule in move.requirements) or "nothing more"
        yield f"| {move.label} | {starts} | {move.to} | `{move.permission}` | {asks} |"


def _key(status: str) -> str:
    return status.replace(" ", "_")


def _first_sentence(docstring: str) -> str:
    return docstring.strip().split("\n")[0].rstrip(".")
