internal import Privileged
internal import Protocol
internal import Syscalls

/// What a subscription gets notifications from: a socket, a file, or a timer.
protocol EventSource {
  /// What poll(2) has to wait for; empty where only time matters.
  var interests: [Poll.Interest] { get }

  /// How many milliseconds may pass until `send` has something to do without an event; nil for no
  /// limit.
  var timeout: Int64? { get }

  /// Accepts what poll(2) reported about all descriptors. A source that needs the report must keep
  /// it until `send`: poll(2) reports some events only once.
  mutating func accept(_ ready: [Poll.Ready])

  /// Sends the notifications that are due, a limited number of them.
  /// - Parameter buffer: room for the longest event.
  /// - Throws: why the subscription must end.
  mutating func send(
    _ notifications: inout NotificationWriter, _ response: inout ResponseWriter,
    _ buffer: inout [UInt8]
  ) throws(Subscription.Ending)
}

extension EventSource {
  var interests: [Poll.Interest] { [] }
  var timeout: Int64? { nil }
  mutating func accept(_ ready: [Poll.Ready]) {}
}

extension NamespaceWatch: EventSource {
  var timeout: Int64? { patience }

  mutating func send(
    _ notifications: inout NotificationWriter, _ response: inout ResponseWriter,
    _ buffer: inout [UInt8]
  ) throws(Subscription.Ending) {
    guard needsSurvey && patience == 0 ? isGone(response.work) : isGone() else { return }
    throw Subscription.Ending(
      reason: "namespaceGone", message: "the network namespace has lost its name or its process")
  }

  /// Checks with a place for surveys.
  private mutating func isGone(_ work: ClientWork) -> Bool {
    do throws(RPCError) {
      return try work.surveying { () throws(RPCError) in isGone() }
    } catch {
      return false
    }
  }
}
