internal import Glibc

/// The release of a kernel, as far as features depend on it: `6.8` of `6.8.0-31-generic`.
public struct KernelRelease: Comparable, Sendable {
  public let major: Int
  public let minor: Int

  public init(_ major: Int, _ minor: Int) {
    self.major = major
    self.minor = minor
  }

  /// Reads the text of a release; nil if it does not begin with two numbers.
  init?(_ text: some Sequence<UInt8>) {
    let numbers = Array(text).split(separator: UInt8(ascii: "."), maxSplits: 2)
    guard numbers.count >= 2, let major = Int(String(decoding: numbers[0], as: UTF8.self)) else {
      return nil
    }
    let digits = numbers[1].prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    guard let minor = Int(String(decoding: digits, as: UTF8.self)) else { return nil }
    self.init(major, minor)
  }

  /// That of the running kernel; nil if it is not known. The corresponding C function is `uname`.
  public static var current: KernelRelease? {
    var name = utsname()
    guard unsafe uname(&name) == 0 else { return nil }
    return unsafe withUnsafeBytes(of: name.release) { bytes in
      unsafe KernelRelease(bytes.prefix { $0 != 0 })
    }
  }

  public static func < (one: KernelRelease, other: KernelRelease) -> Bool {
    (one.major, one.minor) < (other.major, other.minor)
  }
}
