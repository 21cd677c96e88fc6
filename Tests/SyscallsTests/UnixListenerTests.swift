import Foundation
import Glibc
import Syscalls
import TestSupport
import Testing

/// A directory for sockets, removed with the object.
private final class Folder {
  let path: String

  init() throws {
    path = "/tmp/nlt-\(getpid())-\(UInt32.random(in: .min ... .max))"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var socket: String { path + "/s" }
  var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] }
}

/// The umask belongs to the whole process, hence one after the other.
@Suite(.serialized) struct UnixListenerTests {
  private func listen(
    _ path: String, mode: UInt32 = 0o660, group: UInt32? = nil
  ) throws(UnixListenError) -> UnixListener {
    try UnixListener(path: path, mode: mode, group: group, backlog: 8)
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
    let folder = try Folder()
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
    let folder = try Folder()
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
    let folder = try Folder()
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
    let folder = try Folder()
    let listener = try listen(folder.socket, group: 12_345)
    let status = try Files.status(folder.socket)
    #expect(status.groupID == 12_345 && status.userID == geteuid())
    #expect(status.isSocket && status.mode & 0o777 == 0o660)
    listener.removeFile()
    #expect(folder.names.isEmpty)
  }

  @Test func aStaleSocketIsReplaced() throws {
    let folder = try Folder()
    do { _ = try listen(folder.socket) }
    #expect(folder.names.sorted() == ["s", "s.lock"])
    // The lock of this process is still held, as that of a process that goes on.
    unlink(folder.socket + ".lock")
    let listener = try listen(folder.socket)
    #expect(listener.path == folder.socket)
    _ = try UnixStream(connectingTo: folder.socket)
  }

  @Test func aLiveSocketIsLeftAlone() throws {
    let folder = try Folder()
    let first = try listen(folder.socket)
    #expect(failure(folder.socket) == .inUse(path: folder.socket))
    // A server that takes no lock is not robbed either.
    unlink(folder.socket + ".lock")
    #expect(failure(folder.socket) == .inUse(path: folder.socket))
    _ = try UnixStream(connectingTo: folder.socket)
    _ = try first.accept()
  }

  @Test func whatIsNoSocketIsLeftAlone() throws {
    let folder = try Folder()
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
    let folder = try Folder()
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
        // Bound to a name of the kernel's choice: abstract, or a free port.
        var address = sockaddr()
        address.sa_family = sa_family_t(domain)
        if domain == AF_UNIX { Glibc.bind(number, &address, 2) }
        #expect(Glibc.listen(number, 1) == 0)
      }
      let isTaken = (try? UnixListener(owning: FileDescriptor(owning: number))) != nil
      #expect(isTaken == (domain == AF_UNIX && type == SOCK_STREAM && listens))
    }
    let file = try Files.open("/dev/null")
    let number = dup(file.number)
    #expect(throws: SystemCallError(Errno(ENOTSOCK), "getsockopt")) {
      _ = try UnixListener(owning: FileDescriptor(owning: number))
    }
  }
}
