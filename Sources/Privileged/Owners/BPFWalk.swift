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
    let namespace = try? Files.linkTarget("/proc/self/ns/pid")
    let link = try? Files.linkTarget("/proc/self")
    // PID_NS_INIT_INO of linux/nsfs.h, the same on every host since Linux 3.8.
    guard namespace == "pid:[\(0xeffff_ffc as UInt32)]", link == "\(Process.id)" else {
      throw .notInitialPidNamespace
    }
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

  /// A process that rows belong to.
  private struct Found {
    let pid: UInt32
    let start: UInt64
    /// The index of the process in the owner index.
    let place: Int
    /// The tables read so far: thread, address, and index of the holder in the owner index.
    var tables: [(thread: UInt32, table: UInt64, holder: UInt32)] = []
  }

  private func readTables(_ builder: inout OwnerIndexBuilder) throws(PrivilegedError) -> [Found] {
    var found: [Found] = []
    var places: [UInt32: Int] = [:]
    var last: (process: UInt32, thread: UInt32, start: UInt64, holder: UInt32?)?
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
        if got == 0 { return found }
        let count = kept + got
        var offset = 0
        while offset + SocketRow.size <= count,
          let row = SocketRow(buffer.rawBytes, at: offset)
        {
          offset += SocketRow.size
          let holder: UInt32?
          if let last, last.thread == row.thread, last.process == row.process,
            last.start == row.start
          {
            holder = last.holder
          } else {
            holder = BPFWalk.holder(of: row, &found, &places, &builder)
            last = (row.process, row.thread, row.start, holder)
          }
          if let holder {
            builder.add(inode: row.inode, descriptor: row.descriptor, holder: holder)
          }
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

  /// The index of the holder that a row belongs to; nil if another thread already reported the same
  /// table. The kernel skips threads that share their leader's table, but the leader may have
  /// ended.
  private static func holder(
    of row: SocketRow, _ found: inout [Found], _ places: inout [UInt32: Int],
    _ builder: inout OwnerIndexBuilder
  ) -> UInt32? {
    let place: Int
    if let known = places[row.process], found[known].start == row.start {
      place = known
    } else {
      place = found.count
      places[row.process] = place
      found.append(Found(pid: row.process, start: row.start, place: builder.addProcess()))
    }
    let isLeader = row.thread == row.process
    for known in found[place].tables {
      if known.thread == row.thread { return known.table == row.table ? known.holder : nil }
      if known.table == row.table { return nil }
    }
    let holder = builder.addHolder(found[place].place, thread: isLeader ? nil : row.thread)
    found[place].tables.append((row.thread, row.table, holder))
    return holder
  }
}
