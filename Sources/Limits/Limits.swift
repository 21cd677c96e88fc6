/// Every bound the agent sets, each with its reason. What is over a limit gets an error that
/// says so, and nothing else is lost.
public enum Limits {
  /// A request line, its line feed included: the largest legal batch is far smaller.
  public static let requestBytes = 64 * 1024
  /// Requests of one batch: more are as fast as lines of their own, and can be answered singly.
  public static let batchRequests = 64
  /// A line that was begun must end in this time, or a client could hold a half-sent line for
  /// ever without being idle. Between lines a client may be idle without end.
  public static let requestLineSeconds = 30
  /// Clients at once. Each costs a thread and a descriptor; far below the usual limit of
  /// 1,024 descriptors, so that accept(2) does not run into it.
  public static let clients = 256
  /// Clients of one user at once, so that one user's leak locks nobody else out.
  public static let clientsOfOneUser = 64
  /// Places that stay free for root when all others are taken: the one who has to find out why.
  public static let clientsKeptForRoot = 8
  /// A client that takes nothing for this long is gone, as far as its answer goes.
  public static let writeStallSeconds = 30
  /// How long clients have at a stop to take the answers that are under way.
  public static let stopSeconds = 2
  /// Connections that wait for accept(2).
  public static let acceptBacklog: Int32 = 128
  /// How long accepting rests when descriptors ran out, so that it does not spin.
  public static let acceptRestMilliseconds: Int32 = 100
  /// Answer bytes that are gathered before they are written: enough to make a system call's
  /// cost small, little enough to stay in the processor's cache.
  public static let outputChunkBytes = 256 * 1024
  /// Records of one part of a list, where the client wants parts: whoever wants more has no use
  /// for them.
  public static let partRecords = 100_000
  /// The socket's send buffer: lets the kernel dump go on while the client prints. The kernel
  /// caps it at net.core.wmem_max.
  public static let sendBufferBytes: Int32 = 1 << 20
  /// A client thread's stack: JSON nests 32 deep at most and no method recurses.
  public static let threadStackBytes = 256 * 1024
  /// The longest filter expression: programs made of it stay far below the 64 KiB that a netlink
  /// attribute holds.
  public static let filterBytes = 8 * 1024
  /// How deep parentheses and `not` nest in a filter: it is parsed recursively, and deeper than
  /// anybody writes.
  public static let filterDepth = 32
  /// The longest /etc/services or /etc/passwd that is read for a name in a filter.
  public static let nameFileBytes = 4 << 20
  /// How long the kernel may take for one datagram of an answer.
  public static let netlinkSeconds = 5
  /// Room for one datagram of a dump of sockets, routes or neighbours: the kernel fills at most
  /// 32 KiB less its own overhead, since none of them asks it for more.
  public static let longDumpDatagramBytes = 32 * 1024
  /// Groups that are told apart in a summary: more than anybody reads, in some 6 MiB.
  public static let summaryGroups = 1 << 16
  /// How often one table is dumped for one answer: what three passes miss does not stay.
  public static let dumpPasses = 3
  /// How much of /proc/net is read at once, and the most that is read of its short files.
  public static let procBytes = 64 * 1024
  /// Cookies remembered in a dump to drop rows that the kernel repeats; 8 bytes each.
  public static let cookiesRemembered = 1 << 14
  /// Descriptors that one socket's record tells: more hold one socket only where somebody means
  /// to make answers long.
  public static let ownerDescriptors = 4096
  /// A walk through /proc that nobody waits for rests after so many descriptors, as long as
  /// makes it take `walkMilliseconds`; these are the times Weave Scope has long lived with.
  public static let walkDescriptors = 300
  public static let walkRestMilliseconds = 50...500
  public static let walkMilliseconds = 10_000
  /// How old what is known of descriptors may be at most, whatever a client would take.
  public static let ownersAgeMilliseconds: UInt64 = 60_000
  /// The description of the kernel's types: 5 to 10 MiB where distributions made it.
  public static let kernelTypesBytes = 64 << 20
  /// What a BPF iterator gives at once: the kernel gathers 32 KiB.
  public static let iteratorBytes = 64 * 1024
  /// A file of a process in /proc: the longest, its control groups, are a few KiB.
  public static let procFileBytes = 64 * 1024
  /// Tasks that the kernel is asked about at once: their answers, some 2 KiB each as it counts,
  /// stay far below a socket's usual room of 208 KiB.
  public static let tasksAtOnce = 32
  /// Answer bytes that may be held back so that an interrupted dump can be read again.
  public static let wholeDumpBytes = 1 << 20
  /// How often an interrupted dump is read again; two in a row was the longest streak met.
  public static let dumpRetries = 5
  /// How long to wait at most before that, so that it does not keep step with what changes.
  public static let dumpRetryMilliseconds = 10
  /// Address records kept until the links that have them are listed: enough for 20,000, more
  /// than hosts have, and little beside what the kernel needs for so many.
  public static let addressBytes = 4 << 20
  /// The longest name that a link may have beside its own (ALTIFNAMSIZ less the NUL).
  public static let linkNameBytes = 127
  /// Control groups looked at to name those of sockets: some hundred bytes each, and more than
  /// hosts have.
  public static let cgroupsWalked = 1 << 16
  /// How deep a walk through control groups goes: several times what hosts have, and a path so deep
  /// still fits PATH_MAX.
  public static let cgroupDepth = 64
  /// Tasks that are looked at for one answer about control groups: some three seconds' work.
  public static let tasksCounted: UInt64 = 1 << 18
  /// A file of a control group: the longest that is read, cpu.stat, has some 500 bytes.
  public static let cgroupFileBytes = 16 * 1024
  /// Groups whose load is smoothed at once, of one user and of all: some 300 bytes each, and a
  /// count of their tasks a second, of which the sampler's pause makes a quarter of a processor.
  public static let smoothedGroupsOfOneUser = 512
  public static let smoothedGroups = 1024
  /// How long a group's smoothed load is kept up when nobody asks for it: twice what monitoring
  /// systems usually wait.
  public static let smoothedMilliseconds: Int64 = 60_000
  /// How often a smoothed load is sampled, as cAdvisor does.
  public static let sampleMilliseconds: Int64 = 1000
  /// How many times as long as sampling took the sampler rests, if that is longer.
  public static let samplePause: Int64 = 3
  /// Subscriptions of one client: one can have all topics, so more are for several namespaces.
  public static let subscriptionsOfOneClient = 16
  /// Subscriptions of one user, and of all. Each may hold `eventBufferBytes` in the kernel and
  /// `subscriptionBytes` here, though few ever hold a hundredth of it.
  public static let subscriptionsOfOneUser = 32
  public static let subscriptions = 64
  /// Triggers of pressure of one subscription: one for each resource and kind. Each costs the kernel
  /// a computation every two seconds, and privileged ones a thread for each group.
  public static let pressureTriggers = 8
  /// The kernel's room for events that wait: some 7,000 changes of links, which come with about
  /// 2 KiB each. The usual 208 KiB are full after 92.
  public static let eventBufferBytes: Int32 = 16 << 20
  /// Room for one event: the longest seen had 65,772 bytes, a link with hundreds of names.
  public static let eventBytes = 128 * 1024
  /// How long the end of a task may take to be told, until the socket is where none ever is. Only
  /// where it is that long is waited.
  public static let taskExitProofMilliseconds: Int32 = 1000
  /// When the kernel has surely counted what it dropped while that was last looked at.
  public static let taskExitRecountMilliseconds: Int64 = 1000
  /// Events that are read before the client's own requests and other subscriptions get their turn.
  public static let eventsAtOnce = 256
  /// What a subscription remembers of objects: enough for 200,000.
  public static let subscriptionBytes = 32 << 20
  /// How long a table that changed without events is left alone before it is read again, so that
  /// many changes cost one reading; and how many times as long as a reading works.
  public static let rereadMilliseconds: Int64 = 50
  public static let rereadsPause: Int64 = 4
  /// How long until a table that could not be read undisturbed is read again.
  public static let rereadRetryMilliseconds: Int64 = 1000
  /// How often a subscription to freed sockets looks who holds those that are there, and how many
  /// times as long as a look takes it rests: a look at 100,000 takes 0.2 s. It rests no longer
  /// than it takes many a connection to come and go.
  public static let knownOwnersMilliseconds: Int64 = 1000
  public static let knownOwnersPause: Int64 = 10
  public static let knownOwnersLongestMilliseconds: Int64 = 10_000
  /// Sockets whose holders are remembered, at some 40 bytes each, and those of which the kernel
  /// still sends the rest, with their text.
  public static let knownOwners = 1 << 19
  public static let knownClosedOwners = 1 << 13
  /// How often is looked whether a namespace that is watched still has its name or process; and
  /// whether a client that sends no more is gone.
  public static let watchMilliseconds: Int64 = 1000
  /// As often for a namespace known by its inode alone, which takes a walk through /proc.
  public static let surveyMilliseconds: Int64 = 10_000
}
