internal import Limits
internal import Netlink
internal import Privileged
internal import ProcFiles
internal import Protocol
internal import Synchronization
internal import Syscalls

/// The features of this kernel and the privileges of the agent, probed when an answer needs them:
/// modules are loaded and file systems mounted while the agent runs.
final class FeatureProbe: Sendable {
  private struct State {
    var features: KernelFeatures?
    /// When they were probed, in milliseconds of CLOCK_MONOTONIC.
    var time: Int64 = 0
  }

  private let state = Mutex(State())

  /// What was probed at most `Limits.featuresMilliseconds` ago.
  var current: KernelFeatures {
    let now = KernelClock.monotonicMilliseconds()
    let known = state.withLock { state in
      now - state.time < Limits.featuresMilliseconds ? state.features : nil
    }
    if let known { return known }
    // Without the lock: a probe can take long, and two at once do no harm.
    let features = KernelFeatures()
    state.withLock { $0 = State(features: features, time: now) }
    return features
  }
}

/// The features of this kernel and the privileges of the agent at one moment.
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
