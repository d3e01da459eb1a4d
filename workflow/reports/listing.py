"""Every report there is: its key, title, permission, template and builder. A new report is one module, one line here and one template."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from workflow.reports import progress
from workflow.reports.base import Report, Scored, Subject
from workflow.rules.roles import Permission


@dataclass(frozen=True)
class Listed:
    """One report: `build` makes its values of a child and of scorings by one set of carers (one or more, in any order)."""

    key: str
    title: str
    permission: Permission
    template: str
    build: Callable[[Subject, Sequence[Scored]], Report]


REPORTS: tuple[Listed, ...] = (
    Listed(progress.KEY, progress.TITLE, Permission.REPORT_PROGRESS, "reports/progress.html", progress.report),
)

BY_KEY = {one.key: one for one in REPORTS}
