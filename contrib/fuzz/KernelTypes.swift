// Any bytes are the kernel's type information (BTF), rows of the BPF iterator, and files of
// /proc/PID: nothing traps, and results lie within the bytes.
import ProcFiles
import Syscalls

@testable import Privileged

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzKernelTypes(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  if let types = BTF(bytes.rawBytes) {
    _ = SocketProgram.Layout(types)
    if let id = types.function("f") { precondition(id > 0 && Int(id) <= count / 12) }
    if let structure = types.structure("s"), let offset = types.offset(of: "m", in: structure) {
      precondition(offset >= 0)
    }
  }
  var offset = 0
  while let row = SocketRow(bytes.rawBytes, at: offset) {
    precondition(offset + SocketRow.size <= count)
    _ = row
    offset += SocketRow.size
  }
  if let process = OwnerProcess(pid: 1, stat: bytes, status: bytes, cgroup: bytes) {
    precondition(process.command.count < count && process.cgroup.count < count)
    _ = CgroupPath.unit(of: process.cgroup)
    precondition(CgroupPath.container(of: process.cgroup).map { $0.count == 64 } ?? true)
  }
  return 0
}
