// swift-tools-version: 6.2
import PackageDescription

// Every target is built the same way: Swift 6 mode, no warnings.
let testSettings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableExperimentalFeature("Lifetimes"),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

// In what ships every unsafe expression is marked; tests may hold pointers as they like.
let settings = testSettings + [.strictMemorySafety()]

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
    .target(name: "Netlink", dependencies: ["Syscalls"], swiftSettings: settings),
    .target(name: "Protocol", swiftSettings: settings),
    .executableTarget(
      name: "NLAgent", dependencies: ["CLinux", "Netlink", "Protocol", "Syscalls"],
      swiftSettings: settings),
    .executableTarget(
      name: "nlctl", dependencies: ["Protocol", "Syscalls"], swiftSettings: settings),
    // A test target, though without tests, so that a plain `swift build` leaves it out.
    .testTarget(name: "TestSupport", swiftSettings: testSettings),
    .testTarget(
      name: "SyscallsTests", dependencies: ["Syscalls", "TestSupport"],
      swiftSettings: testSettings),
    .testTarget(
      name: "NetlinkTests", dependencies: ["Netlink", "Syscalls", "TestSupport"],
      swiftSettings: testSettings),
    .testTarget(name: "ProtocolTests", dependencies: ["Protocol"], swiftSettings: testSettings),
    .testTarget(
      name: "NLAgentTests",
      dependencies: ["NLAgent", "Netlink", "Protocol", "Syscalls", "TestSupport"],
      swiftSettings: testSettings),
    .testTarget(
      name: "nlctlTests", dependencies: ["nlctl", "Protocol", "Syscalls", "TestSupport"],
      swiftSettings: testSettings),
    .testTarget(
      name: "EndToEndTests",
      dependencies: ["NLAgent", "Netlink", "Protocol", "Syscalls", "TestSupport", "nlctl"],
      exclude: ["Scripts"], swiftSettings: testSettings),
  ]
)
