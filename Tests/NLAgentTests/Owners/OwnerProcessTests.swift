import Testing

@testable import NLAgent

@Suite struct OwnerProcessTests {
  private static let rest =
    "S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 54321 20 21\n"
  private static let status = "Name:\tx\nUmask:\t0022\nUid:\t1\t2\t3\t4\nGid:\t5\t6\t7\t8\n"

  private func process(_ command: [UInt8]) -> OwnerProcess? {
    OwnerProcess(
      pid: 7, stat: Array("7 (".utf8) + command + Array(") \(OwnerProcessTests.rest)".utf8),
      status: Array(OwnerProcessTests.status.utf8), cgroup: Array("0::/a/b\n".utf8))
  }

  @Test(arguments: ["x", ") R 1 (", "(((", ")))", "", "a b", "\n", ") S 1 2 3"])
  func commandsAreAnyBytes(_ command: String) {
    let process = process(Array(command.utf8))
    #expect(process?.command == Array(command.utf8))
    #expect(process?.startTicks == 54321)
    #expect(process?.uid == 2)
    #expect(process?.cgroup == Array("/a/b".utf8))
  }

  @Test(arguments: [
    "", "7", "7 (x", "7 x)", ")(", "7 (x) S 1",
    "7 (x) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 x",
  ])
  func whatIsCutShortIsNil(_ stat: String) {
    let process = OwnerProcess(
      pid: 7, stat: Array(stat.utf8), status: Array(OwnerProcessTests.status.utf8), cgroup: [])
    #expect(process == nil)
  }

  @Test(arguments: ["", "Uid:\t1\n", "Uid:\tx\ty\n", "Gid:\t1\t2\n"])
  func withoutAUserItIsNil(_ status: String) {
    #expect(OwnerProcess.uid(inStatus: Array(status.utf8)) == nil)
  }

  @Test(arguments: [
    ("0::/system.slice/nginx.service\n", "/system.slice/nginx.service"),
    ("4:cpu:/docker/x\n0::/\n", "/docker/x"),
    ("4:cpu:/x\n1:name=systemd:/user.slice\n0::/\n", "/user.slice"),
    ("4:cpu:/x\n1:name=systemd:/\n", "/x"), ("0::/\n", "/"), ("", ""), ("garbage", ""),
    ("0::/a:b\n", "/a:b"),
  ])
  func theControlGroupThatTellsMost(_ text: String, _ path: String) {
    #expect(OwnerProcess.path(inCgroup: Array(text.utf8)) == Array(path.utf8))
  }

  private static let id = String(repeating: "0123456789abcdef", count: 4)

  @Test(
    arguments: [
      ("/system.slice/nginx.service", "nginx.service", nil),
      ("/user.slice/user-0.slice/user@0.service/app.slice/x.service", "user@0.service", nil),
      ("/user.slice/user-0.slice/session-1.scope", "session-1.scope", nil),
      ("/system.slice/docker-\(id).scope", "docker-\(id).scope", id),
      ("/docker/\(id)", nil, id), ("/docker/\(id)/init", nil, id),
      (
        "/kubepods.slice/kubepods-pod1.slice/cri-containerd-\(id).scope",
        "cri-containerd-\(id).scope", id
      ),
      ("/machine.slice/libpod-\(id).scope/container", "libpod-\(id).scope", id),
      ("/docker/\(id)0", nil, nil), ("/docker/\(id.uppercased())", nil, nil),
      ("/", nil, nil), ("", nil, nil), ("/.service", nil, nil),
    ] as [(String, String?, String?)])
  func unitsAndContainers(_ path: String, _ unit: String?, _ container: String?) {
    let path = Array(path.utf8)
    #expect(OwnerProcess.unit(ofCgroup: path) == unit.map { Array($0.utf8) })
    #expect(OwnerProcess.container(ofCgroup: path) == container.map { Array($0.utf8) })
  }
}
