/// Finds the wanted members of records. Records of one list have much the same members in the
/// same order, so the index expects the member that followed last time, and looks only when it
/// is another.
struct RecordIndex: Sendable {
  /// The wanted members of the record indexed last, in the order of the names.
  private(set) var fields: [Field]
  private let names: [[UInt8]]
  private var known: [KnownMember] = []
  // The known names one after the other, each with its closing quote.
  private var keys: [UInt8] = []

  private struct KnownMember {
    let start: Int
    let count: Int
    /// The position in `names`, or -1 for one that nobody wants.
    let wanted: Int
  }

  // A list whose records have ever new member names is not worth remembering.
  private static let knownLimit = 256

  init(_ names: [String]) {
    self.names = names.map { Array($0.utf8) }
    fields = Array(repeating: Field(), count: names.count)
  }

  /// Finds the members of `record`, a JSON object.
  mutating func read(_ record: Span<UInt8>) {
    for index in fields.indices { fields[index].kind = .absent }
    var scanner = FieldScanner(offset: 1)
    var expected = 0
    let count = record.count
    while true {
      scanner.skipSeparators(record)
      guard scanner.offset < count, record[scanner.offset] == UInt8(ascii: "\"") else { return }
      let keyStart = scanner.offset &+ 1
      let wanted: Int
      if expected < known.count, matches(known[expected], record, keyStart) {
        wanted = known[expected].wanted
        scanner.offset = keyStart &+ known[expected].count
        expected &+= 1
      } else {
        let key = scanner.value(record)
        wanted = look(for: key, record, after: &expected)
      }
      // The colon, and white space that no agent writes.
      scanner.skipSeparators(record)
      let field = scanner.value(record)
      if wanted >= 0 { fields[wanted] = field }
    }
  }

  @inline(__always)
  private func matches(_ member: KnownMember, _ record: Span<UInt8>, _ start: Int) -> Bool {
    guard member.count <= record.count &- start else { return false }
    for index in 0..<member.count
    where keys[member.start &+ index] != record[start &+ index] {
      return false
    }
    return true
  }

  private mutating func look(
    for key: Field, _ record: Span<UInt8>, after expected: inout Int
  ) -> Int {
    for step in 0..<known.count {
      // Optional members are left out more often than the order changes.
      let index = (expected + step) % known.count
      if known[index].count == key.count + 1, matches(known[index], record, key.start) {
        expected = index + 1
        return known[index].wanted
      }
    }
    let name = (key.start..<key.end).map { record[$0] }
    let wanted = names.firstIndex(of: name) ?? -1
    if known.count < RecordIndex.knownLimit {
      known.append(KnownMember(start: keys.count, count: name.count + 1, wanted: wanted))
      keys += name
      keys.append(UInt8(ascii: "\""))
      expected = known.count
    }
    return wanted
  }
}
