import Foundation
public import Testing

/// Something that a test needs of the machine and its user.
///
/// A test that needs what is missing is skipped with the reason. If the environment variable
/// `NLAGENT_TESTS` is `whole`, as `contrib/test` sets it for root, it fails instead.
public struct Need: Sendable {
  /// Why the test cannot run, as a sentence; `nil` if it can.
  let reason: String?

  init(_ isMet: Bool, _ reason: @autoclosure () -> String) {
    self.reason = isMet ? nil : reason()
  }

  /// An effective user ID of 0.
  public static let root = Need(geteuid() == 0, "It needs root.")

  /// Programs in `PATH`.
  public static func tools(_ names: String...) -> Need {
    let missing = names.filter { Tool.path(of: $0) == nil }
    return Need(missing.isEmpty, "It needs in PATH: \(missing.joined(separator: ", ")).")
  }

  /// A feature of the kernel.
  /// - Parameters:
  ///   - feature: the feature, by its kernel option.
  ///   - path: a file that exists if the kernel has it.
  public static func kernel(_ feature: String, file path: String) -> Need {
    Need(access(path, F_OK) == 0, "It needs a kernel with \(feature): there is no \(path).")
  }

  /// Pressure stall information.
  public static let pressure = kernel("CONFIG_PSI", file: "/proc/pressure/cpu")

  /// The kernel's types, as BPF programs need them.
  public static let kernelTypes = kernel(
    "CONFIG_DEBUG_INFO_BTF", file: "/sys/kernel/btf/vmlinux")

  /// A mounted hierarchy of control groups in which root can make groups.
  public static func cgroup(_ hierarchy: CgroupHierarchy) -> Need {
    Need(hierarchy.mount != nil, "It needs \(hierarchy.name) to be mounted.")
  }

  /// The Python environment `.build/test-tools`.
  public static let pythonPackages = Need(
    access(Repository.pythonWithPackages, X_OK) == 0,
    "It needs Python packages of PyPI, which contrib/test installs in .build/test-tools.")
}

extension Trait where Self == ConditionTrait {
  /// Skips the test, or each test of the suite, if the machine or the user lacks one of `needs`.
  public static func needs(
    _ needs: Need..., sourceLocation: SourceLocation = #_sourceLocation
  ) -> Self {
    let reasons = needs.compactMap(\.reason).joined(separator: " ")
    return .enabled(Comment(rawValue: reasons), sourceLocation: sourceLocation) {
      guard !reasons.isEmpty else { return true }
      if ProcessInfo.processInfo.environment["NLAGENT_TESTS"] == "whole" {
        throw HarnessError("skipped, and NLAGENT_TESTS is whole. \(reasons)")
      }
      return false
    }
  }
}

enum Tool {
  /// Where a program is in `PATH`; `nil` if it is not.
  static func path(of name: String) -> String? {
    let directories = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return directories.split(separator: ":").map { "\($0)/\(name)" }
      .first { access($0, X_OK) == 0 }
  }
}
