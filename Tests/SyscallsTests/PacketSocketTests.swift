import Foundation
import Glibc
import Syscalls
import Testing

@Suite struct PacketSocketTests {
  @Test func aMessageArrivesWholeWithItsFile() throws {
    let pair = try PacketSocket.pair()
    let pipe = Pipe()
    try pair.first.send([1, 2, 3].rawBytes, file: pipe.fileHandleForWriting.fileDescriptor)
    try pair.first.send([4].rawBytes)
    var buffer = [UInt8](repeating: 0, count: 8)
    var received = try pair.second.receive(into: &buffer)
    #expect(received.count == 3 && buffer.prefix(3) == [1, 2, 3])
    guard let file = received.file.take() else {
      Issue.record("no file came")
      return
    }
    try file.writeAll([7].rawBytes)
    #expect(pipe.fileHandleForReading.readData(ofLength: 1) == Data([7]))
    let second = try pair.second.receive(into: &buffer)
    #expect(second.count == 1 && buffer[0] == 4)
    if second.file != nil { Issue.record("the file came twice") }
  }

  @Test func anEndThatIsGoneIsNoticed() throws {
    var numbers: [Int32] = [-1, -1]
    #expect(socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0, &numbers) == 0)
    close(numbers[0])
    let end = PacketSocket(owning: FileDescriptor(owning: numbers[1]))
    var buffer = [UInt8](repeating: 0, count: 8)
    let count = try end.receive(into: &buffer).count
    #expect(count == 0)
    var failure: SystemCallError?
    do throws(SystemCallError) {
      try end.send([1].rawBytes)
    } catch {
      failure = error
    }
    #expect(failure == SystemCallError(.brokenPipe, "sendmsg"))
  }
}
