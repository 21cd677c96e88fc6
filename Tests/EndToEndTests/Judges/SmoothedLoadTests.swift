import Foundation
import TestSupport
import Testing

/// The smoothed load against cAdvisor's formula, computed here from what was in the group when.
@Suite(.needs(.root, .tools("pgrep", "python3"), .cgroup(.version2)))
struct SmoothedLoadTests {
  /// What one answer said, and when it came.
  private struct Sighting {
    let samples: Int
    let interval: Double?
    let running: Double
    let uninterruptible: Double
    /// Between which times the last sample was taken, as this clock has it.
    let sampled: ClosedRange<Double>
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private func look(_ client: TestClient, _ path: String) throws -> Sighting {
    let asked = SmoothedLoadTests.now()
    let answer = try client.ask("cgroupLoad", ["path": path, "smoothed": true])
    let answered = SmoothedLoadTests.now()
    func number(_ name: String) -> Double? {
      (answer["smoothed"][name].value as? NSNumber)?.doubleValue
    }
    let samples = answer["smoothed"]["samples"].int ?? -1
    // The first sample is taken by who asks first. The age is cut to milliseconds.
    let age = number("age") ?? 0
    let earliest = samples == 1 ? asked : asked - age - 0.001
    return Sighting(
      samples: samples, interval: number("interval"), running: number("running") ?? -1,
      uninterruptible: number("uninterruptible") ?? -1,
      sampled: earliest...(answered - min(age, answered - earliest)))
  }

  /// A task that runs for ever, and one that waits uninterruptibly: it has called vfork.
  private func tasks() throws -> (running: [RunningProgram], uninterruptible: RunningProgram) {
    let spinners = try (0..<2).map { _ in
      try RunningProgram(["sh", "-c", "while :; do :; done"])
    }
    let parent = try RunningProgram([
      "python3", "-c",
      """
      import ctypes, signal
      libc = ctypes.CDLL(None)
      def forever(_):
          libc.prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
          while True: signal.pause()
      entry = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)(forever)
      stack = ctypes.create_string_buffer(1 << 20)
      top = ctypes.c_void_p(ctypes.addressof(stack) + (1 << 20) - 64)
      libc.clone(entry, top, 0x4000 | 0x100 | signal.SIGCHLD, None)
      """,
    ])
    try waits(parent)
    return (spinners, parent)
  }

  private func waits(_ parent: RunningProgram) throws {
    try eventually("the parent waits for its child") {
      try String(contentsOfFile: "/proc/\(parent.pid)/stat", encoding: .utf8).contains(") D ")
    }
  }

  /// Tasks are moved into the group and out of it between samples. On a busy machine a sample may
  /// fall into a move; what it counted is not known then, and the whole is tried again.
  @Test(.needs(.cgroup(.cpu)), arguments: [ControlGroup.cpu, ControlGroup.unified])
  func theFormulaIsCAdvisors(_ mount: String) throws {
    for _ in 0..<5 {
      if try isTheFormulaCAdvisors(mount) { return }
    }
    Issue.record("a sample fell into a move in each of five attempts")
  }

  /// - Returns: whether it could be judged.
  private func isTheFormulaCAdvisors(_ mount: String) throws -> Bool {
    let agent = try TestAgent()
    let group = try ControlGroup(mount)
    let outside = try ControlGroup(mount)
    let (spinners, parent) = try tasks()
    let children = try run(["pgrep", "-P", "\(parent.pid)"]).lines.compactMap { Int32($0) }
    defer {
      for pid in children + spinners.map(\.pid) + [parent.pid] { kill(pid, SIGKILL) }
    }
    // Between which times how many of each kind were moved.
    var moves: [(time: ClosedRange<Double>, running: Double, uninterruptible: Double)] = []
    func put(_ running: Int, _ uninterruptible: Int) throws {
      let begin = SmoothedLoadTests.now()
      for (place, spinner) in spinners.enumerated() {
        try (place < running ? group : outside).write("\(spinner.pid)", to: "cgroup.procs")
      }
      try (uninterruptible > 0 ? group : outside).write("\(parent.pid)", to: "cgroup.procs")
      // To be moved may wake it for a moment, and then it has to wait for a processor.
      try waits(parent)
      let time = begin...SmoothedLoadTests.now()
      moves.append((time, Double(running), Double(uninterruptible)))
    }
    var script = [(0, 1), (2, 1), (2, 0), (1, 0), (0, 1), (2, 1)]
    let first = script.removeFirst()
    try put(first.0, first.1)
    let client = try agent.connect()
    var sightings = [try look(client, group.path)]
    while sightings.count < 12 {
      var next = sightings[sightings.count - 1]
      try eventually("the next sample") {
        let last = next
        next = try look(client, group.path)
        // Between samples it is the same.
        #expect(next.samples != last.samples || next.running == last.running)
        return next.samples != last.samples
      }
      sightings.append(next)
      if sightings.count % 2 == 0, !script.isEmpty {
        let next = script.removeFirst()
        try put(next.0, next.1)
      }
    }
    #expect(script.isEmpty)
    #expect(sightings[0].interval == nil && sightings[0].samples == 1)
    var running = 0.0
    var uninterruptible = 0.0
    for (place, sighting) in sightings.enumerated() {
      // Samples that were not seen, for this process had to wait, are not known, either.
      guard !moves.contains(where: { $0.time.overlaps(sighting.sampled) }),
        place == 0 || sighting.samples == sightings[place - 1].samples + 1
      else { return false }
      let move = try #require(moves.last { $0.time.upperBound < sighting.sampled.lowerBound })
      var decay = 0.0
      if place > 0 {
        let interval = try #require(sighting.interval)
        let last = sightings[place - 1].sampled
        // Reported as it was, and once a second as far as the machine lets it.
        #expect(interval <= sighting.sampled.upperBound - last.lowerBound + 0.001)
        #expect(interval >= sighting.sampled.lowerBound - last.upperBound - 0.001)
        #expect(interval > 0.5)
        decay = exp(-interval / 10)
      }
      running = running * decay + move.running * (1 - decay)
      uninterruptible = uninterruptible * decay + move.uninterruptible * (1 - decay)
      #expect(abs(sighting.running - running * 1000) <= max(2, running * 10), "\(place)")
      #expect(
        abs(sighting.uninterruptible - uninterruptible * 1000) <= max(2, uninterruptible * 10),
        "\(place)")
    }
    #expect(running > 0.3)
    return true
  }

  /// Who asks seldom gets an average of all that was meanwhile.
  @Test func itIsSampledWhileNobodyAsks() throws {
    let agent = try TestAgent()
    let group = try ControlGroup(ControlGroup.unified)
    let below = try ControlGroup(group.path, "below")
    let client = try agent.connect()
    func ask() throws -> JSON {
      try client.ask(
        "cgroupLoad", ["path": group.path, "smoothed": true, "recursive": true])["smoothed"]
    }
    #expect(try ask()["samples"].int == 1)
    let spinner = try RunningProgram(["sh", "-c", "while :; do :; done"])
    let start = Date()
    try below.write("\(spinner.pid)", to: "cgroup.procs")
    // Nothing can be waited for here, since nobody is to ask. In this thread: where all threads
    // are busy, a task that sleeps is woken minutes later, and the load is forgotten by then.
    usleep(5_300_000)
    let load = try ask()
    let seconds = Date().timeIntervalSince(start)
    // One a second; a busy machine may have the sampler wait.
    #expect((4...Int(seconds) + 2).contains(load["samples"].int ?? 0), "\(load)")
    func average(after seconds: Double) -> Int { Int(1000 * (1 - exp(-seconds / 10))) }
    // The last sample is a second old, and the first came up to a second after the start.
    #expect(
      (average(after: seconds - 2.5)...average(after: seconds) + 10)
        .contains(load["running"].int ?? 0), "\(load) after \(seconds) s")
    // Not the same as the group's own, which nobody watched.
    let alone = try client.ask("cgroupLoad", ["path": group.path, "smoothed": true])["smoothed"]
    #expect(alone["running"].int == 0 && alone["samples"].int == 1)
    // One thread samples both.
    #expect(try agent.resources().threads == TestAgent.idleThreads + 2)
    // A group made anew begins anew.
    spinner.stop(SIGKILL)
    try eventually("it is empty") { try below.lines(of: "cgroup.threads").isEmpty }
    #expect(below.remove() && group.remove())
    let again = try ControlGroup(ControlGroup.unified, group.name)
    #expect(try ask()["samples"].int == 1)
    #expect(again.remove())
  }

  /// A minute after the last question the sampler has ended, and the average begins anew.
  @Test func whatIsAskedForNoMoreIsForgotten() async throws {
    let agent = try TestAgent()
    let group = try ControlGroup(ControlGroup.unified)
    let client = try agent.connect()
    func samples() throws -> Int? {
      try client.ask(
        "cgroupLoad", ["path": group.path, "smoothed": true])["smoothed"]["samples"].int
    }
    #expect(try samples() == 1)
    try eventually("some samples") { (try samples() ?? 0) > 3 }
    let asked = Date()
    #expect(try agent.resources().threads == TestAgent.idleThreads + 2)
    try await eventuallyAside(within: 180, "the sampler ends") {
      try agent.resources().threads == TestAgent.idleThreads + 1
    }
    #expect(Date().timeIntervalSince(asked) > 58)
    #expect(try samples() == 1)
  }

  /// Without smoothed nothing is kept, and of a group that is gone neither.
  @Test func nothingIsKeptThatNobodyAsksFor() throws {
    let agent = try TestAgent()
    let group = try ControlGroup(ControlGroup.unified)
    let client = try agent.connect()
    // The first, and the connection's own.
    let before = TestAgent.idleThreads + 1
    try eventually("others end") { try agent.resources().threads == before }
    #expect(try client.ask("cgroupLoad", ["path": group.path])["smoothed"].isAbsent)
    #expect(try agent.resources().threads == before)
    _ = try client.ask("cgroupLoad", ["path": group.path, "smoothed": true])
    #expect(try agent.resources().threads == before + 1)
    // Its group gone, the sampler has nothing to do.
    #expect(group.remove())
    try eventually("the sampler ends") { try agent.resources().threads == before }
    // The next group has a new one.
    let again = try ControlGroup(ControlGroup.unified)
    _ = try client.ask("cgroupLoad", ["path": again.path, "smoothed": true])
    #expect(try agent.resources().threads == before + 1)
  }

  @Test func tooManyGroupsAreAnError() throws {
    let agent = try TestAgent()
    let group = try ControlGroup(ControlGroup.unified)
    for number in 0..<520 { #expect(mkdir("\(group.path)/\(number)", 0o755) == 0) }
    defer { for number in 0..<520 { rmdir("\(group.path)/\(number)") } }
    let rows = try agent.ask("listCgroups", ["path": group.path, "smoothed": true])["groups"].array
    #expect(rows.count == 521)
    #expect(rows.count { $0["smoothed"]["samples"].int == 1 } == 512)
    let refused = rows.filter { $0["smoothed"].isNull }
    #expect(refused.count == 9)
    #expect(
      refused.allSatisfy {
        $0["unavailable"]["smoothed"].string?.contains("512 groups") == true
      })
  }
}
