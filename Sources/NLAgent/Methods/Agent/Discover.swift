internal import Protocol

/// `rpc.discover`: writes the method table as an OpenRPC document.
enum Discover {
  @Sendable
  static func answer(
    _ call: MethodCall, _ response: inout ResponseWriter
  ) throws(RPCError) {
    response.json.beginObject()
    response.json.member("openrpc", token: "1.3.2")
    response.json.key("info")
    response.json.beginObject()
    response.json.member("title", token: "nlagent")
    response.json.member("version", Version.current)
    response.json.member(
      "description",
      "Kernel state about sockets, links, control groups and tasks. "
        + "One JSON-RPC 2.0 message per line, over a Unix socket.")
    response.json.endObject()
    response.json.key("methods")
    response.json.beginArray()
    for method in MethodTable.all where call.rights.serves(method.contract.set) {
      write(method.contract, to: &response.json)
    }
    response.json.endArray()
    writeNotifications(to: &response.json)
    response.json.endObject()
  }

  /// OpenRPC does not define notifications from a server, but allows extensions.
  private static func writeNotifications(to json: inout JSONWriter) {
    json.key("x-notifications")
    json.beginArray()
    json.beginObject()
    json.member("name", token: "part")
    json.member(
      "description",
      "Records of a list whose request had partSize: params contains the request's id, and the "
        + "records under the list's name. The response follows the last part.")
    json.endObject()
    for notification in NotificationContract.all {
      json.beginObject()
      json.member("name", notification.name)
      json.member("description", notification.description)
      json.key("params")
      json.schema(.object(notification.parameters))
      json.endObject()
    }
    json.endArray()
  }

  private static func write(_ contract: MethodContract, to json: inout JSONWriter) {
    json.beginObject()
    json.member("name", contract.name)
    json.member("summary", contract.summary)
    json.member("description", contract.description)
    json.key("tags")
    json.beginArray()
    json.beginObject()
    json.member("name", contract.set.rawValue)
    json.endObject()
    json.endArray()
    json.member("paramStructure", token: "either")
    json.key("params")
    json.beginArray()
    for parameter in contract.parameters {
      json.beginObject()
      json.member("name", parameter.name)
      json.member("description", parameter.description)
      json.member("required", parameter.isRequired)
      json.key("schema")
      json.schema(parameter.schema)
      json.endObject()
    }
    json.endArray()
    json.key("result")
    json.beginObject()
    json.member("name", token: "result")
    json.key("schema")
    json.schema(contract.result.isEmpty ? .anyObject : .object(contract.result))
    json.endObject()
    json.key("errors")
    json.beginArray()
    for (code, meaning) in errors {
      json.beginObject()
      json.member("code", code.rawValue)
      json.member("message", meaning)
      json.endObject()
    }
    json.endArray()
    json.endObject()
  }

  /// The errors that any method may return. `data.name` is the symbolic name.
  private static let errors: [(RPCError.Code, String)] = [
    (.invalidParams, "invalidParams: a parameter is unknown, missing or of the wrong type"),
    (.kernelError, "kernelError: the kernel refused; data.errno and data.kernel say why"),
    (.permissionDenied, "permissionDenied: the agent or the caller lacks the permission"),
    (.notFound, "notFound: there is no such object"),
    (.notSupported, "notSupported: this kernel or this agent lacks the feature"),
    (
      .limitExceeded,
      "limitExceeded: a limit of the agent is exceeded; data.retryAfter, if present, says after how "
        + "many milliseconds the request can succeed"
    ),
    (.timedOut, "timedOut: the kernel did not answer in time"),
  ]
}
