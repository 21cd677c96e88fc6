"""Unix sockets with names of all kinds, in the folder given as argument.

Prints what it knows of each as one line of JSON, then "ready", and holds them until stdin ends.
"""

import ctypes
import json
import os
import socket
import struct
import sys

STREAM, DGRAM, PACKET = socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET
TYPES = {STREAM: "stream", DGRAM: "dgram", PACKET: "seqpacket"}
held, known = [], []


def keep(label, sock, state, **more):
    held.append(sock)
    stat = os.fstat(sock.fileno())
    row = {"label": label, "inode": stat.st_ino, "uid": stat.st_uid, "state": state,
           "type": TYPES[sock.type], **more}
    known.append(row)
    return sock


def name_of(address):
    """The members of a name; text only where the bytes are UTF-8."""
    member = "abstractName" if address[:1] == b"\0" else "path"
    shown = address[1:] if address[:1] == b"\0" else address
    row = {}
    try:
        row[member] = shown.decode("utf-8")
    except UnicodeDecodeError:
        row[member + "Hex"] = shown.hex()
    if member == "path":
        stat = os.stat(address)
        row["device"] = f"{os.major(stat.st_dev)}:{os.minor(stat.st_dev)}"
        row["fileInode"] = stat.st_ino & 0xFFFFFFFF
    return row


def bind_exactly(sock, address):
    """Binds to all 108 bytes of sun_path, which Python thinks need a NUL at their end."""
    raw = struct.pack("H108s", socket.AF_UNIX, address)
    if ctypes.CDLL(None, use_errno=True).bind(sock.fileno(), raw, len(raw)) != 0:
        raise OSError(ctypes.get_errno(), "bind")


def listener(label, address, kind=STREAM, backlog=5, pending=0, **more):
    sock = socket.socket(socket.AF_UNIX, kind)
    if len(address) == 108 and address[0]:
        bind_exactly(sock, address)
    else:
        sock.bind(address)
    sock.listen(backlog)
    more = {**name_of(address), **more}
    return keep(label, sock, "LISTEN", backlog=backlog, pendingConnections=pending, **more)


def connected(label, server, address, accept=True, **more):
    near = socket.socket(socket.AF_UNIX, server.type)
    near.connect(address)
    if not accept:
        return keep(label, near, "ESTABLISHED", peerInode=None, **more), None
    far = server.accept()[0]
    keep(label + "-near", near, "ESTABLISHED", peerInode=os.fstat(far.fileno()).st_ino, **more)
    keep(label + "-far", far, "ESTABLISHED", peerInode=os.fstat(near.fileno()).st_ino,
         **name_of(address))
    return near, far


def pair(label, kind=STREAM, rows=({}, {})):
    two = socket.socketpair(socket.AF_UNIX, kind)
    inodes = [os.fstat(sock.fileno()).st_ino for sock in two]
    for sock, other, more in zip(two, reversed(inodes), rows):
        keep(label, sock, "ESTABLISHED", peerInode=other, **more)
    return two


def streams():
    stream = listener("stream", b"plain.sock", backlog=7, pending=2)
    connected("stream", stream, b"plain.sock")
    for _ in range(2):
        connected("pending", stream, b"plain.sock", accept=False)
    packet = listener("packet", b"packet.sock", PACKET)
    connected("packet", packet, b"packet.sock")
    pair("pair")
    pair("pair-packet", PACKET)
    pair("pair-dgram", DGRAM)
    keep("fresh", socket.socket(socket.AF_UNIX, STREAM), "UNCONNECTED")


def names():
    hostile = [b"with space", b'quote"back\\slash', b"line\nfeed", b"\x1b[31mred", b"\xff\xfe\x80",
               "gr\u00fcn-\u20ac".encode(), b"percent%d", b"tab\there"]
    for number, name in enumerate(hostile):
        listener(f"path-{number}", name)
        listener(f"abstract-{number}", b"\0nlt" + name)
    listener("abstract-nul", b"\0nlt\0inside\0")
    listener("abstract-long", b"\0" + b"a" * 107)
    listener("path-108", b"p" * 108)
    auto = socket.socket(socket.AF_UNIX, DGRAM)
    auto.bind("")
    address = auto.getsockname()
    keep("autobind", auto, "UNCONNECTED", **name_of(address))
    removed = listener("removed", b"removed.sock")
    os.unlink(b"removed.sock")
    listener("renamed", b"before.sock")
    os.rename(b"before.sock", b"after.sock")
    return removed


def datagrams():
    bound = socket.socket(socket.AF_UNIX, DGRAM)
    bound.bind(b"dgram.sock")
    # connect(2) of another marks this end too, though it has no peer.
    keep("dgram-bound", bound, "ESTABLISHED", **name_of(b"dgram.sock"))
    sender = socket.socket(socket.AF_UNIX, DGRAM)
    sender.connect(b"dgram.sock")
    keep("dgram-connected", sender, "ESTABLISHED", peerInode=os.fstat(bound.fileno()).st_ino)


def shut_and_loaded():
    ends = ["receive"], ["send"]
    near, _ = pair("shut-write", rows=({"shutdown": ends[1]}, {"shutdown": ends[0]}))
    near.shutdown(socket.SHUT_WR)
    near, _ = pair("shut-read", rows=({"shutdown": ends[0]}, {"shutdown": ends[1]}))
    near.shutdown(socket.SHUT_RD)
    both = {"shutdown": ["receive", "send"]}
    near, _ = pair("shut-both", rows=(both, both))
    near.shutdown(socket.SHUT_RDWR)
    near, _ = pair("loaded", rows=({"receiveQueue": 0}, {"receiveQueue": 5, "sendQueue": 0}))
    near.send(b"five!")
    near, _ = pair("closed-peer", rows=({"shutdown": ["receive", "send"]}, {}))
    held.pop().close()
    known.pop()
    known[-1]["peerInode"] = None
    os.seteuid(4242)
    pair("stranger")
    os.seteuid(0)
    given, _ = pair("given")
    os.fchown(given.fileno(), 12345, -1)
    known[-2]["uid"] = 12345


def crowd(count):
    """A listener with more connections waiting than fit one datagram of the kernel's."""
    with open("/proc/sys/net/core/somaxconn", "w", encoding="ascii") as file:
        file.write(str(count))
    server = listener("crowd", b"crowd.sock", backlog=count, pending=count)
    for _ in range(count):
        connected("crowd-client", server, b"crowd.sock", accept=False)


os.chdir(sys.argv[1])
streams()
names()
datagrams()
shut_and_loaded()
if len(sys.argv) > 2:
    import resource

    resource.setrlimit(resource.RLIMIT_NOFILE, (10000, 10000))
    crowd(int(sys.argv[2]))
print(json.dumps(known))
print("ready", flush=True)
sys.stdin.read()
