import Glibc
import Syscalls
import TestSupport
import Testing

@Suite struct NetlinkSocketTests {
  private func send(_ bytes: [UInt8], to port: UInt32, from socket: borrowing FileDescriptor) -> Int
  {
    // struct sockaddr_nl: nl_family, nl_pad, nl_pid, nl_groups.
    let port = (0..<4).map { UInt8(truncatingIfNeeded: port >> ($0 * 8)) }
    let address = [UInt8(AF_NETLINK), 0, 0, 0] + port + [0, 0, 0, 0]
    let number = socket.number
    return address.withUnsafeBytes { address in
      sendto(
        number, bytes, bytes.count, 0, address.baseAddress?.assumingMemoryBound(to: sockaddr.self),
        socklen_t(address.count))
    }
  }

  /// The socket is connected to the kernel, which therefore refuses datagrams of other sockets.
  @Test(.needs(.root)) func otherProcessesCannotSendToIt() throws {
    let kernel = try NetlinkSocket(.route)
    let forger = FileDescriptor(owning: socket(AF_NETLINK, Int32(SOCK_RAW.rawValue), 0))
    let done: [UInt8] = [16, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]
    let result = send(done, to: kernel.portID, from: forger)
    let code = errno
    #expect(result == -1 && code == ECONNREFUSED)
    // A socket that is not connected does get it, so the address is right.
    let other = FileDescriptor(owning: socket(AF_NETLINK, Int32(SOCK_RAW.rawValue), 0))
    var address = [UInt8](repeating: 0, count: 12)
    address[0] = UInt8(AF_NETLINK)
    var length = socklen_t(address.count)
    address.withUnsafeMutableBytes { bytes in
      let pointer = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self)
      #expect(bind(other.number, pointer, length) == 0)
      #expect(getsockname(other.number, pointer, &length) == 0)
    }
    let port = (0..<4).reduce(0 as UInt32) { $0 | UInt32(address[4 + $1]) << UInt32($1 * 8) }
    #expect(send(done, to: port, from: forger) == done.count)
  }

  @Test func theWholeLengthOfADatagramIsReturnedEvenIfItDoesNotFit() throws {
    let socket = try NetlinkSocket(.route)
    // RTM_GETLINK with NLM_F_REQUEST | NLM_F_DUMP, and struct ifinfomsg.
    let request: [UInt8] = [32, 0, 0, 0, 18, 0, 1, 3, 1, 0, 0, 0, 0, 0, 0, 0]
    try socket.send((request + [UInt8](repeating: 0, count: 16)).rawBytes)
    var buffer = [UInt8](repeating: 0, count: 8)
    let datagram = try socket.receive(into: &buffer)
    #expect(datagram.length > buffer.count && datagram.sourcePort == 0)
  }
}
