"""Holds an OpenRPC document, and answers against what it promises of them.

Standard input: {"document": ..., "answers": [[method, result], ...]}. Prints the mistakes and
the members that no answer had, as JSON. Needs the Python packages that contrib/test installs.
"""

import json
import sys

import jsonschema
import openrpc
from openrpc_schema import DOCUMENT

Validator = jsonschema.Draft7Validator


def closed(schema):
    """The same schema, without room for members that it does not describe."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    copy = {name: closed(value) for name, value in schema.items()}
    if isinstance(schema.get("properties"), dict):
        copy["properties"] = {n: closed(v) for n, v in schema["properties"].items()}
        copy["additionalProperties"] = False
    return copy


def members(schema, path):
    """The paths of all members that a schema describes."""
    for alternative in schema.get("oneOf", []):
        yield from members(alternative, path)
    if "items" in schema:
        yield from members(schema["items"], path)
    for name, inner in schema.get("properties", {}).items():
        yield f"{path}.{name}"
        yield from members(inner, f"{path}.{name}")


def had(value, path):
    """The paths of all members that a value has."""
    if isinstance(value, list):
        for each in value:
            yield from had(each, path)
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield f"{path}.{name}"
            yield from had(inner, f"{path}.{name}")


def of_document(document):
    mistakes = [f"{list(each.absolute_path)}: {each.message[:200]}"
                for each in Validator(DOCUMENT).iter_errors(document)]
    try:
        openrpc.OpenRPC.model_validate(document)
    except ValueError as error:
        mistakes.append(f"the openrpc package: {error}"[:500])
    names = [method.get("name") for method in document.get("methods", [])]
    if len(set(names)) != len(names):
        mistakes.append("two methods have one name")
    for method in document.get("methods", []):
        late = False
        for parameter in method.get("params", []):
            if late and parameter.get("required"):
                mistakes.append(f"{method.get('name')}: a required parameter after others")
            late = late or not parameter.get("required")
        for each in method.get("params", []) + [method.get("result", {})]:
            try:
                Validator.check_schema(each.get("schema", {}))
            except jsonschema.SchemaError as error:
                mistakes.append(f"{method.get('name')} {each.get('name')}: {error.message}")
    return mistakes


asked = json.load(sys.stdin)
found = of_document(asked["document"])
schemas = {method.get("name"): method.get("result", {}).get("schema", {})
           for method in asked["document"].get("methods", [])}
seen = set()
for name, result in asked["answers"]:
    if name not in schemas:
        found.append(f"{name} is not described")
        continue
    for error in Validator(closed(schemas[name])).iter_errors(result):
        found.append(f"{name} {list(error.absolute_path)}: {error.message[:200]}")
    seen.update(had(result, name))
promised = {path for name, _ in asked["answers"] if name in schemas
            for path in members(schemas[name], name)}
print(json.dumps({"mistakes": found, "never": sorted(promised - seen),
                  "unanswered": sorted(set(schemas) - {name for name, _ in asked["answers"]})}))
