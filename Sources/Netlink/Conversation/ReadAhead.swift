internal import Synchronization
public import Syscalls

/// The real kernel, asked and read by a second thread, while the caller still formats and sends
/// what came before. The kernel's own work is most of a dump's time, so on two cores a dump takes
/// little longer than the kernel needs for it, and two dumps can be under way at once. A caller
/// that stops taking stops the reader after a few datagrams.
public struct ReadAheadTransport: Transport, ~Copyable {
  private let reader: DatagramReader
  private let bufferBytes: Int
  private var isReading = false

  /// - Parameter bufferBytes: the size of the buffers, the caller's own included.
  public init(_ socket: consuming NetlinkSocket, bufferBytes: Int) {
    reader = DatagramReader(socket)
    self.bufferBytes = bufferBytes
  }

  deinit {
    if isReading { reader.stop() }
  }

  public var portID: UInt32 { reader.socket.portID }

  /// Lets the second thread send the request, since the kernel begins the dump inside the call:
  /// of a table without rows it is the whole work. An error of the call is thrown by `receive`.
  public mutating func send(_ datagram: [UInt8]) throws(SystemCallError) {
    isReading = reader.start(datagram, bufferBytes: bufferBytes)
    // Without a thread to be had the dump goes on in this one.
    if !isReading { try reader.socket.send(datagram.rawBytes) }
  }

  public mutating func receive(into buffer: inout [UInt8]) throws(SystemCallError)
    -> NetlinkDatagram
  {
    isReading ? try reader.take(&buffer) : try reader.socket.receive(into: &buffer)
  }
}

/// The second thread and the ring of buffers between the two. A slot belongs to the reader or to
/// the taker, never to both: the two counts say to whom.
private final class DatagramReader: Sendable {
  private static let slotCount = 8
  // Datagrams that the taker is woken for: to wake it for each takes longer than to read one.
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

  /// Starts the thread; false when the system has none left.
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
    var untold = 0
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
        // Whoever still waits after the last datagram must not wait for ever.
        slot.fail(failure ?? SystemCallError(.resourceTemporarilyUnavailable, "recvfrom"))
        filled.signal()
        return
      }
      isLast = slot.fill(from: socket, bufferBytes: bufferBytes)
      next += 1
      untold += 1
      if untold < DatagramReader.batch && !isLast { continue }
      for _ in 0..<untold { filled.signal() }
      untold = 0
    }
  }

  /// The next datagram; its buffer changes places with the caller's.
  func take(_ buffer: inout [UInt8]) throws(SystemCallError) -> NetlinkDatagram {
    filled.wait()
    let slot = slots[taken.load(ordering: .relaxed) % slots.count]
    taken.add(1, ordering: .relaxed)
    defer { free.signal() }
    return try slot.take(&buffer)
  }

  /// Returns when the thread has ended: at the latest when the datagram it waits for has come
  /// or its time is up.
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

  /// - Returns: whether nothing comes after this datagram.
  func fill(from socket: borrowing NetlinkSocket, bufferBytes: Int) -> Bool {
    content.withLock { content in
      if content.buffer.count < bufferBytes {
        content.buffer = [UInt8](repeating: 0, count: bufferBytes)
      }
      do throws(SystemCallError) {
        let datagram = try socket.receive(into: &content.buffer)
        content.result = .success(datagram)
        return Slot.endsDump(content.buffer, datagram)
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

  /// A datagram that the conversation will not go on after: it holds NLMSG_DONE or NLMSG_ERROR,
  /// or cannot be read to its end. One that another process sent is passed over there.
  private static func endsDump(_ buffer: [UInt8], _ datagram: NetlinkDatagram) -> Bool {
    guard datagram.sourcePort == 0 else { return false }
    guard datagram.length <= buffer.count else { return true }
    let bytes = buffer.rawBytes.extracting(0..<datagram.length)
    var offset = 0
    while offset < bytes.byteCount {
      guard let header = MessageHeader(bytes, at: offset),
        header.length >= MessageHeader.size, Int(header.length) <= bytes.byteCount - offset
      else { return true }
      if header.type == ControlType.done || header.type == ControlType.error { return true }
      offset += aligned(Int(header.length))
    }
    return false
  }
}
