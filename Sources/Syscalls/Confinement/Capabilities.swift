internal import CLinux
internal import Glibc

/// A capability that this project uses, by its number in `linux/capability.h`. See capabilities(7).
public enum Capability: Int32, CaseIterable, Sendable {
  case chown = 0
  case readSearch = 2
  case fileOwner = 3
  case setCapabilities = 8
  case networkAdministration = 12
  case trace = 19
  case administration = 21
  case resources = 24
  case performanceMonitoring = 38
  case bpf = 39

  /// The kernel's name, for instance `CAP_CHOWN`.
  public var name: String {
    switch self {
    case .chown: "CAP_CHOWN"
    case .readSearch: "CAP_DAC_READ_SEARCH"
    case .fileOwner: "CAP_FOWNER"
    case .setCapabilities: "CAP_SETPCAP"
    case .networkAdministration: "CAP_NET_ADMIN"
    case .trace: "CAP_SYS_PTRACE"
    case .administration: "CAP_SYS_ADMIN"
    case .resources: "CAP_SYS_RESOURCE"
    case .performanceMonitoring: "CAP_PERFMON"
    case .bpf: "CAP_BPF"
    }
  }
}

/// A set of capabilities. It can contain capabilities without a name in `Capability`.
public struct CapabilitySet: Equatable, Sendable {
  /// Bit N is the capability with the number N.
  public let bits: UInt64

  public init(bits: UInt64) {
    self.bits = bits
  }

  public init(_ capabilities: [Capability]) {
    bits = capabilities.reduce(0) { $0 | 1 << UInt64($1.rawValue) }
  }

  public func contains(_ capability: Capability) -> Bool {
    bits >> UInt64(capability.rawValue) & 1 == 1
  }

  public func intersection(_ other: CapabilitySet) -> CapabilitySet {
    CapabilitySet(bits: bits & other.bits)
  }
}

/// The capabilities of one thread. In the kernel each thread has its own; a new thread begins with
/// those of the thread that starts it. See capget(2).
public struct ThreadCapabilities: Equatable, Sendable {
  /// What the kernel checks.
  public var effective: CapabilitySet
  /// What the thread may make effective. What is removed here cannot be regained.
  public var permitted: CapabilitySet
  /// What a program that the thread executes can get, if the program's file or the ambient set has
  /// it, too.
  public var inheritable: CapabilitySet

  public init(effective: CapabilitySet, permitted: CapabilitySet, inheritable: CapabilitySet) {
    self.effective = effective
    self.permitted = permitted
    self.inheritable = inheritable
  }

  /// Those of the calling thread. The corresponding call is `capget`.
  public static func current() throws(SystemCallError) -> ThreadCapabilities {
    var words: [UInt32] = [0, 0, 0, 0, 0, 0]
    _ = try retrying("capget") { unsafe clinux_capget(&words) }
    let sets = (0..<3).map { CapabilitySet(bits: UInt64(words[$0]) | UInt64(words[$0 + 3]) << 32) }
    return ThreadCapabilities(effective: sets[0], permitted: sets[1], inheritable: sets[2])
  }

  /// Gives these capabilities to the calling thread. Other threads keep theirs. A capability that
  /// leaves the permitted or the inheritable set leaves the ambient set, too. The corresponding
  /// call is `capset`.
  /// - Throws: EPERM if a set would grow in a way that capset(2) does not allow.
  public func apply() throws(SystemCallError) {
    let sets = [effective.bits, permitted.bits, inheritable.bits]
    var words = sets.map { UInt32(truncatingIfNeeded: $0) }
    words += sets.map { UInt32(truncatingIfNeeded: $0 >> 32) }
    _ = try retrying("capset") { unsafe clinux_capset(words) }
  }

  /// Removes all capabilities except `kept` from the bounding set of the calling thread: no program
  /// that it executes can regain them. The corresponding call is `prctl` with PR_CAPBSET_DROP.
  /// - Throws: EPERM without CAP_SETPCAP.
  public static func reduceBoundingSet(to kept: CapabilitySet) throws(SystemCallError) {
    for number in 0..<UInt64(64) where kept.bits >> number & 1 == 0 {
      do throws(SystemCallError) {
        _ = try retrying("prctl") {
          clinux_prctl(Int32(CLINUX_PR_CAPBSET_DROP), UInt(number), 0)
        }
      } catch {
        // The kernel has no capability with this number, nor any above it.
        if error.errno == .invalidArgument { return }
        throw error
      }
    }
  }

  /// Replaces the ambient set of the calling thread: what a program that it executes has without
  /// being set-user-ID or having capabilities of its own. The corresponding call is `prctl` with
  /// PR_CAP_AMBIENT.
  /// - Throws: EPERM if a capability is not both permitted and inheritable, or if the securebits
  ///   forbid it.
  public static func setAmbient(_ capabilities: [Capability]) throws(SystemCallError) {
    _ = try retrying("prctl") {
      clinux_prctl(Int32(CLINUX_PR_CAP_AMBIENT), UInt(CLINUX_PR_CAP_AMBIENT_CLEAR_ALL), 0)
    }
    for capability in capabilities {
      _ = try retrying("prctl") {
        clinux_prctl(
          Int32(CLINUX_PR_CAP_AMBIENT), UInt(CLINUX_PR_CAP_AMBIENT_RAISE),
          UInt(capability.rawValue))
      }
    }
  }
}
