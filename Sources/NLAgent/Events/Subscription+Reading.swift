internal import Limits
internal import Protocol
internal import Syscalls

/// What the kernel does not tell of is found by reading its tables again.
extension Subscription {
  /// After a loss: reads the tables again and sends what is different.
  func recover(_ channel: EventChannel, _ response: inout ResponseWriter) {
    // A name that was changed meanwhile is asked for again.
    scene.names.forgetAll()
    notices.overrun(channel.topics, &response)
    var isComplete = true
    var differences: UInt64 = 0
    for topic in channel.topics {
      let (found, isWhole) = reread(topic, &response)
      differences += found
      isComplete = isComplete && isWhole
    }
    notices.overrunEnded(channel.topics, differences, isComplete, &response)
  }

  /// Reads a topic's objects again and sends what is different.
  func reread(
    _ topic: WatchedTopic, _ response: inout ResponseWriter
  ) -> (differences: UInt64, isComplete: Bool) {
    // Time in which the client did not read costs nothing, and its picture is old enough then.
    let start = KernelClock.threadMilliseconds()
    let before = notices.sequence
    let isComplete = !topic.served.dumps.isEmpty && compare(topic, &response)
    topic.isRead(costing: KernelClock.threadMilliseconds() - start, isComplete: isComplete)
    return (notices.sequence - before, isComplete)
  }

  private func compare(_ topic: WatchedTopic, _ response: inout ResponseWriter) -> Bool {
    for attempt in 0...Limits.dumpRetries {
      if attempt > 0 {
        KernelClock.sleep(milliseconds: Int.random(in: 1...Limits.dumpRetryMilliseconds))
      }
      topic.objects.beginReading()
      let interrupted = try? dump(topic) { json, object in
        guard let action = topic.action(object) else { return }
        notices.event(topic, action, json.bytes, cause: nil, &response)
      }
      guard let interrupted else { return false }
      // What an interrupted dump lacks may be there all the same.
      guard !interrupted else { continue }
      topic.objects.removeUnread { key in
        notices.event(topic, .removed, topic.object(ofKey: key).rawBytes, cause: nil, &response)
      }
      return true
    }
    return false
  }
}

extension WatchedTopic {
  /// What an object that is there means to the client; nil for nothing new. One that is not of
  /// the interface that was asked for is not there.
  func action(_ object: ObjectText) -> EventNotices.Action? {
    guard object.isWanted else { return objects.remove(object.key) ? .removed : nil }
    switch objects.put(object.key, object.hash) {
    case .added: return .added
    case .changed: return .changed
    case .same, .noRoom: return nil
    }
  }
}
