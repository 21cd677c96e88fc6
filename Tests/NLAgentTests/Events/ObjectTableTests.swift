import Limits
import Netlink
import Protocol
import Syscalls
import Testing

@testable import NLAgent

/// A table that `#expect` can call.
private final class Table {
  private var objects: ObjectTable

  init(limit: Int = Limits.subscriptionBytes) {
    objects = ObjectTable(limit: limit)
  }

  var count: Int { objects.count }
  var isFull: Bool { objects.isFull }
  func put(_ key: [UInt8], _ hash: UInt64) -> ObjectTable.Change { objects.put(key, hash) }
  func remove(_ key: [UInt8]) -> Bool { objects.remove(key) }
  func isDuplicate(_ key: [UInt8]) -> Bool { objects.isDuplicate(key) }
  func beginReading() { objects.beginReading() }
  func removeUnread() -> [[UInt8]] {
    var gone: [[UInt8]] = []
    objects.removeUnread { gone.append($0.copied) }
    return gone
  }
}

@Suite struct ObjectTableTests {
  private func key(_ number: Int) -> [UInt8] { Array(#"{"index":\#(number)}"#.utf8) }

  @Test func newChangedAndSameAreDifferent() {
    let table = Table()
    #expect(table.put(key(1), 7) == .added)
    #expect(table.put(key(1), 7) == .same)
    #expect(table.put(key(1), 8) == .changed)
    #expect(table.put(key(1), 8) == .same)
    #expect(table.count == 1)
    #expect(table.remove(key(1)))
    #expect(!table.remove(key(1)))
    #expect(table.put(key(1), 8) == .added)
  }

  @Test func manyObjectsAreKeptApart() {
    let table = Table()
    for number in 0..<5000 { #expect(table.put(key(number), UInt64(number)) == .added) }
    for number in stride(from: 0, to: 5000, by: 2) { #expect(table.remove(key(number))) }
    for number in 0..<5000 {
      #expect(table.put(key(number), UInt64(number)) == (number % 2 == 0 ? .added : .same))
    }
    #expect(table.count == 5000)
    #expect(!table.isFull)
  }

  @Test func whatWasNotReadAgainIsRemoved() {
    let table = Table()
    for number in 0..<100 { _ = table.put(key(number), 1) }
    table.beginReading()
    for number in 0..<100 where number % 10 != 3 { _ = table.put(key(number), 1) }
    _ = table.put(key(777), 1)
    #expect(Set(table.removeUnread()) == Set((0..<100).filter { $0 % 10 == 3 }.map { key($0) }))
    #expect(table.count == 91)
    #expect(table.removeUnread() == [])
  }

  @Test func whatIsReadTwiceIsADuplicate() {
    let table = Table()
    table.beginReading()
    #expect(table.put(key(1), 7) == .added)
    #expect(table.put(key(2), 7) == .added)
    #expect(table.put(key(1), 7) == .same)
    #expect(table.removeUnread() == [])
    #expect(table.isDuplicate(key(1)) && !table.isDuplicate(key(2)) && !table.isDuplicate(key(3)))
    // An event is no reading.
    #expect(table.put(key(2), 7) == .same)
    #expect(!table.isDuplicate(key(2)))
    table.beginReading()
    #expect(table.put(key(1), 7) == .same)
    #expect(table.removeUnread() == [key(2)])
    #expect(!table.isDuplicate(key(1)))
  }

  /// Keys move when the table is compacted, and stay whole.
  @Test func whatStaysSurvivesWhatGoes() {
    let table = Table()
    for number in 0..<3000 { _ = table.put(key(number), UInt64(number)) }
    for number in 0..<3000 where number % 7 != 0 { _ = table.remove(key(number)) }
    for number in 3000..<9000 {
      _ = table.put(key(number), UInt64(number))
      if number % 3 != 0 { _ = table.remove(key(number)) }
    }
    let kept = (0..<9000).filter { $0 < 3000 ? $0 % 7 == 0 : $0 % 3 == 0 }
    #expect(table.count == kept.count)
    for number in kept { #expect(table.put(key(number), UInt64(number)) == .same) }
    table.beginReading()
    #expect(Set(table.removeUnread()) == Set(kept.map { key($0) }))
  }

  /// Objects that come and go for ever must not fill it.
  @Test func whatIsGoneTakesNoRoom() {
    let table = Table(limit: 20_000)
    for number in 0..<20_000 {
      #expect(table.put(key(number), 1) == .added)
      #expect(table.remove(key(number)))
    }
    #expect(!table.isFull && table.count == 0)
  }

  @Test func theLimitIsKept() {
    let table = Table(limit: 10_000)
    var met = 0
    while table.put(key(met), 1) == .added { met += 1 }
    #expect(table.isFull)
    #expect((50..<400).contains(met))
    #expect(table.put(key(0), 1) == .same)
    #expect(table.put(key(met), 1) == .noRoom)
  }
}

@Suite struct ObjectTextTests {
  /// A reader that `#expect` can call.
  private final class Reader {
    private var object: ObjectText

    init(_ topic: ServedTopic, interface: String? = nil) {
      object = ObjectText(topic, interface: interface.map { .init($0) })
    }

    func read(_ text: String) -> ObjectText {
      object.read(Array(text.utf8).rawBytes)
      return object
    }
  }

  @Test func theKeyIsTheMembersThatIdentifyAnObject() {
    let reader = Reader(.address)
    let object = reader.read(
      #"{"interfaceIndex":2,"interface":"a\"b,}","family":"v4","address":"10.0.0.1","#
        + #""prefixLength":24,"flags":["X","Y"],"scope":"link"}"#)
    #expect(
      String(decoding: object.object(ofKey: object.key.rawBytes), as: UTF8.self)
        == #"{"interfaceIndex":2,"family":"v4","address":"10.0.0.1","prefixLength":24}"#)
    // A member that is missing is not taken for another.
    let other = reader.read(#"{"interfaceIndex":2,"peer":"10.0.0.1"}"#)
    #expect(other.key != reader.read(#"{"interfaceIndex":2,"address":"10.0.0.1"}"#).key)
    #expect(
      String(decoding: other.object(ofKey: other.key.rawBytes), as: UTF8.self)
        == #"{"interfaceIndex":2,"peer":"10.0.0.1"}"#)
  }

  @Test func onlyRestlessMembersDoNotCount() {
    let reader = Reader(.address)
    func hash(_ flags: String, _ seconds: Int, _ updated: Int) -> UInt64 {
      reader.read(
        #"{"interfaceIndex":2,"flags":[\#(flags)],"validSeconds":\#(seconds),"#
          + #""updatedHundredths":\#(updated)}"#
      ).hash
    }
    let first = hash(#""UP""#, 100, 5)
    #expect(hash(#""UP""#, 99, 5) == first)
    #expect(hash(#""UP""#, 100, 6) != first)
    #expect(hash(#""UP","X""#, 100, 5) != first)
    #expect(hash("", 100, 5) != first)
  }

  @Test func volatileMembersInsideOfObjectsDoNotCountEither() {
    let reader = Reader(.address)
    func hash(_ inner: String) -> UInt64 {
      reader.read(#"{"interfaceIndex":2,"times":{\#(inner)},"scope":"link"}"#).hash
    }
    let first = hash(#""a":1,"validSeconds":7,"b":{"preferredSeconds":8,"c":2}"#)
    #expect(hash(#""a":1,"validSeconds":70,"b":{"preferredSeconds":80,"c":2}"#) == first)
    #expect(hash(#""a":1,"validSeconds":7,"b":{"preferredSeconds":8,"c":3}"#) != first)
    #expect(hash(#""a":2,"validSeconds":7,"b":{"preferredSeconds":8,"c":2}"#) != first)
    #expect(hash("") != first)
  }

  @Test func everyByteCounts() {
    let reader = Reader(.link)
    var hashes: Set<UInt64> = []
    for length in 0..<40 {
      for letter in ["a", "b", "\u{e9}"] {
        let text = String(repeating: "x", count: length) + letter
        hashes.insert(reader.read(#"{"index":1,"name":"\#(text)"}"#).hash)
      }
    }
    #expect(hashes.count == 120)
  }

  @Test func theInterfaceIsFoundByNameAndIndex() {
    for (wanted, text, isWanted) in [
      ("eth0", #"{"index":1,"name":"eth0"}"#, true),
      ("eth0", #"{"index":1,"name":"eth01"}"#, false),
      ("1", #"{"index":1,"name":"eth0"}"#, true),
      ("1", #"{"index":11,"name":"eth0"}"#, false),
      ("a\"b", #"{"index":11,"name":"a\"b"}"#, true),
      ("eth0", #"{"index":1,"name":"x","alias":"eth0"}"#, false),
    ] {
      #expect(Reader(.link, interface: wanted).read(text).isWanted == isWanted, "\(text)")
    }
  }

  /// Whatever the text, it is read to its end and no further.
  @Test func tornTextHarmsNothing() {
    let whole = #"{"index":1,"name":"a\"b","flags":["X",{"y":[1]}],"o":{"p":"}"}}"#
    for length in 0...whole.utf8.count {
      _ = Reader(.link).read(String(whole.prefix(length)))
    }
  }
}

/// Both ends know the same topics, and each has what it needs.
@Suite struct TopicTableTests {
  @Test func servesExactlyTheTopicsThereAre() {
    // Triggers of pressure are no messages, and exits no multicast.
    let others = [EventTopic.pressure.name, EventTopic.taskExit.name]
    let served = TopicTable.all.map(\.contract.name) + others
    #expect(served == EventTopic.all.map(\.name))
    for topic in EventTopic.all {
      let known = topic.object.map(\.name)
      #expect(topic.object.count > 5, "\(topic.name)")
      for member in topic.keys + topic.interfaces { #expect(known.contains(member)) }
      if others.contains(topic.name) { continue }
      let inner = Set(topic.object.flatMap { TopicTableTests.names(of: $0) })
      #expect(
        TopicTable.find(topic.name)?.volatileMembers.allSatisfy { inner.contains($0) } == true)
      #expect((TopicTable.find(topic.name)?.dumps.isEmpty) == (topic.list == nil))
    }
  }

  /// The names of a member and of all inside of it.
  private static func names(of member: Schema.Member) -> [String] {
    [member.name] + members(of: member.schema).flatMap { names(of: $0) }
  }

  private static func members(of schema: Schema) -> [Schema.Member] {
    switch schema {
    case .object(let members): members
    case .array(let inner), .map(let inner), .nullable(let inner): members(of: inner)
    case .variants(let variants): variants.flatMap(\.members)
    default: []
    }
  }

  @Test func theResultIsAsItsContractSays() throws {
    let snapshot = try MethodRun.result("subscribe", #"{"topics":["link","address"]}"#)
    #expect(snapshot["snapshot"]?["links"]?.elements?.isEmpty == false)
    _ = try MethodRun.result("subscribe", #"{"topics":["socketClose"],"snapshot":false}"#)
  }
}
