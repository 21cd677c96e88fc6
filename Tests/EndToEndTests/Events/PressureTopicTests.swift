import Foundation
import TestSupport
import Testing

/// The topic `pressure`: kernel triggers, of groups of the test's own.
@Suite(.needs(.root, .tools("ip", "setpriv", "taskset", "unshare"), .cgroup(.version2), .pressure))
struct PressureTopicTests {
  private let agent: TestAgent

  init() throws {
    agent = try TestAgent()
  }

  private func trigger(
    _ path: String?, _ resource: String = "cpu", _ kind: String = "some", stall: Int = 100_000,
    window: Int = 2_000_000
  ) -> [String: Any] {
    var trigger: [String: Any] = [
      "resource": resource, "kind": kind, "stallMicroseconds": stall, "windowMicroseconds": window,
    ]
    if let path { trigger["path"] = path }
    return trigger
  }

  private func subscribe(_ client: TestClient, _ triggers: [[String: Any]]) throws -> JSON {
    try client.ask("subscribe", ["topics": ["pressure"], "pressure": triggers])
  }

  private func total(_ group: ControlGroup) throws -> Int {
    let line = try group.lines(of: "cpu.pressure")[0]
    return Int(line.split(separator: "=").last ?? "") ?? -1
  }

  @Test func stallsAreReportedOnceAWindow() throws {
    let group = try ControlGroup(ControlGroup.unified)
    let quiet = try ControlGroup(ControlGroup.unified)
    let client = try agent.connect()
    let start = Date()
    let answer = try subscribe(
      client, [trigger(quiet.path), trigger(group.path), trigger(group.path, "io", "full")])
    #expect(answer["topics"].strings == ["pressure"])
    #expect(answer["snapshot"].object.isEmpty)
    #expect(answer["complete"].bool == true)
    let tasks = try group.crowd(4)
    for number in 1...3 {
      let before = try total(group)
      let event = try client.answer()
      let after = try total(group)
      #expect(event["method"].string == "event")
      let params = event["params"]
      #expect(params["sequence"].int == number)
      #expect(params["topic"].string == "pressure" && params["action"].string == "changed")
      let pressure = params["pressure"]
      #expect(pressure["path"].string == "/" + group.name)
      #expect(pressure["mount"].string == ControlGroup.unified)
      #expect(pressure["resource"].string == "cpu" && pressure["kind"].string == "some")
      #expect(pressure["stallMicroseconds"].int == 100_000)
      #expect(pressure["windowMicroseconds"].int == 2_000_000)
      // The numbers of the moment, as the file had them before and after.
      let stalled = pressure["some"]["total"].int ?? -1
      #expect(before <= stalled && stalled <= after && stalled > 100_000)
      #expect(pressure["full"].object.count == 4)
    }
    // The kernel reports once a window: the third event comes after two of them.
    #expect(Date().timeIntervalSince(start) > 3.5)
    // Requests are answered meanwhile, and nothing comes after the end.
    let ended = try client.ask("unsubscribe", ["subscription": answer["subscription"].int ?? 0])
    #expect((ended["sequence"].int ?? 0) >= 3)
    #expect(try client.ask("status")["subscriptions"].int == 0)
    for task in tasks { task.stop(SIGKILL) }
    try ControlGroup.remove([group, quiet])
  }

  @Test func aGroupThatIsGoneEndsItsSubscription() throws {
    let group = try ControlGroup(ControlGroup.unified)
    let off = try ControlGroup(ControlGroup.unified)
    for (target, end) in [
      (group, { #expect(group.remove()) }), (off, { try off.write("0", to: "cgroup.pressure") }),
    ] as [(ControlGroup, () throws -> Void)] {
      let client = try agent.connect()
      let other = try subscribe(client, [trigger(nil, "memory")])
      let subscribed = try subscribe(client, [trigger(nil, "io", "full"), trigger(target.path)])
      let before = try agent.resources().descriptors
      try end()
      var notice = try client.answer()
      while notice["method"].string == "event" { notice = try client.answer() }
      #expect(notice["method"].string == "subscriptionEnded")
      #expect(notice["params"]["subscription"].int == subscribed["subscription"].int)
      #expect(notice["params"]["reason"].string == "groupGone")
      #expect(notice["params"]["message"].string?.contains(target.path) == true)
      // Both triggers are closed; the other subscription goes on.
      try eventually("its files are closed") {
        try agent.resources().descriptors <= before - 2
      }
      #expect(try client.ask("status")["subscriptions"].int == 1)
      #expect(other["subscription"].int == 1)
    }
    #expect(off.remove())
  }

  /// Beside topics of netlink, in one subscription.
  @Test func withOtherTopics() throws {
    let namespace = try NetworkNamespace()
    let group = try ControlGroup(ControlGroup.unified)
    let client = try agent.connect()
    let answer = try client.ask(
      "subscribe",
      [
        "topics": ["pressure", "link"], "netns": namespace.name, "pressure": [trigger(group.path)],
      ])
    #expect(answer["topics"].strings == ["link", "pressure"])
    #expect(answer["snapshot"]["links"].array.count == 1)
    let tasks = try group.crowd(4)
    try ip("link add d0 type ifb", in: namespace)
    var met: Set<String> = []
    var sequence = 0
    while met.count < 2 {
      let params = try client.answer()["params"]
      sequence += 1
      #expect(params["sequence"].int == sequence)
      met.insert(params["topic"].string ?? "")
    }
    #expect(met == ["link", "pressure"])
    for task in tasks { task.stop(SIGKILL) }
    try ControlGroup.remove([group])
  }

  @Test(.needs(.cgroup(.cpu))) func mistakesAreExplained() throws {
    let old = try ControlGroup(ControlGroup.cpu)
    func refusal(_ parameters: [String: Any]) throws -> JSON {
      try agent.response("subscribe", parameters)["error"]
    }
    for (triggers, words) in [
      ([trigger(nil, window: 499_999)], "cannot be watched for"),
      ([trigger(nil, window: 10_000_001)], "cannot be watched for"),
      ([trigger(nil, stall: 0)], "cannot be watched for"),
      ([trigger(nil, stall: 2_000_001)], "cannot be watched for"),
      // What the kernel would read as 704 and 2000000.
      ([trigger(nil, stall: 4_294_968_000)], "cannot be watched for"),
      ([trigger(nil, stall: 704, window: 4_296_967_296)], "cannot be watched for"),
      ([trigger(nil, "disk")], "is \"disk\", which is not one of"),
      ([["resource": "cpu"]], "needs the member \"kind\""),
      ([trigger(nil).merging(["stal": 1]) { $1 }], "has no member \"stal\""),
      ([trigger("/no-such-group")], "no control group"),
      ([trigger(old.path)], "only for groups of cgroup v2"),
      (Array(repeating: trigger(nil), count: 9), "at most 8 triggers"),
      ([], "needs the parameter \"pressure\""),
    ] as [([[String: Any]], String)] {
      let error = try refusal(["topics": ["pressure"], "pressure": triggers])
      #expect(error["message"].string?.contains(words) == true, "\(words): \(error)")
    }
    let bounds = try refusal(["topics": ["pressure"], "pressure": [trigger(nil, window: 1)]])
    #expect(bounds["data"]["hint"].string?.contains("500000 to 10000000") == true)
    #expect(try refusal(["topics": ["pressure"]])["code"].int == -32602)
    let other = try refusal(["topics": ["link"], "pressure": [trigger(nil)]])
    #expect(other["message"].string?.contains("is for the topic pressure") == true)
    if !FileManager.default.fileExists(atPath: "/proc/pressure/irq") {
      let irq = try refusal(["topics": ["pressure"], "pressure": [trigger(nil, "irq", "full")]])
      #expect(irq["data"]["name"].string == "notSupported")
      #expect(irq["message"].string?.contains("CONFIG_IRQ_TIME_ACCOUNTING") == true)
    }
    #expect(try agent.ask("status")["subscriptions"].int == 0)
  }

  /// Without CAP_SYS_RESOURCE windows are multiples of two seconds. The kernel says only EINVAL.
  @Test func theRuleForTheUnprivilegedIsExplained() throws {
    let group = try ControlGroup(ControlGroup.unified)
    let plain = try TestAgent(wrapper: ["setpriv", "--bounding-set=-sys_resource"])
    #expect(try plain.ask("status")["privileges"].strings?.contains("CAP_SYS_RESOURCE") == false)
    for path in [nil, group.path] {
      let error = try plain.response(
        "subscribe", ["topics": ["pressure"], "pressure": [trigger(path, window: 3_000_000)]])
      #expect(error.errorName == "invalidParams")
      #expect(error["error"]["data"]["errno"].string == "EINVAL")
      let hint = error["error"]["data"]["hint"].string ?? ""
      #expect(hint.contains("CAP_SYS_RESOURCE") && hint.contains("multiple of 2000000"), "\(hint)")
      let client = try plain.connect()
      #expect(try subscribe(client, [trigger(path, window: 4_000_000)])["subscription"].int == 1)
    }
    // Nobody may write into a group's file.
    let folder = try ScratchFolder()
    try FileManager.default.copyItem(atPath: Built.client, toPath: folder.path + "/nlctl")
    try FileManager.default.copyItem(atPath: Built.agent, toPath: folder.path + "/nlagent")
    let refused = try run([
      "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", folder.path + "/nlctl",
      "monitor", "--private", "pressure", "--cgroup", group.path,
    ])
    #expect(refused.status == 1)
    #expect(refused.errors.contains("Permission denied"), "\(refused.errors)")
    #expect(refused.errors.contains("must own it"), "\(refused.errors)")
  }

  /// As systemd's ProtectControlGroups leaves them to the agent.
  @Test func groupsThatAreReadOnlyAreExplained() throws {
    let group = try ControlGroup(ControlGroup.unified)
    let script = "mount -o remount,bind,ro \(ControlGroup.unified) && exec \"$@\""
    let shut = try TestAgent(wrapper: ["unshare", "-m", "sh", "-c", script, "sh"])
    let refused = try shut.response(
      "subscribe", ["topics": ["pressure"], "pressure": [trigger(group.path)]])
    #expect(refused["error"]["data"]["errno"].string == "EROFS")
    #expect(refused["error"]["data"]["hint"].string?.contains("ProtectControlGroups") == true)
    #expect(try subscribe(try shut.connect(), [trigger(nil)])["subscription"].int == 1)
    #expect(try shut.ask("pressure", ["path": group.path])["cpu"].object.count == 2)
  }

  @Test func monitorPrintsThem() throws {
    let group = try ControlGroup(ControlGroup.unified)
    let tasks = try group.crowd(4)
    let printed = try agent.nlctl(
      "monitor", "pressure", "--cgroup", group.path, "--stall", "cpu:some:50ms/2s", "--count", "2",
      "--timeout", "20")
    #expect(printed.status == 0, "\(printed.errors)")
    #expect(printed.lines.count == 2)
    let line =
      /^\d\d:\d\d:\d\d\.\d\d\d  ~ pressure cpu +some of \/nlt-\S+ some [\d.]+% full [\d.]+%$/
    for each in printed.lines { #expect(each.firstMatch(of: line) != nil, "\(each)") }
    let json = try agent.nlctl(
      "monitor", "pressure", "--cgroup", group.path, "--json", "--until", "resource=cpu",
      "--timeout", "20")
    #expect(json.status == 0)
    #expect(try JSON(json.lines.last ?? "")["pressure"]["windowMicroseconds"].int == 2_000_000)
    for (arguments, words) in [
      (["link", "--stall", "cpu:some:1ms/2s"], "--stall is for the topic pressure"),
      (["pressure", "--stall", "cpu"], "--stall takes RESOURCE:KIND:STALL/WINDOW"),
      (["pressure", "--stall", "cpu:some:1/2"], "--stall takes RESOURCE:KIND:STALL/WINDOW"),
    ] {
      let refused = try run([Built.client, "--socket", agent.socket, "monitor"] + arguments)
      #expect(refused.status == 2)
      #expect(refused.errors.contains(words), "\(refused.errors)")
    }
    for task in tasks { task.stop(SIGKILL) }
    try ControlGroup.remove([group])
  }
}
