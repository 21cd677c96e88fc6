// Any bytes as what the kernel says of its types, as rows of the BPF iterator, and as files of
// /proc/PID: nothing traps, and what is found lies inside.
import Protocol
import Syscalls

@testable import NLAgent

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
    _ = OwnerProcess.unit(ofCgroup: process.cgroup)
    precondition(OwnerProcess.container(ofCgroup: process.cgroup).map { $0.count == 64 } ?? true)
  }
  return 0
}
