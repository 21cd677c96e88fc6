internal import Privileged
internal import Protocol
internal import Syscalls
internal import Vocabulary

/// `listNamespaces`: a survey of network namespaces and their holders.
enum ListNamespaces {
  @Sendable
  static func answer(
    _ call: MethodCall, _ response: inout ResponseWriter
  ) throws(RPCError) {
    let callers = try? NamespaceFinder.openCallers(call.caller).inode
    try response.list("namespaces") { response, problems throws(RPCError) in
      let survey = try call.surveyNamespaces()
      problems += survey.gaps.map { Problem($0) }
      for found in survey.namespaces {
        guard call.rights.namespaces.shows(found.inode, toCallerIn: callers) else { continue }
        write(found, callers, to: &response.json)
        if !response.recordEnded() { return }
      }
    }
  }

  private static func write(
    _ found: FoundNamespace, _ callers: UInt64?, to json: inout JSONWriter
  ) {
    json.beginObject()
    json.member("netns", found.inode)
    writeNames(found.names, to: &json)
    json.member("processes", found.processes)
    if let process = found.process { json.member("pid", UInt32(clamping: process)) }
    json.key("heldBy")
    json.beginArray()
    let kinds = Set(found.holders.map(\.kind))
    for (kind, word) in words where kinds.contains(kind) { json.string(word) }
    json.endArray()
    json.member("isAgents", found.isAgents)
    if let callers {
      json.member("isCallers", found.inode == callers)
    } else {
      json.memberNull("isCallers")
    }
    json.endObject()
  }

  private static let words: [(kind: NamespaceHolder.Kind, word: String)] = [
    (.process, "process"), (.thread, "thread"), (.name, "name"), (.descriptor, "descriptor"),
    (.socket, "socket"),
  ]

  private static func writeNames(_ names: [[UInt8]], to json: inout JSONWriter) {
    json.key("names")
    json.beginArray()
    var areExact = true
    for name in names where !json.string(name.rawBytes) { areExact = false }
    json.endArray()
    guard !areExact else { return }
    json.key("namesHex")
    json.beginArray()
    for name in names { json.hexString(name.rawBytes) }
    json.endArray()
  }
}
