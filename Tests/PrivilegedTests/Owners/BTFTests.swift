import Netlink
import Syscalls
import Testing

@testable import Privileged

/// Types as a kernel would describe them, byte by byte.
private struct TypeBytes {
  private var types: [UInt8] = []
  private var strings: [UInt8] = [0]

  private func word(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value) { Array($0) } }

  mutating func string(_ text: String) -> UInt32 {
    if text.isEmpty { return 0 }
    defer { strings += Array(text.utf8) + [0] }
    return UInt32(strings.count)
  }

  /// A type and the words that follow it.
  mutating func add(
    _ kind: UInt32, _ name: String = "", count: UInt32 = 0, flag: Bool = false, rest: [UInt32]
  ) {
    types += word(string(name)) + word(kind << 24 | count | (flag ? 1 << 31 : 0)) + word(8)
    types += rest.flatMap { word($0) }
  }

  /// A structure (4) or union (5) of members.
  mutating func aggregate(
    _ kind: UInt32, _ name: String, flag: Bool = false,
    _ members: [(name: String, type: UInt32, bits: UInt32)]
  ) {
    let words = members.flatMap { [string($0.name), $0.type, $0.bits] }
    add(kind, name, count: UInt32(members.count), flag: flag, rest: words)
  }

  var bytes: [UInt8] {
    [0x9f, 0xeb, 1, 0] + word(24) + word(0) + word(UInt32(types.count))
      + word(UInt32(types.count)) + word(UInt32(strings.count)) + types + strings
  }
}

@Suite struct BTFTests {
  /// One of every kind, and behind them what is looked for.
  private var everyKind: [UInt8] {
    var types = TypeBytes()
    types.add(1, "int", rest: [0x20])  // 1
    types.add(2, rest: [])
    types.add(3, rest: [1, 1, 4])
    types.add(6, "e", count: 2, rest: [0, 0, 0, 1])
    types.add(7, "task_struct", rest: [])
    types.add(8, "t", rest: [])
    types.add(13, count: 1, rest: [0, 1])
    types.add(12, "other", rest: [])
    types.add(14, "v", rest: [0])
    types.add(15, ".data", count: 1, rest: [1, 0, 4])
    types.add(16, "float", rest: [])
    types.add(17, "tag", rest: [0])
    types.add(19, "e64", count: 1, rest: [0, 0, 0])
    types.aggregate(5, "", [("x", 1, 0), ("deep", 1, 64)])  // 14
    types.aggregate(4, "", [("y", 1, 0), ("", 14, 128)])  // 15
    types.add(12, "bpf_iter_task_file", rest: [])  // 16
    types.aggregate(4, "task_struct", [("pid", 1, 320), ("", 15, 1024), ("odd", 1, 3)])
    types.aggregate(
      4, "bits", flag: true, [("flag", 1, 1 << 24 | 8), ("whole", 1, 16), ("", 15, 64)])
    return types.bytes
  }

  private func offset(_ member: String, _ structure: String, in bytes: [UInt8]) -> Int? {
    guard let types = BTF(bytes.rawBytes), let found = types.structure(structure) else {
      return nil
    }
    return types.offset(of: member, in: found)
  }

  @Test func findsWhatIsThere() {
    let bytes = everyKind
    #expect(BTF(bytes.rawBytes)?.function("bpf_iter_task_file") == 16)
    #expect(BTF(bytes.rawBytes)?.function("other") == 8)
    #expect(BTF(bytes.rawBytes)?.function("int") == nil)
    #expect(BTF(bytes.rawBytes)?.function("bpf_iter") == nil)
    #expect(offset("pid", "task_struct", in: bytes) == 40)
    #expect(offset("y", "task_struct", in: bytes) == 128)
    #expect(offset("deep", "task_struct", in: bytes) == 128 + 16 + 8)
    #expect(offset("whole", "bits", in: bytes) == 2)
    #expect(offset("y", "bits", in: bytes) == 8)
  }

  @Test func whatIsNotThereIsNil() {
    let bytes = everyKind
    #expect(offset("tgid", "task_struct", in: bytes) == nil)
    #expect(offset("pid", "file", in: bytes) == nil)
    #expect(offset("odd", "task_struct", in: bytes) == nil, "no byte begins there")
    #expect(offset("flag", "bits", in: bytes) == nil, "a bit field")
  }

  /// An unnamed member whose type is its own structure ends.
  @Test func circlesEnd() {
    var types = TypeBytes()
    types.aggregate(4, "", [("", 1, 0), ("", 1, 0)])
    types.aggregate(4, "a", [("", 1, 0), ("", 2, 0), ("", 99, 0)])
    #expect(offset("b", "a", in: types.bytes) == nil)
  }

  @Test func aKindThatIsNotKnownEndsTheList() {
    var types = TypeBytes()
    types.add(20, rest: [])
    types.add(12, "f", rest: [])
    #expect(BTF(types.bytes.rawBytes)?.function("f") == nil)
  }

  /// Cut anywhere and changed anywhere, the bytes are at worst not understood.
  @Test func damagedBytesDoNotTrap() {
    let bytes = everyKind
    for count in 0..<bytes.count {
      let cut = Array(bytes[..<count])
      let isRead = BTF(cut.rawBytes) != nil
      #expect(!isRead)
    }
    for index in bytes.indices {
      for value: UInt8 in [0, 1, 0x7f, 0x80, 0xff] {
        var changed = bytes
        changed[index] = value
        _ = BTF(changed.rawBytes)?.function("bpf_iter_task_file")
        _ = offset("deep", "task_struct", in: changed)
        _ = offset("whole", "bits", in: changed)
      }
    }
  }

  /// The kernel this runs on, where it describes itself.
  @Test func thisKernelsLayoutIsPlausible() throws {
    let bytes = try Files.read("/sys/kernel/btf/vmlinux", atMost: 64 << 20)
    guard let types = BTF(bytes.rawBytes), let layout = SocketProgram.Layout(types) else {
      Issue.record("this kernel's types are not understood")
      return
    }
    #expect(layout.function > 1000)
    #expect(layout.taskTgid == layout.taskPid + 4)
    #expect(layout.taskStart % 8 == 0 && layout.taskFiles % 8 == 0)
  }
}
