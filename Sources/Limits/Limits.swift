/// Every bound that the agent sets, with its unit and its reason. A client that exceeds one gets an
/// error or a problem that names the limit; the agent and its other clients carry on.
public enum Limits {
  // MARK: Requests

  /// Bytes of a request line with its line feed. The largest valid batch is far smaller.
  public static let requestBytes = 64 * 1024
  /// Requests in one batch. A larger batch saves no time, because single lines are as fast.
  public static let batchRequests = 64
  /// Seconds from the first byte of a request line to its end. Without this limit a client could
  /// send half a line and keep its place for ever. Between two lines a client may be idle for any
  /// time.
  public static let requestLineSeconds = 30
  /// Bytes of a filter expression. A program compiled from one of this length stays far below
  /// 64 KiB, the most that a netlink attribute holds.
  public static let filterBytes = 8 * 1024
  /// Nesting of parentheses and `not` in a filter. The parser is recursive; nobody writes deeper
  /// filters by hand.
  public static let filterDepth = 32
  /// Bytes read of /etc/services or /etc/passwd to resolve a name in a filter. A longer file is
  /// treated as unreadable.
  public static let nameFileBytes = 4 << 20

  // MARK: Clients

  /// Simultaneous clients. Each uses one thread and two descriptors: its socket and the pidfd of its
  /// process. The number is far below the usual limit of 1,024 descriptors, so that accept(2) does
  /// not fail with EMFILE.
  public static let clients = 256
  /// Simultaneous clients of one user, so that a program that leaks connections does not lock out
  /// other users.
  public static let clientsOfOneUser = 64
  /// Of `clients`, the number reserved for root, who must be able to connect when all others are
  /// taken.
  public static let clientsKeptForRoot = 8
  /// New connections of one user in a second, on average. Each costs a thread, some 100 microseconds
  /// of processor time in all. A shell loop of nlctl makes a few hundred: a program takes a
  /// millisecond to start.
  public static let connectionsPerSecond = 1000
  /// New connections of one user that may come at once. Scripts that start many clients at the same
  /// time stay below, because `clientsOfOneUser` bounds them first.
  public static let connectionBurst = 1000
  /// Users whose rates of connections are measured at the same time, at some 50 bytes each. If
  /// there are more, those forget their rate first who have connected least.
  public static let connectionRates = 64
  /// Connections accepted before signals and other sockets get their turn.
  public static let acceptsAtOnce = 32
  /// Connections that wait for accept(2): the backlog of listen(2).
  public static let acceptBacklog: Int32 = 128
  /// Milliseconds between two calls of accept(2) after one failed for want of descriptors. Without
  /// the pause the loop would spin.
  public static let acceptPauseMilliseconds: Int32 = 100
  /// Bytes of stack of a client's thread. JSON nests at most 32 deep, and no method recurses.
  public static let threadStackBytes = 256 * 1024
  /// Seconds that writes wait for a client that reads nothing. After that the client counts as gone
  /// and its answer is abandoned.
  public static let writeStallSeconds = 30
  /// Bytes that make up for a second of waiting: the lowest rate at which a client may read without
  /// an end. A reader of 36 KiB, the size of the kernel's buffers, every 20 seconds stays below it,
  /// and could otherwise keep a thread and a network namespace for days; a terminal behind a modem
  /// of 33,600 bits per second reads as fast. A client that reads in bursts, as a pager does, is
  /// measured over all its pauses, of which each may last `writeStallSeconds`.
  public static let writeBytesPerSecond: Int64 = 4096
  /// Milliseconds of one wait of a write, after which the agent checks whether to wait longer.
  public static let sendCheckMilliseconds = 1000
  /// Milliseconds that the writes of one answer wait in all, until the agent checks whether the
  /// namespaces of the client's calls and subscriptions are gone. A client that is only slow for a
  /// moment gets the whole answer.
  public static let blockedWatchMilliseconds: Int64 = 5000
  /// Seconds that the agent, once asked to stop, waits for clients to read the answers in progress.
  public static let stopSeconds = 2
  /// Milliseconds between two checks whether a client has hung up, before each call and while one
  /// waits. A batch of 64 long calls would otherwise occupy a thread for minutes.
  public static let callHangUpMilliseconds: Int64 = 100
  /// Milliseconds between two checks whether a client that closed its sending side has gone.
  public static let hangUpCheckMilliseconds: Int64 = 1000

  // MARK: Work

  /// Bytes of a request line that is parsed, and of a small call that is answered, without a place
  /// for work, if the client waited for its answers so far. Longer than any such call, and so short
  /// that one read(2) of a client that does not wait takes several lines.
  public static let smallRequestBytes = 512

  // MARK: Memory

  /// Bytes that work for clients may take in all: calls in progress with what they gather,
  /// and what subscriptions remember. Together with the agent's own memory and 256 idle
  /// clients it stays below 256 MiB, the MemoryMax of the systemd unit.
  public static let memoryBytes = 176 << 20
  /// Of `memoryBytes`, the number reserved for root.
  public static let memoryBytesKeptForRoot = 16 << 20
  /// Bytes that a call takes from its beginning if its answer can be long: the client's full send
  /// buffer in the kernel, the gathered text, and the datagrams that two dumps read ahead.
  public static let longCallBytes = 5 << 18
  /// Milliseconds after which a client that was refused for want of memory should ask again. By
  /// then most calls have ended.
  public static let retryMilliseconds = 1000
  /// Milliseconds that a client must be silent until the memory of its last long answer is freed.
  public static let idleMilliseconds: Int32 = 1000

  /// Milliseconds for which the kernel's features and the agent's privileges in `status` stay those
  /// of the last probe, which takes some ten system calls.
  public static let featuresMilliseconds: Int64 = 1000

  // MARK: Log

  /// Milliseconds in which one reason and user cause one line of the log. Often enough to follow
  /// an attack while it happens, and rarely enough that it does not fill the journal.
  public static let logMilliseconds: Int64 = 10_000
  /// Pairs of a reason and a user that are counted apart, at some 200 bytes each. With more users
  /// than that, for instance those of one container, the others are counted together.
  public static let logCounts = 64

  /// Lines of the audit in `logMilliseconds`, of each user and each of three kinds. journald drops
  /// the lines of a service from 10,000 in 30 seconds on, and one user alone cannot cause as many.
  public static let auditLines = 1000
  /// Bytes of one text in a line of the audit. A longer text is cut, so that the whole line stays
  /// below 48 KiB, from where on journald divides it.
  public static let auditTextBytes = 1024

  // MARK: Answers

  /// Bytes of an answer gathered before one write. That is enough to make the cost of a system call
  /// small, and little enough to stay in the processor's cache.
  public static let outputChunkBytes = 256 * 1024
  /// Milliseconds between two returns of freed memory to the kernel. One takes some hundred
  /// microseconds, and other threads cannot allocate meanwhile.
  public static let returnMemoryMilliseconds: Int64 = 1000
  /// Bytes of the client socket's send buffer, so that a dump continues while the client works.
  /// The kernel doubles the number, to count its own overhead, and caps it at net.core.wmem_max;
  /// this is the usual value of that.
  public static let sendBufferBytes: Int32 = 212_992
  /// Records in one part of a list, if the client asked for parts. Parts exist to be small; a
  /// client that wants more records at once does not need them.
  public static let partRecords = 100_000

  // MARK: Dumps

  /// Seconds that the kernel may take to send one datagram of an answer.
  public static let netlinkSeconds = 5
  /// Bytes of the buffer for one datagram of a dump of sockets, routes or neighbors. The kernel
  /// fills at most 32 KiB less its own overhead, because none of these dumps asks for more.
  public static let longDumpDatagramBytes = 32 * 1024
  /// Bytes of an answer that are held back so that an interrupted dump (NLM_F_DUMP_INTR) can be
  /// repeated. A longer answer is streamed and not repeated.
  public static let wholeDumpBytes = 1 << 20
  /// Repetitions of an interrupted dump. The longest streak seen was two interruptions.
  public static let dumpRetries = 5
  /// The longest pause before a repetition, in milliseconds. The pause is random, so that the dumps
  /// do not keep step with a periodic change.
  public static let dumpRetryMilliseconds = 10
  /// Bytes of address records kept until the links that they belong to are listed. That is enough
  /// for 20,000 addresses, more than hosts have, and little compared with the kernel's own memory
  /// for them.
  public static let addressBytes = 4 << 20
  /// Bytes of an alternative name of a link: ALTIFNAMSIZ without the NUL.
  public static let linkNameBytes = 127

  // MARK: Sockets

  /// Passes over one table for one answer. A pass is one complete dump; a socket that three passes
  /// miss was too short-lived to list.
  public static let dumpPasses = 3
  /// Cookies remembered during a dump, to drop the rows that the kernel repeats; 8 bytes each.
  public static let cookiesRemembered = 1 << 14
  /// Groups in a summary of sockets: more than anybody reads, in about 6 MiB.
  public static let summaryGroups = 1 << 16
  /// Bytes read of /proc/net at a time, and the most that is read of its short files.
  public static let procBytes = 64 * 1024

  // MARK: Socket owners

  /// Descriptors listed in one socket's record. More descriptors for one socket occur only if
  /// somebody wants to inflate answers.
  public static let ownerDescriptors = 4096
  /// Bytes that the text about a process takes, about.
  public static let ownerTextBytes = 256
  /// The greatest age, in milliseconds, of owners in an answer, even if the client accepts older
  /// ones.
  public static let ownersAgeMilliseconds: UInt64 = 60_000
  /// Descriptors that a background walk through /proc (`--owners-refresh`) reads between two
  /// pauses. This value and the two below are those that Weave Scope used for years.
  public static let walkDescriptors = 300
  /// Milliseconds of one pause of a background walk.
  public static let walkPauseMilliseconds = 50...500
  /// Milliseconds that a background walk should take in total; its pauses are chosen to reach this.
  public static let walkMilliseconds = 10_000
  /// Bytes of the kernel's type description (BTF). Distributions' kernels have 5 to 10 MiB.
  public static let kernelTypesBytes = 64 << 20
  /// Bytes read of a BPF iterator at a time. The kernel gathers at most 32 KiB.
  public static let iteratorBytes = 64 * 1024

  // MARK: Tasks and control groups

  /// Bytes of a file of a process in /proc. The longest one read, `cgroup`, has a few KiB.
  public static let procFileBytes = 64 * 1024
  /// Bytes of /proc/self/mountinfo. Hosts with thousands of containers have some megabytes.
  public static let mountinfoBytes = 4 << 20
  /// Tasks in one TASKSTATS request. The kernel charges about 2 KiB for each answer, so all of them
  /// stay far below a socket's default receive buffer of 208 KiB.
  public static let tasksAtOnce = 32
  /// Control groups that one walk reads: more than hosts have, at some hundred bytes each.
  public static let cgroupsWalked = 1 << 16
  /// Depth of a walk through control groups: several times what hosts have. A path of this depth
  /// still fits PATH_MAX.
  public static let cgroupDepth = 64
  /// Bytes of a control group's file. The longest one read, `cpu.stat`, has some 500 bytes.
  public static let cgroupFileBytes = 16 * 1024
  /// Tasks read for one answer about control groups: about three seconds of work.
  public static let tasksCounted: UInt64 = 1 << 18

  // MARK: Smoothed loads

  /// Groups of one user whose load is smoothed at the same time.
  public static let smoothedGroupsOfOneUser = 512
  /// Groups of all users whose load is smoothed at the same time. Each uses some 300 bytes, and its
  /// tasks are counted once a second; `samplePauseFactor` keeps that below a quarter of one
  /// processor.
  public static let smoothedGroups = 1024
  /// Of `smoothedGroups`, the number reserved for root: two other users could take all of them.
  public static let smoothedGroupsKeptForRoot = 128
  /// Milliseconds for which a load is smoothed after the last request for it: twice the usual
  /// polling interval of monitoring systems.
  public static let smoothedMilliseconds: Int64 = 60_000
  /// Milliseconds between two samples of a load, as in cAdvisor.
  public static let sampleMilliseconds: Int64 = 1000
  /// The shortest pause of the sampler, as a multiple of the time that the last sample took.
  public static let samplePauseFactor: Int64 = 3

  // MARK: Subscriptions

  /// Subscriptions of one client. One subscription can have all topics, so a client needs several
  /// only for several namespaces.
  public static let subscriptionsOfOneClient = 16
  /// Subscriptions of one user.
  public static let subscriptionsOfOneUser = 32
  /// Subscriptions of all users. Each may use `eventBufferBytes` in the kernel and
  /// `subscriptionBytes` in the agent; few ever use a hundredth of that.
  public static let subscriptions = 64
  /// Of `subscriptions`, the number reserved for root: two other users could take all of them.
  public static let subscriptionsKeptForRoot = 8
  /// Bytes of the kernel's buffer for events that wait to be read. It holds some 7,000 changes of
  /// links, which the kernel counts as about 2 KiB each; the default of 208 KiB is full after 92.
  public static let eventBufferBytes: Int32 = 16 << 20
  /// Bytes of the buffer for one datagram of events. The longest seen was 65,772 bytes, for a link
  /// with hundreds of names.
  public static let eventBytes = 128 * 1024
  /// Events read before the client's own requests and its other subscriptions get their turn.
  public static let eventsAtOnce = 256
  /// Bytes that a subscription remembers of objects: enough for 200,000.
  public static let subscriptionBytes = 32 << 20
  /// Milliseconds between a change that the kernel does not report and the dump that finds it, so
  /// that many changes cost one dump.
  public static let rereadMilliseconds: Int64 = 50
  /// The shortest pause between two such dumps, as a multiple of the time that the last one took.
  public static let rereadPauseFactor: Int64 = 4
  /// Milliseconds until a dump is repeated that was interrupted more than `dumpRetries` times.
  public static let rereadRetryMilliseconds: Int64 = 1000
  /// Pressure triggers of one subscription: one for each resource and kind. Each makes the kernel
  /// compute every two seconds; a privileged one also uses a kernel thread for each group.
  public static let pressureTriggers = 8
  /// Bytes of exits that wait for one subscription: some 3,500 exits, those of a second in which a
  /// busy host does little but fork. All subscriptions of one user can use 64 MiB.
  public static let taskExitQueueBytes = 2 << 20
  /// Bytes of exits that a subscription's thread takes at a time. They no longer count as waiting.
  public static let taskExitChunkBytes = 64 * 1024
  /// Milliseconds between two readings of exits. A single exit is sent at once; of exits that
  /// follow one another closely, many wake the subscribers once. The kernel's buffer holds 26,000
  /// exits meanwhile.
  public static let taskExitPauseMilliseconds = 5
  /// Different lists of processors, beside that of all, with the same processor. The kernel copies
  /// each exit of the processor once for each list, while the task exits. As long as the lists have
  /// no processor in common, their number is not limited.
  public static let taskExitListsOfOneProcessor = 4
  /// Of `taskExitListsOfOneProcessor`, the number reserved for root.
  public static let taskExitListsKeptForRoot = 1
  /// Milliseconds to wait for a proof that exit events arrive. Outside the initial network
  /// namespace they never do, and only there is the whole time waited.
  public static let taskExitProofMilliseconds: Int32 = 1000
  /// Milliseconds after a loss of exit events until the count of lost events is read again. By then
  /// the kernel has counted everything that it dropped during the first reading.
  public static let taskExitRecountMilliseconds: Int64 = 1000
  /// Milliseconds between two checks whether a watched namespace still belongs to its name or
  /// process.
  public static let watchMilliseconds: Int64 = 1000
  /// The same for a namespace identified by its inode alone, where the check is a walk through
  /// /proc.
  public static let surveyMilliseconds: Int64 = 10_000
  /// Milliseconds that a surveyor may take for one process. The largest that was measured, with
  /// 100,000 sockets, takes 1.5 s; a file of a stranger can block it for ever.
  public static let surveyorMilliseconds: Int32 = 5000
  /// Surveyors that run at the same time; further surveys wait for one of them.
  public static let surveyors: UInt32 = 4
  /// Processes that block a surveyor until a survey reads no further ones.
  public static let stuckProcesses = 3
  /// Surveyors that cannot be killed, since a stranger's file blocks them, until no further one is
  /// started.
  public static let stuckSurveyors = 16

  // MARK: Owners of freed sockets

  /// Milliseconds between two snapshots of all sockets and their owners, taken for a subscription
  /// to freed sockets.
  public static let knownOwnersMilliseconds: Int64 = 1000
  /// The shortest pause between two snapshots, as a multiple of the time that the last one took: a
  /// snapshot of 100,000 sockets takes 0.2 s.
  public static let knownOwnersPauseFactor: Int64 = 10
  /// The longest pause between two snapshots, in milliseconds. In a longer one many connections
  /// would open and close unseen.
  public static let knownOwnersLongestMilliseconds: Int64 = 10_000
  /// Sockets whose owners are remembered, at some 40 bytes each.
  public static let knownOwners = 1 << 19
  /// Sockets, closed by their process while the kernel still sends their last data, whose owners
  /// are remembered as text.
  public static let knownClosedOwners = 1 << 13
}
