// Any bytes are files of /proc/net, cut into pieces of any size: no line is lost between pieces,
// nothing traps, and the name of a Unix socket is at most as long as the kernel permits.
import Netlink

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzProcNetLine(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  guard let first = bytes.first else { return 0 }
  let text = bytes[1...]
  let pieces = lines(text, piece: Int(first % 64) + 1)
  precondition(pieces == lines(text, piece: max(1, text.count)), "the lines depend on the pieces")
  var last: UnixSocketLine?
  for line in pieces {
    _ = InetDiagMessage(procLine: line[...], family: 2)
    _ = InetDiagMessage(procLine: line[...], family: 10)
    if let socket = UnixSocketLine(line[...]) {
      last = socket
    } else {
      let before = last?.name?.count ?? 0
      last?.append(line[...])
      let after = last?.name?.count ?? 0
      precondition(after <= max(before, UnixSocketLine.nameBytes), "a name is too long")
    }
  }
  _ = ProtocolCounts.unixSockets(Array(text))
  return 0
}

private func lines(_ text: ArraySlice<UInt8>, piece: Int) -> [[UInt8]] {
  var splitter = LineSplitter()
  var lines: [[UInt8]] = []
  var rest = text
  while !rest.isEmpty {
    _ = splitter.feed(rest.prefix(piece)) { line in
      lines.append(Array(line))
      return true
    }
    rest = rest.dropFirst(piece)
  }
  _ = splitter.finish { line in
    lines.append(Array(line))
    return true
  }
  return lines
}
