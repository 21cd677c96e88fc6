internal import Netlink
internal import Privileged
internal import ProcFiles
internal import Protocol
internal import Syscalls

/// The features of this kernel and the privileges of the agent, probed once.
struct KernelFeatures: Sendable {
  let release: String
  let hasInetDiag: Bool
  let hasUnixDiag: Bool
  let hasTaskstats: Bool
  let cgroupVersions: [Int]
  /// Whether kernel.task_delayacct is on; nil if the kernel lacks that setting.
  let accountsDelays: Bool?
  let privileges: [String]

  init() {
    release = KernelFeatures.firstLine("/proc/sys/kernel/osrelease") ?? ""
    // No socket has state 0, so the dump is empty and cheap.
    hasInetDiag = KernelFeatures.answers(.inetDump(family: 2, transport: 6, states: 1))
    hasUnixDiag = KernelFeatures.answers(.unixDump(states: 1))
    hasTaskstats = (try? GenericFamilies.find("TASKSTATS")) != nil
    cgroupVersions = Set(((try? CgroupMounts.all()) ?? []).map(\.version)).sorted()
    accountsDelays = KernelFeatures.firstLine("/proc/sys/kernel/task_delayacct").map { $0 != "0" }
    privileges = KeptCapability.namesForMethods()
  }

  private static func answers(_ request: Request) -> Bool {
    do {
      var conversation = try explained(try KernelSockets.open(.sockDiag))
      _ = try conversation.dump(request) { _ in .next }
      return true
    } catch {
      return false
    }
  }

  private static func firstLine(_ path: String) -> String? {
    guard let bytes = try? Files.read(path, atMost: 1 << 16) else { return nil }
    return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }
}
