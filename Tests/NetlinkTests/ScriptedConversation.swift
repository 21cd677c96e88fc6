import Netlink
import Syscalls
import TestSupport

/// Any type that is no control message: `Conversation` passes such messages on.
let data: UInt16 = 0x7e

/// Runs a dump with a script, and returns the payloads of the messages that it passed on.
func dump(
  _ steps: [ScriptedStep], bufferBytes: Int = 4096, stopAfter limit: Int = .max
) throws(NetlinkError) -> (verdict: DumpVerdict, payloads: [[UInt8]]) {
  var conversation = Conversation(ScriptedTransport(steps), bufferBytes: bufferBytes)
  var payloads: [[UInt8]] = []
  let verdict = try conversation.dump(Request(type: 18, flags: MessageFlag.dump)) {
    message throws(NetlinkError) in
    payloads.append(message.payload.copied)
    return payloads.count < limit ? .next : .stop
  }
  return (verdict, payloads)
}

func exchange(_ steps: [ScriptedStep]) throws(NetlinkError) -> [[UInt8]] {
  var conversation = Conversation(ScriptedTransport(steps), bufferBytes: 4096)
  var payloads: [[UInt8]] = []
  try conversation.exchange(Request(type: 18, flags: MessageFlag.ack)) {
    message throws(NetlinkError) in
    payloads.append(message.payload.copied)
  }
  return payloads
}

func refusal(_ code: Int32, _ text: String? = nil, at offset: UInt32? = nil)
  -> NetlinkError
{
  .kernel(KernelRefusal(errno: Errno(code), text: text, requestOffset: offset))
}
