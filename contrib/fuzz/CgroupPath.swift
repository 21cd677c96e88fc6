// Any text as a control group's path: what is opened is always a cgroup directory beneath a
// cgroup mount, and everything else is an error. Opens directories of the real system, read only.
import Protocol
import Syscalls

@testable import NLAgent

/// Read once: reading them anew for each path would be nearly all the fuzzer does.
private let mounts = (try? CgroupMount.all()) ?? []

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzCgroupPath(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  // The first byte chooses: mountinfo that may be anything, or a path on the real mounts.
  guard let kind = bytes.first else { return 0 }
  let text = String(decoding: bytes.dropFirst(), as: UTF8.self)
  if kind & 1 == 0 {
    for mount in CgroupMount.parse(Array(bytes.dropFirst())) {
      precondition(mount.version == 1 || mount.version == 2)
      _ = mount.remainder(of: text)
    }
    _ = TaskCounts.state(inStat: Array(bytes.dropFirst()))
    _ = CallersCgroup.places(inCgroup: Array(bytes.dropFirst()), mounts)
    var json = JSONWriter()
    if PressureText.write(Array(bytes.dropFirst()), to: &json) {
      let text = json.bytes.copied
      precondition((try? JSONReader.parse(text)) != nil, "\(text) is no JSON")
    }
    return 0
  }
  do throws(RPCError) {
    let group = try CgroupDirectory.open(text, among: mounts)
    let opened = try? Files.linkTarget("/proc/self/fd/\(group.directory.number)")
    guard let opened else { preconditionFailure("cannot tell what was opened") }
    precondition(
      opened == group.mount.path || opened.hasPrefix(group.mount.path + "/"),
      "\(text) opened \(opened)")
  } catch {
    precondition(!error.message.isEmpty)
  }
  return 0
}
