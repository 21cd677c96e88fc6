/// The most memory, threads and descriptors that the agent takes, computed from `Limits`.
public enum Ceilings {
  /// A part of a ceiling.
  public struct Part: Sendable {
    /// What it is for.
    public let purpose: String
    /// Bytes, threads or descriptors.
    public let amount: Int
  }

  /// Bytes of memory. What the kernel holds for the agent's sockets is included where it counts
  /// for the agent's control group. The owners of sockets come on top, see `ownerBytes`.
  public static let memory = [
    Part(purpose: "the agent itself", amount: 16 << 20),
    Part(
      purpose: "\(Limits.clients) clients that ask nothing, each with a stack and short buffers",
      amount: Limits.clients * idleClientBytes),
    Part(purpose: "work for clients", amount: Limits.memoryBytes),
    Part(
      purpose: "\(Limits.subscriptions) buffers of events",
      amount: Limits.subscriptions * Limits.eventBytes),
  ]

  /// Bytes for each descriptor of a socket on the machine, while somebody asks for owners: an index
  /// of them, and the next one that is being made.
  public static let ownerBytes = 2 * 64

  /// Threads.
  public static let threads = [
    Part(purpose: "one for each client", amount: Limits.clients),
    Part(
      purpose: "two for each client, which read dumps ahead", amount: 2 * Limits.clients),
    Part(purpose: "one for each client, which enters a network namespace", amount: Limits.clients),
    Part(
      purpose: "one for each list of processors that subscriptions to exits have",
      amount: Limits.subscriptions),
    Part(purpose: "accepting clients, sampling loads, finding and discarding owners", amount: 4),
  ]

  /// Descriptors.
  public static let descriptors = [
    Part(purpose: "the agent itself", amount: 64),
    Part(purpose: "the socket and the process of each client", amount: 2 * Limits.clients),
    Part(
      purpose: "dumps, names, a namespace and directories of each client's call",
      amount: 10 * Limits.clients),
    Part(
      purpose: "events, triggers and namespaces of each subscription",
      amount: (4 + Limits.pressureTriggers) * Limits.subscriptions),
  ]

  // The used part of a thread's stack, and the buffers for a line and for a short answer.
  private static let idleClientBytes = 96 * 1024
}
