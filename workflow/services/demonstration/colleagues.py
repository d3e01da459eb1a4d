"""The demonstration's accounts: one a role, named by the role, all obviously invented."""

from workflow.services.accounts import NewPerson

PASSWORD = "demonstration"  # noqa: S105  # printed on purpose, and refused everywhere but in the demo environment
_COUNCIL = ("Exampleshire Council", "Family safeguarding, east")
_HEALTH = ("Exampleshire Health", "Health visiting")


def _account(username: str, name: str, job: str, place: tuple[str, str], role: str = "") -> NewPerson:
    return NewPerson(username, name, PASSWORD, *place, roles=(role or username,), job=job, demonstration=True)


ACCOUNTS: tuple[NewPerson, ...] = (
    _account("practitioner", "Pat Practitioner", "Social worker", _COUNCIL),
    _account("practitioner2", "Robin Practitioner", "Health visitor", _HEALTH, "practitioner"),
    _account("supervisor", "Sam Supervisor", "Team manager", _COUNCIL),
    _account("chair", "Chris Chair", "Conference chair", ("Exampleshire Council", "Conference chairs")),
    _account("member", "Morgan Member", "School safeguarding lead", ("Exampleshire Primary School", "Safeguarding")),
    _account("quality", "Quinn Quality", "Quality lead", ("Exampleshire Safeguarding Partnership", "Quality")),
    _account("administrator", "Ash Administrator", "System administrator", ("Exampleshire Council", "Systems")),
)

TRAINED = "practitioner"
"""Who has a recorded training in every instrument that asks for one; the other practitioner has none, so that this can be seen too."""

PRACTISES = "practitioner"
"""Who has a practice family."""
