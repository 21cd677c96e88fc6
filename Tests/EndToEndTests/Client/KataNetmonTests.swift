import Foundation
import TestSupport
import Testing
import Vocabulary

/// `contrib/examples/kata-netmon`: hands a runtime what changes, as Kata's own netmon did, without
/// its faults. The runtime writes down each call, and what `ip` says at that time.
@Suite(.needs(.root, .tools("ip", "pgrep", "python3")))
struct KataNetmonTests {
  private let namespace: NetworkNamespace
  private let agent: TestAgent
  private let folder: ScratchFolder
  private let sandbox = SandboxFolder()

  init() throws {
    namespace = try NetworkNamespace()
    agent = try TestAgent(in: namespace)
    folder = try ScratchFolder()
  }

  private static let script = Repository.root.appendingPathComponent("contrib/examples/kata-netmon")
    .path

  /// Starts it, and waits until it knows what is there.
  private func netmon(_ words: String..., failEvery: Int = 0) throws -> RunningProgram {
    let program = try RunningProgram(
      [Self.script, "-s", sandbox.id, "-r", Zoo.path("kata_runtime")] + words, in: namespace,
      environment: [
        "NLCTL": Built.client, "NLAGENT_SOCKET": agent.socket, "KATA_LOG": folder.path + "/log",
        "KATA_FAIL_EVERY": "\(failEvery)",
      ])
    try waitForSnapshot(program)
    return program
  }

  private var state: String { sandbox.path + "/state.json" }

  private func waitForSnapshot(_ program: RunningProgram) throws {
    try eventually("it knows what is there: \(program.errors)") {
      FileManager.default.fileExists(atPath: state)
    }
  }

  private func calls() throws -> [KataCall] {
    // The runtime may be writing the last line just now.
    let text = folder.text("log")
    let whole = text[..<(text.lastIndex(of: "\n") ?? text.startIndex)]
    return try whole.split(separator: "\n").map { KataCall(try JSON(String($0))) }
  }

  /// Makes changes, and waits for the calls that they lead to.
  /// - Returns: those calls, as words.
  private func change(_ commands: String, until count: Int) throws -> [KataCall] {
    let before = try calls().count
    try ip(commands, in: namespace)
    try eventually("\(count) calls for \(commands): \(folder.text("log"))") {
      try calls().count >= before + count
    }
    try waitUntilAllIsHandedOver()
    return Array(try calls()[before...])
  }

  /// Makes a link that is down, which is not handed to the runtime, and waits until it is in the
  /// state and the process that put it there has ended. Then all calls for earlier changes have
  /// been made.
  private func waitUntilAllIsHandedOver() throws {
    // Within the 15 bytes of a link's name, and never one that is there already.
    let name = "m" + UUID().uuidString.prefix(13)
    try ip("link add \(name) type ifb", in: namespace)
    try eventually("\(name) is in the state") {
      let state = (try? String(contentsOfFile: state, encoding: .utf8)) ?? ""
      return try state.contains(name)
        && run(["pgrep", "-f", "^[^ ]*(sh|python[0-9.]*) .*--events -s \(sandbox.id)"]).status == 1
    }
  }

  private func expect(
    _ calls: [KataCall], _ interfaces: [String], at location: SourceLocation = #_sourceLocation
  ) {
    #expect(
      calls.filter { $0.command != "update-routes" }.map(\.words).sorted() == interfaces.sorted(),
      sourceLocation: location)
    #expect(calls.last?.command == "update-routes", sourceLocation: location)
    for call in calls where call.command == "add-iface" {
      #expect("\(call.value)" == call.interfaceOfIp, sourceLocation: location)
    }
    #expect(calls.last?.sortedRoutes == calls.last?.routesOfIp)
  }

  @Test func eachChangeIsHandedOver() throws {
    try ip(
      """
      link add old0 type veth peer name old1
      link set old0 up
      link set old1 up
      addr add 10.1.0.1/24 dev old0
      link add down0 type veth peer name down1
      """, in: namespace)
    let program = try netmon()
    // Up before it is running; the kernel's own fe80:: and routes are not handed over.
    expect(
      try change(
        """
        link add new0 type veth peer name new1_kata
        link set new1_kata up
        addr add 10.2.0.1/24 dev new0
        link set new0 mtu 1400
        link set new0 up
        """, until: 2), ["add-iface new0"])
    expect(
      try change("addr add 10.1.0.5/24 dev old0", until: 3), ["del-iface old0", "add-iface old0"])
    expect(
      try change(
        "addr add 2001:db8::1/64 dev new0 nodad\naddr add 10.3.0.1 peer 10.3.0.2/30 dev new0\n"
          + "addr add fe80::77/64 dev new0 nodad", until: 3), ["del-iface new0", "add-iface new0"])
    expect(
      try change("addr del 10.2.0.1/24 dev new0", until: 3), ["del-iface new0", "add-iface new0"])
    expect(
      try change("link set down0 up\nlink set down1 up", until: 3),
      ["add-iface down0", "add-iface down1"])
    // One rule for names: what ends in kata is the runtime's own, what only contains it is not.
    expect(
      try change(
        """
        link add katas type veth peer name tap0_kata
        addr add 10.4.0.1/24 dev tap0_kata
        link set tap0_kata up
        link set katas up
        route add 10.44.0.0/16 dev tap0_kata
        """, until: 2), ["add-iface katas"])
    expect(try change("link del tap0_kata", until: 2), ["del-iface katas"])
    // A link that goes down stays as it was handed over.
    try ip("link set old1 down\naddr add 10.1.0.6/24 dev old0", in: namespace)
    try waitUntilAllIsHandedOver()
    expect(
      try change("link set old1 up", until: 3), ["del-iface old0", "add-iface old0"])
    expect(
      try change("link del new0", until: 2), ["del-iface new0"])
    #expect(program.isRunning)
    #expect(program.errors.isEmpty)
    #expect(program.stop() == 0)
    for call in try calls() {
      #expect(call.row["words"].strings?.first == "kata-network")
      #expect(call.row["words"].strings?.suffix(2) == [sandbox.id, sandbox.path + "/shared.json"])
      #expect(call.row["mode"].string == "0o640")
      #expect(call.row["folderMode"].string == "0o750")
      #expect(!call.words.hasSuffix("kata"))
    }
    #expect(!FileManager.default.fileExists(atPath: sandbox.path + "/shared.json"))
  }

  @Test func routesAreHandedOverWhole() throws {
    try ip(
      """
      link add r0 type veth peer name r1_kata
      link set r0 up
      link set r1_kata up
      addr add 10.1.0.1/24 dev r0
      addr add 2001:db8::1/64 dev r0 nodad
      route add 10.60.0.0/16 via 10.1.0.2
      """, in: namespace)
    let program = try netmon()
    for (commands, count) in [
      ("route add default via 10.1.0.254 src 10.1.0.1", 2),
      ("route add 10.70.0.0/16 dev r0 scope link\nroute add 10.80.0.1 via 10.1.0.3", 4),
      ("route add 2001:db8:7::/48 via 2001:db8::2\nroute add ::/0 via 2001:db8::3 metric 7", 6),
      ("route add blackhole 10.90.0.0/16\nroute add 10.91.0.0/16 via 10.1.0.9 table 90", 6),
      ("route del 10.60.0.0/16\nroute del 2001:db8:7::/48", 4),
      ("route replace 10.70.0.0/16 via 10.1.0.7", 4),
    ] {
      try ip(commands, in: namespace)
      try eventually("\(count) routes: \(folder.text("log"))") {
        try calls().last?.value.array.count == count
          && calls().last.map { $0.sortedRoutes == $0.routesOfIp } == true
      }
    }
    #expect(try calls().allSatisfy { $0.command == "update-routes" })
    let dests = try calls().last?.value.array.map { $0["Dest"].string ?? "-" } ?? []
    #expect(Set(dests) == ["", "10.70.0.0/16", "10.80.0.1/32"])
    try ip("route flush table main proto boot\nroute del ::/0", in: namespace)
    try eventually("no routes are null") { try calls().last?.value.isNull == true }
    #expect(program.stop() == 0)
  }

  @Test func namesOfAnyBytesAreHandedOver() throws {
    let program = try netmon("-log", "debug")
    let names = [#"q"u\"#, "e'$(x)", "n\\377x"]
    for (index, name) in names.enumerated() {
      let before = try calls().count
      let printed = index == 2 ? name : name.replacingOccurrences(of: "\\", with: "\\\\")
      try succeed(
        [
          "sh", "-c",
          """
          name=$(printf "$1") && ip link add name "$name" type veth peer name p\(index)_kata &&
          ip link set p\(index)_kata up && ip link set dev "$name" up
          """, "sh", printed,
        ], in: namespace)
      try eventually("\(name) is handed over; \(program.errors)") {
        try calls().count == before + 2
      }
      let call = try #require(try calls().dropLast().last)
      #expect(call.words == "add-iface " + (index == 2 ? "n\u{fffd}x" : name))
      #expect("\(call.value)" == call.interfaceOfIp)
    }
    try succeed(["sh", "-c", "ip link del p0_kata; ip link del p2_kata"], in: namespace)
    try eventually("the end is handed over") {
      try calls().filter { $0.command == "del-iface" }.map(\.words).sorted()
        == ["del-iface n\u{fffd}x", #"del-iface q"u\"#]
    }
    #expect(program.stop() == 0)
  }

  /// A call that failed is reported, and made good at the next change.
  @Test func aFailingRuntimeEndsNothing() throws {
    let program = try netmon(failEvery: 3)
    for number in 0..<4 {
      _ = try change(
        """
        link add f\(number) type veth peer name g\(number)_kata
        link set g\(number)_kata up
        addr add 10.1.\(number).1/24 dev f\(number)
        link set f\(number) up
        route add 10.2.\(number).0/24 via 10.1.\(number).2
        """, until: 1)
    }
    _ = try change("addr add 10.1.1.9/24 dev f1\naddr del 10.1.2.1/24 dev f2", until: 1)
    _ = try change("link del f3", until: 1)
    // Each change of anything is an occasion; alternative names are nobody's else.
    for attempt in 0..<20 where try !isSettled() {
      try ip("link add x\(attempt) type ifb\nlink set x\(attempt) mtu 1300", in: namespace)
      try waitUntilAllIsHandedOver()
    }
    #expect(try isSettled())
    #expect(program.isRunning)
    #expect(program.stop() == 0)
    let failed = try calls().filter { $0.row["status"].int == 7 }
    #expect(failed.count >= 4)
    let reports = program.errors.split(separator: "\n").filter { $0.hasPrefix("kata-netmon: ") }
    #expect(reports.count == failed.count)
    for (number, (report, call)) in zip(reports, failed).enumerated() {
      #expect(report.contains("\(call.command) "))
      #expect(report.contains("ended with status 7 (\(number + 1) of "))
    }
    #expect(program.errors.contains(/nlctl: \d+ of \d+ commands failed/))
  }

  /// Whether what the runtime has is what `ip` prints.
  private func isSettled() throws -> Bool {
    let runtime = try KataRuntime(calls())
    let log = folder.path + "/now"
    try? FileManager.default.removeItem(atPath: log)
    let value = folder.path + "/null"
    try Data("null".utf8).write(to: URL(fileURLWithPath: value))
    try succeed(
      ["env", "KATA_LOG=\(log)", Zoo.path("kata_runtime"), "kata-network", "-", "-", value],
      in: namespace)
    let now = KataCall(try JSON(folder.text("now")))
    #expect(runtime.mistakes == [])
    return now.interfacesOfIp == runtime.interfaces && now.routesOfIp == runtime.routes
  }

  @Test func optionsAreThoseOfNetmon() throws {
    let runtime = Zoo.path("kata_runtime")
    let cases: [(words: [String], status: Int32, output: String, errors: String)] = [
      ([], 1, "", "sandbox id is empty"),
      (["-r", runtime], 1, "", "sandbox id is empty"),
      (["-s", sandbox.id], 1, "", "runtime path is empty"),
      (["-s", sandbox.id, "-r", runtime, "-log", "loud"], 1, "", "no log level 'loud'"),
      (["-h"], 0, "-log LEVEL", ""),
      (["-help"], 0, "-log LEVEL", ""),
      (["-v"], 0, "kata-netmon version ", ""),
      (["-version", "-s", ""], 0, "kata-netmon version ", ""),
      (["-x"], 2, "", "unrecognized arguments: -x"),
    ]
    for (words, status, output, errors) in cases {
      let finished = try run([Self.script] + words)
      #expect(finished.status == status, "\(words) \(finished.errors)")
      for (text, wanted) in [(finished.text, output), (finished.errors, errors)] {
        #expect(wanted.isEmpty ? text.isEmpty : text.contains(wanted), "\(words) \(text)")
      }
    }
    let none = try run(
      [Self.script, "-s", sandbox.id, "-r", runtime],
      environment: ["NLCTL": Built.client, "NLAGENT_SOCKET": "/nonexistent"])
    #expect(none.status == 3)
    // Whoever kills it, as Kata does, ends all of it.
    let program = try netmon("-d")
    #expect(program.stop(SIGKILL) == 128 + SIGKILL)
    try eventually("the agent's client is gone") {
      try agent.ask("status")["subscriptions"].int == 0
    }
    // A runtime that cannot be started is reported as well.
    try FileManager.default.removeItem(atPath: state)
    let again = try RunningProgram(
      [Self.script, "-s=\(sandbox.id)", "-r=/nonexistent", "-log=error"], in: namespace,
      environment: ["NLCTL": Built.client, "NLAGENT_SOCKET": agent.socket])
    try waitForSnapshot(again)
    try ip(
      "link add w0 type veth peer name w1_kata\nlink set w1_kata up\nlink set w0 up", in: namespace)
    try eventually("it is reported") {
      again.errors.contains(
        "kata-netmon: add-iface 'w0' failed: /nonexistent cannot be run: No such file or directory")
    }
    #expect(again.stop() == 0)
  }
}
