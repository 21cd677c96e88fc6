import Foundation
import Syscalls
import TestSupport
import Testing

/// Two hundred clients at once, half of them badly behaved, and the others want the truth.
@Suite(.serialized, .needs(.root, .tools("ip", "python3")))
struct ChaosTests {
  /// Plays all clients. Users of 50 clients each, since one user may have 64.
  private static let driver = """
    import json, os, random, socket, sys, threading, time
    path, tcp, unix = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    def connect(number):
        os.seteuid(30001 + number % 4)
        s = socket.socket(socket.AF_UNIX); s.connect(path); s.settimeout(30)
        os.seteuid(0)
        return s
    def line(method): return b'{"jsonrpc":"2.0","id":1,"method":"%s"}\\n' % method.encode()
    stop = threading.Event()
    wrong, right, dropped = [], [], []

    def read_line(s, rest):
        while b"\\n" not in rest:
            more = s.recv(1 << 20)
            if not more: raise EOFError
            rest += more
        end = rest.index(b"\\n")
        found = bytes(rest[:end]); del rest[:end + 1]
        return found

    def count(method, result):
        if method == "inetConnections": return len(result["connections"]), tcp
        if method == "listLinks": return len(result["links"]), 1
        named = [c for c in result["connections"] if "crowd" in c.get("abstractName", "")]
        return len(named), unix

    def good(s, number):
        methods = ["inetConnections", "unixConnections", "listLinks"]
        rest = bytearray()
        try:
            for turn in range(3):
                method = methods[(number + turn) % 3]
                s.sendall(line(method))
                result = json.loads(read_line(s, rest))["result"]
                found, expected = count(method, result)
                if result["complete"] is not True or found != expected or rest:
                    wrong.append([method, result["complete"], found, expected])
                right.append(method)
        except Exception as error:
            wrong.append([number, repr(error)])

    def deaf(s, number):
        s.sendall(line("inetConnections") * 5); stop.wait()

    def slow(s, number):
        for byte in line("status"):
            s.send(bytes([byte]))
            if stop.wait(1): return

    def gone(s, number):
        s.sendall(line("inetConnections")); s.recv(1000 * (number % 7) + 1)

    def garbage(s, number):
        chance = random.Random(number)
        try:
            while not stop.is_set():
                s.sendall(chance.randbytes(chance.randrange(1, 3000)) + b"\\n")
                s.recv(1 << 16)
                if stop.wait(0.05): return
        except OSError as error: dropped.append(repr(error))

    roles = [deaf] * 20 + [slow] * 20 + [gone] * 20 + [garbage] * 20 + [good] * 120
    random.Random(7).shuffle(roles)
    pairs = [(role, connect(number), number) for number, role in enumerate(roles)]
    def play(role, s, number):
        role(s, number)
        s.close()
    threads = [(role, threading.Thread(target=play, args=(role, s, number)))
        for role, s, number in pairs]
    start = time.monotonic()
    for _, thread in threads: thread.start()
    for role, thread in threads:
        if role is good: thread.join()
    seconds = time.monotonic() - start
    stop.set()
    for _, thread in threads: thread.join()
    print(json.dumps({"right": len(right), "wrong": wrong, "seconds": seconds, "dropped": dropped}))
    """

  @Test func theWellBehavedGetTheTruthInTheMiddleOfIt() throws {
    let namespace = try NetworkNamespace()
    // Fewer under a sanitizer, which makes the agent ten times slower.
    let sockets = TestAgent.idleThreads > 1 ? 300 : 5000
    let crowd = try SocketCrowd(tcp: sockets, unix: 500, in: namespace)
    let agent = try TestAgent(in: namespace, ["--mode", "0666"])
    _ = try agent.ask("status")
    let before = try agent.idleResources()
    let finished = try run(
      ["python3", "-c", Self.driver, agent.socket, "\(sockets)", "500"], seconds: 300)
    #expect(finished.status == 0, "\(finished.errors)")
    let facts = try JSON(finished.text)
    let wrong = facts["wrong"].array.map(\.description)
    #expect(wrong.isEmpty, "\(wrong.prefix(5))")
    #expect(facts["right"].int == 360)
    #expect(facts["dropped"].array.isEmpty, "\(facts["dropped"])")
    #expect((facts["seconds"].value as? Double ?? .infinity) < 60)
    #expect(agent.program.isRunning)
    try agent.settle(to: before)
    #expect(try agent.ask("inetConnections")["connections"].array.count == sockets)
    #expect(!agent.program.errors.contains("<3>"))
    withExtendedLifetime(crowd) {}
  }
}
