import Protocol
import Testing

@testable import NLAgent

@Suite struct InetStateTests {
  @Test func everyNameOfTheContractHasBits() {
    for name in MethodContract.inetStates {
      let isOfAssociations = InetState.mask([name]) == 0
      #expect(!isOfAssociations || InetState.associations.contains(name), "\(name)")
    }
    for name in InetState.associations {
      #expect(MethodContract.inetStates.contains(name), "\(name)")
    }
    #expect(InetState.associations.count { InetState.mask([$0]) == 0 } == 6)
    #expect(InetState.mask(nil) == .max)
    #expect(InetState.mask([]) == 0)
    #expect(InetState.mask(["NOTHING"]) == 0)
  }

  /// The numbers of `net/tcp_states.h`.
  @Test(
    arguments: [
      ("ESTABLISHED", 1), ("SYN_SENT", 2), ("SYN_RECV", 3), ("FIN_WAIT1", 4), ("FIN_WAIT2", 5),
      ("TIME_WAIT", 6), ("CLOSE_WAIT", 8), ("LAST_ACK", 9), ("LISTEN", 10), ("CLOSING", 11),
    ] as [(String, UInt8)]) func theKernelsNumbers(_ name: String, _ number: UInt8)
  {
    #expect(InetState.mask([name]) & 1 << UInt32(number) != 0)
    for transport in InetTransport.allCases {
      #expect(InetState.name(number, transport) == name)
    }
  }

  @Test func statesThatHaveSeveralBits() {
    // TCP_NEW_SYN_RECV is 12: a connection that is being opened, too.
    #expect(InetState.mask(["SYN_RECV"]) == 1 << 3 | 1 << 12)
    #expect(InetState.name(12, .tcp) == "SYN_RECV")
    // TCP_BOUND_INACTIVE is 13, and is reported as TCP_CLOSE.
    #expect(InetState.mask(["BOUND_INACTIVE"]) == 1 << 13)
    #expect(InetState.name(7, .tcp) == "BOUND_INACTIVE")
    #expect(InetState.name(7, .udp) == "UNCONNECTED")
    let both = InetState.mask(["BOUND_INACTIVE"]) | InetState.mask(["UNCONNECTED"])
    #expect(InetState.mask(["CLOSE"]) & both == both)
    #expect(InetState.mask(["LISTEN", "ESTABLISHED"]) == 1 << 10 | 1 << 1)
  }

  @Test func aNumberThatIsNoStateIsNamedByItself() {
    for state in UInt8(14)...30 {
      #expect(InetState.name(state, .tcp) == "UNKNOWN_\(state)")
    }
    #expect(InetState.name(0, .tcp) == "UNKNOWN_0")
  }
}

@Suite struct RecentCookiesTests {
  /// How many of these the memory takes for new.
  private func new(_ values: some Sequence<UInt64>, _ cookies: inout RecentCookies) -> Int {
    values.reduce(0) { cookies.insert($1) ? $0 + 1 : $0 }
  }

  @Test func whatIsRepeatedSoonIsFound() {
    var cookies = RecentCookies()
    var found = 0
    for base in 1...UInt64(1000) {
      let bucket = (base * 100)..<(base * 100 + 100)
      found += new(bucket, &cookies)
      found += new(bucket, &cookies)
    }
    #expect(found == 100_000)
  }

  /// What is forgotten is sent again; what is new is never dropped.
  @Test func nothingNewIsEverDropped() {
    var cookies = RecentCookies(count: 64)
    let taken = new((1...UInt64(300_000)).lazy.map { $0 &* 0x1_0001 }, &cookies)
    #expect(taken == 300_000)
  }

  @Test func extremeCookies() {
    var cookies = RecentCookies()
    let extremes: [UInt64] = [.max, 1, 1 << 63, .max - 1]
    let first = new(extremes, &cookies)
    let second = new(extremes, &cookies)
    #expect(first == 4 && second == 0)
  }
}

@Suite struct TaskCountsTests {
  @Test(arguments: [
    ("1 (bash) S 0 1", "S"), ("2 (a b) R 1", "R"), ("3 (a) Z (b) D 1", "D"),
    ("4 ()) T 1", "T"), ("5 (\n) I 1", "I"), ("6 (x) t 1", "t"),
  ]) func theStateStandsBehindTheName(_ stat: String, _ state: String) {
    #expect(TaskCounts.state(inStat: Array(stat.utf8)) == state.utf8.first)
  }

  @Test(arguments: ["", ")", "1 (x)", "1 (x) ", "1 x S"]) func aCutLineHasNone(_ stat: String) {
    #expect(TaskCounts.state(inStat: Array(stat.utf8)) == nil)
  }

  @Test func eachLetterHasItsCount() {
    var counts = TaskCounts()
    for letter in "RSDTtIZXx" { counts.count(state: letter.asciiValue ?? 0) }
    #expect(
      counts
        == TaskCounts(
          running: 1, sleeping: 1, uninterruptible: 1, stopped: 1, traced: 1, idle: 1, zombie: 1,
          other: 2))
    #expect(counts.tasks == 9)
  }
}
