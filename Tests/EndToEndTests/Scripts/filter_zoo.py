"""Sockets that differ in all that filters ask for: states, families, addresses, ports, marks,
devices, control groups, owners and how their port was chosen. They stay as they are.

Arguments: directories of cgroup v2 in which some of them are made. Prints "ready" and holds all
until stdin ends.
"""

import os
import socket
import sys

V4, V6 = socket.AF_INET, socket.AF_INET6
TCP, UDP = socket.SOCK_STREAM, socket.SOCK_DGRAM
MARK = (socket.SOL_SOCKET, getattr(socket, "SO_MARK", 36))
DEVICE = (socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"lo\0")
held = []


def make(family, kind, *options):
    sock = socket.socket(family, kind)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    for option in options:
        sock.setsockopt(*option)
    held.append(sock)
    return sock


def listener(family, address, port, *options, backlog=16):
    sock = make(family, TCP, *options)
    sock.bind((address, port))
    sock.listen(backlog)
    return sock


def client(family, address, port, *options, source=None, wait=True):
    sock = make(family, TCP, *options)
    if source:
        sock.bind(source)
    sock.setblocking(wait)
    try:
        sock.connect((address, port))
    except BlockingIOError:
        pass
    return sock


def pair(server, family, address, *options, source=None):
    near = client(family, address, server.getsockname()[1], *options, source=source)
    far = server.accept()[0]
    held.append(far)
    return near, far


def close(*socks):
    for sock in socks:
        held.remove(sock)
        sock.close()


def fill(sock):
    sock.setblocking(False)
    try:
        while True:
            sock.send(b"x" * 65536)
    except BlockingIOError:
        pass


def streams():
    web = listener(V4, "127.0.0.1", 443, (*MARK, 0x10))
    alt = listener(V4, "0.0.0.0", 8080)
    six = listener(V6, "::1", 443, (socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1))
    both = listener(V6, "::", 8443, (*MARK, 0x2f))
    pair(listener(V4, "127.0.0.9", 22, DEVICE), V4, "127.0.0.9")
    listener(V6, "::1", 22, DEVICE, (*MARK, -1))
    listener(V4, "127.1.2.3", 0)  # the kernel chooses its port
    for number in range(1, 9):
        pair(web, V4, "127.0.0.1", (*MARK, number), source=(f"127.0.1.{number}", 0))
        pair(alt, V4, f"127.0.{number}.1", source=("127.0.0.1", 20000 + number))
    for number in range(4):
        pair(six, V6, "::1", (*MARK, number << 8))
        pair(both, V6, "::1", source=("::1", 30000 + number))
        pair(both, V6, "::ffff:127.0.0.1")
        pair(both, V4, "127.0.0.2", DEVICE)
    near, _ = pair(alt, V4, "127.0.0.1", (*MARK, 0x55))
    near.shutdown(socket.SHUT_WR)  # FIN_WAIT2 and CLOSE_WAIT
    near, _ = pair(six, V6, "::1")
    close(near)  # the same, and nobody's
    for server, family, address in ((web, V4, "127.0.0.1"), (six, V6, "::1"),
                                    (both, V6, "::ffff:127.0.0.5")):
        near, far = pair(server, family, address, (*MARK, 0x77))
        close(near, far)  # TIME_WAIT, its port chosen by the kernel
    near, far = pair(alt, V4, "127.0.0.1")
    close(far, near)  # TIME_WAIT at the listener's port
    near, far = pair(alt, V4, "127.0.0.1")
    fill(near)
    near.shutdown(socket.SHUT_WR)  # FIN_WAIT1
    near, far = pair(alt, V4, "127.0.0.1")
    near.shutdown(socket.SHUT_WR)
    fill(far)
    far.shutdown(socket.SHUT_WR)  # LAST_ACK
    client(V4, "127.0.0.1", 8080)  # nobody accepts it
    defer = (socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 100)
    listener(V4, "127.0.0.1", 7001, defer)
    client(V4, "127.0.0.1", 7001, (*MARK, 3))  # SYN_RECV
    listener(V6, "::1", 7001, defer)
    client(V6, "::1", 7001)
    listener(V4, "127.0.0.1", 7002, backlog=0)
    client(V4, "127.0.0.1", 7002)
    client(V4, "127.0.0.1", 7002, wait=False)  # SYN_SENT
    for family, address in ((V4, "127.0.0.1"), (V6, "::1")):
        make(family, TCP, (*MARK, 9 if family == V4 else 10)).bind((address, 7003))
        make(family, TCP).bind((address, 0))


def datagrams():
    for number, port in enumerate((53, 123, 5353, 0, 0, 40000)):
        for family, address in ((V4, "127.0.0.1"), (V4, "0.0.0.0"), (V6, "::1"), (V6, "::")):
            options = [(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)] if family == V6 else []
            sock = make(family, UDP, (*MARK, number), *options)
            sock.bind((address, port))
    for family, address in ((V4, "127.0.0.1"), (V6, "::1"), (V6, "::ffff:127.0.0.1")):
        sock = make(family, UDP, DEVICE)
        sock.connect((address, 53))
        sock = make(family, UDP)
        sock.bind((address, 41000))
        sock.connect((address, 123))


def strangers():
    for number, uid in enumerate((1, 4242, 65534)):
        os.seteuid(uid)
        client(V4, "127.0.0.1", 8080)
        os.seteuid(0)


def groups(paths):
    home = open("/proc/self/cgroup").read().split("0::")[1].split("\n")[0]
    root = os.path.dirname(paths[0])
    for number, path in enumerate(paths):
        with open(path + "/cgroup.procs", "w") as procs:
            procs.write("0")
        web = listener(V4, "127.0.0.1", 9100 + number)
        pair(web, V4, "127.0.0.1")
        near, far = pair(web, V4, "127.0.0.1")
        close(near, far)
        make(V6, UDP).bind(("::1", 9200 + number))
    with open(root + home + "/cgroup.procs", "w") as procs:
        procs.write("0")


streams()
datagrams()
strangers()
groups(sys.argv[1:])
print("ready", flush=True)
sys.stdin.read()
