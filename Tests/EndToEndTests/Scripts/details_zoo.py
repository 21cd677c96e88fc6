"""Sockets with details, held still in a network namespace and a control group of their own.

The group's directory is the argument. Prints what it knows as one line of JSON, then "ready",
and holds all until stdin ends.
"""

import ctypes
import json
import os
import socket
import struct
import subprocess
import sys
import time

CLONE_NEWNET = 0x40000000
KEY = b"NotForEverybody"
TCP_MD5SIG, TCP_CONGESTION, SO_MARK, SO_MAX_PACING_RATE = 14, 13, 36, 47
IPPROTO_MPTCP, MPTCP_TOKEN = 262, 2
held, known = [], {}

with open(sys.argv[1] + "/cgroup.procs", "w", encoding="ascii") as file:
    file.write(str(os.getpid()))
if ctypes.CDLL(None).unshare(CLONE_NEWNET) != 0:
    raise SystemExit("unshare failed")
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)


def keep(label, sock):
    held.append(sock)
    known[label] = os.fstat(sock.fileno()).st_ino
    return sock


def listener(label, family, address, port, protocol=0, room=0):
    sock = socket.socket(family, socket.SOCK_STREAM, protocol)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if room:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
    sock.bind((address, port))
    sock.listen(7)
    return keep(label, sock)


def pair(label, server, options=(), protocol=0):
    near = socket.socket(server.family, socket.SOCK_STREAM, protocol)
    for option in options:
        near.setsockopt(*option)
    near.connect(server.getsockname()[:2])
    far, _ = server.accept()
    return keep(label + "-near", near), keep(label + "-far", far)


v4 = listener("v4", socket.AF_INET, "127.0.0.1", 6001)
v6 = listener("v6", socket.AF_INET6, "::1", 6002)
dual = listener("dual", socket.AF_INET6, "::", 6007)
congestion = (socket.IPPROTO_TCP, TCP_CONGESTION)
for name in ["cubic", "reno", "bbr"]:
    near, far = pair(
        name, v4,
        [(*congestion, name.encode()), (socket.SOL_SOCKET, SO_MARK, 0xBEEF),
         (socket.IPPROTO_IP, socket.IP_TOS, 0x10)])
    near.sendall(b"x" * 100_000)
    far.recv(60_000, socket.MSG_WAITALL)
near, far = pair(
    "v6", v6, [(socket.IPPROTO_IPV6, socket.IPV6_TCLASS, 0x20),
               (socket.SOL_SOCKET, SO_MAX_PACING_RATE, 1_000_000)])
near.sendall(b"y" * 1000)
near, far = pair("half", v4)
far.shutdown(socket.SHUT_RDWR)
# A peer that takes nothing: what is sent stays, and waits for the window.
narrow = listener("narrow", socket.AF_INET, "127.0.0.1", 6010, room=4096)
near, far = pair("full", narrow, [(socket.SOL_SOCKET, socket.SO_SNDBUF, 200_000)])
near.setblocking(False)
try:
    while True:
        near.send(b"z" * 65536)
except BlockingIOError:
    pass
mptcp = listener("mptcp", socket.AF_INET, "127.0.0.1", 6003, IPPROTO_MPTCP)
near, far = pair("mptcp", mptcp, protocol=IPPROTO_MPTCP)
near.sendall(b"abc")
guarded = listener("md5", socket.AF_INET, "127.0.0.1", 6004)
peer = struct.pack("HH4s120x", 2, 0, bytes([127, 0, 0, 1]))
guarded.setsockopt(
    socket.IPPROTO_TCP, TCP_MD5SIG, peer + struct.pack("BBHi80s", 0, 0, len(KEY), 0, KEY))
udp = keep("udp", socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
udp.setsockopt(socket.IPPROTO_IP, 11, 1)  # IP_RECVERR
udp.bind(("127.0.0.1", 6005))
sender = keep("udp-sender", socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
sender.connect(("127.0.0.1", 6005))
for _ in range(20):
    sender.send(b"u" * 1000)
for label in ["twin-a", "twin-b"]:
    twin = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    twin.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    twin.bind(("127.0.0.1", 6006))
    twin.listen(1)
    keep(label, twin)
mapped = socket.create_connection(("127.0.0.1", 6007))
keep("mapped-near", mapped)
keep("mapped-far", dual.accept()[0])
bound = keep("bound", socket.socket())
bound.bind(("127.0.0.1", 6008))
device = socket.socket()
device.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"lo")
device.bind(("127.0.0.1", 6009))
device.listen(2)
keep("device", device)
left, right = socket.socketpair()
keep("unix-left", left)
keep("unix-right", right)
left.sendall(b"w" * 5000)

raw = keep("packet-all", socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0003)))
raw.bind(("lo", 0x0003))
raw.setsockopt(263, 1, struct.pack("IHH8s", 1, 1, 0, b""))  # SOL_PACKET PACKET_ADD_MEMBERSHIP
ring = keep("packet-ring", socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(0x88CC)))
ring.setsockopt(263, 5, struct.pack("IIII", 4096, 4, 2048, 8))  # PACKET_RX_RING
ring.setsockopt(263, 8, 1)  # PACKET_AUXDATA
for label in ["fan-a", "fan-b"]:
    fan = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0806))
    fan.bind(("lo", 0x0806))
    fan.setsockopt(263, 18, 77 | 1 << 16)  # PACKET_FANOUT, PACKET_FANOUT_LB
    keep(label, fan)

route = keep("route", socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0))
route.bind((0, 1 | 1 << 4))
for group in [8, 33]:
    route.setsockopt(270, 1, group)  # SOL_NETLINK NETLINK_ADD_MEMBERSHIP
known["route-port"] = route.getsockname()[0]
uevent = keep("uevent", socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, 15))
uevent.setsockopt(270, 5, 1)  # NETLINK_NO_ENOBUFS
uevent.bind((4242, 0))

# Delayed acknowledgements go out, and the counts stand still.
time.sleep(1)
print(json.dumps(known))
print("ready", flush=True)
sys.stdin.read()
