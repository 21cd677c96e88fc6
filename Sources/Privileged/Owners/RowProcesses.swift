/// The processes and tables of descriptors that rows of the iterator are about. The iterator sleeps
/// between its rows, so a process may end meanwhile and its number be given to another.
struct RowProcesses {
  /// A process that rows are about.
  struct Found {
    let pid: UInt32
    let start: UInt64
    /// Its place in the index.
    let place: Int
    /// Its tables: whose they are, where, and their places in the index.
    fileprivate var tables: [(thread: UInt32, table: UInt64, holder: UInt32)] = []

    fileprivate init(pid: UInt32, start: UInt64, place: Int) {
      self.pid = pid
      self.start = start
      self.place = place
    }
  }

  /// In the order in which their first rows came.
  private(set) var found: [Found] = []
  private var places: [UInt32: Int] = [:]
  private var last: (process: UInt32, thread: UInt32, start: UInt64, holder: UInt32?)?

  /// Adds the descriptor of a row to the index.
  @inline(__always)
  mutating func add(_ row: SocketRow, to builder: inout OwnerIndexBuilder) {
    let holder: UInt32?
    if let last, last.thread == row.thread, last.process == row.process, last.start == row.start {
      holder = last.holder
    } else {
      holder = self.holder(of: row, &builder)
      last = (row.process, row.thread, row.start, holder)
    }
    if let holder {
      builder.add(inode: row.inode, descriptor: row.descriptor, holder: holder)
    }
  }

  /// The place of a row's table in the index; nil for a table that another thread has, too. The
  /// kernel leaves out threads that have their leader's table, but the leader may have ended.
  private mutating func holder(
    of row: SocketRow, _ builder: inout OwnerIndexBuilder
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
