extension JSONWriter {
  /// Writes a schema as JSON Schema, draft 7.
  public mutating func schema(_ schema: Schema) {
    beginObject()
    schemaMembers(schema)
    endObject()
  }

  private mutating func schemaMembers(_ schema: Schema) {
    switch schema {
    case .boolean: member("type", token: "boolean")
    case .unsigned:
      member("type", token: "integer")
      member("minimum", 0)
    case .integer: member("type", token: "integer")
    case .number: member("type", token: "number")
    case .string: member("type", token: "string")
    case .anyObject: member("type", token: "object")
    case .oneOf(let words):
      member("type", token: "string")
      key("enum")
      beginArray()
      for word in words { string(word) }
      endArray()
    case .array(let element):
      member("type", token: "array")
      key("items")
      self.schema(element)
    case .map(let value):
      member("type", token: "object")
      key("additionalProperties")
      self.schema(value)
    case .nullable(let inner):
      key("oneOf")
      beginArray()
      self.schema(inner)
      beginObject()
      member("type", token: "null")
      endObject()
      endArray()
    case .object(let members): objectMembers(members)
    case .variants(let variants):
      member("type", token: "object")
      key("anyOf")
      beginArray()
      for variant in variants {
        beginObject()
        member("title", variant.name)
        objectMembers(variant.members)
        endObject()
      }
      endArray()
    }
  }

  private mutating func objectMembers(_ members: [Schema.Member]) {
    member("type", token: "object")
    key("properties")
    beginObject()
    for each in members {
      key(dynamic: each.name)
      beginObject()
      member("description", each.description)
      schemaMembers(each.schema)
      endObject()
    }
    endObject()
    let required = members.filter(\.isRequired)
    guard !required.isEmpty else { return }
    key("required")
    beginArray()
    for each in required { string(each.name) }
    endArray()
  }
}
