import ProcFiles
import Testing

@Suite struct CgroupPathTests {
  @Test(arguments: [
    ("0::/system.slice/nginx.service\n", "/system.slice/nginx.service"),
    ("4:cpu:/docker/x\n0::/\n", "/docker/x"),
    ("4:cpu:/x\n1:name=systemd:/user.slice\n0::/\n", "/user.slice"),
    ("4:cpu:/x\n1:name=systemd:/\n", "/x"), ("0::/\n", "/"), ("", ""), ("garbage", ""),
    ("0::/a:b\n", "/a:b"),
  ])
  func theMostSpecificControlGroup(_ text: String, _ path: String) {
    #expect(CgroupMembership.servicePath(in: Array(text.utf8)) == Array(path.utf8))
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
    #expect(CgroupPath.unit(of: path) == unit.map { Array($0.utf8) })
    #expect(CgroupPath.container(of: path) == container.map { Array($0.utf8) })
  }
}
