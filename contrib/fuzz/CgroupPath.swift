// Any text is the path of a control group: the agent opens only cgroup directories beneath a
// cgroup mount, and everything else is an error. The target opens directories of the real system
// for reading.
import ProcFiles
import Protocol
import Syscalls

@testable import NLAgent
@testable import Privileged

/// Read once. To read them for each path would take nearly all of the fuzzer's time.
private let mounts = (try? CgroupMounts.all()) ?? []

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzCgroupPath(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  // The first byte chooses what the others are: files of /proc and cgroups, or a path on the real
  // mounts.
  guard let kind = bytes.first else { return 0 }
  let text = String(decoding: bytes.dropFirst(), as: UTF8.self)
  if kind & 1 == 0 {
    checkFiles(Array(bytes.dropFirst()), text)
    return 0
  }
  do throws(PrivilegedError) {
    let group = try CgroupDirectory.open(text, among: mounts)
    let opened = try? Files.linkTarget("/proc/self/fd/\(group.directory.number)")
    guard let opened else { preconditionFailure("cannot read what was opened") }
    precondition(
      opened == group.mount.path || opened.hasPrefix(group.mount.path + "/"),
      "\(text) opened \(opened)")
  } catch {
    precondition(!RPCError(error).message.isEmpty)
  }
  return 0
}

/// Reads bytes as each of the files.
private func checkFiles(_ bytes: [UInt8], _ path: String) {
  for mount in CgroupMount.parse(bytes) {
    precondition(mount.version == 1 || mount.version == 2)
    _ = mount.remainder(of: path)
  }
  _ = TaskStat(bytes[...])
  _ = TaskStatus(bytes[...])
  _ = TaskCredentials(bytes[...])
  _ = TaskIO(bytes[...])
  _ = CallersCgroup.places(inCgroup: bytes, mounts)
  var json = JSONWriter()
  if PressureText.write(bytes, to: &json) {
    let text = json.bytes.copied
    precondition((try? JSONReader.parse(text)) != nil, "\(text) is not JSON")
  }
}
