/// What pressure can be on. The names are the kernel's.
public enum PressureResource: CaseIterable, Sendable {
  case cpu, memory, io, irq

  public var name: StaticString {
    switch self {
    case .cpu: "cpu"
    case .memory: "memory"
    case .io: "io"
    case .irq: "irq"
    }
  }

  /// Its file in a group of cgroup v2.
  public var groupFile: StaticString {
    switch self {
    case .cpu: "cpu.pressure"
    case .memory: "memory.pressure"
    case .io: "io.pressure"
    case .irq: "irq.pressure"
    }
  }

  public init?(_ name: String) {
    guard let found = PressureResource.allCases.first(where: { $0.name.description == name }) else {
      return nil
    }
    self = found
  }
}
