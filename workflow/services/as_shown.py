"""What a page of a scoring showed, as one short mark: whoever signs puts their name under that and nothing else."""

import hashlib
import json

from workflow.services.desk import Desk
from workflow.services.scorings import ScoringView
from workflow.storage import entries, targets


def mark_of(desk: Desk, view: ScoringView) -> str:
    """A mark that is another one as soon as an answer, an entry, a target, a number on a scale, a visit or a fact of the scoring is another.

    It is made of versions, which count every accepted change, so that a save writes nothing more than itself.
    """
    scoring_id = view.scoring.id
    said = entries.of_scorings(desk.session, [scoring_id])[scoring_id]
    aims = targets.of_scorings(desk.session, [scoring_id])[scoring_id]
    marks = [
        (one.now.id, one.now.version)
        for asked in view.scaling
        for question in asked.questions
        for one in (*question.marks, *question.taken_back)
    ]
    seen = (
        (scoring_id, view.scoring.version),
        sorted((key, one.version) for key, one in view.answers.items()),
        sorted((key, one.version) for key, one in said.items()),
        sorted((one.item_id, one.id, one.version) for one in aims),
        sorted(marks),
        [(visit.id, str(visit.on), visit.announced, visit.place, visit.seen) for visit in view.visits],
        [(visit.child_seen, visit.child_seen_alone) for visit in view.visits],
    )
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()[:32]
