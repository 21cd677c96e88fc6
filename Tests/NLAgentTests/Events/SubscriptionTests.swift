import Glibc
import Limits
import Protocol
import Syscalls
import TestSupport
import Testing

@testable import NLAgent
@testable import Privileged

/// A subscription whose kernel is a script.
@Suite struct SubscriptionTests {
  private typealias Dump = SubscriptionRun.Dump

  private func links(_ dumps: Dump...) throws -> SubscriptionRun {
    try SubscriptionRun(#"{"topics": ["link"]}"#, [Type.getLink: dumps])
  }

  // MARK: Snapshot

  @Test func theSnapshotHasAllObjects() throws {
    let run = try links(Dump(messages: [link(1, "a"), link(2, "b")]))
    let list = run.result["snapshot"]?["links"]?.elements
    #expect(list?.map { $0["name"]?.text } == ["a", "b"])
    #expect(run.result["complete"]?.flag == true)
    #expect(run.result["sequence"]?.number == 0)
    #expect(run.result["topics"]?.texts == ["link"])
    #expect(run.kernel.groups[.route] == [1])
    #expect(try run.send().isEmpty)
    #expect(run.subscription.timeout == nil)
  }

  @Test func anInterruptedSnapshotIsRepeated() throws {
    let run = try links(
      Dump(messages: [link(1, "a")], isInterrupted: true),
      Dump(messages: [link(1, "a"), link(2, "b")]))
    #expect(run.result["snapshot"]?["links"]?.elements?.count == 2)
    #expect(run.result["complete"]?.flag == true)
    #expect(run.dumpCount(Type.getLink) == 2)
  }

  /// What is missing in the snapshot is sent later.
  @Test func aSnapshotThatStaysInterruptedIsReadAgain() throws {
    let run = try links(Dump(messages: [link(1, "a")], isInterrupted: true))
    #expect(run.result["complete"]?.flag == false)
    #expect(run.dumpCount(Type.getLink) == 1 + Limits.dumpRetries)
    run.tables.dumps = [Type.getLink: [Dump(messages: [link(1, "a"), link(2, "b")])]]
    run.waitForTimer()
    #expect(try run.sendInShort() == ["added b resync"])
    #expect(run.subscription.timeout == nil)
  }

  /// Joining the groups succeeds without the modules that send the events.
  @Test func aModuleThatSendsNoEventsIsAProblem() throws {
    let getSockets: UInt16 = 20  // SOCK_DIAG_BY_FAMILY
    let whole = try SubscriptionRun(#"{"topics": ["socketClose"]}"#, [getSockets: [Dump()]])
    #expect(whole.result["complete"]?.flag == true)
    #expect(whole.kernel.requests.map { $0.bytes[17] } == [6, 17])
    let run = try SubscriptionRun(
      #"{"topics": ["socketClose"]}"#, [getSockets: [Dump(), Dump(refusal: ENOENT)]])
    #expect(run.result["complete"]?.flag == false)
    let problem = run.result["problems"]?.elements?.first
    #expect(problem?["name"]?.text == "eventsMissing")
    #expect(problem?["message"]?.text?.contains("udp_diag") == true)
  }

  // MARK: Events

  @Test func eventsAreDifferencesFromWhatTheClientKnows() throws {
    let run = try links(Dump(messages: [link(1, "a"), link(2, "b")]))
    run.kernel.routeEvents.append(
      event(Type.newLink, link(1, "a")), event(Type.newLink, link(1, "a", flags: 1)),
      event(Type.newLink, link(3, "c")), event(Type.deleteLink, link(2, "b")),
      event(Type.deleteLink, link(2, "b")))
    #expect(try run.sendInShort() == ["changed a", "added c", "removed b"])
    #expect(try run.send().isEmpty)
    #expect(run.subscription.sequence == 3)
    #expect(run.call.agent.subscriptions.counts.events == 3)
  }

  @Test func numbersHaveNoGaps() throws {
    let run = try links()
    for number in 1...3 {
      run.kernel.routeEvents.append(event(Type.newLink, link(UInt32(number), "x")))
      #expect(try run.send().map { $0.params["sequence"]?.number } == [UInt64(number)])
    }
  }

  @Test func forgedEventsAreNotSent() throws {
    let run = try links()
    run.kernel.routeEvents.append(
      .datagram(message(Type.newLink, link(1, "a"), sequence: 0, port: 0), from: 4711))
    #expect(try run.send().isEmpty)
  }

  /// One subscription must not keep the others and the client's requests waiting.
  @Test func oneTurnHasALimit() throws {
    let run = try links()
    for number in 0..<Limits.eventsAtOnce + 3 {
      run.kernel.routeEvents.append(event(Type.newLink, link(UInt32(number), "x")))
    }
    #expect(try run.send().count == Limits.eventsAtOnce)
    #expect(try run.send().count == 3)
  }

  @Test func aSocketThatFailsEndsTheSubscription() throws {
    let run = try links()
    run.kernel.routeEvents.append(.failure(.badFileDescriptor))
    let ending = #expect(throws: Subscription.Ending.self) { try run.send() }
    #expect(ending.map { "\($0.reason)" } == "failed")
    #expect(ending?.message.contains("EBADF") == true)
  }

  @Test func aSubscriptionCountsAsLongAsItLives() throws {
    var run: SubscriptionRun? = try links()
    let registry = try #require(run?.call.agent.subscriptions)
    #expect(registry.counts.now == 1)
    run = nil
    #expect(registry.counts.now == 0)
  }

  // MARK: Overruns

  @Test func anOverrunSendsTheDifferences() throws {
    let run = try links(
      Dump(messages: [link(1, "a"), link(2, "b"), link(4, "d")]),
      Dump(messages: [link(1, "a", flags: 1), link(3, "c"), link(4, "d")]))
    run.kernel.routeEvents.append(.failure(.noBufferSpace))
    let sent = try run.send()
    #expect(
      sent.map(\.method) == ["overrun", "event", "event", "event", "overrunEnded"])
    #expect(sent.first?.params["topics"]?.texts == ["link"])
    let events = sent.dropFirst().dropLast().map(\.params)
    #expect(events.map { $0["action"]?.text } == ["changed", "added", "removed"])
    #expect(events.allSatisfy { $0["resync"]?.flag == true && $0["cause"] == nil })
    // Of a removed object only the key is known.
    #expect(events.last?["link"]?.names == ["index"])
    #expect(events.last?["link"]?["index"]?.number == 42_002)
    #expect(sent.last?.params["differences"]?.number == 3)
    #expect(sent.last?.params["complete"]?.flag == true)
    #expect(run.call.agent.subscriptions.counts.overruns == 1)
  }

  /// Events that are older than the dump would undo what it showed.
  @Test func olderEventsAreNotSentAfterAnOverrun() throws {
    let run = try links(
      Dump(messages: [link(1, "a")]), Dump(messages: [link(1, "a"), link(2, "b")]))
    run.kernel.routeEvents.append(
      .failure(.noBufferSpace), event(Type.deleteLink, link(2, "b")), .failure(.noBufferSpace),
      event(Type.newLink, link(3, "c")))
    #expect(try run.sendInShort() == ["overrun", "added b resync", "overrunEnded"])
    #expect(try run.send().isEmpty)
  }

  /// An interrupted dump lacks objects that exist: they must not be sent as removed.
  @Test func anInterruptedRereadIsRepeated() throws {
    let run = try links(
      Dump(messages: [link(1, "a"), link(2, "b")]),
      Dump(messages: [link(1, "a")], isInterrupted: true),
      Dump(isInterrupted: true),
      Dump(messages: [link(1, "a"), link(2, "b"), link(3, "c")]))
    run.kernel.routeEvents.append(.failure(.noBufferSpace))
    let sent = try run.send()
    #expect(sent.map(\.method) == ["overrun", "event", "overrunEnded"])
    #expect(sent[1].params["action"]?.text == "added")
    #expect(sent.last?.params["complete"]?.flag == true)
    #expect(sent.last?.params["differences"]?.number == 1)
    #expect(run.dumpCount(Type.getLink) == 4)
    #expect(run.subscription.timeout == nil)
  }

  @Test func aRereadThatStaysInterruptedIsIncompleteAndMadeLater() throws {
    let run = try links(
      Dump(messages: [link(1, "a"), link(2, "b")]),
      Dump(messages: [link(1, "a")], isInterrupted: true))
    run.kernel.routeEvents.append(.failure(.noBufferSpace))
    let sent = try run.send()
    #expect(sent.map(\.method) == ["overrun", "overrunEnded"])
    #expect(sent.last?.params["complete"]?.flag == false)
    #expect(run.dumpCount(Type.getLink) == 2 + Limits.dumpRetries)
    run.tables.dumps = [Type.getLink: [Dump(messages: [link(1, "a")])]]
    run.waitForTimer()
    #expect(try run.sendInShort() == ["removed 42002 resync"])
  }

  /// The lost events may have renamed links.
  @Test func namesAreLookedUpAgainAfterAnOverrun() throws {
    let run = try SubscriptionRun(
      #"{"topics": ["address"]}"#, [Type.getAddress: [Dump(), Dump(messages: [address(1)])]])
    run.kernel.routeEvents.append(
      event(Type.newLink, link(1, "old")), event(Type.newAddress, address(1)))
    let added = try run.send().first?.params["address"]
    #expect(added?["interface"]?.text == "old")
    run.kernel.routeEvents.append(.failure(.noBufferSpace))
    let sent = try run.send()
    #expect(sent.map(\.method) == ["overrun", "event", "overrunEnded"])
    #expect(sent[1].params["action"]?.text == "changed")
    // This machine has no link of that index.
    #expect(sent[1].params["address"]?["interface"] == nil)
  }

  // MARK: Reading again

  @Test func aNewNameOfALinkReadsObjectsAgain() throws {
    let run = try SubscriptionRun(
      #"{"topics": ["address"]}"#, [Type.getAddress: [Dump(), Dump(messages: [address(1)])]])
    run.kernel.routeEvents.append(
      event(Type.newLink, link(1, "old")), event(Type.newAddress, address(1)))
    #expect(try run.send().count == 1)
    #expect(run.subscription.timeout == nil)
    run.kernel.routeEvents.append(event(Type.newLink, link(1, "new")))
    #expect(try run.send().isEmpty)
    run.waitForTimer()
    let sent = try run.send()
    #expect(sent.map { $0.params["action"]?.text } == ["changed"])
    #expect(sent.first?.params["address"]?["interface"]?.text == "new")
    #expect(sent.first?.params["resync"]?.flag == true)
  }

  /// The event removes one of two objects that have the same key.
  @Test func theRemovalOfADuplicateReadsObjectsAgain() throws {
    let run = try SubscriptionRun(
      #"{"topics": ["address"]}"#,
      [
        Type.getAddress: [
          Dump(messages: [address(1), address(1), address(2)]),
          Dump(messages: [address(1), address(2)]),
        ]
      ])
    run.kernel.routeEvents.append(event(Type.deleteAddress, address(2)))
    #expect(try run.send().count == 1)
    #expect(run.subscription.timeout == nil)
    run.kernel.routeEvents.append(event(Type.deleteAddress, address(1)))
    #expect(try run.send().map { $0.params["action"]?.text } == ["removed"])
    run.waitForTimer()
    #expect(
      try run.send().map { $0.params["action"]?.text } == ["added", "added"],
      "the duplicate, and the other one, which the script lists again")
  }

  /// An event about an object is no second object.
  @Test func anEventMakesNoDuplicate() throws {
    let run = try SubscriptionRun(
      #"{"topics": ["address"]}"#, [Type.getAddress: [Dump(messages: [address(1)])]])
    run.kernel.routeEvents.append(
      event(Type.newAddress, address(1)), event(Type.deleteAddress, address(1)))
    #expect(try run.send().map { $0.params["action"]?.text } == ["removed"])
    #expect(run.subscription.timeout == nil)
  }

  @Test func aDumpThatFailsRemovesNothing() throws {
    let run = try links(Dump(messages: [link(1, "a")]))
    run.tables.dumps = [Type.getLink: [Dump(messages: [[1, 2, 3]])]]
    run.kernel.routeEvents.append(.failure(.noBufferSpace))
    let sent = try run.send()
    #expect(sent.map(\.method) == ["overrun", "overrunEnded"])
    #expect(sent.last?.params["complete"]?.flag == false)
    #expect(run.subscription.timeout != nil)
  }

  // MARK: Causes

  /// A port number is a process id, and another process may get it.
  @Test func theProcessBehindAPortIsLookedUpAgainEachTime() throws {
    let run = try links()
    var pid: pid_t = 0
    let path = strdup("/bin/sleep")
    let seconds = strdup("60")
    defer {
      free(path)
      free(seconds)
    }
    #expect(posix_spawn(&pid, "/bin/sleep", nil, nil, [path, seconds, nil], environ) == 0)
    let port = UInt32(pid)
    run.kernel.routeEvents.append(event(Type.newLink, link(1, "a"), port: port))
    let first = try run.send().first?.params["cause"]
    kill(pid, SIGKILL)
    waitpid(pid, nil, 0)
    #expect(first?["portID"]?.number == UInt64(port))
    #expect(first?["pid"]?.number == UInt64(port))
    run.kernel.routeEvents.append(event(Type.newLink, link(2, "b"), port: port))
    let second = try run.send().first?.params["cause"]
    #expect(second?["portID"]?.number == UInt64(port))
    #expect(second?["pid"] == nil)
  }

  // MARK: Namespaces

  @Test func aNamespaceThatLosesItsProcessEndsTheSubscription() throws {
    let namespace = try NamespaceFinder.openAgents()
    let caller = Caller(PeerCredentials(pid: Process.id, uid: Process.userID, gid: 0))
    // No process has this number.
    var watch = try #require(
      NamespaceWatch(.process(.max), namespace, of: caller, by: Surveyor(program: "/bin/false")))
    var notifications = NotificationWriter(1, in: nil)
    var response = ResponseWriter(nil)
    var buffer: [UInt8] = []
    // Not before a check is due.
    try watch.send(&notifications, &response, &buffer)
    while let timeout = watch.timeout, timeout > 0 {
      KernelClock.sleep(milliseconds: Int(timeout))
    }
    var ending: Subscription.Ending?
    do throws(Subscription.Ending) {
      try watch.send(&notifications, &response, &buffer)
    } catch {
      ending = error
    }
    #expect(ending.map { "\($0.reason)" } == "namespaceGone")
    var living = try #require(
      NamespaceWatch(
        .process(Process.id), namespace, of: caller, by: Surveyor(program: "/bin/false")))
    while let timeout = living.timeout, timeout > 0 {
      KernelClock.sleep(milliseconds: Int(timeout))
    }
    try living.send(&notifications, &response, &buffer)
    #expect(notifications.sequence == 0)
  }
}
