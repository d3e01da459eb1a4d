"""Doing the jobs of batches, one after the other, by as many workers as there are. What one leaves unfinished another takes up when its lease is over.

A job is three steps, each whole: the report is issued (its number and its document), its paper is made, its paper is kept. Whoever dies in between
loses nothing and issues nothing twice: the next one goes on from what is there.
"""

import threading
from collections.abc import Callable
from datetime import timedelta

from workflow.models import JobState, RecipientKind
from workflow.reports import pdf
from workflow.rules.errors import PracticeError, SignedOut, Unavailable
from workflow.rules.events import Event
from workflow.services import issuing
from workflow.services.desk import Desk, Practice
from workflow.services.issuing import NewIssue, ToMake
from workflow.services.reporting import Wanted
from workflow.storage import batches as storage
from workflow.storage.batches import Taken

LEASE = timedelta(seconds=4 * pdf.SECONDS)
"""How long a worker holds a job between two steps: longer than any of them takes."""
MOST_ATTEMPTS = 3
LOOK_EVERY = 5.0
"""Seconds after which a worker that found nothing looks again."""

GIVEN_UP = "This was tried three times and broken off each time. Tell your administrator."
NO_ACCOUNT = "Whoever asked for this has no account any more, so it was not issued."
NOBODY_CHAIRS = "Whoever chairs the meeting"

Make = Callable[[str], bytes]


def work_once(practice: Practice, owner: str, make: Make = pdf.make) -> bool:
    """Take one job and do it; False where there is none. What goes wrong with it is written down with it, in words."""
    with practice.open_to_all() as desk:
        taken = storage.take(desk.session, owner, desk.now, desk.now + LEASE)
    if taken is None:
        return False
    if taken.job.attempts > MOST_ATTEMPTS:
        _fail(practice, taken, owner, GIVEN_UP)
        return True
    try:
        _do(practice, taken, owner, make)
    except SignedOut:
        _fail(practice, taken, owner, NO_ACCOUNT)
    except pdf.PaperFault:
        _fail(practice, taken, owner, pdf.CRASHED)
    except Unavailable as trouble:  # the database, or the maker of paper: it may pass
        if taken.job.attempts >= MOST_ATTEMPTS:
            _fail(practice, taken, owner, trouble.sentence)
        else:
            _put_back(practice, taken, owner)
    except PracticeError as refusal:
        _fail(practice, taken, owner, refusal.sentence)
    return True


def work(practice: Practice, owner: str, stop: threading.Event) -> None:
    """Do jobs until told to stop. Whoever rings `practice.bell` has it look at once."""
    while not stop.is_set():
        practice.bell.clear()
        try:
            while not stop.is_set() and work_once(practice, owner):
                pass
        except PracticeError:  # the database cannot be reached now; the job is somebody's again when its lease is over
            pass
        practice.bell.wait(LOOK_EVERY)


def in_the_background(practice: Practice) -> threading.Thread:
    """A worker inside this process, for the embedded database, which one process serves."""
    worker = threading.Thread(
        target=work,
        args=(practice, f"here-{practice.ids.new()}", threading.Event()),
        name="careprofile-work",
        daemon=True,
    )
    worker.start()
    return worker


def _do(practice: Practice, taken: Taken, owner: str, make: Make) -> None:
    job = taken.job
    with practice.open_for(taken.person_id) as desk:
        made = _made(desk, taken)
        if not storage.renew(desk.session, job.id, owner, desk.now + LEASE, made.issue_id):
            return
    content = make(made.html) if made.html else b""
    with practice.open_for(taken.person_id) as desk:
        if content:
            issuing.keep(desk, made.issue_id, content)
        storage.finish(desk.session, job.id, owner, JobState.DONE, "", at=desk.now, event=None)


def _made(desk: Desk, taken: Taken) -> ToMake:
    """What is to be made: of the report that was issued for this job already, else of one issued now."""
    job = taken.job
    if job.issue_id:
        return issuing.to_make(desk, job.issue_id)
    to = NewIssue(taken.chaired_by or NOBODY_CHAIRS, RecipientKind.CHAIR, taken.why, job.meeting_id)
    return issuing.issue(desk, job.report, job.child_id, Wanted(carers=job.carers), to)


def _fail(practice: Practice, taken: Taken, owner: str, sentence: str) -> None:
    job = taken.job
    event = Event("batch.not-made", job.family_id, job.child_id, {"batch": job.batch_id, "report": job.report})
    with practice.open_to_all() as desk:
        storage.finish(desk.session, job.id, owner, JobState.FAILED, sentence[:500], at=desk.now, event=event)


def _put_back(practice: Practice, taken: Taken, owner: str) -> None:
    with practice.open_to_all() as desk:
        storage.finish(desk.session, taken.job.id, owner, JobState.WAITING, "", at=desk.now, event=None)
