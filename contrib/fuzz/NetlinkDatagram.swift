// The target is the kernel: any bytes arrive as netlink datagrams and go through the conversation
// and every decoder. Every record must be JSON.
import Netlink
import Privileged
import Protocol
import Syscalls
import Vocabulary

@testable import NLAgent

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzNetlinkDatagram(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  guard let kind = bytes.first else { return 0 }
  let wire = Array(bytes.dropFirst())
  LinkNames.each(in: wire.rawBytes) { _, name in precondition(!name.contains(0)) }
  if kind & 0x80 != 0 {
    // As a payload, without the checks of the header, which random bytes seldom pass.
    decode(kind & 15, wire.rawBytes)
  } else {
    converse(kind, wire)
  }
  return 0
}

/// Cuts datagrams from the input: two bytes of length, one byte of flags, then the bytes.
private struct FuzzedKernel: Transport, ~Copyable {
  let portID: UInt32 = 7
  var rest: ArraySlice<UInt8>

  mutating func send(_ datagram: [UInt8]) throws(SystemCallError) {}

  mutating func receive(into buffer: inout [UInt8]) throws(SystemCallError) -> NetlinkDatagram {
    guard rest.count > 3 else { throw SystemCallError(.resourceTemporarilyUnavailable, "recvfrom") }
    let header = Array(rest.prefix(3))
    rest = rest.dropFirst(3)
    let length = Int(header[0]) | Int(header[1]) << 8
    let datagram = rest.prefix(min(length, buffer.count))
    for (index, byte) in datagram.enumerated() { buffer[index] = byte }
    rest = rest.dropFirst(datagram.count)
    // Half of the datagrams that are too long report a length beyond the buffer.
    let claimed = header[2] & 2 == 0 ? datagram.count : length
    return NetlinkDatagram(
      length: header[2] & 4 == 0 ? min(claimed, datagram.count) : buffer.count + 1,
      sourcePort: UInt32(header[2] & 1))
  }
}

private func converse(_ kind: UInt8, _ wire: [UInt8]) {
  var conversation = Conversation(FuzzedKernel(rest: wire[...]), bufferBytes: 4096)
  do throws(NetlinkError) {
    if kind & 8 == 0 {
      _ = try conversation.dump(.unixDump(states: .max)) { message throws(NetlinkError) in
        decode(kind & 7, message.payload)
        return .next
      }
    } else {
      try conversation.exchange(.genericFamily(named: Array("x".utf8))) {
        message throws(NetlinkError) in decode(kind & 7, message.payload)
      }
    }
  } catch {
    precondition(!"\(error)".isEmpty)
    _ = RPCError(error, doing: "fuzz")
  }
}

// Without the cgroup, whose path would be read from the file system.
private let fuzzedDetails = InetDetails.all.subtracting(.cgroup)
// As for root, who sees the most.
private let fuzzedVisible = VisibleAttributes(
  to: Caller(PeerCredentials(pid: Process.id, uid: 0, gid: 0)))

private func decode(_ kind: UInt8, _ payload: RawSpan) {
  var json = JSONWriter()
  do throws(NetlinkError) {
    switch kind {
    case 0, 1:
      guard let socket = InetDiagMessage(payload) else { return }
      var record = InetRecord(
        kind == 0 ? .v4 : .v6, .tcp,
        InetDetailsRecord(.tcp, fuzzedDetails, CgroupPaths(), fuzzedVisible))
      try record.write(socket, payload, to: &json)
    case 2: UnixRecord.write(try UnixDiagMessage(payload), to: &json)
    case 3: FamilyRecord.write(try FamilyDescription(payload), to: &json)
    case 4:
      guard let link = LinkMessage(payload) else { return }
      let attributes = try AttributeTable(payload, from: LinkMessage.size)
      try LinkRecord(showing: fuzzedVisible).write(link, attributes, AddressStore(), to: &json)
    case 5:
      guard let address = AddressMessage(payload) else { return }
      var addresses = AddressStore()
      try addresses.add(address, payload)
      addresses.sort()
      json.beginArray()
      addresses.write(address.index, to: &json)
      json.endArray()
    case 6:
      _ = try? CgroupStats(payload)
      let message = try TaskStatsMessage(payload)
      let record = TaskStatsRecord(accountsDelays: payload.byteCount & 1 == 0)
      json.beginObject()
      if let stats = message.task { record.write(stats, to: &json) }
      if let stats = message.process { record.writeDelays(stats, isProcess: true, to: &json) }
      json.endObject()
    case 8, 9, 10:
      guard let socket = InetDiagMessage(payload) else { return }
      let transport: InetTransport = kind == 8 ? .mptcp : kind == 9 ? .sctp : .raw
      var record = InetRecord(
        .v6, transport, InetDetailsRecord(transport, fuzzedDetails, CgroupPaths(), fuzzedVisible))
      try record.write(socket, payload, to: &json)
    case 11:
      guard let socket = NetlinkDiagMessage(payload) else { return }
      try NetlinkSocketRecord.write(socket, payload, to: &json)
    case 12:
      guard let socket = PacketDiagMessage(payload) else { return }
      let names = InterfaceNames()
      try PacketSocketRecord.write(socket, payload, names, to: &json)
    case 13:
      guard let socket = VsockDiagMessage(payload) else { return }
      VsockSocketRecord.write(socket, to: &json)
    case 7:
      guard let route = RouteMessage(payload) else { return }
      var record = RouteRecord()
      try record.write(route, payload, to: &json)
    case 14:
      guard let neighbor = NeighborMessage(payload) else { return }
      try NeighborRecord().write(neighbor, payload, to: &json)
    case 15:
      guard let rule = RuleMessage(payload) else { return }
      try RuleRecord().write(rule, payload, to: &json)
    default: _ = try AttributeTable(payload)
    }
  } catch {
    return
  }
  guard json.count > 0 else { return }
  let text = json.bytes.copied
  do {
    _ = try JSONReader.parse(text, limits: .answer)
  } catch {
    preconditionFailure("not JSON: \(error) \(String(decoding: text, as: UTF8.self))")
  }
}
