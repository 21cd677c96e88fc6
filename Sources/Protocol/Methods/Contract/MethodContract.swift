/// The contract of a method, which agent and client share: its name, parameters, result and manual.
///
/// `rpc.discover` and `nlctl help` print the texts of a contract.
public struct MethodContract: Sendable {
  /// The name, as in `method` of a request.
  public let name: String
  /// The set to which it belongs: a socket of the agent may serve it or not.
  public let set: MethodSet
  /// A summary in one line, for lists of methods.
  public let summary: String
  /// The manual: what the method does, the sources of its data, and their limits.
  public let description: String
  /// The parameters, in the order in which they are given by position.
  public let parameters: [Schema.Member]
  /// The members of the result.
  public let result: [Schema.Member]
  /// The name of the result's member that is the list of records; nil if the method has no list.
  public let list: String?

  /// Makes the contract of a method whose result is one object.
  public init(
    name: String, set: MethodSet, summary: String, description: String,
    parameters: [Schema.Member] = [], result: [Schema.Member]
  ) {
    self.name = name
    self.set = set
    self.summary = summary
    self.description = description
    self.parameters = parameters
    self.result = result
    list = nil
  }

  /// Makes the contract of a method whose result is a list of records. After the list the result
  /// has the members of `verdict`.
  /// - Parameters:
  ///   - name: The name, as in `method` of a request.
  ///   - set: The set to which it belongs.
  ///   - summary: A summary in one line.
  ///   - description: The manual.
  ///   - parameters: The parameters; `partSize` is added to them.
  ///   - list: The name of the member that is the list.
  ///   - record: The members of each record.
  ///   - listDescription: What the records are, and their order.
  ///   - ending: The members of the result after those of `verdict`.
  public init(
    name: String, set: MethodSet, summary: String, description: String,
    parameters: [Schema.Member] = [], list: String, of record: [Schema.Member],
    _ listDescription: String,
    ending: [Schema.Member] = []
  ) {
    self.name = name
    self.set = set
    self.summary = summary
    self.description = description
    self.parameters = parameters + [MethodContract.partSize]
    self.list = list
    result =
      [.always(list, .array(.object(record)), listDescription)] + MethodContract.verdict + ending
  }

  /// Whether every result says if it is complete.
  public var hasVerdict: Bool {
    result.contains { $0.name == "complete" && $0.isRequired }
  }

  /// A parameter of every list method.
  private static let partSize = Schema.Member.maybe(
    "partSize", .unsigned,
    """
    Splits the list into notifications `part` of at most this many records (1 to 100000), so that \
    each line is short. A part has the request's id and its records under the list's name. The \
    response follows the last part; its list is empty, and it has complete and problems. Not \
    allowed in a batch.
    """)

  /// The members after the list in every list result: whether the list is complete, and if not,
  /// why.
  static let verdict: [Schema.Member] = [
    .always(
      "complete", .boolean, "Whether the list is complete; if false, problems says what is missing."
    ),
    .maybe("parts", .unsigned, "With partSize: how many notifications `part` were sent."),
    .maybe("problems", .array(.object(problem)), "Why the list may be incomplete."),
  ]

  private static let problem: [Schema.Member] = [
    .always("name", .string, "A stable symbolic name."),
    .always("message", .string, "What happened, in a sentence for people."),
    .maybe("errno", .string, "The symbolic errno, for example EPERM."),
    .maybe(
      "netns", .unsigned,
      "The inode number of the network namespace; only if netns of the request is \"all\"."),
    .maybe("kernel", .string, "The kernel's own error message (extended ACK)."),
  ]
}
