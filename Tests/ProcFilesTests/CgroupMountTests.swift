import Testing

@testable import ProcFiles

@Suite struct CgroupMountTests {
  private func parse(_ mountinfo: String) -> [CgroupMount] {
    CgroupMount.parse(Array(mountinfo.utf8))
  }

  @Test func versionOneWithControllersThatShareAHierarchy() {
    let mounts = parse(
      """
      22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw,errors=remount-ro
      30 25 0:26 / /sys/fs/cgroup ro,nosuid shared:9 - tmpfs tmpfs ro,mode=755
      31 30 0:27 / /sys/fs/cgroup/systemd rw shared:11 - cgroup cgroup rw,xattr,name=systemd
      35 30 0:31 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid shared:15 - cgroup cgroup rw,cpu,cpuacct
      36 30 0:32 / /sys/fs/cgroup/memory rw - cgroup none rw,clone_children,memory
      37 30 0:33 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids,release_agent=/sbin/x,noprefix

      """)
    #expect(
      mounts == [
        CgroupMount(path: "/sys/fs/cgroup/systemd", version: 1, controllers: ["name=systemd"]),
        CgroupMount(
          path: "/sys/fs/cgroup/cpu,cpuacct", version: 1, controllers: ["cpu", "cpuacct"]),
        CgroupMount(path: "/sys/fs/cgroup/memory", version: 1, controllers: ["memory"]),
        CgroupMount(path: "/sys/fs/cgroup/pids", version: 1, controllers: ["pids"]),
      ])
  }

  @Test func versionTwo() {
    let mounts = parse(
      "29 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 master:1 - cgroup2 cgroup2 rw,nsdelegate\n")
    #expect(mounts == [CgroupMount(path: "/sys/fs/cgroup", version: 2, controllers: [])])
  }

  @Test func bothAndWithoutALastLineFeed() {
    let mounts = parse(
      """
      41 30 0:40 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
      42 30 0:41 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu
      """)
    #expect(mounts.map(\.version) == [2, 1])
  }

  @Test func aContainersRootIsNotThePlaceOfTheMount() {
    let mounts = parse(
      "900 890 0:27 /docker/0a1b /sys/fs/cgroup/cpu ro,nosuid - cgroup cgroup rw,cpu\n")
    #expect(mounts.map(\.path) == ["/sys/fs/cgroup/cpu"])
    #expect(mounts.map(\.root) == ["/docker/0a1b"])
  }

  @Test func octalEscapesAreUndone() {
    let mounts = parse(
      #"""
      50 1 0:50 / /mnt/with\040space\011tab\012feed\134back rw - cgroup2 none rw
      51 1 0:51 / /mnt/caf\303\251 rw - cgroup2 none rw
      52 1 0:52 / /mnt/end\04 rw - cgroup2 none rw
      """#)
    #expect(
      mounts.map(\.path) == ["/mnt/with space\ttab\nfeed\\back", "/mnt/café", #"/mnt/end\04"#])
  }

  /// Optional fields of any number, one of them looking like the separator's neighbour.
  @Test func theTypeStandsBehindTheDash() {
    let mounts = parse(
      """
      60 1 0:60 / /a rw shared:1 master:2 propagate_from:3 - cgroup2 none rw
      61 1 0:61 / /cgroup2 rw - ext4 cgroup2 rw
      62 1 0:62 / - rw - cgroup2 none rw
      """)
    #expect(mounts.map(\.path) == ["/a", "-"])
  }

  @Test(arguments: ["", "\n\n", "garbage", "1 2 3 4 5 6 - cgroup2", "1 2 3 4 5 6 7 8 9 10"])
  func whatIsNoMountIsPassedOver(_ text: String) {
    #expect(parse(text).isEmpty)
  }

  @Test func whatLiesBelowAMount() {
    let shared = CgroupMount(path: "/cg/cpu,cpuacct", version: 1, controllers: ["cpu", "cpuacct"])
    #expect(shared.remainder(of: "/cg/cpu,cpuacct/a/b") == "a/b")
    #expect(shared.remainder(of: "/cg/cpu/a") == "a")
    #expect(shared.remainder(of: "/cg/cpuacct") == "")
    #expect(shared.remainder(of: "/cg/cpuset/a") == nil)
    #expect(shared.remainder(of: "/cg") == nil)
    #expect(shared.remainder(of: "/a") == nil)
    #expect(shared.remainder(of: "/cg/cpu//a") == "a")
    let root = CgroupMount(path: "/", version: 2, controllers: [])
    #expect(root.remainder(of: "/a") == "a")
  }
}
