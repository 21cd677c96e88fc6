internal import CLinux
internal import Glibc

/// One instruction of a BPF program: `struct bpf_insn` of `linux/bpf.h`.
public struct BPFInstruction: Sendable {
  private let code: UInt8
  private let registers: UInt8
  private let offset: Int16
  private let immediate: Int32

  /// - Parameters:
  ///   - code: class, size and mode, or class, source and operation.
  ///   - destination: the number of a register, 0 to 10.
  ///   - source: the number of a register, 0 to 10.
  ///   - offset: of a memory access in bytes, or of a jump in instructions.
  ///   - immediate: a constant operand.
  public init(
    _ code: UInt8, _ destination: UInt8 = 0, _ source: UInt8 = 0, offset: Int16 = 0,
    immediate: Int32 = 0
  ) {
    self.code = code
    // Two bit fields, whose order in the byte depends on the byte order of the host.
    #if _endian(little)
      registers = destination & 15 | source << 4
    #else
      registers = destination << 4 | source & 15
    #endif
    self.offset = offset
    self.immediate = immediate
  }
}

/// A BPF iterator: a program that the kernel runs on each of its objects of one kind, and that
/// writes records about them. See bpf(2) and the kernel's Documentation/bpf/bpf_iterators.rst.
public struct BPFIterator: ~Copyable, Sendable {
  private let link: FileDescriptor

  /// Loads a program and attaches it. The kernel frees both with this value.
  /// - Parameters:
  ///   - function: the BTF id of the iterator's `bpf_iter_…` function.
  ///   - license: the license of the program, which decides which functions it may call.
  /// - Throws: EPERM without CAP_BPF and CAP_PERFMON (or CAP_SYS_ADMIN), EACCES or EINVAL if the
  ///   kernel refuses the program, ENOSYS or EINVAL if it does not support iterators.
  public init(
    _ program: [BPFInstruction], over function: UInt32, license: StaticString
  ) throws(SystemCallError) {
    let count = UInt32(clamping: program.count)
    let loaded = FileDescriptor(
      owning: try unsafe program.span.withUnsafeBufferPointer { start throws(SystemCallError) in
        try retrying("bpf") {
          license.withUTF8Buffer { license in
            unsafe license.withMemoryRebound(to: CChar.self) { license in
              unsafe clinux_bpf_load_iterator(
                start.baseAddress, count, function, license.baseAddress)
            }
          }
        }
      })
    link = FileDescriptor(
      owning: try retrying("bpf") { clinux_bpf_link_iterator(loaded.number) })
  }

  /// Begins a walk over all objects. Read the records from the descriptor until its end. If `read`
  /// fails with EAGAIN, the walk has passed very many objects without writing a record; call it
  /// again to continue.
  public func open() throws(SystemCallError) -> FileDescriptor {
    let number = link.number
    return FileDescriptor(owning: try retrying("bpf") { clinux_bpf_open_iterator(number) })
  }
}
