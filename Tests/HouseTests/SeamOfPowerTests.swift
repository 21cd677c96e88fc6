import Testing

/// What opens something of the kernel or of another process is in `Privileged` alone.
@Suite struct SeamOfPowerTests {
  /// Calls of `Syscalls` that open or ask, and the files outside of `Privileged` where each may
  /// stand, with the reason.
  private static let calls: [(call: String, places: [String: String])] = [
    ("Files.open", [:]),
    (
      "Files.read",
      [
        "NLAgent/Configuration/ConfigurationFile.swift": "the agent's configuration",
        "NLAgent/Calls/KernelFeatures.swift": "of /proc/sys only",
        "NLAgent/Methods/Tasks/TaskStatsMethod.swift": "of /proc/sys only",
        "NLAgent/Names/SystemNames.swift": "/etc/services and /etc/passwd",
      ]
    ),
    ("Files.linkTarget", [:]),
    (
      "Files.status",
      [
        "NLAgent/Configuration/ConfigurationFile.swift": "the agent's configuration",
        "nlctl/Connection/Unreachable.swift": "the socket that cannot be reached",
      ]
    ),
    ("Directory(", [:]),
    ("DirectoryListing.", [:]),
    ("NetlinkSocket(", [:]),
    ("NetworkNamespaceFile(", [:]),
    ("NetworkNamespaceFile.own", [:]),
    ("PidNamespaceFile(", [:]),
    ("ProcessFile(", [:]),
    ("DescriptorTables.", [:]),
    ("BPFIterator(", [:]),
    ("ThreadCapabilities.", [:]),
    ("ProcessRestriction.", [:]),
    ("SystemCallFilter(", [:]),
    ("InterfaceName(", [:]),
    (".peerProcess(", [:]),
    (
      "PacketSocket(",
      ["NLAgent/Agent/Agent.swift": "the agent that a surveyor works for"]
    ),
    (
      "UnixSocketPlace(",
      ["NLAgent/Agent/SocketOpener.swift": "the agent's own sockets"]
    ),
    (
      "UnixListener(",
      [
        "NLAgent/Agent/SocketOpener.swift": "the agent's own sockets",
        "NLAgent/Server/SocketActivation.swift": "sockets that systemd hands over",
      ]
    ),
    (
      "UnixStream(",
      [
        "NLAgent/Agent/Agent.swift": "the connection that nlctl --private hands over",
        "nlctl/Connection/AgentConnection.swift": "the connection to the agent",
      ]
    ),
  ]

  @Test(arguments: calls.map(\.call))
  func standsWhereItMay(_ call: String) throws {
    let places = try #require(Self.calls.first { $0.call == call }).places
    var found: Set<String> = []
    for file in try SourceFile.all() where !["Syscalls", "Privileged"].contains(file.target) {
      guard contains(file.code, call) else { continue }
      found.insert(file.path)
      if places[file.path] == nil {
        Issue.record(
          "Sources/\(file.path) calls \(call): what opens or asks belongs into Privileged")
      }
    }
    for place in places.keys.sorted() where !found.contains(place) {
      Issue.record("Sources/\(place) does not call \(call) any more: remove it from the table")
    }
  }

  /// Whether the call stands in the code, and not only as the end of a longer name.
  private func contains(_ code: String, _ call: String) -> Bool {
    var rest = code[...]
    while let range = rest.firstRange(of: call) {
      let before =
        range.lowerBound > code.startIndex ? code[code.index(before: range.lowerBound)] : " "
      if call.hasPrefix(".") || !(before.isLetter || before.isNumber || before == "_") {
        return true
      }
      rest = rest[range.upperBound...]
    }
    return false
  }

  /// No sentence for a client, and no JSON, is made where the power is.
  @Test func privilegedKnowsNoProtocol() throws {
    for file in try SourceFile.all() where file.target == "Privileged" {
      #expect(
        !file.code.contains("import Protocol"),
        "Sources/\(file.path): Privileged takes and gives plain values")
    }
  }
}
