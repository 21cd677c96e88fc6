internal import Protocol

/// Requests of JSON-RPC, each one line with the id 1.
enum Request {
  /// The id of each request: a connection has one request at a time.
  static let id: UInt64 = 1

  /// - Parameter parameters: writes the members of `params`.
  static func line(_ method: String, _ parameters: (inout JSONWriter) -> Void) -> JSONWriter {
    var json = JSONWriter(capacity: 512)
    begin(method, &json)
    json.beginObject()
    parameters(&json)
    json.endObject()
    json.endObject()
    json.newline()
    return json
  }

  /// - Parameter parameters: the JSON text of `params`.
  static func line(_ method: String, parameters: [UInt8]) -> JSONWriter {
    var json = JSONWriter(capacity: 512)
    begin(method, &json)
    json.value(parameters)
    json.endObject()
    json.newline()
    return json
  }

  private static func begin(_ method: String, _ json: inout JSONWriter) {
    json.beginObject()
    json.member("jsonrpc", "2.0")
    json.member("id", Request.id)
    json.member("method", method)
    json.key("params")
  }
}
