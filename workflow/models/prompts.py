"""What became of a prompt: that somebody set it aside, why, and whether it was brought back."""

from datetime import datetime

from sqlmodel import Field

from workflow.models.base import SQLModel, Text


class PromptAside(SQLModel, table=True):
    """A prompt of a child's progress with some carers that somebody set aside. It holds as long as the prompt has the same `mark`.

    `carers` are the carers' ids as one text, `prompt` is the rule's key. Rows are never deleted: what was thought of it then is part of the story.
    """

    __tablename__ = "prompt_aside"

    id: str = Field(primary_key=True, max_length=20)
    family_id: str = Field(foreign_key="family.id", index=True)
    child_id: str = Field(foreign_key="child.id", index=True)
    carers: str = Field(sa_type=Text)
    prompt: str = Field(max_length=40)
    mark: str = Field(max_length=40)
    reason: str = Field(max_length=2000)
    at: datetime
    by_id: str = Field(foreign_key="person.id")
    brought_back_at: datetime | None = None
    brought_back_by_id: str | None = Field(default=None, foreign_key="person.id")
