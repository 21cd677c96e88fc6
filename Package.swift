// swift-tools-version: 6.2
import PackageDescription

// Every target is built the same way: Swift 6 mode, no warnings.
let testSettings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableExperimentalFeature("Lifetimes"),
  .enableExperimentalFeature("SuppressedAssociatedTypes"),
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
    .target(name: "Bytes", swiftSettings: settings),
    .systemLibrary(name: "CLinux"),
    .target(name: "Syscalls", dependencies: ["Bytes", "CLinux"], swiftSettings: settings),
    .target(name: "Netlink", dependencies: ["Syscalls"], swiftSettings: settings),
    .target(name: "Protocol", dependencies: ["Bytes"], swiftSettings: settings),
    .target(name: "Limits", swiftSettings: settings),
    .target(name: "ProcFiles", swiftSettings: settings),
    .target(
      name: "Vocabulary", dependencies: ["Netlink", "Protocol", "Syscalls"], swiftSettings: settings
    ),
    .target(
      name: "SocketFilter",
      dependencies: ["Limits", "Netlink", "Protocol", "Syscalls", "Vocabulary"],
      swiftSettings: settings),
    .target(
      name: "Privileged", dependencies: ["CLinux", "Limits", "Netlink", "ProcFiles", "Syscalls"],
      swiftSettings: settings),
    .executableTarget(
      name: "NLAgent",
      dependencies: [
        "Limits", "Netlink", "Privileged", "ProcFiles", "Protocol", "SocketFilter", "Syscalls",
        "Vocabulary",
      ], swiftSettings: settings),
    .executableTarget(
      name: "nlctl", dependencies: ["Protocol", "Syscalls"], swiftSettings: settings),
    // A test target, though without tests, so that a plain `swift build` leaves it out.
    .testTarget(
      name: "TestSupport", dependencies: ["Netlink", "Privileged", "Syscalls"],
      swiftSettings: testSettings),
    .testTarget(name: "HouseTests", swiftSettings: testSettings),
    .testTarget(name: "BytesTests", dependencies: ["Bytes"], swiftSettings: testSettings),
    .testTarget(
      name: "SyscallsTests", dependencies: ["Syscalls", "TestSupport"],
      swiftSettings: testSettings),
    .testTarget(
      name: "NetlinkTests", dependencies: ["Netlink", "Syscalls", "TestSupport"],
      swiftSettings: testSettings),
    .testTarget(name: "ProtocolTests", dependencies: ["Protocol"], swiftSettings: testSettings),
    .testTarget(
      name: "ProcFilesTests", dependencies: ["ProcFiles"], swiftSettings: testSettings),
    .testTarget(
      name: "VocabularyTests", dependencies: ["Netlink", "Protocol", "Syscalls", "Vocabulary"],
      swiftSettings: testSettings),
    .testTarget(
      name: "SocketFilterTests",
      dependencies: [
        "Limits", "Netlink", "Protocol", "SocketFilter", "Syscalls", "TestSupport", "Vocabulary",
      ], swiftSettings: testSettings),
    .testTarget(
      name: "PrivilegedTests",
      dependencies: ["Netlink", "Privileged", "ProcFiles", "Syscalls", "TestSupport"],
      swiftSettings: testSettings),
    .testTarget(
      name: "NLAgentTests",
      dependencies: [
        "Limits", "NLAgent", "Netlink", "Privileged", "ProcFiles", "Protocol", "SocketFilter",
        "Syscalls", "TestSupport", "Vocabulary",
      ], swiftSettings: testSettings),
    .testTarget(
      name: "nlctlTests", dependencies: ["nlctl", "Protocol", "Syscalls", "TestSupport"],
      swiftSettings: testSettings),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "NLAgent", "Netlink", "Privileged", "Protocol", "SocketFilter", "Syscalls", "TestSupport",
        "Vocabulary", "nlctl",
      ],
      exclude: ["Scripts"], swiftSettings: testSettings),
  ]
)
