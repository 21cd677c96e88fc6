internal import Protocol

/// Finds the wanted members of records. Records of one list have much the same members in the
/// same order, so the index expects the member that followed last time, and looks only when it
/// is another.
struct RecordIndex: Sendable {
  /// The wanted members of the record indexed last, in the order of the names.
  private(set) var fields: [Field]
  private var known: KnownMembers

  init(_ names: [String]) {
    known = KnownMembers(names.map { Array($0.utf8) })
    fields = Array(repeating: Field(), count: names.count)
  }

  /// Finds the members of `record`, a JSON object.
  mutating func read(_ record: Span<UInt8>) {
    RecordIndex.read(record, into: &fields, &known)
  }

  private static func read(
    _ record: Span<UInt8>, into array: inout [Field], _ known: inout KnownMembers
  ) {
    // A span, because an array asks at each change whether it is shared.
    var fields = array.mutableSpan
    for index in fields.indices { fields[index].kind = .absent }
    var scanner = FieldScanner(offset: 1)
    var last = 0
    let count = record.count
    while true {
      scanner.skipSeparators(record)
      guard scanner.offset < count, record[scanner.offset] == UInt8(ascii: "\"") else { return }
      let start = scanner.offset &+ 1
      let next = known.members[last].next
      let wanted: Int
      if known.matches(next, record, start) {
        last = next
        wanted = known.members[next].wanted
        scanner.offset = start &+ known.members[next].count
      } else {
        let key = scanner.value(record)
        wanted = known.look(for: key, record, after: &last)
      }
      // The colon, and white space that no agent writes.
      scanner.skipSeparators(record)
      let field = scanner.value(record)
      if wanted >= 0 { fields[wanted] = field }
    }
  }
}

/// The members met so far.
private struct KnownMembers: Sendable {
  struct Member: Sendable {
    // The first bytes of the name with its closing quote; bits behind it are zero.
    let head: UInt64
    let headMask: UInt64
    let second: UInt64
    let secondMask: UInt64
    /// How long the name is, closing quote included.
    let count: Int
    /// The position in `names`, or -1 for one that nobody wants.
    let wanted: Int
    /// The one that came behind it last.
    var next: Int
    let name: [UInt8]
  }

  /// The first stands for the record's beginning and has no name.
  private(set) var members: [Member]
  private let names: [[UInt8]]

  // A list whose records have ever new member names is not worth remembering.
  private static let limit = 256

  init(_ names: [[UInt8]]) {
    self.names = names
    members = [KnownMembers.member([], wanted: -1)]
  }

  private static func member(_ name: [UInt8], wanted: Int) -> Member {
    let quoted = name + [UInt8(ascii: "\"")]
    return Member(
      head: ByteScan.word(quoted.span, at: 0), headMask: ByteScan.mask(quoted.count),
      second: ByteScan.word(quoted.span, at: 8), secondMask: ByteScan.mask(quoted.count - 8),
      count: quoted.count, wanted: wanted, next: 0, name: quoted)
  }

  /// Whether the name that begins at `start` is this member's.
  @inline(__always)
  func matches(_ index: Int, _ record: Span<UInt8>, _ start: Int) -> Bool {
    let head = ByteScan.word(record, at: start)
    guard (head ^ members[index].head) & members[index].headMask == 0 else { return false }
    let count = members[index].count
    guard index > 0, count <= record.count &- start else { return false }
    guard count > 8 else { return true }
    let second = ByteScan.word(record, at: start &+ 8)
    guard (second ^ members[index].second) & members[index].secondMask == 0 else { return false }
    return count <= 16 || isSame(index, record, start)
  }

  private func isSame(_ index: Int, _ record: Span<UInt8>, _ start: Int) -> Bool {
    let name = members[index].name
    for place in 16..<name.count where name[place] != record[start &+ place] { return false }
    return true
  }

  /// Finds the member of this name, or makes it known.
  /// - Returns: its position in `names`, or -1.
  @inline(never)
  mutating func look(for key: Field, _ record: Span<UInt8>, after last: inout Int) -> Int {
    // Optional members are left out more often than the order changes.
    var index = last
    for _ in 1..<members.count {
      index &+= 1
      if index >= members.count { index = 1 }
      if members[index].count == key.count &+ 1, matches(index, record, key.start) {
        members[last].next = index
        last = index
        return members[index].wanted
      }
    }
    let name = (key.start..<key.end).map { record[$0] }
    let wanted = names.firstIndex(of: name) ?? -1
    if members.count <= KnownMembers.limit {
      members.append(KnownMembers.member(name, wanted: wanted))
      members[last].next = members.count - 1
      last = members.count - 1
    }
    return wanted
  }
}
