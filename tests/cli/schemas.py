"""Checks documents against the schemas that other programs rely on."""

from __future__ import annotations

import json
from typing import Any

import jsonschema

from referral_app.paths import resource


def complaints(document: dict[str, Any]) -> list[str]:
    """What the document's own schema says against it; nothing when it holds."""
    name = document["document"]
    text = resource("schemas", f"{name}.schema.json").read_text(encoding="utf-8")
    schema = json.loads(text)
    jsonschema.Draft202012Validator.check_schema(schema)
    errors = jsonschema.Draft202012Validator(schema).iter_errors(document)
    return [f"{list(error.absolute_path)}: {error.message[:200]}" for error in errors]
