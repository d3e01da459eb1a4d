"""The model of a definition as JSON Schema (2020-12), in the form that editors of YAML make the most of."""

import json
from typing import Any, Final

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from gcp.definition.model import DefinitionPart

_WHOLE_DEFINITION: Final = {
    "if": {"properties": {"kind": {"enum": ["counted", "scaled", "open"]}}, "required": ["kind"]},
    "then": {"properties": {"scale": False, "roll_up": False, "worked_examples": False}},
    "else": {"required": ["scale"]},
}


def schema_text() -> str:
    """The schema as text: the same text for the same model."""
    made = DefinitionPart.model_json_schema(by_alias=True, schema_generator=_ForEditors)
    whole = {"$schema": _ForEditors.schema_dialect, **made, **_WHOLE_DEFINITION}
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


class _ForEditors(GenerateJsonSchema):
    """Says nothing of null or of empty defaults: a key that is not needed is left out, never set to nothing."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        made = super().default_schema(schema)
        return made if made.get("default") or made.get("type") == "boolean" else _without(made, "default")

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        made = super().dict_schema(schema)
        return {**made, "additionalProperties": False} if "patternProperties" in made else made


def _without(made: JsonSchemaValue, key: str) -> dict[str, Any]:
    return {name: value for name, value in made.items() if name != key}
