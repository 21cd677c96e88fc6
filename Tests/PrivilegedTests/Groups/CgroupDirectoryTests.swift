import Glibc
import Syscalls
import Testing

@testable import Privileged
@testable import ProcFiles

/// Nothing is opened that is no control group of the hierarchy it is looked for in.
@Suite struct CgroupDirectoryTests {
  private func isOpened(_ path: String, _ mount: CgroupMount) throws -> Bool {
    let group = try CgroupDirectory.open(Array(path.utf8), in: mount)
    return group != nil
  }

  @Test(arguments: [1, 2]) func aDirectoryOfAnotherFileSystemIsNoGroup(_ version: Int) throws {
    let path = "/tmp/nlt-\(getpid())-\(UInt32.random(in: .min ... .max))"
    try #require(mkdir(path, 0o755) == 0 && mkdir(path + "/group", 0o755) == 0)
    defer {
      rmdir(path + "/group")
      rmdir(path)
    }
    let mount = CgroupMount(path: path, version: version, controllers: [])
    #expect(try !isOpened("group", mount))
    #expect(try !isOpened("", mount))
    for wanted in ["group", path + "/group"] {
      #expect {
        _ = try CgroupDirectory.open(wanted, among: [mount])
      } throws: { error in
        guard case PrivilegedError.cgroup(.notFound(wanted, _)) = error else { return false }
        return true
      }
    }
  }

  @Test func aGroupOfTheOtherVersionIsNoGroup() throws {
    for mount in try CgroupMounts.all() {
      #expect(try isOpened("", mount))
      let other = CgroupMount(
        path: mount.path, version: 3 - mount.version, controllers: mount.controllers)
      #expect(try !isOpened("", other))
    }
  }
}
