internal import Limits
internal import Syscalls

/// Finds the owners of sockets by a BPF iterator over all tables of descriptors: the kernel walks
/// its own tables, and no directory of /proc is read but those of processes with sockets.
final class BPFWalk: Sendable {
  private let iterator: BPFIterator

  private static let typesPath = "/sys/kernel/btf/vmlinux"

  /// Loads the program, which stays loaded as long as the value lives.
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

  /// The kernel counts processes from its first pid namespace; anywhere else the numbers would
  /// be those of others.
  private static func checkNamespace() throws(BPFObstacle) {
    let namespace = try? Files.linkTarget("/proc/self/ns/pid")
    let me = try? Files.linkTarget("/proc/self")
    // PID_NS_INIT_INO of linux/nsfs.h, the same on every host since Linux 3.8.
    guard namespace == "pid:[\(0xeffff_ffc as UInt32)]", me == "\(Process.id)" else {
      throw .notInitialPidNamespace
    }
  }

  /// Finds out where this kernel has what is needed. Its types are some megabytes, read once and
  /// let go of at once.
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

  /// Looks into all processes there are.
  /// - Returns: nil when what was found does not fit what /proc says, as in a time namespace.
  func walk() throws(PrivilegedError) -> OwnerIndex? {
    var builder = OwnerIndexBuilder()
    let walkTicks = BPFWalk.ticks(KernelClock.bootNanoseconds())
    let found = try readTables(&builder)
    builder.readProcesses = found.count
    var proc = try ProcWalk()
    let me = UInt32(bitPattern: Process.id)
    var isMet = false
    for process in found {
      let startTicks = BPFWalk.ticks(Int64(clamping: process.start))
      guard startTicks < walkTicks else {
        // So young that another with its number may have started in the same tick: what holds
        // the sockets is looked at through its directory.
        proc.readProcess(process.pid, &builder)
        builder.readProcesses -= 1
        if process.pid == me { isMet = proc.facts(of: me)?.startTicks == startTicks }
        continue
      }
      guard let facts = proc.facts(of: process.pid), facts.startTicks == startTicks else {
        continue
      }
      builder.setProcess(process.place, facts)
      if process.pid == me { isMet = true }
    }
    // The agent has sockets itself.
    return isMet ? builder.finish(.bpf) : nil
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
        // The kernel gives whole rows; should it not, the rest comes next.
        for index in 0..<kept { buffer[index] = buffer[offset &+ index] }
      }
    } catch {
      throw .system(error, doing: .walkDescriptors)
    }
  }
}
