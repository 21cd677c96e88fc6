import Foundation
import TestSupport
import Testing

/// Members see of an MPTCP connection what the kernel itself shows to a process without
/// CAP_NET_ADMIN, and root what it shows to root. Marks are the exception: all clients see them.
@Suite(.needs(.root, .tools("ip", "python3")))
struct MPTCPAccessTests {
  private static let request = """
    import json, os, socket, sys
    path, port, method, uid = sys.argv[1:]
    os.setgroups([]); os.setgid(int(uid)); os.setuid(int(uid))
    parameters = {
        "inetConnections": {"details": ["ulp", "mark"], "protocols": ["tcp"],
                            "filter": f"sport = :{port} or dport = :{port}"},
        "inetSocket": {"details": ["ulp", "mark"], "protocol": "tcp"}}[method]
    s = socket.socket(socket.AF_UNIX); s.connect(path); lines = s.makefile()
    def ask(method, parameters):
        s.sendall(json.dumps({"jsonrpc": "2.0", "id": 1, "method": method,
                              "params": parameters}).encode() + b"\\n")
        return json.loads(lines.readline())["result"]
    rows = [r for r in ask("inetConnections", {"protocols": ["tcp"]})["connections"]
            if port in (str(r["localPort"]), str(r["remotePort"])) and r["state"] == "ESTABLISHED"]
    if method == "inetSocket":
        rows = [ask(method, {**parameters, **{k: r[k] for k in (
                    "localAddress", "localPort", "remoteAddress", "remotePort")}}) for r in rows]
    else:
        rows = [r for r in ask(method, parameters)["connections"] if r["state"] == "ESTABLISHED"]
    print(json.dumps([{"subflow": sorted(r["ulp"]["mptcp"]), "mark": "mark" in r} for r in rows]))
    """

  @Test(arguments: ["inetConnections", "inetSocket"])
  func sequenceNumbersAreForRootAlone(_ method: String) throws {
    let namespace = try NetworkNamespace()
    let pair = try Zoo("mptcp_pair", in: namespace)
    let agent = try TestAgent(in: namespace, ["--mode", "0666", "--owners", "proc"])
    func rows(asUser uid: String) throws -> [JSON] {
      let port = "\(pair.known["port"].int ?? 0)"
      let asked = try python(Self.request, agent.socket, port, method, uid)
      return try JSON(asked.text).array
    }
    let root = try rows(asUser: "0")
    let member = try rows(asUser: "65534")
    // Both ends.
    #expect(root.count == 2 && member.count == 2)
    let sequence = ["map_datalen", "map_seq", "map_sfseq", "relwrite_seq", "ssn_offset"]
    for index in 0..<2 {
      let kernels = (
        root: pair.known["root"].array[index]["subflow"].strings ?? [],
        nobody: pair.known["nobody"].array[index]["subflow"].strings ?? []
      )
      #expect(root[index]["subflow"].strings == kernels.root)
      #expect(member[index]["subflow"].strings == kernels.root.filter { !sequence.contains($0) })
      // Before Linux 6.15 the kernel reserved all of INET_DIAG_ULP_INFO.
      if !kernels.nobody.isEmpty {
        #expect(member[index]["subflow"].strings == kernels.nobody)
      }
      #expect(pair.known["nobody"].array[index]["mark"].bool == false)
      #expect(member[index]["mark"].bool == true && root[index]["mark"].bool == true)
    }
  }
}
