internal import Protocol

/// Finds the wanted members of records. Records of one list mostly have the same members in the
/// same order. So the index first compares with the member that followed last time, and searches
/// only if it is a different one.
struct RecordIndex: Sendable {
  /// The wanted members of the record that was read last, in the order of the names. The fields
  /// behind them are internal.
  private(set) var fields: [Field]
  private var known: KnownMembers
  private var objects: [InnerObject] = []

  /// A member that is an object with wanted members.
  private struct InnerObject: Sendable {
    /// Its position in `fields`.
    let place: Int
    /// The positions in `fields` of its members.
    var targets: [Int] = []
    var index: RecordIndex
  }

  /// - Parameter names: `a.b` is the member b of the object a.
  init(_ names: [String]) {
    var all = names
    var inner: [(place: Int, target: Int, name: String)] = []
    for (target, name) in names.enumerated() {
      guard let dot = name.firstIndex(of: ".") else { continue }
      let object = String(name[..<dot])
      let place = all.firstIndex(of: object) ?? all.count
      if place == all.count { all.append(object) }
      inner.append((place, target, String(name[name.index(after: dot)...])))
    }
    known = KnownMembers(all.map { Array($0.utf8) })
    fields = Array(repeating: Field(), count: all.count)
    for place in Set(inner.map(\.place)).sorted() {
      let members = inner.filter { $0.place == place }
      objects.append(
        InnerObject(
          place: place, targets: members.map(\.target), index: RecordIndex(members.map(\.name))))
    }
  }

  /// Finds the members of `record`, a JSON object.
  mutating func read(_ record: Span<UInt8>) {
    RecordIndex.read(record, into: &fields, &known)
    for number in objects.indices { readObject(number, record) }
  }

  private mutating func readObject(_ number: Int, _ record: Span<UInt8>) {
    let object = fields[objects[number].place]
    let isObject = object.kind == .object
    if isObject { objects[number].index.read(record.extracting(object.start..<object.end)) }
    for (position, target) in objects[number].targets.enumerated() {
      var field = isObject ? objects[number].index.fields[position] : Field()
      field.start += object.start
      field.end += object.start
      fields[target] = field
    }
  }

  private static func read(
    _ record: Span<UInt8>, into array: inout [Field], _ known: inout KnownMembers
  ) {
    // A span, because an array checks at each write whether its storage is shared.
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
        wanted = known.find(key, record, after: &last)
      }
      // The colon, and white space, which nlagent does not send.
      scanner.skipSeparators(record)
      let field = scanner.value(record)
      if wanted >= 0 { fields[wanted] = field }
    }
  }
}

/// The members that were found so far.
private struct KnownMembers: Sendable {
  struct Member: Sendable {
    // The first bytes of the name with its closing quote; bits behind it are zero.
    let head: UInt64
    let headMask: UInt64
    let second: UInt64
    let secondMask: UInt64
    /// The length of the name in bytes, closing quote included.
    let count: Int
    /// The position in `names`; -1 if the member is not wanted.
    let wanted: Int
    /// The position of the member that followed it last time.
    var next: Int
    let name: [UInt8]
  }

  /// The first one represents the record's beginning and has no name.
  private(set) var members: [Member]
  private let names: [[UInt8]]

  // Bounds the memory if every record has new member names.
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

  /// Whether the name that begins at `start` is the name of the member at `index`.
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

  /// Finds the member of this name, or adds it.
  /// - Returns: its position in `names`, or -1.
  @inline(never)
  mutating func find(_ key: Field, _ record: Span<UInt8>, after last: inout Int) -> Int {
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
