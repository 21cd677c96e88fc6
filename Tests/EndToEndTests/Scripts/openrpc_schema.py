"""The OpenRPC 1.3 specification as a JSON Schema, written from its text.

No Python package ships the schema that the specification's makers publish.
"""


def text(least=0):
    return {"type": "string", "minLength": least}


def listed(item):
    return {"type": "array", "items": {"anyOf": [item, REFERENCE]}}


def fixed(required, /, **members):
    """An object of these members and of extensions, which begin with x-."""
    return {"type": "object", "required": required, "properties": members,
            "patternProperties": {"^x-": {}}, "additionalProperties": False}


REFERENCE = {"type": "object", "required": ["$ref"], "properties": {"$ref": text(1)},
             "additionalProperties": False}
URL = {"type": "string", "format": "uri", "minLength": 1}
VARIABLE = fixed(["default"], default=text(), description=text(),
                 enum={"type": "array", "items": text()})
SERVER = fixed(["url"], url=URL, name=text(), description=text(), summary=text(),
               variables={"type": "object", "additionalProperties": VARIABLE})
DOCUMENTATION = fixed(["url"], url=URL, description=text())
TAG = fixed(["name"], name=text(1), summary=text(), description=text(),
            externalDocs=DOCUMENTATION)
# Any JSON Schema of draft 7; each one is checked by itself besides.
SCHEMA = {"type": ["object", "boolean"]}
DESCRIPTOR = fixed(["name", "schema"], name=text(1), summary=text(), description=text(),
                   required={"type": "boolean"}, schema=SCHEMA,
                   deprecated={"type": "boolean"})
ERROR = fixed(["code", "message"], code={"type": "integer"}, message=text(), data={})
EXAMPLE = fixed(["name"], name=text(1), summary=text(), description=text(), value={},
                externalValue=URL)
PAIRING = fixed(["name", "params"], name=text(1), summary=text(), description=text(),
                params=listed(EXAMPLE), result={"anyOf": [EXAMPLE, REFERENCE]})
LINK = fixed([], name=text(1), summary=text(), description=text(), method=text(),
             params={"type": "object"}, server=SERVER)
METHOD = fixed(
    ["name", "params", "result"],
    # Names that begin with "rpc." belong to the protocol itself.
    name={"type": "string", "minLength": 1, "pattern": r"^(?!rpc\.)|^rpc\.discover$"},
    summary=text(), description=text(), tags=listed(TAG), externalDocs=DOCUMENTATION,
    params=listed(DESCRIPTOR), result={"anyOf": [DESCRIPTOR, REFERENCE]},
    deprecated={"type": "boolean"}, servers={"type": "array", "items": SERVER},
    errors=listed(ERROR), links=listed(LINK), examples=listed(PAIRING),
    paramStructure={"enum": ["by-name", "by-position", "either"]})
INFO = fixed(
    ["title", "version"], title=text(1), version=text(1), description=text(),
    termsOfService=URL, contact=fixed([], name=text(), url=URL, email=text()),
    license=fixed(["name"], name=text(), url=URL))
DOCUMENT = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    **fixed(
        ["openrpc", "info", "methods"],
        openrpc={"type": "string", "pattern": r"^1\.3\.\d+$"}, info=INFO,
        servers={"type": "array", "items": SERVER}, methods=listed(METHOD),
        components={"type": "object"}, externalDocs=DOCUMENTATION)}
