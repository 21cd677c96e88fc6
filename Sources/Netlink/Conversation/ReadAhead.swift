internal import Synchronization
public import Syscalls

/// A netlink socket that a second thread sends to and reads, while the caller formats and sends the
/// datagrams before. The kernel's own work takes most of a dump's time, so on two cores a dump
/// takes little longer than the kernel needs for it, and two dumps can run at once. If the caller
/// stops receiving, the thread stops after a few datagrams.
public struct ReadAheadTransport: Transport, ~Copyable {
  private let reader: DatagramReader
  private let bufferBytes: Int
  private var isReading = false

  /// - Parameter bufferBytes: the size of each buffer; the caller's must have the same.
  public init(_ socket: consuming NetlinkSocket, bufferBytes: Int) {
    reader = DatagramReader(socket)
    self.bufferBytes = bufferBytes
  }

  deinit {
    if isReading { reader.stop() }
  }

  public var portID: UInt32 { reader.socket.portID }

  /// Makes the second thread send the request, since the kernel begins the dump inside send(2): for
  /// a table without rows that is all the work. `receive` throws the error of that call.
  public mutating func send(_ datagram: [UInt8]) throws(SystemCallError) {
    isReading = reader.start(datagram, bufferBytes: bufferBytes)
    // If no thread can be made, this one does the work.
    if !isReading { try reader.socket.send(datagram.rawBytes) }
  }

  public mutating func receive(into buffer: inout [UInt8]) throws(SystemCallError)
    -> NetlinkDatagram
  {
    isReading ? try reader.take(&buffer) : try reader.socket.receive(into: &buffer)
  }
}

/// The second thread, and the ring of buffers between the two threads. The semaphores `free` and
/// `filled` count the slots of the reader and of the taker; no slot belongs to both at once.
private final class DatagramReader: Sendable {
  private static let slotCount = 8
  // How many datagrams wake the taker: a wake-up takes longer than reading one datagram.
  private static let batch = 4
  private static let stackBytes = 64 * 1024

  let socket: NetlinkSocket
  private let slots = (0..<slotCount).map { _ in Slot() }
  private let free = Semaphore(UInt32(slotCount))
  private let filled = Semaphore(0)
  private let ended = Semaphore(0)
  private let isStopped = Atomic(false)
  private let taken = Atomic(0)

  init(_ socket: consuming NetlinkSocket) {
    self.socket = socket
  }

  /// Starts the thread.
  /// - Returns: false if the system cannot make another thread.
  func start(_ request: [UInt8], bufferBytes: Int) -> Bool {
    do throws(SystemCallError) {
      try Thread.start(stackBytes: DatagramReader.stackBytes) { [self] in
        read(request, bufferBytes: bufferBytes)
        ended.signal()
      }
      return true
    } catch {
      return false
    }
  }

  private func read(_ request: [UInt8], bufferBytes: Int) {
    var next = 0
    var unsignalled = 0
    var isLast = false
    var failure: SystemCallError?
    do throws(SystemCallError) {
      try socket.send(request.rawBytes)
    } catch {
      failure = error
      isLast = true
    }
    while true {
      free.wait()
      if isStopped.load(ordering: .acquiring) { return }
      let slot = slots[next % slots.count]
      if isLast {
        // A taker that asks for more than the last datagram must not wait for ever.
        slot.fail(failure ?? SystemCallError(.resourceTemporarilyUnavailable, "recvfrom"))
        filled.signal()
        return
      }
      isLast = slot.fill(from: socket, bufferBytes: bufferBytes)
      next += 1
      unsignalled += 1
      if unsignalled < DatagramReader.batch && !isLast { continue }
      for _ in 0..<unsignalled { filled.signal() }
      unsignalled = 0
    }
  }

  /// Waits for the next datagram, and swaps its buffer with the caller's.
  func take(_ buffer: inout [UInt8]) throws(SystemCallError) -> NetlinkDatagram {
    filled.wait()
    let slot = slots[taken.load(ordering: .relaxed) % slots.count]
    taken.add(1, ordering: .relaxed)
    defer { free.signal() }
    return try slot.take(&buffer)
  }

  /// Ends the thread and waits for its end: until the datagram that it waits for has arrived, at
  /// most for the receive timeout.
  func stop() {
    isStopped.store(true, ordering: .releasing)
    free.signal()
    ended.wait()
  }
}

private final class Slot: Sendable {
  private struct Content {
    var buffer: [UInt8] = []
    var result: Result<NetlinkDatagram, SystemCallError> = .failure(
      SystemCallError(.resourceTemporarilyUnavailable, "recvfrom"))
  }

  private let content = Mutex(Content())

  /// Receives one datagram.
  /// - Returns: whether it is the last one.
  func fill(from socket: borrowing NetlinkSocket, bufferBytes: Int) -> Bool {
    content.withLock { content in
      if content.buffer.count < bufferBytes {
        content.buffer = [UInt8](repeating: 0, count: bufferBytes)
      }
      do throws(SystemCallError) {
        let datagram = try socket.receive(into: &content.buffer)
        content.result = .success(datagram)
        return datagram.endsDump(content.buffer)
      } catch {
        content.result = .failure(error)
        return true
      }
    }
  }

  func fail(_ error: SystemCallError) {
    content.withLock { $0.result = .failure(error) }
  }

  func take(_ buffer: inout [UInt8]) throws(SystemCallError) -> NetlinkDatagram {
    let result = content.withLock { content in
      swap(&content.buffer, &buffer)
      return content.result
    }
    return try result.get()
  }
}

extension NetlinkDatagram {
  /// Whether the conversation ends with this datagram: it holds NLMSG_DONE or NLMSG_ERROR, or is
  /// malformed. The conversation skips a datagram of another process, so that one ends nothing.
  /// - Parameter buffer: the buffer that it was received into.
  func endsDump(_ buffer: [UInt8]) -> Bool {
    guard sourcePort == 0 else { return false }
    guard length <= buffer.count else { return true }
    var messages = MessageCursor(buffer.rawBytes.extracting(0..<length))
    do throws(NetlinkError) {
      while let message = try messages.next() {
        let type = message.header.type
        if type == ControlType.done || type == ControlType.error { return true }
      }
      return false
    } catch {
      return true
    }
  }
}
