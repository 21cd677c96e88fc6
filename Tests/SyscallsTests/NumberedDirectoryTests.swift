import Glibc
import Synchronization
import Testing

@testable import Syscalls

@Suite struct NumberedDirectoryTests {
  private func buffer() -> [UInt8] { [UInt8](repeating: 0, count: Directory.entryBytes) }

  @Test func socketsOfThisProcess() throws {
    var pair: [Int32] = [0, 0]
    #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0)
    defer { for number in pair { close(number) } }
    var status = stat()
    var buffer = buffer()
    var found: [UInt32: UInt32] = [:]
    let table = try Directory("/proc").directory(UInt32(getpid())).directory("fd")
    let count = try table.sockets(using: &buffer) { found[$1] = $0 }
    #expect(count >= found.count + 1, "the table's own descriptor is one, too")
    for number in pair {
      #expect(fstat(number, &status) == 0)
      #expect(found[UInt32(number)] == UInt32(status.st_ino))
    }
    #expect(found[UInt32(bitPattern: table.number)] == nil, "a directory is no socket")
  }

  @Test func numbersAreOnlyNumbers() throws {
    var buffer = buffer()
    var numbers: [UInt32] = [99]
    try Directory("/proc").numbers(using: &buffer, into: &numbers)
    #expect(numbers.contains(UInt32(getpid())) && numbers.contains(1))
    #expect(Set(numbers).count == numbers.count)
    let folder = try TemporaryDirectory()
    for name in ["7", "007", "4194304", "x", "7x", "-7", "+7", "7 ", ":", "99999999999"] {
      try folder.makeFile(name)
    }
    try Directory(folder.path).numbers(using: &buffer, into: &numbers)
    #expect(numbers.sorted() == [7, 7, 4_194_304])
  }

  /// A descriptor that is closed between the listing and readlinkat(2) is skipped.
  @Test func descriptorsMayBeClosedMeanwhile() throws {
    var buffer = buffer()
    let isDone = Atomic(false)
    let ended = Syscalls.Semaphore(0)
    try Thread.start(stackBytes: 256 * 1024) {
      while !isDone.load(ordering: .relaxed) {
        let numbers = (0..<50).map { _ in dup(2) }
        for number in numbers { close(number) }
      }
      ended.signal()
    }
    defer {
      isDone.store(true, ordering: .relaxed)
      ended.wait()
    }
    let process = try Directory("/proc").directory(UInt32(getpid()))
    for _ in 0..<500 {
      #expect(throws: Never.self) {
        try process.directory("fd").sockets(using: &buffer) { _, _ in }
      }
    }
  }

  @Test func threadsAreCounted() throws {
    let me = try Directory("/proc").directory(UInt32(getpid()))
    #expect(try me.directoryCount(in: "task") >= 1)
    #expect(throws: SystemCallError.self) { try me.directoryCount(in: "no such") }
  }

  @Test func aProcessThatIsGoneIsNotOpened() throws {
    #expect(throws: SystemCallError(.noSuchFileOrDirectory, "openat")) {
      _ = try Directory("/proc").directory(UInt32.max)
    }
  }

  @Test func tablesAreCompared() throws {
    #expect(try DescriptorTables.areSame(UInt32(getpid()), UInt32(getpid())))
    let other = try Process.start("/bin/sleep", arguments: ["100"], descriptor3: 1)
    defer {
      kill(other, SIGKILL)
      Process.wait(for: other)
    }
    #expect(try !DescriptorTables.areSame(UInt32(getpid()), UInt32(other)))
    #expect(throws: SystemCallError(.noSuchProcess, "kcmp")) {
      try DescriptorTables.areSame(UInt32(getpid()), 0x7fff_fff0)
    }
  }

  @Test func usersAreByNumber() throws {
    let text =
      "root:x:0:0:r:/root:/bin/sh\n\nbad\n:x:5:\nx:y:z\ntoor:x:0:0\nu\u{e9}:x:4294967294:\n"
    let names = Users.names(in: Array(text.utf8))
    #expect(names == [0: Array("root".utf8), UInt32.max - 1: Array("u\u{e9}".utf8)])
    #expect(try Users.names()[0] == Array("root".utf8))
  }
}
