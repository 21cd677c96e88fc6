internal import Limits
internal import Netlink
internal import Privileged
internal import Protocol
internal import Syscalls

/// One netlink socket that receives events, and the topics that its events belong to.
final class EventChannel<Wire: Transport & ~Copyable>: EventSource {
  private let topics: [SubscribedTopic]
  private let names: InterfaceNames
  private var socket: EventSocket<Wire>
  // Only messages of NETLINK_ROUTE contain names of links.
  private let isRoute: Bool

  /// Joins the groups of the topics; for NETLINK_ROUTE also RTNLGRP_LINK, whose events contain the
  /// names of links.
  /// - Parameter topics: topics of that family only.
  init<Kernel: NetlinkKernel>(
    _ family: NetlinkSocket.Family, _ topics: [SubscribedTopic], _ context: EventContext,
    from kernel: Kernel
  ) throws(RPCError) where Kernel.Wire == Wire {
    self.topics = topics
    names = context.names
    isRoute = family == .route
    var groups = Set(topics.flatMap { $0.served.groups + $0.served.auxiliaryGroups })
    if isRoute { groups.insert(RouteGroup.link) }
    socket = try explained(
      try kernel.openEvents(family, groups: groups.sorted(), in: context.namespace))
  }

  var interests: [Poll.Interest] { [.readable(socket.number)] }

  func send(
    _ notifications: inout NotificationWriter, _ response: inout ResponseWriter,
    _ buffer: inout [UInt8]
  ) throws(Subscription.Ending) {
    do throws(SystemCallError) {
      for _ in 0..<Limits.eventsAtOnce where response.failure == nil {
        let reading = try socket.stream.read(into: &buffer) { message throws(NetlinkError) in
          try handle(message, &notifications, &response)
        }
        switch reading {
        case .events: continue
        case .drained: return
        case .lost:
          // The events that are left are older than the lost ones.
          try socket.stream.drain(into: &buffer)
          recover(&notifications, &response)
        }
      }
    } catch {
      throw .failed(error)
    }
  }

  private func handle(
    _ message: borrowing Message, _ notifications: inout NotificationWriter,
    _ response: inout ResponseWriter
  ) throws(NetlinkError) {
    let origin = NotificationWriter.Origin.message(port: message.header.port)
    if isRoute { try updateName(message) }
    for topic in topics {
      let served = topic.served
      var action: NotificationWriter.Action?
      switch message.header.type {
      case served.removedType:
        try topic.object(message) { json, object in
          // The duplicate still exists, and no event reports it.
          if topic.objects.isDuplicate(object.key) { topic.scheduleReread() }
          guard topic.objects.remove(object.key) || served.presentType == nil else { return }
          guard object.isWanted || served.presentType != nil else { return }
          action = .removed
          notifications.event(served.contract, .removed, json.bytes, origin, &response) { json in
            try? served.removalExtras(message, &json)
          }
        }
      case served.presentType:
        try topic.object(message) { json, object in
          action = topic.action(object)
          guard let action else { return }
          notifications.event(served.contract, action, json.bytes, origin, &response)
        }
      default: break
      }
      if try served.requiresReread(message, action) { topic.scheduleReread() }
    }
    if message.header.type == RouteMessageType.deleteLink,
      let link = try LinkMessage(event: message)
    {
      names.forget(link.index)
    }
  }

  /// Objects contain names of links, and the kernel sends no event about them when it renames a
  /// link.
  private func updateName(_ message: borrowing Message) throws(NetlinkError) {
    guard message.header.type == RouteMessageType.newLink,
      let link = try LinkMessage(event: message)
    else { return }
    let attributes = try AttributeTable(message.payload, from: LinkMessage.size)
    guard let name = attributes.text(LinkAttribute.name), names.update(link.index, name)
    else { return }
    for topic in topics { topic.scheduleReread() }
  }

  /// Reads the objects of all topics again after events were lost, and sends the differences.
  private func recover(
    _ notifications: inout NotificationWriter, _ response: inout ResponseWriter
  ) {
    // The lost events may have contained new names.
    names.forgetAll()
    let contracts = topics.map(\.served.contract)
    notifications.overrun(contracts, &response)
    var isComplete = true
    var differences: UInt64 = 0
    for topic in topics {
      let (found, isWhole) = topic.sendDifferences(&notifications, &response)
      differences += found
      isComplete = isComplete && isWhole
    }
    notifications.overrunEnded(contracts, differences, isComplete, &response)
  }
}
