internal import CLinux
internal import Glibc

/// One instruction of a BPF program, as the kernel takes it (`struct bpf_insn`, linux/bpf.h).
public struct BPFInstruction: Sendable {
  private let code: UInt8
  private let registers: UInt8
  private let offset: Int16
  private let immediate: Int32

  /// - Parameters:
  ///   - code: class, size and mode, or class, source and operation.
  ///   - destination: a register, 0 to 10.
  ///   - source: a register, 0 to 10.
  public init(
    _ code: UInt8, _ destination: UInt8 = 0, _ source: UInt8 = 0, offset: Int16 = 0,
    immediate: Int32 = 0
  ) {
    self.code = code
    // Two bit fields, whose order in the byte is the host's.
    #if _endian(little)
      registers = destination & 15 | source << 4
    #else
      registers = destination << 4 | source & 15
    #endif
    self.offset = offset
    self.immediate = immediate
  }
}

/// A BPF program that walks over objects of the kernel and writes records about them. See
/// bpf(2) and the kernel's Documentation/bpf/bpf_iterators.rst.
public struct BPFIterator: ~Copyable, Sendable {
  private let link: FileDescriptor

  /// Loads and links a program; nothing of it outlives this value.
  /// - Parameters:
  ///   - function: the BTF id of the iterator's `bpf_iter_…` function.
  ///   - license: the program's own, which decides what it may call.
  /// - Throws: EPERM without CAP_BPF and CAP_PERFMON (or CAP_SYS_ADMIN), EACCES or EINVAL when
  ///   the kernel refuses the program, ENOSYS and EINVAL where it knows no iterators.
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

  /// A new walk: the records are read from the descriptor until its end. EAGAIN from `read`
  /// says that the walk went over very many objects without a record; it goes on from there.
  public func open() throws(SystemCallError) -> FileDescriptor {
    let number = link.number
    return FileDescriptor(owning: try retrying("bpf") { clinux_bpf_open_iterator(number) })
  }
}
