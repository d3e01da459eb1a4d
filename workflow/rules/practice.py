"""Practice families: invented, for trying things out; marked as such everywhere, in no figure, and nobody's but their maker's."""

MARK = "Practice: an invented family"
"""The mark on every page of paper about a practice family."""


def signs_off_alone(*, practice: bool) -> str | None:
    """The sentence where signing a scoring signs it off too; None where it does not.

    Real care is always read by a second person; invented care waits for nobody.
    """
    if not practice:
        return None
    return "This is practice: signing it signs it off as well, because nothing here goes to a supervisor."
