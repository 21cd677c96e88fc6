"""An MPTCP connection over loopback, and what the kernel itself sends of its subflows by sock_diag
to a process with CAP_NET_ADMIN ("root") and to one without ("nobody").
"""

import json
import os
import socket
import struct
import time

IPPROTO_MPTCP = 262
ESTABLISHED = 1
# MPTCP_SUBFLOW_ATTR_... of linux/mptcp.h.
NAMES = {1: "token_rem", 2: "token_loc", 3: "relwrite_seq", 4: "map_seq", 5: "map_sfseq",
         6: "ssn_offset", 7: "map_datalen", 8: "flags", 9: "id_rem", 10: "id_loc"}


def attributes(data):
    at, found = 0, {}
    while at + 4 <= len(data):
        length, kind = struct.unpack_from("=HH", data, at)
        if length < 4:
            break
        found[kind & 0x3fff] = data[at + 4:at + length]
        at += (length + 3) & ~3
    return found


def subflows(port):
    """The names of the attributes of each subflow, and whether it has a mark."""
    diag = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 4)  # NETLINK_SOCK_DIAG
    # struct inet_diag_req_v2: TCP over IPv4, all attributes.
    request = struct.pack("=BBBBI", socket.AF_INET, 6, 0xff, 0, 1 << ESTABLISHED) + bytes(48)
    diag.send(struct.pack("=IHHII", 16 + len(request), 20, 0x301, 1, 0) + request)
    found = []
    while True:
        data, at = diag.recv(1 << 20), 0
        while at < len(data):
            length, kind = struct.unpack_from("=IH", data, at)
            if kind == 3:  # NLMSG_DONE
                return found
            assert kind == 20, struct.unpack_from("=i", data, at + 16)
            message = data[at + 16:at + length]
            if port in struct.unpack_from("!HH", message, 4):
                of_socket = attributes(message[72:])
                of_subflow = attributes(attributes(of_socket.get(19, b"")).get(3, b""))
                found.append({"subflow": sorted(NAMES[k] for k in of_subflow if k in NAMES),
                              "mark": 15 in of_socket})
            at += (length + 3) & ~3


listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, IPPROTO_MPTCP)
listener.bind(("127.0.0.1", 0))
listener.listen()
client = socket.socket(socket.AF_INET, socket.SOCK_STREAM, IPPROTO_MPTCP)
client.connect(listener.getsockname())
server, _ = listener.accept()
client.sendall(b"x" * 1000)
server.recv(1000)
server.sendall(b"y")
client.recv(1)
port = listener.getsockname()[1]
known = {"port": port, "root": subflows(port)}
reader, writer = os.pipe()
if os.fork() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
    os.write(writer, json.dumps(subflows(port)).encode())
    os._exit(0)
os.close(writer)
os.wait()
known["nobody"] = json.loads(os.read(reader, 65536))
print(json.dumps(known))
print("ready", flush=True)
time.sleep(1000)
