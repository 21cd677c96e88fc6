import Foundation
import Glibc
import TestSupport
import Testing

@testable import Syscalls

/// What other users can do to the path of a socket.
@Suite struct UnixSocketPlaceTests {
  private let folder: TemporaryDirectory
  private let stranger: uid_t = 12_345

  init() throws {
    folder = try TemporaryDirectory()
  }

  private func make(_ name: String, mode: mode_t = 0o755) -> String {
    let path = folder.path + "/" + name
    mkdir(path, 0o755)
    chmod(path, mode)
    return path
  }

  private func listen(
    at place: consuming UnixSocketPlace, group: UInt32? = nil
  ) throws(UnixListenError) -> UnixListener {
    try UnixListener(at: place, mode: 0o660, group: group, backlog: 8)
  }

  private func listenFailure(
    at place: consuming UnixSocketPlace, _ group: UInt32?
  ) -> UnixListenError? {
    do throws(UnixListenError) {
      _ = try listen(at: place, group: group)
      return nil
    } catch {
      return error
    }
  }

  private func failure(_ path: String) -> UnixListenError? {
    do throws(UnixListenError) {
      _ = try UnixSocketPlace(path)
      return nil
    } catch {
      return error
    }
  }

  // MARK: Directories

  @Test(arguments: [0o775, 0o757, 0o777, 0o2775] as [mode_t])
  func aDirectoryThatOthersCanWriteToIsRefused(_ mode: mode_t) throws {
    let outer = make("outer", mode: mode)
    let inner = make("outer/inner")
    let file = ExposedFile(path: outer, reason: .mode(UInt32(mode)))
    for directory in [outer, inner] {
      let path = directory + "/s"
      #expect(failure(path) == .exposed(path: path, file))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: inner).isEmpty)
  }

  @Test func aStickyDirectoryMayBeWritable() throws {
    let path = make("sticky", mode: 0o1777) + "/s"
    let listener = try listen(at: UnixSocketPlace(path))
    _ = try UnixStream(connectingTo: path)
    listener.removeFile()
  }

  @Test(.needs(.root)) func aDirectoryOfAnotherUserIsRefused() throws {
    let outer = make("outer")
    let inner = make("outer/inner")
    chown(outer, stranger, 0)
    for directory in [outer, inner, outer + "/new"] {
      let path = directory + "/s"
      let file = ExposedFile(path: outer, reason: .owner(stranger))
      #expect(failure(path) == .exposed(path: path, file))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: outer) == ["inner"])
  }

  @Test(.needs(.root)) func aLinkOfAnotherUserIsRefused() throws {
    let target = make("target")
    let link = make("sticky", mode: 0o1777) + "/link"
    symlink(target, link)
    lchown(link, stranger, 0)
    let file = ExposedFile(path: link, reason: .owner(stranger))
    #expect(failure(link + "/s") == .exposed(path: link + "/s", file))
    #expect(try FileManager.default.contentsOfDirectory(atPath: target).isEmpty)
  }

  @Test func linksAreFollowed() throws {
    let target = make("target")
    symlink("target", folder.path + "/relative")
    symlink(folder.path + "/relative/../target/.", folder.path + "/absolute")
    symlink("loop", folder.path + "/loop")
    for name in ["target", "relative", "absolute", "./target/../relative"] {
      let listener = try listen(at: UnixSocketPlace("\(folder.path)/\(name)/s"))
      #expect(try Files.status(target + "/s").isSocket)
      listener.removeFile()
      #expect(try FileManager.default.contentsOfDirectory(atPath: target).isEmpty)
    }
    let path = folder.path + "/loop/s"
    let error = SystemCallError(.tooManySymbolicLinkLevels, "openat")
    #expect(failure(path) == .failed(path: path, error))
  }

  @Test func oneMissingDirectoryIsMade() throws {
    let path = folder.path + "/new/s"
    _ = try UnixSocketPlace(path)
    #expect(try Files.status(folder.path + "/new").mode & 0o777 == 0o755)
    let deep = folder.path + "/a/b/s"
    let error = SystemCallError(.noSuchFileOrDirectory, "openat")
    #expect(failure(deep) == .failed(path: deep, error))
    try folder.makeFile("file")
    let wrong = folder.path + "/file/s"
    #expect(failure(wrong) == .failed(path: wrong, SystemCallError(.notDirectory, "openat")))
  }

  // MARK: Files of others

  @Test(.needs(.root), arguments: ["s", "s.lock"])
  func aFileOfAnotherUserIsLeftAlone(_ name: String) throws {
    let directory = make("sticky", mode: 0o1777)
    let path = directory + "/s"
    // A stale socket of this user would be replaced.
    if name == "s" { _ = try listen(at: UnixSocketPlace(path)) } else { try folder.makeFile(name) }
    if name == "s.lock" { rename(folder.path + "/" + name, directory + "/" + name) }
    lchown(directory + "/" + name, stranger, 0)
    let file = ExposedFile(path: directory + "/" + name, reason: .owner(stranger))
    #expect(failure(path) == .exposed(path: path, file))
    #expect(try Files.status(directory + "/" + name).userID == stranger)
  }

  // MARK: Directories that are swapped

  /// A directory link that changes after the directory was checked: the file of the other
  /// directory is neither given to the group nor removed.
  @Test func aSwappedLinkHitsNoForeignFile() throws {
    let (own, foreign) = (make("own"), make("foreign"))
    let link = folder.path + "/link"
    symlink(own, link)
    let victim = foreign + "/s"
    try Data("precious".utf8).write(to: URL(fileURLWithPath: victim))
    let before = try Files.status(victim)
    let group: UInt32? = geteuid() == 0 ? 12_345 : nil

    let place = try UnixSocketPlace(link + "/s")
    swap(link, to: foreign)
    #expect(listenFailure(at: place, group) != nil)
    #expect(try Files.status(victim).groupID == before.groupID)
    #expect(try Files.read(victim, atMost: 100) == Array("precious".utf8))
    #expect(try FileManager.default.contentsOfDirectory(atPath: own).isEmpty)

    // The same with a directory in which the name is free.
    unlink(victim)
    swap(link, to: own)
    let second = try UnixSocketPlace(link + "/s")
    swap(link, to: foreign)
    let error = SystemCallError(.staleNFSFileHandle, "bind")
    #expect(listenFailure(at: second, group) == .failed(path: link + "/s", error))
  }

  @Test func aSwappedLinkAtTheEndRemovesNoForeignFile() throws {
    let (own, foreign) = (make("own"), make("foreign"))
    let link = folder.path + "/link"
    symlink(own, link)
    let listener = try listen(at: UnixSocketPlace(link + "/s"))
    let other = try listen(at: UnixSocketPlace(foreign + "/s"))
    swap(link, to: foreign)
    listener.removeFile()
    #expect(try FileManager.default.contentsOfDirectory(atPath: own).isEmpty)
    _ = try UnixStream(connectingTo: foreign + "/s")
    _ = try other.accept()
  }

  private func swap(_ link: String, to target: String) {
    unlink(link)
    symlink(target, link)
  }

  // MARK: Successors

  /// An administrator removes the files of an agent that is about to end, and starts the next one.
  @Test func theFilesOfASuccessorStay() throws {
    let first = try listen(at: UnixSocketPlace(folder.socket))
    for name in folder.names { unlink(folder.path + "/" + name) }
    let second = try listen(at: UnixSocketPlace(folder.socket))
    first.removeFile()
    #expect(folder.names.sorted() == ["s", "s.lock"])
    _ = try UnixStream(connectingTo: folder.socket)
    _ = try second.accept()
    second.removeFile()
    #expect(folder.names.isEmpty)
  }
}
