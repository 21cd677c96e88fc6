import Foundation
import Glibc
import TestSupport
import Testing

@testable import Syscalls

/// Serialized, since the umask belongs to the whole process.
@Suite(.serialized) struct UnixListenerTests {
  private func listen(
    _ path: String, mode: UInt32 = 0o660, group: UInt32? = nil
  ) throws(UnixListenError) -> UnixListener {
    try UnixListener(at: UnixSocketPlace(path), mode: mode, group: group, backlog: 8)
  }

  private func failure(_ path: String) -> UnixListenError? {
    do throws(UnixListenError) {
      _ = try listen(path)
      return nil
    } catch {
      return error
    }
  }

  @Test func clientsConnectAndAreKnown() throws {
    let folder = try TemporaryDirectory()
    let listener = try listen(folder.socket)
    let client = try UnixStream(connectingTo: folder.socket)
    let served = try listener.accept()
    #expect(
      try served.peerCredentials()
        == PeerCredentials(pid: getpid(), uid: geteuid(), gid: getegid()))
    try served.sendAll([7].rawBytes)
    var buffer: [UInt8] = [0]
    #expect(try client.receive(into: &buffer) == 1)
    #expect(buffer == [7])
    #expect(fcntl(served.number, F_GETFD) & FD_CLOEXEC != 0)
    #expect(fcntl(served.number, F_GETFL) & O_NONBLOCK == 0)
  }

  @Test func acceptDoesNotWait() throws {
    let folder = try TemporaryDirectory()
    let listener = try listen(folder.socket)
    do throws(SystemCallError) {
      _ = try listener.accept()
      Issue.record("accepted nobody")
    } catch {
      #expect(error.errno == .resourceTemporarilyUnavailable)
    }
  }

  @Test(arguments: [0o000, 0o022, 0o077, 0o777] as [mode_t]) func theUmaskDecidesNothing(
    _ mask: mode_t
  ) throws {
    let folder = try TemporaryDirectory()
    let before = umask(mask)
    defer { umask(before) }
    for mode in [0o600, 0o660, 0o666, 0o777, 0o000] as [UInt32] {
      let listener = try listen(folder.socket, mode: mode)
      #expect(try Files.status(folder.socket).mode & 0o7777 == mode)
      listener.removeFile()
    }
    #expect(umask(mask) == mask, "the umask was not put back")
  }

  @Test(.needs(.root)) func theGroupIsGiven() throws {
    let folder = try TemporaryDirectory()
    let listener = try listen(folder.socket, group: 12_345)
    let status = try Files.status(folder.socket)
    #expect(status.groupID == 12_345 && status.userID == geteuid())
    #expect(status.isSocket && status.mode & 0o777 == 0o660)
    listener.removeFile()
    #expect(folder.names.isEmpty)
  }

  @Test func aStaleSocketIsReplaced() throws {
    let folder = try TemporaryDirectory()
    do { _ = try listen(folder.socket) }
    #expect(folder.names.sorted() == ["s", "s.lock"])
    let listener = try listen(folder.socket)
    #expect(listener.path == folder.socket)
    _ = try UnixStream(connectingTo: folder.socket)
  }

  @Test func aLiveSocketIsLeftAlone() throws {
    let folder = try TemporaryDirectory()
    let first = try listen(folder.socket)
    #expect(failure(folder.socket) == .inUse(path: folder.socket))
    // Without the lock file, as if the server took no lock, the socket is left alone, too.
    unlink(folder.socket + ".lock")
    #expect(failure(folder.socket) == .inUse(path: folder.socket))
    _ = try UnixStream(connectingTo: folder.socket)
    _ = try first.accept()
  }

  /// A raw socket that is bound to the path.
  private func bound(_ type: __socket_type, _ path: String) throws -> FileDescriptor {
    let descriptor = FileDescriptor(owning: socket(AF_UNIX, Int32(type.rawValue), 0))
    let number = descriptor.number
    try UnixAddress.call(path, "bind") { bind(number, $0, $1) }
    return descriptor
  }

  /// connect(2) fails with EAGAIN then, and the process that listens is only busy.
  @Test func aListenerWithAFullBacklogIsLeftAlone() throws {
    let folder = try TemporaryDirectory()
    let server = try bound(SOCK_STREAM, folder.socket)
    #expect(Glibc.listen(server.number, 0) == 0)
    var clients: [Int32] = []
    defer { for client in clients { close(client) } }
    while true {
      let client = try UnixStream.open()
      clients.append(client)
      #expect(fcntl(client, F_SETFL, O_NONBLOCK) == 0)
      do throws(SystemCallError) {
        try UnixAddress.call(folder.socket, "connect") { connect(client, $0, $1) }
      } catch {
        try #require(error.errno == .resourceTemporarilyUnavailable)
        break
      }
    }
    #expect(failure(folder.socket) == .inUse(path: folder.socket))
    #expect(folder.names == ["s"])
  }

  /// connect(2) fails with EPROTOTYPE then.
  @Test func aSocketOfAnotherTypeIsLeftAlone() throws {
    let folder = try TemporaryDirectory()
    let server = try bound(SOCK_DGRAM, folder.socket)
    let error = SystemCallError(Errno(EPROTOTYPE), "connect")
    #expect(failure(folder.socket) == .failed(path: folder.socket, error))
    #expect(folder.names == ["s"])
    _ = server.number
  }

  @Test func whatIsNoSocketIsLeftAlone() throws {
    let folder = try TemporaryDirectory()
    try Data("precious".utf8).write(to: URL(fileURLWithPath: folder.socket))
    #expect(failure(folder.socket) == .notASocket(path: folder.socket))
    #expect(try Files.read(folder.socket, atMost: 100) == Array("precious".utf8))
    #expect(folder.names == ["s"])
    unlink(folder.socket)
    for target in ["/dev/null", folder.path + "/dangling"] {
      symlink(target, folder.socket)
      #expect(failure(folder.socket) == .notASocket(path: folder.socket))
      unlink(folder.socket)
    }
    mkdir(folder.socket, 0o755)
    #expect(failure(folder.socket) == .notASocket(path: folder.socket))
  }

  @Test func aLockThatIsALinkIsNotFollowed() throws {
    let folder = try TemporaryDirectory()
    symlink(folder.path + "/victim", folder.socket + ".lock")
    guard case .failed(_, let error)? = failure(folder.socket) else {
      Issue.record("the link was followed")
      return
    }
    #expect(error.errno == .tooManySymbolicLinkLevels)
    #expect(folder.names == ["s.lock"])
  }

  @Test func placesThatCannotBe() throws {
    guard case .failed(_, let missing)? = failure("/nothing/here/s"),
      case .failed(_, let long)? = failure("/tmp/" + String(repeating: "x", count: 110))
    else {
      Issue.record("listening where nobody can")
      return
    }
    #expect(missing.errno == .noSuchFileOrDirectory)
    #expect(long.errno == .fileNameTooLong)
    let lock = "/tmp/" + String(repeating: "x", count: 110) + ".lock"
    #expect((try? Files.status(lock)) == nil, "the lock file was left behind")
    #expect(throws: SystemCallError.self) { _ = try UnixStream(connectingTo: "") }
    #expect(throws: SystemCallError.self) { _ = try UnixStream(connectingTo: "/tmp/a\u{0}b") }
  }

  @Test func onlyAListeningUnixStreamSocketIsTakenOver() throws {
    let kinds: [(Int32, __socket_type, Bool)] = [
      (AF_UNIX, SOCK_STREAM, true), (AF_UNIX, SOCK_STREAM, false),
      (AF_UNIX, SOCK_SEQPACKET, true), (AF_INET, SOCK_STREAM, true),
    ]
    for (domain, type, listens) in kinds {
      let number = socket(domain, Int32(type.rawValue), 0)
      if listens {
        // The kernel chooses the name: an abstract one, or a free port.
        var address = sockaddr()
        address.sa_family = sa_family_t(domain)
        if domain == AF_UNIX { Glibc.bind(number, &address, 2) }
        #expect(Glibc.listen(number, 1) == 0)
      }
      let isRight = domain == AF_UNIX && type == SOCK_STREAM && listens
      do throws(SystemCallError) {
        let listener = try UnixListener(owning: FileDescriptor(owning: number))
        #expect(isRight)
        #expect(listener.path == nil)
        // `accept` must not wait for clients.
        #expect(fcntl(listener.number, F_GETFL) & O_NONBLOCK != 0)
      } catch {
        #expect(!isRight && error == SystemCallError(Errno(EPROTOTYPE), "getsockopt"))
      }
    }
    let file = try Files.open("/dev/null")
    let number = dup(file.number)
    #expect(throws: SystemCallError(Errno(ENOTSOCK), "getsockopt")) {
      _ = try UnixListener(owning: FileDescriptor(owning: number))
    }
  }
}
