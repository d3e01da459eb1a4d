"""A condition on as many values as there are. They travel as one parameter: a list of them reaches either database's limit at some tens of thousands."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, String, bindparam, func, select
from sqlmodel import Session


def among(session: Session, column: Any, values: Collection[str] | Collection[int]) -> ColumnElement[bool]:
    """Whether a column is one of these texts, or one of these whole numbers; `~` of it for none of them."""
    found = list(values)
    if session.get_bind().dialect.name == "sqlite":
        each: Any = func.json_each(json.dumps(found)).table_valued("value")
        return column.in_(select(each.c.value))
    kind = BigInteger() if found and isinstance(found[0], int) else String()
    return column.in_(select(func.unnest(bindparam(None, found, type_=ARRAY(kind), unique=True))))
