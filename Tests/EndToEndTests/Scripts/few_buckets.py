"""8,001 TCP sockets in a namespace of their own whose hash table has few buckets, while others
come and go: what a dump of the kernel then repeats and skips. Prints "ready".
"""

import ctypes
import json
import os
import resource
import signal
import socket
import subprocess
import sys

CLONE_NEWNET = 0x40000000


def churn(port):
    while True:
        near = socket.create_connection(("127.0.0.1", port))
        # Leaves no TIME_WAIT behind.
        near.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        near.close()


with open("/proc/sys/net/ipv4/tcp_child_ehash_entries", "w", encoding="ascii") as file:
    file.write("64")
if ctypes.CDLL(None).unshare(CLONE_NEWNET) != 0:
    raise SystemExit("unshare failed")
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
resource.setrlimit(resource.RLIMIT_NOFILE, (10000, 10000))
server = socket.create_server(("127.0.0.1", 5001), backlog=100)
held = []
for number in range(4000):
    held.append(socket.create_connection(("127.0.0.1", 5001)))
    held.append(server.accept()[0])
children = []
other = socket.create_server(("127.0.0.1", 5002), backlog=4000)
for number in range(2):
    pid = os.fork()
    if pid == 0:
        churn(5002)
    children.append(pid)
accepting = os.fork()
if accepting == 0:
    while True:
        other.accept()[0].close()
try:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(json.dumps({"stable": [os.fstat(sock.fileno()).st_ino for sock in held + [server]]}))
    print("ready", flush=True)
    sys.stdin.read()
finally:
    for pid in children + [accepting]:
        os.kill(pid, signal.SIGKILL)
