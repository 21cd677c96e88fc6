internal import Privileged
internal import Protocol
internal import Syscalls

/// Takes settings one after the other, as the command line and the configuration file have them: a
/// setting of sockets before the first `socket` is the default of all, after it that socket's own.
struct SettingsParser {
  /// What is wrong with a setting, and what may help.
  struct Mistake: Error, Equatable {
    let message: String
    var hint: String?
  }

  private(set) var settings = Settings()
  /// Whether a setting was about sockets.
  private(set) var isAboutSockets = false

  /// The names of all settings of the agent itself.
  static let global = ["log-level", "audit", "owners", "owners-refresh"]
  /// The names of all settings of sockets; `socket` begins the next one.
  static let ofSockets = ["socket", "mode", "owner", "group", "methods", "netns", "tasks"]

  /// Takes one setting.
  /// - Parameter label: what the user wrote for `name`, for instance `--mode`.
  mutating func take(_ name: String, _ value: String, as label: String) throws(Mistake) {
    if try takeGlobal(name, value, label) { return }
    guard SettingsParser.ofSockets.contains(name) else {
      let known = SettingsParser.global + SettingsParser.ofSockets
      throw Mistake(
        message: "there is no setting \"\(name)\"",
        hint: Spelling.question(for: name, among: known)
          ?? "Settings are \(known.joined(separator: ", ")).")
    }
    isAboutSockets = true
    if name == "socket" {
      var socket = settings.defaults
      socket.place = try SettingsParser.place(value, label)
      guard !settings.sockets.contains(where: { $0.place == socket.place }) else {
        throw Mistake(message: "the socket \(value) is named twice")
      }
      settings.sockets.append(socket)
    } else if settings.sockets.isEmpty {
      try SettingsParser.set(name, value, label, of: &settings.defaults)
    } else {
      try SettingsParser.set(
        name, value, label, of: &settings.sockets[settings.sockets.count - 1])
    }
  }

  private mutating func takeGlobal(
    _ name: String, _ value: String, _ label: String
  ) throws(Mistake) -> Bool {
    switch name {
    case "log-level":
      guard let level = Log.Level(name: value) else {
        throw Mistake(
          message: "\(label) takes error, warning, info or debug, not \"\(value)\"")
      }
      settings.logLevel = level
    case "audit":
      guard let choice = Audit(name: value) else {
        throw Mistake(
          message: "\(label) takes off, refused, privileged or all, not \"\(value)\"")
      }
      settings.audit = choice
    case "owners":
      guard let choice = OwnerMeans.Choice(rawValue: value) else {
        throw Mistake(message: "\(label) takes auto, bpf or proc, not \"\(value)\"")
      }
      settings.owners = choice
    case "owners-refresh":
      guard value == "on" || value == "off" else {
        throw Mistake(message: "\(label) takes on or off, not \"\(value)\"")
      }
      settings.refreshesOwners = value == "on"
    default: return false
    }
    return true
  }

  private static func place(
    _ value: String, _ label: String
  ) throws(Mistake) -> SocketSettings.Place {
    let prefix = "systemd:"
    if value.hasPrefix(prefix), value.count > prefix.count {
      return .systemd(String(value.dropFirst(prefix.count)))
    }
    guard value.hasPrefix("/"), value.utf8.count <= 100, !value.utf8.contains(0) else {
      throw Mistake(
        message: "\(label) takes an absolute path of at most 100 bytes, not \"\(value)\"")
    }
    return .path(value)
  }

  private static func set(
    _ name: String, _ value: String, _ label: String, of socket: inout SocketSettings
  ) throws(Mistake) {
    switch name {
    case "mode":
      // Only digits: UInt32(_:radix:) would accept "+660".
      guard value.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "7") }),
        let mode = UInt32(value, radix: 8), mode <= 0o777
      else {
        throw Mistake(
          message: """
            \(label) takes permission bits in octal, for instance 0660, not "\(value)"
            """)
      }
      socket.mode = mode
    case "owner": socket.owner = value
    case "group": socket.group = value
    case "methods": socket.sets = try sets(value, label)
    case "netns":
      guard let rule = NamespaceRule(rawValue: value) else {
        throw Mistake(message: "\(label) takes all or caller, not \"\(value)\"")
      }
      socket.namespaces = rule
    default:
      guard let rule = TaskRule(rawValue: value) else {
        throw Mistake(message: "\(label) takes all or own, not \"\(value)\"")
      }
      socket.tasks = rule
    }
  }

  private static func sets(
    _ value: String, _ label: String
  ) throws(Mistake) -> Set<MethodSet> {
    let words = value.split { $0 == "," || $0 == " " || $0 == "\t" }.map { String($0) }
    let known = MethodSet.configurable.map(\.rawValue)
    if words == ["all"] { return Set(MethodSet.configurable) }
    if words == ["none"] { return [] }
    var sets: Set<MethodSet> = []
    for word in words {
      guard let set = MethodSet(rawValue: word), set != .agent else {
        throw Mistake(
          message: "there is no set of methods \"\(word)\"",
          hint: Spelling.question(for: word, among: known + ["all", "none"])
            ?? "Sets are \(known.joined(separator: ", ")); or all, or none.")
      }
      sets.insert(set)
    }
    guard !sets.isEmpty else {
      throw Mistake(
        message: "\(label) takes sets of methods",
        hint: "Sets are \(known.joined(separator: ", ")); or all, or none.")
    }
    return sets
  }
}
