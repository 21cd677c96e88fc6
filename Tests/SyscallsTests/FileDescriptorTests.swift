import Foundation
import Glibc
import Syscalls
import Testing

/// Whether the number is open in this process.
private func isOpen(_ number: Int32) -> Bool { fcntl(number, F_GETFD) != -1 }

@Suite(.serialized) struct FileDescriptorTests {
  @Test func isClosedWithItsOwner() throws {
    let number: Int32
    do {
      let file = try Files.open("/dev/null")
      number = file.number
      #expect(fcntl(number, F_GETFD) & FD_CLOEXEC != 0)
    }
    // Another test may have taken the number since; then it is another file.
    let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(number)")
    #expect(link != "/dev/null" || isOpen(number))
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
    var buffer = [UInt8](repeating: 0x2d, count: 4)
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

  @Test func whatIsNotThereIsAnErrnoWithItsCall() {
    let error = #expect(throws: SystemCallError.self) { _ = try Files.open("/nothing/here") }
    #expect(error == SystemCallError(.noSuchFileOrDirectory, "open"))
    #expect(error?.description == "open: No such file or directory (ENOENT)")
    let status = #expect(throws: SystemCallError.self) { try Files.status("/nothing") }
    #expect(status?.operation == "stat")
  }

  @Test func statusTellsOwnersAndMode() throws {
    let null = try Files.status("/dev/null")
    #expect(null.userID == 0 && null.groupID == 0 && null.mode & 0o777 == 0o666)
    #expect(!null.isSocket)
  }

  @Test func theParentDirectoryOfAPathIsMade() throws {
    let directory = "/tmp/nlt-\(getpid())-parent"
    defer { rmdir(directory) }
    try Files.makeDirectory(parentOf: directory + "/x")
    #expect(try Files.status(directory).mode & UInt32(S_IFMT) == UInt32(S_IFDIR))
    let again = #expect(throws: SystemCallError.self) {
      try Files.makeDirectory(parentOf: directory + "/x")
    }
    #expect(again?.errno == .fileExists)
    // Neither a path without a directory nor one in the root has a parent to be made.
    #expect(throws: Never.self) { try Files.makeDirectory(parentOf: "x") }
    #expect(throws: Never.self) { try Files.makeDirectory(parentOf: "/x") }
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
    }
  }
}
