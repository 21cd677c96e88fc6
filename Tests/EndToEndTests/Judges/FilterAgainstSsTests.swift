import Foundation
import TestSupport
import Testing

/// Filters, held against `ss` with the same filter, and against the sets that `ss` shows for each
/// predicate alone.
@Suite(.needs(.root, .tools("ip", "python3", "ss")))
struct FilterAgainstSsTests {
  private let zoo: FilterZoo
  private let agent: TestAgent

  init() throws {
    zoo = try FilterZoo()
    agent = try zoo.agent()
  }

  @Test func randomExpressionsSelectWhatSsSelects() throws {
    let seed = UInt64.random(in: .min ... .max)
    print("filter expressions of seed \(seed)")
    var random = SeededRandom(seed)
    let predicates = zoo.predicates
    let askable = predicates.filter { $0.ss != nil }
    let states = predicates.filter { $0.ssState != nil }
    let records = try agent.filtered(nil).records
    var known: [TestPredicate: Set<String>] = [:]
    for predicate in predicates { known[predicate] = try selected(by: predicate, of: records) }
    let before = try zoo.ss()
    var answers: [(text: String, ours: Set<String>, right: Set<String>)] = []
    var wholes = 0
    for number in 0..<300 {
      // Two of three are such that ss can be asked the same: a state, if any, comes first.
      let isAskable = number % 3 != 0
      let expression = TestExpression.random(3, isAskable ? askable : predicates, using: &random)
      let state = isAskable ? states.randomElement(using: &random) : nil
      let text = (state.map { $0.ours + " " } ?? "") + "( \(expression.ours) )"
      let ours = try agent.filtered(text).cookies
      var right = expression.meaning(of: before) { known[$0] ?? [] }
      if let state { right.formIntersection(known[state] ?? []) }
      answers.append((text, ours, right))
      guard let asked = expression.ss else { continue }
      wholes += 1
      let words = [state?.ssState, "( \(asked) )"].compactMap { $0 }.joined(separator: " ")
      answers.append((text, ours, try zoo.ss(words.split(separator: " ").map { String($0) })))
    }
    // Sockets that came to their end meanwhile (TIME_WAIT) say nothing.
    let stable = before.intersection(try zoo.ss())
    #expect(stable.count > 100)
    for (text, ours, right) in answers {
      #expect(ours.intersection(stable) == right.intersection(stable), "seed \(seed): \(text)")
    }
    #expect(wholes > 150)
    print("\(wholes) of 300 were asked of ss as a whole, of \(stable.count) sockets")
  }

  /// What `ss` selects by one predicate; of what it has no words for, what the records say.
  private func selected(by predicate: TestPredicate, of records: [JSON]) throws -> Set<String> {
    if let text = predicate.ssState ?? predicate.ss {
      return try zoo.ss(text.split(separator: " ").map { String($0) })
    }
    return Set(
      records.filter { predicate.holds(for: $0) }.compactMap { $0["cookie"].string })
  }

  /// Every predicate alone selects something and not all, or the test above would say little.
  @Test func everyPredicateDistinguishesSockets() throws {
    let all = try zoo.ss()
    for predicate in zoo.predicates where !predicate.ours.hasSuffix(" all") {
      let count = try agent.filtered(predicate.ours).cookies.count
      #expect(count > 0 && count < all.count, "\(predicate.ours)")
    }
  }

  /// Words for states before an expression, as in `ss`: each `state` adds, `exclude` takes away.
  @Test func statesAreReadAsSsReadsThem() throws {
    for text in [
      "state established dport = :443", "state listening state time-wait",
      "exclude listening exclude established", "state connected exclude established sport = :443",
      "exclude established state established", "state bucket state established",
      "state big exclude closed ( sport = :443 or dport = :443 )",
    ] {
      let ours = try agent.filtered(text).cookies
      #expect(ours == (try zoo.ss(text.split(separator: " ").map(String.init))), "\(text)")
    }
  }

  /// Where `ss` is wrong by its own manual; see `TestExpression.ss`.
  @Test func ssIsNotAlwaysRight() throws {
    let words = "sport = :443 or dport = :443 and src 127.0.1.1"
    let ours = try agent.filtered(words).cookies
    #expect(
      ours == (try agent.filtered("sport = :443 or ( dport = :443 and src 127.0.1.1 )").cookies))
    #expect(
      try zoo.ss(words.split(separator: " ").map(String.init))
        == zoo.ss(
          "( sport = :443 or dport = :443 ) and src 127.0.1.1".split(separator: " ").map(
            String.init)))
    let loopback = try agent.filtered("src [::1] and not src 0.0.0.0/8").cookies
    #expect(loopback == (try zoo.ss(["src", "[::1]"])))
    #expect(
      try zoo.ss("src [::1] and not src 0.0.0.0/8".split(separator: " ").map(String.init)).isEmpty)
    #expect(try zoo.ss(["not", "autobound"]).isEmpty)
    #expect(try !agent.filtered("not autobound").cookies.isEmpty)
  }

  /// The maker bound these itself, and not those.
  @Test func autoboundIsWhatBindDidNotChoose() throws {
    let auto = try agent.filtered("autobound").records
    let other = try agent.filtered("not autobound").records
    let chosen: Set = [443, 8080, 8443, 22, 7001, 7002, 53, 123, 5353, 40000, 41000]
    for record in other {
      let port = record["localPort"].int ?? 0
      #expect(
        chosen.contains(port) || (20000...30010).contains(port) || (9100...9300).contains(port),
        "\(record)")
    }
    #expect(other.count { $0["state"].string == "LISTEN" } > 8)
    // One listener has a port of the kernel's choice. Of TIME_WAIT and SYN_RECV nobody knows, and
    // what a listener accepts never called bind.
    #expect(auto.count { $0["state"].string == "LISTEN" } == 1)
    #expect(auto.count { $0["state"].string == "TIME_WAIT" } >= 5)
    let both = try agent.filtered("autobound or not autobound").cookies
    #expect(both == (try agent.filtered(nil).cookies))
  }

  @Test func boundSocketsAreFilteredToo() throws {
    let answer = try agent.ask("inetConnections", ["filter": "state bound-inactive sport = 7003"])
    #expect(answer["connections"].array.count == 2)
    for (filter, families) in [
      ("sport = 7003", ["v4", "v6"]), ("sport = 7003 and fwmark = 9", ["v4"]),
      ("sport = 7003 and fwmark = 10", ["v6"]), ("sport = 7003 and not fwmark = 9", ["v6"]),
      ("sport = 7003 and fwmark = 11", []), ("sport = 7003 src 127.0.0.1 fwmark = 10", []),
      // The kernel's program cannot test users: the agent tests the rows.
      ("sport = 7003 and uid = 0", ["v4", "v6"]), ("sport = 7003 and uid = 7", []),
      ("sport = 7003 and fwmark = 9 and not uid = 7", ["v4"]),
    ] {
      let some = try agent.ask("inetConnections", ["filter": filter])["connections"].array
      #expect(some.map { $0["family"].string ?? "" }.sorted() == families, "\(filter)")
    }
    let others = try agent.ask("inetConnections", ["filter": "state closed autobound"])
    #expect(others["connections"].array.contains { $0["state"].string == "BOUND_INACTIVE" })
  }

  /// One process made the zoo and holds all that anybody holds.
  @Test func ownersAreAskedFor() throws {
    let held = Set(
      try agent.filtered(nil).records.filter { !$0["inode"].isNull }
        .compactMap { $0["cookie"].string })
    for filter in ["pid = \(zoo.pid)", "process = pyth*", "not not pid != 1 and not inode = 0"] {
      #expect(try agent.filtered(filter).cookies == held, "\(filter)")
    }
    #expect(try agent.filtered("pid = 1").cookies.isEmpty)
    let web = try agent.filtered("sport = :443 and state listening").cookies
    #expect(try agent.filtered("sport = 443 state listening process = python3*").cookies == web)
  }

  @Test func mistakesAreShownWithTheirPlace() throws {
    let refused = try agent.response("inetConnections", ["filter": "sport = :htps"])
    #expect(refused["error"]["code"].int == -32602)
    #expect(refused["error"]["data"]["column"].int == 9)
    #expect(refused["error"]["data"]["hint"].string?.contains("Did you mean") == true)
    let finished = try agent.nlctl("inet", "state", "establishd", "sport", "=", ":443")
    #expect(finished.status == 1)
    #expect(
      finished.errors.hasSuffix(
        "  state establishd sport = :443\n        ^\nDid you mean \"established\"?\n"))
    let unix = try agent.response("unixConnections", ["filter": "uid = 0 and sport = 3"])
    #expect(unix["error"]["data"]["column"].int == 13)
  }

  @Test func namespacesAreAskedFor() throws {
    let path = "/run/netns/\(zoo.namespace.name)"
    let inode = try succeed(["stat", "-L", "-c", "%i", path]).lines[0]
    let all = try agent.filtered(nil).cookies
    #expect(try agent.filtered("netns = \(inode)").cookies == all)
    #expect(try agent.filtered("netns != \(inode) or netns = 1").cookies.isEmpty)
    let unix = try agent.ask("unixConnections", ["filter": "netns = \(inode)"])
    let every = try agent.ask("unixConnections")
    #expect(unix["connections"].array.count == every["connections"].array.count)
    // Of all namespaces only this one is left.
    let answer = try agent.ask(
      "inetConnections", ["filter": "netns = \(inode)", "netns": "all"])
    let records = answer["connections"].array
    let cookies = Set(
      records.filter { $0["state"].string != "BOUND_INACTIVE" }.compactMap { $0["cookie"].string })
    // TIME_WAIT may have ended meanwhile.
    #expect(cookies.isSubset(of: all) && cookies.count > 20)
    #expect(
      records.allSatisfy { $0["netns"].uint64.map { "\($0)" } == inode })
  }
}
