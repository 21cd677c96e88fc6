internal import Limits
internal import Protocol
internal import Syscalls

/// A list that is sent in several lines, for readers that parse a whole line at once. Each part is
/// a notification `part` with the request's id. The response comes last, with an empty list and the
/// verdict.
struct ListParts {
  /// The id of the request, as it was received.
  let id: [UInt8]
  /// The largest number of records in a part.
  let size: Int
  // The text before the records, the same in every part: parts may have only one record.
  fileprivate var opening: [UInt8] = []
  // Where the part in progress begins in the writer's text; valid until its first record.
  fileprivate var beginning: JSONWriter.Mark?
  fileprivate var records = 0
  fileprivate var count = 0

  init(id: [UInt8], size: Int) {
    self.id = id
    self.size = size
  }

  /// The parts that a call asks for; nil if it wants the list in one line.
  init?(_ parameters: Parameters, id: [UInt8], inBatch: Bool) throws(RPCError) {
    guard let size = parameters.uint64("partSize") else { return nil }
    guard (1...UInt64(Limits.partRecords)).contains(size) else {
      throw RPCError(
        .invalidParams, "\"partSize\" must be from 1 to \(Limits.partRecords), not \(size)")
    }
    guard !inBatch else {
      throw RPCError(
        .invalidParams, "\"partSize\" cannot be used in a batch",
        hint: "A batch is answered in one line. Send the request in a line of its own.")
    }
    self.init(id: id, size: Int(size))
  }

  fileprivate mutating func setOpening(_ name: StaticString) {
    var json = JSONWriter(capacity: 256)
    json.beginObject()
    json.key("jsonrpc")
    json.token("2.0")
    json.key("method")
    json.token("part")
    json.key("params")
    json.beginObject()
    json.key("id")
    json.value(id)
    json.key(name)
    json.beginArray()
    opening = json.bytes.copied
  }
}

extension ResponseWriter {
  /// Begins the list. If it has parts, the first part takes the place of the response.
  mutating func beginList(_ name: StaticString) {
    if parts != nil {
      json.rewind(to: answerBeginning)
      parts?.setOpening(name)
      beginPart()
    } else {
      json.beginObject()
      json.key(name)
      json.beginArray()
    }
  }

  /// Ends the list. If it has parts, ends the last one and begins the response.
  mutating func endList(_ name: StaticString) {
    if parts != nil, let id = parts?.id {
      if parts?.records == 0, let beginning = parts?.beginning {
        json.rewind(to: beginning)
      } else {
        endPart()
      }
      begin(id)
      json.key("result")
      json.beginObject()
      json.key(name)
      json.beginArray()
    }
    json.endArray()
    if let parts { json.member("parts", parts.count) }
  }

  /// Counts a record of the part in progress.
  /// - Returns: whether the part has reached its size.
  mutating func isPartFull() -> Bool {
    guard let size = parts?.size else { return false }
    parts?.records += 1
    return parts.map { $0.records >= size } ?? false
  }

  mutating func beginPart() {
    parts?.beginning = json.mark
    parts?.records = 0
    if let opening = parts?.opening { json.raw(opening) }
  }

  mutating func endPart() {
    json.raw("]}}")
    json.newline()
    parts?.count += 1
  }
}
