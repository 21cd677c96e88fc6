"""As many bound UDP sockets as the first argument says, then "ready".

Each line on stdin is then a command: "forge" sends what looks like the kernel's end of a dump to
every sock_diag socket that a program of this namespace has open, and prints what came of it.
"""

import ctypes
import errno
import os
import resource
import signal
import socket
import struct
import sys

DONE, DIAG, ERROR = 3, 20, 2


def forge():
    """The outcome of each datagram by name: unicast to each port, multicast to each group."""
    with open("/proc/net/netlink", encoding="ascii") as file:
        rows = [line.split() for line in file.readlines()[1:]]
    ports = [int(row[2]) for row in rows if row[1] == "4" and int(row[2]) != 0]
    outcomes = []
    sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 4)
    for port in ports:
        if port == sock.getsockname()[0]:
            continue
        for kind, body in ((DONE, struct.pack("i", 0)), (ERROR, struct.pack("i", -1) + bytes(16)),
                           (DIAG, bytes(72))):
            message = struct.pack("IHHII", 16 + len(body), kind, 2, 1, port) + body
            for group in (0, 1, 2):
                try:
                    sock.sendto(message, (port, group))
                    outcomes.append("sent")
                except OSError as error:
                    outcomes.append(errno.errorcode[error.errno])
    return f"forged {len(ports)} {' '.join(sorted(set(outcomes)))}"


def hold(address, count):
    """Opens sockets in a child of their own: descriptors of one process are limited."""
    ends = os.pipe()
    if os.fork() == 0:
        held = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(count)]
        for number, sock in enumerate(held):
            sock.bind((address, 1024 + number))
        os.write(ends[1], b"x")
        sys.stdin.close()
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
        while True:
            signal.pause()
    os.read(ends[0], 1)


total = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_NOFILE, (6000, 6000))
for part in range(total // 5000):
    hold(f"127.0.{part}.1", 5000)
print("ready", flush=True)
for line in sys.stdin:
    print(forge(), flush=True)
