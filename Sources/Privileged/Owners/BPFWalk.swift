internal import Limits
internal import Syscalls

/// Finds the owners of sockets with a BPF iterator over all descriptor tables. The kernel walks its
/// own tables, and only the directories in /proc of processes with sockets are read.
final class BPFWalk: Sendable {
  private let iterator: BPFIterator

  private static let typesPath = "/sys/kernel/btf/vmlinux"

  /// Loads the program. It stays loaded as long as this object exists.
  init() throws(BPFObstacle) {
    try BPFWalk.checkNamespace()
    let layout = try BPFWalk.layout()
    do throws(SystemCallError) {
      iterator = try BPFIterator(
        SocketProgram.instructions(layout), over: layout.function,
        license: SocketProgram.license)
    } catch {
      throw .refused(error)
    }
  }

  /// Checks that the agent is in the initial pid namespace, to which the iterator's pids belong.
  private static func checkNamespace() throws(BPFObstacle) {
    guard HiddenProcesses.isInitialNamespace else { throw .notInitialPidNamespace }
  }

  /// Finds the offsets that the program needs in this kernel's type information. That is some
  /// megabytes, which are freed on return.
  private static func layout() throws(BPFObstacle) -> SocketProgram.Layout {
    let bytes: [UInt8]
    do throws(SystemCallError) {
      bytes = try Files.read(typesPath, atMost: Limits.kernelTypesBytes)
    } catch {
      throw .typesUnreadable(path: typesPath, error)
    }
    guard let types = BTF(bytes.rawBytes), let layout = SocketProgram.Layout(types) else {
      throw .typesIncomplete(path: typesPath)
    }
    return layout
  }

  /// Reads the descriptor tables of all processes.
  /// - Returns: nil if the start times differ from those in /proc, as in a time namespace.
  func walk() throws(PrivilegedError) -> OwnerIndex? {
    var builder = OwnerIndexBuilder()
    let walkTicks = BPFWalk.ticks(KernelClock.bootNanoseconds())
    let found = try readTables(&builder)
    builder.readProcesses = found.count
    var proc = try ProcWalk()
    let agent = UInt32(bitPattern: Process.id)
    var foundAgent = false
    for process in found {
      let startTicks = BPFWalk.ticks(Int64(clamping: process.start))
      guard startTicks < walkTicks else {
        // Another process with the same pid may have started within the same tick, so this one is
        // read through its open directory.
        proc.readProcess(process.pid, &builder)
        builder.readProcesses -= 1
        if process.pid == agent { foundAgent = proc.facts(of: agent)?.startTicks == startTicks }
        continue
      }
      guard let facts = proc.facts(of: process.pid), facts.startTicks == startTicks else {
        continue
      }
      builder.setProcess(process.place, facts)
      if process.pid == agent { foundAgent = true }
    }
    // The agent itself has sockets, so it must have been found.
    return foundAgent ? builder.finish(.bpf) : nil
  }

  private static func ticks(_ nanoseconds: Int64) -> UInt64 {
    UInt64(clamping: nanoseconds / (1_000_000_000 / KernelClock.ticksPerSecond))
  }

  private func readTables(
    _ builder: inout OwnerIndexBuilder
  ) throws(PrivilegedError) -> [RowProcesses.Found] {
    var processes = RowProcesses()
    do throws(SystemCallError) {
      let rows = try iterator.open()
      var buffer = [UInt8](repeating: 0, count: Limits.iteratorBytes)
      var kept = 0
      while true {
        let got: Int
        do throws(SystemCallError) {
          got = try rows.read(into: &buffer, at: kept)
        } catch {
          if error.errno == .resourceTemporarilyUnavailable { continue }
          throw error
        }
        if got == 0 { return processes.found }
        let count = kept + got
        var offset = 0
        while offset + SocketRow.size <= count,
          let row = SocketRow(buffer.rawBytes, at: offset)
        {
          offset += SocketRow.size
          processes.add(row, to: &builder)
        }
        kept = count - offset
        // The kernel returns whole rows. If it ever splits one, the remainder comes with the next
        // read.
        for index in 0..<kept { buffer[index] = buffer[offset &+ index] }
      }
    } catch {
      throw .system(error, doing: .walkDescriptors)
    }
  }
}
