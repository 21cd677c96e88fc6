// swift-tools-version: 6.2
import PackageDescription

// Every target is built the same way: Swift 6 mode, every unsafe expression marked, no warnings.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableExperimentalFeature("Lifetimes"),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "NLAgent",
  products: [
    .executable(name: "nlagent", targets: ["NLAgent"]),
    .executable(name: "nlctl", targets: ["nlctl"]),
    .library(name: "Protocol", targets: ["Protocol"]),
  ],
  dependencies: [],
  targets: [
    .systemLibrary(name: "CLinux"),
    .target(name: "Syscalls", dependencies: ["CLinux"], swiftSettings: settings),
    .target(name: "Netlink", dependencies: ["CLinux", "Syscalls"], swiftSettings: settings),
    .target(name: "Protocol", swiftSettings: settings),
    .executableTarget(
      name: "NLAgent", dependencies: ["CLinux", "Netlink", "Protocol", "Syscalls"],
      swiftSettings: settings),
    .executableTarget(
      name: "nlctl", dependencies: ["Protocol", "Syscalls"], swiftSettings: settings),
    .testTarget(
      name: "SyscallsTests", dependencies: ["Syscalls"], swiftSettings: settings),
    .testTarget(
      name: "NetlinkTests", dependencies: ["Netlink", "Syscalls"], swiftSettings: settings),
    .testTarget(name: "ProtocolTests", dependencies: ["Protocol"], swiftSettings: settings),
    .testTarget(
      name: "NLAgentTests", dependencies: ["NLAgent", "Netlink", "Protocol", "Syscalls"],
      swiftSettings: settings),
    .testTarget(
      name: "nlctlTests", dependencies: ["nlctl", "Protocol", "Syscalls"], swiftSettings: settings),
    .testTarget(
      name: "EndToEndTests", dependencies: ["Protocol", "Syscalls", "NLAgent", "nlctl"], swiftSettings: settings),
  ]
)
