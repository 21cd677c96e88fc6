import Glibc
import Syscalls
import TestSupport
import Testing

@Suite struct NetworkNamespaceTests {
  @Test func theOwnNamespaceHasTheInodeOfItsLink() throws {
    let link = try Files.linkTarget("/proc/self/ns/net")
    let own = try NetworkNamespaceFile.own()
    #expect(link == "net:[\(own)]")
  }

  @Test(arguments: [
    "/proc/self/ns/uts", "/proc/self/ns/user", "/dev/null", "/tmp", "/proc/self/stat",
  ])
  func whatIsNoNetworkNamespaceIsRefused(_ path: String) {
    let error = #expect(throws: SystemCallError.self) { _ = try NetworkNamespaceFile(path) }
    #expect(error?.errno == .invalidArgument)
  }

  /// Without O_NONBLOCK open(2) of a pipe waits for a writer.
  @Test(.timeLimit(.minutes(1))) func aPipeBlocksNobody() throws {
    let folder = try TemporaryDirectory()
    #expect(mkfifo(folder.path + "/fifo", 0o600) == 0)
    let error = #expect(throws: SystemCallError.self) {
      _ = try NetworkNamespaceFile(folder.path + "/fifo")
    }
    #expect(error?.errno == .invalidArgument)
    let directory = try Directory(folder.path)
    let second = #expect(throws: SystemCallError.self) {
      _ = try NetworkNamespaceFile(Array("fifo".utf8), in: directory)
    }
    #expect(second?.errno == .invalidArgument)
  }

  @Test(arguments: [[], Array("a/b".utf8), Array("..".utf8), Array("a\0".utf8), Array("net".utf8)])
  func aNameStaysInItsDirectory(_ name: [UInt8]) throws {
    let directory = try Directory("/proc/self/ns")
    // The last one is a symbolic link, which is not followed.
    let error = #expect(throws: SystemCallError.self) {
      _ = try NetworkNamespaceFile(name, in: directory)
    }
    #expect(error?.errno == .invalidArgument || error?.errno == .tooManySymbolicLinkLevels)
  }

  @Test(.needs(.root)) func socketsOpenedInsideBelongThere() throws {
    let file = try NetworkNamespaceFile("/proc/self/ns/net")
    let names = try file.inside { () throws(SystemCallError) in try InterfaceName() }
    let first = try names.of(index: 1)
    let last = try names.of(index: .max)
    #expect(first == Array("lo".utf8))
    #expect(last == nil)
  }

  @Test(.needs(.root)) func whatFailsInsideIsThrown() throws {
    let file = try NetworkNamespaceFile("/proc/self/ns/net")
    let error = #expect(throws: SystemCallError.self) {
      _ = try file.inside { () throws(SystemCallError) -> InterfaceName in
        throw SystemCallError(Errno(EMFILE), "socket")
      }
    }
    #expect(error == SystemCallError(Errno(EMFILE), "socket"))
  }

  @Test(.needs(.root)) func theNamespaceOfASocketIsFound() throws {
    let pair = try UnixStream.pair()
    let copy = try ProcessFile(Process.id).descriptor(pair.first.number)
    let cookie = try copy.networkNamespaceCookie()
    let inode = try NetworkNamespaceFile(ofSocket: copy).inode
    #expect(cookie > 0)
    #expect(inode == (try NetworkNamespaceFile.own()))
  }
}

@Suite struct ProcessFileTests {
  @Test func aProcessIsAliveUntilItEnds() throws {
    let own = try ProcessFile(Process.id).isAlive
    #expect(own)
    let pair = try UnixStream.pair()
    let pid = try Process.start("/bin/true", arguments: [], descriptor3: pair.first.number)
    let process = try ProcessFile(pid)
    Process.wait(for: pid)
    let isAlive = process.isAlive
    #expect(!isAlive)
    let error = #expect(throws: SystemCallError.self) { _ = try ProcessFile(pid) }
    #expect(error?.errno == .noSuchProcess)
  }

  @Test func whoConnectedIsKnown() throws {
    let pair = try UnixStream.pair()
    let isAlive = try pair.first.peerProcess().isAlive
    #expect(isAlive)
  }

  @Test func aDescriptorThatIsNotThereIsAnError() throws {
    let error = #expect(throws: SystemCallError.self) {
      _ = try ProcessFile(Process.id).descriptor(1_000_000)
    }
    #expect(error?.errno == .badFileDescriptor)
  }
}

@Suite struct DirectoryListingTests {
  @Test func namesEverythingButItselfAndItsParent() throws {
    let path = "/tmp/nlt-listing-\(getpid())"
    #expect(mkdir(path, 0o700) == 0)
    let names: [[UInt8]] = [[0xff], Array("-1".utf8), Array("12".utf8), Array("7x".utf8)]
    for name in names { close(open(path + "/" + text(name), O_CREAT | O_WRONLY, 0o600)) }
    defer {
      for name in names { unlink(path + "/" + text(name)) }
      rmdir(path)
    }
    var met: [Int] = []
    try DirectoryListing.each(path) { met.append($0.count) }
    #expect(met.sorted() == [2, 2, 2, 3])
    var numbers: [Int32] = []
    try DirectoryListing.eachNumber(path) { numbers.append($0) }
    #expect(numbers == [12])
  }

  @Test func aDirectoryThatIsNotThereIsAnError() {
    let error = #expect(throws: SystemCallError.self) {
      try DirectoryListing.each("/nlt-none") { _ in }
    }
    #expect(error?.errno == .noSuchFileOrDirectory)
  }

  private func text(_ name: [UInt8]) -> String { String(decoding: name, as: UTF8.self) }
}
