import Glibc
import Testing

@testable import Syscalls

@Suite struct DirectoryTests {
  private func failure(_ directory: borrowing Directory, beneath path: String) -> SystemCallError? {
    do throws(SystemCallError) {
      _ = try directory.directory(beneath: path)
      return nil
    } catch {
      return error
    }
  }

  /// RESOLVE_NO_XDEV. /proc is a mount wherever these tests run.
  @Test func aMountBeneathIsNotEntered() throws {
    var root = stat()
    var proc = stat()
    #expect(stat("/", &root) == 0 && stat("/proc", &proc) == 0)
    try #require(root.st_dev != proc.st_dev, "/proc is no mount")
    #expect(
      failure(try Directory("/"), beneath: "proc") == SystemCallError(.improperLink, "openat2"))
    let pid = getpid()
    #expect(
      failure(try Directory("/"), beneath: "proc/\(pid)/task")
        == SystemCallError(.improperLink, "openat2"))
    // Beneath the mount itself the same directory is opened.
    #expect(failure(try Directory("/proc"), beneath: "\(pid)/task") == nil)
  }

  @Test func noPathLeadsOut() throws {
    let folder = try TemporaryDirectory()
    #expect(mkdir(folder.path + "/a", 0o700) == 0)
    let directory = try Directory(folder.path)
    #expect(failure(directory, beneath: "a/../a") == nil)
    for path in ["..", "a/../..", "/", "/tmp"] {
      #expect(failure(directory, beneath: path)?.errno == .improperLink, "\(path)")
    }
  }

  @Test func noLinkIsFollowed() throws {
    let folder = try TemporaryDirectory()
    #expect(mkdir(folder.path + "/a", 0o700) == 0)
    for name in ["link", "7"] { #expect(symlink("a", folder.path + "/" + name) == 0) }
    try folder.makeFile("file")
    #expect(symlink("file", folder.path + "/filelink") == 0)
    let directory = try Directory(folder.path)
    #expect(failure(directory, beneath: "link")?.errno == .tooManySymbolicLinkLevels)
    #expect(throws: SystemCallError(.notDirectory, "openat")) {
      _ = try directory.directory("link")
    }
    #expect(throws: SystemCallError(.notDirectory, "openat")) { _ = try directory.directory(7) }
    let loop = SystemCallError(.tooManySymbolicLinkLevels, "openat")
    #expect(throws: loop) { _ = try directory.file("filelink") }
    #expect(throws: loop) { _ = try directory.fileToWrite("filelink") }
    #expect(throws: Never.self) { _ = try directory.file("file") }
    #expect(throws: Never.self) { _ = try directory.fileToWrite("file") }
  }

  @Test func otherPathsAreErrors() throws {
    let folder = try TemporaryDirectory()
    try folder.makeFile("file")
    let directory = try Directory(folder.path)
    #expect(failure(directory, beneath: "none")?.errno == .noSuchFileOrDirectory)
    #expect(failure(directory, beneath: "file")?.errno == .notDirectory)
    #expect(failure(directory, beneath: "a\0b") == SystemCallError(.invalidArgument, "openat2"))
  }

  @Test func subdirectoriesAreListed() throws {
    let folder = try TemporaryDirectory()
    for name in ["a", "b"] { #expect(mkdir(folder.path + "/" + name, 0o700) == 0) }
    #expect(symlink("a", folder.path + "/link") == 0)
    try folder.makeFile("file")
    let directory = try Directory(folder.path)
    let entries = try directory.subdirectories()
    #expect(entries.map { String(decoding: $0.name, as: UTF8.self) }.sorted() == ["a", "b"])
    for entry in entries {
      #expect(try directory.directory(beneath: entry.name).inode() == entry.inode)
    }
  }
}
