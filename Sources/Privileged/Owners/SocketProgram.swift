internal import Syscalls

/// The BPF program that the kernel runs for each descriptor in each table (`bpf_iter_task_file`),
/// assembled by hand. If the file is a socket, it writes one `SocketRow`.
///
/// The iterator walks over tasks and skips those that share their leader's table.
enum SocketProgram {
  /// The offsets of the fields that the program reads, in the running kernel.
  struct Layout: Sendable, Equatable {
    /// The BTF id of `bpf_iter_task_file`.
    let function: UInt32
    /// struct file: f_inode
    let fileInode: Int16
    /// struct inode: i_ino
    let inodeNumber: Int16
    /// struct task_struct: pid (of the thread), tgid (of the process), group_leader, files
    let taskPid: Int16
    let taskTgid: Int16
    let taskLeader: Int16
    let taskFiles: Int16
    /// struct task_struct: start_boottime, in nanoseconds
    let taskStart: Int16

    /// - Returns: nil if the kernel lacks one of the fields.
    init?(_ btf: borrowing BTF) {
      func offset(_ member: String, _ structure: BTF.Structure) -> Int16? {
        btf.offset(of: member, in: structure).flatMap { Int16(exactly: $0) }
      }
      guard let function = btf.function("bpf_iter_task_file"),
        let file = btf.structure("file"), let fileInode = offset("f_inode", file),
        let inode = btf.structure("inode"), let inodeNumber = offset("i_ino", inode),
        let task = btf.structure("task_struct"), let taskPid = offset("pid", task),
        let taskTgid = offset("tgid", task), let taskLeader = offset("group_leader", task),
        let taskFiles = offset("files", task), let taskStart = offset("start_boottime", task)
      else { return nil }
      self.function = function
      self.fileInode = fileInode
      self.inodeNumber = inodeNumber
      self.taskPid = taskPid
      self.taskTgid = taskTgid
      self.taskLeader = taskLeader
      self.taskFiles = taskFiles
      self.taskStart = taskStart
    }
  }

  /// The kernel allows bpf_seq_write(9) only to programs whose license includes the GPL. These few
  /// instructions may be used under the MIT license or the GPL, besides the project's own license.
  static let license: StaticString = "Dual MIT/GPL"

  // linux/bpf.h: numbers of helper functions.
  private static let seqWrite: Int32 = 127
  private static let sockFromFile: Int32 = 162

  // linux/bpf.h and linux/bpf_common.h: class, size or operation, and mode or source.
  private static let load64: UInt8 = 0x79
  private static let load32: UInt8 = 0x61
  private static let store64: UInt8 = 0x7b
  private static let store32: UInt8 = 0x63
  private static let storeZero32: UInt8 = 0x62
  private static let move: UInt8 = 0xbf
  private static let moveConstant: UInt8 = 0xb7
  private static let addConstant: UInt8 = 0x07
  private static let jumpIfEqual: UInt8 = 0x15
  private static let call: UInt8 = 0x85
  private static let exit: UInt8 = 0x95

  // struct bpf_iter__task_file: offsets in the context that the kernel passes to the program.
  private static let contextMeta: Int16 = 0
  private static let contextTask: Int16 = 8
  private static let contextDescriptor: Int16 = 16
  private static let contextFile: Int16 = 24

  static func instructions(_ layout: Layout) -> [BPFInstruction] {
    var body: [BPFInstruction] = [
      // r6: the context, r7: the file, r8: the task. The last two are null at the end of the walk.
      BPFInstruction(move, 6, 1),
      BPFInstruction(load64, 7, 6, offset: contextFile),
      BPFInstruction(load64, 8, 6, offset: contextTask),
    ]
    // Without a socket the program jumps over `row` to its end.
    let row = row(layout)
    body.append(BPFInstruction(jumpIfEqual, 7, offset: Int16(row.count + 4)))
    body.append(BPFInstruction(jumpIfEqual, 8, offset: Int16(row.count + 3)))
    body += [
      BPFInstruction(move, 1, 7),
      BPFInstruction(call, immediate: sockFromFile),
      BPFInstruction(jumpIfEqual, 0, offset: Int16(row.count)),
    ]
    return body + row + [BPFInstruction(moveConstant, 0), BPFInstruction(exit)]
  }

  /// Builds a `SocketRow` below the frame pointer, r10, and writes it.
  private static func row(_ layout: Layout) -> [BPFInstruction] {
    let start = -Int16(SocketRow.size)
    return [
      BPFInstruction(load64, 1, 7, offset: layout.fileInode),
      BPFInstruction(load64, 1, 1, offset: layout.inodeNumber),
      BPFInstruction(store64, 10, 1, offset: start),
      BPFInstruction(load32, 1, 6, offset: contextDescriptor),
      BPFInstruction(store32, 10, 1, offset: start + 8),
      BPFInstruction(load32, 1, 8, offset: layout.taskTgid),
      BPFInstruction(store32, 10, 1, offset: start + 12),
      BPFInstruction(load32, 1, 8, offset: layout.taskPid),
      BPFInstruction(store32, 10, 1, offset: start + 16),
      BPFInstruction(storeZero32, 10, offset: start + 20),
      BPFInstruction(load64, 1, 8, offset: layout.taskLeader),
      BPFInstruction(load64, 1, 1, offset: layout.taskStart),
      BPFInstruction(store64, 10, 1, offset: start + 24),
      BPFInstruction(load64, 1, 8, offset: layout.taskFiles),
      BPFInstruction(store64, 10, 1, offset: start + 32),
      // The first member of the context points to the metadata, which begins with the seq_file.
      BPFInstruction(load64, 1, 6, offset: contextMeta),
      BPFInstruction(load64, 1, 1),
      BPFInstruction(move, 2, 10),
      BPFInstruction(addConstant, 2, immediate: -Int32(SocketRow.size)),
      BPFInstruction(moveConstant, 3, immediate: Int32(SocketRow.size)),
      BPFInstruction(call, immediate: seqWrite),
    ]
  }
}
