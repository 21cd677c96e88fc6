/// Which folder of a target may use the types and functions of which other: the table that
/// ARCHITECTURE.md describes. The compiler keeps the directions between targets; between folders a
/// test does. Members of extensions are not seen by it.
enum Directions {
  /// By target and folder; an empty name is the top of a target.
  static let table: [String: [String: Set<String>]] = [
    "Syscalls": [
      "Errors": [],
      "Time": [],
      "Descriptors": ["Errors", "Time"],
      "Files": ["Descriptors", "Errors"],
      "Accounts": ["Errors", "Files"],
      "Kernel": ["Descriptors", "Errors"],
      "Confinement": ["Errors"],
      "Sockets": ["Descriptors", "Errors", "Files", "Time"],
      "Processes": ["Descriptors", "Errors", "Files", "Sockets", "Time"],
      "Namespaces": ["Descriptors", "Errors", "Files", "Processes"],
    ],
    "Netlink": [
      "Wire": [],
      "Conversation": ["Wire"],
      "Generic": ["Wire"],
      "SockDiag": ["Wire"],
      "ProcNet": ["SockDiag", "Wire"],
      "Route": ["Wire"],
      "TaskStats": ["Generic", "Wire"],
    ],
    "Protocol": [
      "": [],
      "JSON": [],
      "RPC": ["JSON"],
      "Methods": ["JSON", "RPC"],
    ],
    "Privileged": [
      "": [],
      "Namespaces": [""],
      "Rules": ["", "Namespaces"],
      "Sockets": ["", "Namespaces"],
      "Groups": ["", "Sockets"],
      "Owners": [""],
      "Confinement": [""],
      "Tasks": ["", "Groups", "Namespaces", "Rules", "Sockets"],
    ],
    "NLAgent": [
      "Support": [],
      "Clients": [],
      "Configuration": ["Clients", "Support"],
      "Answers": ["Clients"],
      "Names": [],
      "Owners": ["Names", "Support"],
      "Groups": ["Clients"],
      "Exits": ["Answers", "Clients"],
      "Records": ["Names", "Owners"],
      "Calls": ["Answers", "Clients", "Exits", "Groups", "Names", "Owners", "Support"],
      "Sockets": ["Answers", "Calls", "Clients", "Names", "Records"],
      "Events": [
        "Answers", "Calls", "Clients", "Exits", "Groups", "Names", "Owners", "Records", "Sockets",
        "Support",
      ],
      "Methods": [
        "Answers", "Calls", "Clients", "Events", "Groups", "Names", "Owners", "Records", "Sockets",
      ],
      "Server": ["Answers", "Calls", "Clients", "Events", "Methods", "Support"],
      "Agent": ["Calls", "Clients", "Configuration", "Methods", "Owners", "Server", "Support"],
      "": ["Agent"],
    ],
    "nlctl": [
      "Render": [],
      "Failures": ["Render"],
      "Options": ["Failures", "Render"],
      "Help": ["Options"],
      "Connection": ["Failures", "Options"],
      "Results": ["Connection", "Failures", "Options", "Render"],
      "Watch": ["Connection", "Failures", "Options", "Render", "Results"],
      "Monitor": ["Connection", "Failures", "Options", "Render"],
      "Commands": [
        "Connection", "Failures", "Help", "Monitor", "Options", "Render", "Results", "Watch",
      ],
      "": ["Commands", "Failures", "Options"],
    ],
  ]

  /// Targets without folders.
  static let flat: Set<String> = ["Bytes", "Limits", "ProcFiles", "SocketFilter", "Vocabulary"]
}
