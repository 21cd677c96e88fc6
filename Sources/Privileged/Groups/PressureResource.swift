/// A resource that tasks can wait for, by the kernel's name.
public enum PressureResource: CaseIterable, Sendable {
  case cpu, memory, io, irq

  /// The name, which is also that of the file in /proc/pressure.
  public var name: StaticString {
    switch self {
    case .cpu: "cpu"
    case .memory: "memory"
    case .io: "io"
    case .irq: "irq"
    }
  }

  /// The name of the file in the directory of a version 2 control group.
  public var groupFile: StaticString {
    switch self {
    case .cpu: "cpu.pressure"
    case .memory: "memory.pressure"
    case .io: "io.pressure"
    case .irq: "irq.pressure"
    }
  }

  /// - Returns: nil for an unknown name.
  public init?(_ name: String) {
    guard let found = PressureResource.allCases.first(where: { $0.name.description == name }) else {
      return nil
    }
    self = found
  }
}
