extension InetDiagMessage {
  /// Reads a line of `/proc/net/tcp`, `tcp6`, `udp` or `udp6`; see proc_pid_net(5). Such a line
  /// contains less than an answer of sock_diag: cookie and device become 0, and so does the backlog
  /// of a listening socket.
  /// - Parameter family: AF_INET or AF_INET6, depending on the file.
  /// - Returns: nil for the header line and for lines of another format.
  public init?(procLine line: ArraySlice<UInt8>, family: UInt8) {
    var fields = ProcFields(line)
    guard let number = fields.word(), number.last == UInt8(ascii: ":"),
      let local = InetEnd(fields.word(), family), let remote = InetEnd(fields.word(), family),
      let state = fields.hex(), let queues = fields.hexPair(), let timer = fields.hexPair(),
      let retransmits = fields.hex(), let uid = fields.decimal(), let probes = fields.decimal(),
      let inode = fields.decimal()
    else { return nil }
    guard state <= 0xff else { return nil }
    self.family = family
    self.state = UInt8(state)
    self.timer = UInt8(clamping: timer.0)
    // During a keepalive or zero window probe, sock_diag sends the number of probes here.
    let isProbing = timer.0 == 2 || timer.0 == 4
    // In SYN_RECV the file has the number of timeouts here, not of retransmits.
    self.retransmits = UInt8(clamping: state == 3 ? 0 : isProbing ? probes : retransmits)
    sourcePort = local.port
    destinationPort = remote.port
    source = local.address
    destination = remote.address
    interface = 0
    cookie = 0
    // In units of 1/100 s (USER_HZ), whatever the kernel's own tick is.
    let milliseconds = timer.1.multipliedReportingOverflow(by: 10)
    expires = milliseconds.overflow ? .max : UInt32(clamping: milliseconds.partialValue)
    sendQueue = UInt32(clamping: queues.0)
    receiveQueue = UInt32(clamping: queues.1)
    self.uid = UInt32(clamping: uid)
    // sock_diag sends the low 32 bits, too.
    self.inode = UInt32(truncatingIfNeeded: inode)
  }
}

/// An address and a port, for instance `0100007F:1F90`. The address is printed in words of 32 bits,
/// each as if its bytes were an integer in host byte order; the port is a number.
private struct InetEnd {
  let address: InetAddress
  let port: UInt16

  init?(_ word: ArraySlice<UInt8>?, _ family: UInt8) {
    let words = family == 2 ? 1 : 4
    guard let word, word.count == words * 8 + 5 else { return nil }
    let digits = word.startIndex + words * 8
    guard word[digits] == UInt8(ascii: ":"),
      let port = ProcFields.hex(word[(digits + 1)...])
    else { return nil }
    self.port = UInt16(truncatingIfNeeded: port)
    var parts: [UInt64] = []
    for index in 0..<words {
      let start = word.startIndex + index * 8
      guard let part = ProcFields.hex(word[start..<start + 8]) else { return nil }
      parts.append(UInt64(UInt32(bigEndian: UInt32(truncatingIfNeeded: part))))
    }
    address =
      words == 1
      ? InetAddress(high: parts[0] << 32, low: 0)
      : InetAddress(high: parts[0] << 32 | parts[1], low: parts[2] << 32 | parts[3])
  }
}
