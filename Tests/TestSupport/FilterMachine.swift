import Foundation
public import Syscalls

/// Runs a filter of seccomp(2) as the kernel does: on `struct seccomp_data`.
public enum FilterMachine {
  public enum Verdict: Equatable, Sendable {
    case allowed
    case failed(Int32)
    case killed
    /// The program is none that the kernel accepts.
    case broken
  }

  public static func run(
    _ filter: SystemCallFilter, _ architecture: UInt32, _ number: UInt32,
    _ arguments: [UInt64] = []
  ) -> Verdict {
    var words = [number, architecture, 0, 0]
    for argument in (arguments + [0, 0, 0, 0, 0, 0]).prefix(6) {
      words += [UInt32(truncatingIfNeeded: argument), UInt32(truncatingIfNeeded: argument >> 32)]
    }
    let program = filter.instructions
    var register: UInt32 = 0
    var place = 0
    while program.indices.contains(place) {
      let instruction = program[place]
      place += 1
      switch instruction.code {
      case FilterInstruction.load:
        guard instruction.operand % 4 == 0, instruction.operand / 4 < UInt32(words.count) else {
          return .broken
        }
        register = words[Int(instruction.operand / 4)]
      case FilterInstruction.and: register &= instruction.operand
      case FilterInstruction.ifEqual, FilterInstruction.ifGreater:
        let holds =
          instruction.code == FilterInstruction.ifEqual
          ? register == instruction.operand : register > instruction.operand
        place += Int(holds ? instruction.skipIfTrue : instruction.skipIfFalse)
      case FilterInstruction.jump: place += Int(instruction.operand)
      case FilterInstruction.exit:
        switch instruction.operand & 0xffff_0000 {
        case SystemCallFilter.allow: return .allowed
        case SystemCallFilter.kill: return .killed
        case SystemCallFilter.fail: return .failed(Int32(instruction.operand & 0xffff))
        default: return .broken
        }
      default: return .broken
      }
    }
    return .broken
  }

  /// The same for the calls of one architecture.
  public static func run(
    _ filter: SystemCallFilter, _ architecture: SystemCall.Architecture, _ call: SystemCall,
    _ arguments: UInt64...
  ) -> Verdict? {
    call.number(architecture).map { run(filter, architecture.audit, $0, arguments) }
  }

  /// The numbers of all system calls by their names, from the kernel's headers; nil if they are not
  /// installed.
  public static func numbers(_ architecture: SystemCall.Architecture) -> [String: UInt32]? {
    let paths =
      switch architecture {
      case .x86x64:
        [
          "/usr/include/x86_64-linux-gnu/asm/unistd_64.h", "/usr/include/asm/unistd_64.h",
        ]
      case .arm64: ["/usr/include/asm-generic/unistd.h"]
      }
    guard
      let text = paths.lazy.compactMap({ try? String(contentsOfFile: $0, encoding: .utf8) }).first
    else { return nil }
    var values: [Substring: Substring] = [:]
    for match in text.matches(of: /#define (__NR\w*) (\w+)/) {
      values[match.output.1] = match.output.2
    }
    var numbers: [String: UInt32] = [:]
    for (name, value) in values where name.hasPrefix("__NR_") {
      // Some names are defined by another name.
      if let number = UInt32(value) ?? values[value].flatMap({ UInt32($0) }) {
        numbers[String(name.dropFirst(5))] = number
      }
    }
    return numbers
  }
}
