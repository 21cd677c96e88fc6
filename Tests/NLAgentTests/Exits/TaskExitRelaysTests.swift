import Limits
import ProcFiles
import Protocol
import Syscalls
import TestSupport
import Testing

@testable import NLAgent
@testable import Privileged

@Suite struct TaskExitRelaysTests {
  private static let root = UserAccount(uid: 0, isRoot: true)
  private static let user = UserAccount(uid: 1000, isRoot: false)

  /// Subscriptions to the same processors share a registration, however they write them. It ends
  /// with the last one, and the next one begins another.
  @Test(.needs(.root)) func aRegistrationIsShared() throws {
    let relays = TaskExitRelays()
    let all = try TaskExitListener.processors(nil).0
    let numbers = all.processors.map { "\($0)" }.joined(separator: ",")
    for _ in 0..<2 {
      let queues = try (0..<3).map { _ in try TaskExitQueue(.none) }
      for (queue, list) in zip(queues, [nil, all.text, numbers]) {
        try relays.join(queue, on: list, for: Self.user)
      }
      #expect(relays.count == 1)
      let narrow = try TaskExitQueue(.none)
      try relays.join(narrow, on: "0", for: Self.user)
      #expect(relays.count == (all.text == "0" ? 1 : 2))
      for queue in queues + [narrow] { relays.leave(queue) }
      try eventually("no registration is left") { relays.count == 0 }
    }
  }

  /// Each gets all exits, or the number of those that it had no room for.
  @Test(.needs(.root)) func eachSubscriptionLosesItsOwn() throws {
    let relays = TaskExitRelays()
    let wide = try TaskExitQueue(.none, room: 16 << 20)
    let narrow = try TaskExitQueue(.none, room: 5000)
    try relays.join(wide, on: nil, for: Self.user)
    try relays.join(narrow, on: nil, for: Self.user)
    // Exits of before, which the narrow one does not get.
    _ = try wide.takeAll()
    for _ in 0..<100 { try Syscalls.Thread.start(stackBytes: 1 << 16) {} }
    var received: [[UInt8]] = []
    try eventually("the exits of all threads: \(received.count)") {
      let (messages, lost) = try wide.takeAll()
      #expect(lost == 0)
      received += messages
      return received.count >= 100
    }
    relays.leave(wide)
    relays.leave(narrow)
    received += try wide.takeAll().messages
    let (kept, lost) = try narrow.takeAll()
    #expect(kept.count > 0 && lost > 0)
    // The wide one joined first and left first.
    #expect(kept.count + Int(lost) >= 100)
    #expect(received.contains(kept[0]))
  }

  /// How many different lists one processor can be in.
  @Test func listsOfOneProcessorAreLimited() throws {
    func list(_ text: String) throws -> ProcessorList { try #require(ProcessorList(text)) }
    let used = try ["0-3", "3", "2-4", "100-200"].map { try list($0) }
    try TaskExitRelays.check(try list("0-2"), among: used, for: Self.user)
    try TaskExitRelays.check(try list("300"), among: used, for: Self.user)
    #expect {
      try TaskExitRelays.check(try list("1,3"), among: used, for: Self.user)
    } throws: { error in
      let error = try #require(error as? RPCError)
      return error.code == .limitExceeded && error.message.contains("with processor 3,")
        && error.hint != nil
    }
    // A place is kept for root.
    try TaskExitRelays.check(try list("1,3"), among: used, for: Self.root)
    let full = try used + [list("3-5")]
    #expect(throws: RPCError.self) {
      try TaskExitRelays.check(try list("1,3"), among: full, for: Self.root)
    }
    // One list for each of many processors is within the limit.
    let single = try (0..<64).map { try list("\($0)") }
    for each in single { try TaskExitRelays.check(each, among: single, for: Self.user) }
  }
}
