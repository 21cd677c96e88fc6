import Foundation
import Glibc
import Syscalls
import Testing

/// Whether a descriptor of this number is open in this process.
private func isOpen(_ number: Int32) -> Bool { fcntl(number, F_GETFD) != -1 }

@Suite(.serialized) struct FileDescriptorTests {
  /// A connection ends for its other side when the descriptor is closed.
  @Test func isClosedWithItsOwner() throws {
    var numbers: [Int32] = [-1, -1]
    let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    #expect(socketpair(AF_UNIX, type, 0, &numbers) == 0)
    let other = FileDescriptor(owning: numbers[0])
    do {
      let owned = FileDescriptor(owning: numbers[1])
      #expect(try Poll.readable([other.number], milliseconds: 0) == [])
      #expect(isOpen(owned.number))
    }
    #expect(try Poll.readable([other.number], milliseconds: 10_000) == [0])
    var buffer: [UInt8] = [0]
    #expect(try other.read(into: &buffer) == 0)
  }

  @Test func openedFilesAreClosedOnExec() throws {
    let file = try Files.open("/dev/null")
    #expect(fcntl(file.number, F_GETFD) & FD_CLOEXEC != 0)
    #expect(fcntl(file.number, F_SETFD, 0) == 0)
    try file.closeOnExec()
    #expect(fcntl(file.number, F_GETFD) & FD_CLOEXEC != 0)
  }

  @Test func aReleasedNumberStaysOpen() throws {
    let number = try Files.open("/dev/null").release()
    #expect(isOpen(number))
    close(number)
  }

  @Test func aDuplicateIsClosedOnExec() throws {
    let first = try Files.open("/dev/null")
    let second = try first.duplicate()
    #expect(second.number != first.number && second.number >= 3)
    #expect(fcntl(second.number, F_GETFD) & FD_CLOEXEC != 0)
  }

  @Test func readsToAnOffsetAndToTheEnd() throws {
    let pair = try UnixStream.pair()
    try pair.first.sendAll(Array("abc".utf8).rawBytes)
    pair.first.shutdown(reading: false, writing: true)
    let file = FileDescriptor(owning: dup(pair.second.number))
    var buffer = [UInt8](repeating: UInt8(ascii: "-"), count: 4)
    #expect(try file.read(into: &buffer, at: 4) == 0)
    #expect(try file.read(into: &buffer, at: 2) == 2)
    #expect(buffer == Array("--ab".utf8))
    #expect(try file.read(into: &buffer) == 1)
    #expect(try file.read(into: &buffer) == 0)
  }

  @Test func aWholeFileWithinItsLimit() throws {
    let path = "/tmp/nlt-\(getpid())-file"
    defer { unlink(path) }
    for size in [0, 1, 4095, 4096, 4097, 10_000] {
      let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      #expect(try Files.read(path, atMost: 10_000) == bytes)
      if size > 0 {
        let error = #expect(throws: SystemCallError.self) { try Files.read(path, atMost: size - 1) }
        #expect(error?.errno == .messageTooLong)
      }
    }
  }

  /// The buffer grows, keeps its room, and what an earlier, longer file left behind the count is no
  /// part of the result.
  @Test func filesAreReadIntoOneBuffer() throws {
    let folder = try TemporaryDirectory()
    var buffer: [UInt8] = []
    var room = 0
    for size in [10_000, 0, 1, 4096, 9999, 10_000, 20_000] {
      let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7) }
      try Data(bytes).write(to: URL(fileURLWithPath: folder.path + "/f"))
      let count = try Files.open(folder.path + "/f").readAll(into: &buffer, atMost: 20_000)
      #expect(count == size && Array(buffer[..<count]) == bytes)
      #expect(buffer.count >= room)
      room = buffer.count
    }
    #expect(throws: SystemCallError(.messageTooLong, "read")) {
      _ = try Files.open(folder.path + "/f").readAll(into: &buffer, atMost: 19_999)
    }
  }

  /// A pipe gives what was written, in pieces of another size than the buffer's.
  @Test func allPiecesAreRead() throws {
    let pair = try UnixStream.pair()
    let reader = FileDescriptor(owning: dup(pair.second.number))
    let sender = dup(pair.first.number)
    let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 13) }
    try Thread.start(stackBytes: 256 * 1024) {
      let stream = UnixStream(owning: FileDescriptor(owning: sender))
      for start in stride(from: 0, to: bytes.count, by: 1000) {
        try? stream.sendAll(Array(bytes[start..<start + 1000]).rawBytes)
      }
      stream.shutdown(reading: false, writing: true)
    }
    var buffer = [UInt8](repeating: 0, count: 777)
    let count = try reader.readAll(into: &buffer, atMost: bytes.count)
    #expect(Array(buffer[..<count]) == bytes)
  }

  @Test func whatIsNotThereIsAnErrnoWithItsCall() {
    let error = #expect(throws: SystemCallError.self) { _ = try Files.open("/nothing/here") }
    #expect(error == SystemCallError(.noSuchFileOrDirectory, "open"))
    #expect(error?.description == "open: No such file or directory (ENOENT)")
    let status = #expect(throws: SystemCallError.self) { try Files.status("/nothing") }
    #expect(status?.operation == "stat")
  }

  @Test func statusHasOwnersAndMode() throws {
    let null = try Files.status("/dev/null")
    #expect(null.userID == 0 && null.groupID == 0 && null.mode & 0o777 == 0o666)
    #expect(!null.isSocket)
  }
}

@Suite struct ErrnoTests {
  @Test(
    arguments: [
      (EPERM, "EPERM"), (ENOENT, "ENOENT"), (EACCES, "EACCES"), (ENOBUFS, "ENOBUFS"),
      (EOPNOTSUPP, "EOPNOTSUPP"), (EMFILE, "EMFILE"), (ENODATA, "ENODATA"), (0, "0"),
      (4095, "errno 4095"), (-1, "errno -1"), (.min, "errno -2147483648"),
    ] as [(Int32, String)]) func names(_ code: Int32, _ name: String)
  {
    #expect(Errno(code).name == name)
    #expect(!Errno(code).explanation.isEmpty)
  }

  @Test func everyNumberHasANameOfItsOwn() {
    let names = (Int32(1)...133).map { Errno($0).name }
    #expect(Set(names).count == names.count)
    #expect(Errno(EPERM).explanation == "Operation not permitted")
    #expect(Errno(4095).explanation == "Unknown error")
  }
}

@Suite struct GroupsTests {
  @Test func rootIsThereByNameAndNumber() throws {
    let root = try #require(Groups.find("root"))
    #expect(root.id == 0)
    #expect(Groups.find(id: 0) == root)
    #expect(Groups.find("no such group here") == nil)
    #expect(Groups.find("") == nil)
    #expect(Groups.find(id: 4_294_967_294) == nil)
  }

  /// getgrnam(3) agrees with our own reader of the same file.
  @Test func asGlibcReadsThem() throws {
    let text = String(decoding: try Files.read("/etc/group", atMost: 1 << 20), as: UTF8.self)
    for line in text.split(separator: "\n") {
      let name = String(line.prefix { $0 != ":" })
      guard let group = Groups.find(name) else {
        Issue.record("group \(name) was not found")
        continue
      }
      #expect(Groups.find(id: group.id)?.id == group.id)
      let judge = try #require(getgrnam(name)).pointee
      #expect(judge.gr_gid == group.id)
      var members: [String] = []
      var place = judge.gr_mem
      while let member = place?.pointee {
        members.append(String(cString: member))
        place = place?.advanced(by: 1)
      }
      #expect(group.members == members)
    }
  }
}
