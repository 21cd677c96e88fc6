import Netlink
import Syscalls
import TestSupport
import Testing

@Suite("statistics of tasks")
struct TaskStatsTests {
  static let versions = Array(8...17)

  private static let others: [TaskStatsField] = [
    .exitCode, .flags, .nice, .policy, .userID, .groupID, .taskID, .parentID, .beginning, .elapsed,
    .beginning64, .processID, .processElapsed, .programDevice, .programInode,
  ]

  /// The exit event of the last task of a process.
  static let answer = answer(
    part(4, 5, TaskStatsStruct.bytes(17)) + part(5, 5, TaskStatsStruct.bytes(15)))

  /// One part as the kernel sends it. Some builds of the kernel add an empty attribute as padding.
  private static func part(_ type: UInt16, _ id: UInt32, _ stats: [UInt8], padded: Bool = false)
    -> [UInt8]
  {
    attribute(
      type, attribute(type - 3, le32(id)) + (padded ? attribute(6, []) : []) + attribute(3, stats))
  }

  private static func answer(_ parts: [UInt8]) -> [UInt8] { [2, 1, 0, 0] + parts }

  @Test(arguments: versions) func sizesAreThoseOfC(_ version: Int) {
    let layout = TaskStatsLayout.all[TaskStatsLayout.index(ofVersion: UInt16(version))]
    #expect(layout.version == UInt16(version))
    #expect(layout.knownBytes == TaskStatsStruct.layout(version).size)
  }

  /// Every member has a different value, so a wrong offset gives a wrong value.
  @Test(arguments: versions) func fieldsAreReadByTheirVersion(_ version: Int) throws {
    let places = TaskStatsStruct.layout(version).places
    let bytes = Self.answer(Self.part(4, 77, TaskStatsStruct.bytes(version)))
    let message = try TaskStatsMessage(bytes.rawBytes)
    guard let stats = message.task else { throw AbsentAttribute(type: 4) }
    #expect(stats.id == 77 && Int(stats.version) == version)
    #expect(stats[.version] == UInt64(version))
    for field in Self.others {
      let isThere = places["\(field.name)"] != nil
      #expect(
        stats[field] == (isThere ? TaskStatsStruct.value("\(field.name)", version) : nil),
        "\(field.name)")
    }
    #expect(stats.command?.copied == Array("c".utf8))
    let layout = stats.layout
    for field in layout.cpu + layout.memory + layout.io {
      #expect(
        field.value(in: stats.bytes) == TaskStatsStruct.value("\(field.name)", version),
        "\(field.name)")
    }
    #expect(layout.cpu.count + layout.memory.count + layout.io.count == 22)
  }

  @Test(arguments: versions) func delaysAreReadByTheirVersion(_ version: Int) throws {
    let places = TaskStatsStruct.layout(version).places
    let bytes = TaskStatsStruct.bytes(version)
    let layout = TaskStatsLayout.all[TaskStatsLayout.index(ofVersion: UInt16(version))]
    #expect(
      layout.delays.map(\.delay)
        == TaskStatsDelay.allCases.filter { delay in
          places["\(delay.name)_count"] != nil
        })
    for (delay, fields) in layout.delays {
      let kernelNames = [
        "count": "\(delay.name)_count", "total": "\(delay.name)_delay_total",
        "max": "\(delay.name)_delay_max", "min": "\(delay.name)_delay_min",
        "maxSeconds": "\(delay.name)_delay_max_ts.tv_sec",
        "maxNanoseconds": "\(delay.name)_delay_max_ts.tv_nsec",
      ]
      #expect(fields.count == kernelNames.values.count { places[$0] != nil })
      for field in fields {
        let name = try #require(kernelNames["\(field.name)"])
        #expect(
          field.value(in: bytes.rawBytes) == TaskStatsStruct.value(name, version), "\(name)")
      }
    }
  }

  /// At each length, the fields that were received are read, and the others are absent.
  @Test(arguments: [8, 13, 15, 16, 17]) func areReadAsFarAsTheyReach(_ version: Int) throws {
    let places = TaskStatsStruct.layout(version).places
    let whole = TaskStatsStruct.bytes(version)
    for length in 0...whole.count {
      let bytes = Self.answer(Self.part(4, 1, Array(whole[..<length])))
      guard length >= 2 else {
        #expect(throws: NetlinkError.self) { _ = try TaskStatsMessage(bytes.rawBytes) }
        continue
      }
      let message = try TaskStatsMessage(bytes.rawBytes)
      guard let stats = message.task else { throw AbsentAttribute(type: 4) }
      for field in Self.others + [TaskStatsDelay.cpu.total, TaskStatsDelay.blkio.total] {
        let end = places["\(field.name)"]?.upperBound ?? .max
        #expect(
          stats[field] == (length >= end ? TaskStatsStruct.value("\(field.name)", version) : nil))
      }
      let end = try #require(places["ac_comm"]).upperBound
      #expect((stats.command != nil) == (length >= end))
      let delays = stats.layout.delays.flatMap(\.fields)
      for field in stats.layout.cpu + stats.layout.memory + stats.layout.io + delays {
        #expect((field.value(in: stats.bytes) != nil) == (length >= field.offset + field.width))
      }
    }
  }

  /// Fields that a later version appends are not read; those of version 17 are.
  @Test func aVersionFromTheFutureIsReadAsFarAsItIsKnown() throws {
    var bytes = TaskStatsStruct.bytes(17) + [UInt8](repeating: 0x55, count: 24)
    bytes[0] = 18
    let whole = Self.answer(Self.part(4, 1, bytes))
    let message = try TaskStatsMessage(whole.rawBytes)
    guard let stats = message.task else { throw AbsentAttribute(type: 4) }
    #expect(stats.version == 18 && stats.layout.version == 17)
    #expect(stats.bytes.byteCount - stats.layout.knownBytes == 24)
    #expect(stats[.processID] == TaskStatsStruct.value("ac_tgid", 17))
    let irq = try #require(stats.layout.delays.last)
    #expect(
      irq.fields.last?.value(in: stats.bytes)
        == TaskStatsStruct.value("irq_delay_max_ts.tv_nsec", 17))
  }

  @Test func endsOfProcessesHaveBothParts() throws {
    let first = TaskStatsStruct.bytes(16, command: Array("\u{1}\u{ff}) R".utf8))
    let second = TaskStatsStruct.bytes(
      15, command: [UInt8](repeating: UInt8(ascii: "a"), count: 32))
    for padded in [false, true] {
      // The padding may also stand before a part.
      let gap = padded ? attribute(6, []) : []
      let bytes = Self.answer(
        gap + Self.part(4, 5, first, padded: padded) + gap + Self.part(5, 6, second, padded: padded)
      )
      let message = try TaskStatsMessage(bytes.rawBytes)
      guard let task = message.task, let process = message.process else {
        throw AbsentAttribute(type: 5)
      }
      #expect(task.id == 5 && task.version == 16 && process.id == 6 && process.version == 15)
      #expect(task.command?.copied == Array("\u{1}\u{ff}) R".utf8))
      #expect(process.command?.byteCount == 32)
    }
  }

  @Test(
    arguments: [
      [], [2, 1], [2, 1, 0, 0], [2, 1, 0, 0] + attribute(6, []), [2, 1, 0, 0] + attribute(4, []),
      [2, 1, 0, 0] + attribute(4, attribute(1, le32(1))),
      [2, 1, 0, 0] + attribute(4, attribute(3, le64(8))),
      [2, 1, 0, 0] + attribute(4, attribute(1, [1]) + attribute(3, le64(8))),
      [2, 1, 0, 0] + attribute(4, attribute(1, le32(1)) + attribute(3, [8])),
      [2, 1, 0, 0] + attribute(5, attribute(1, le32(1)) + attribute(3, le64(8))),
    ] as [[UInt8]]) func whatIsNoAnswerIsAnError(_ bytes: [UInt8])
  {
    #expect(throws: NetlinkError.self) { _ = try TaskStatsMessage(bytes.rawBytes) }
  }

  @Test func requestsAreBuiltByteForByte() {
    #expect(
      Request.taskStats(taskstats: 0x1c, task: 0x0102_0304).bytes
        == le32(28) + le16(0x1c) + le16(0x05) + le32(0) + le32(0) + [1, 1, 0, 0]
        + attribute(1, le32(0x0102_0304)))
    #expect(
      Request.taskStats(taskstats: 0x1c, process: 7).bytes.suffix(8) == attribute(2, le32(7)))
  }
}
