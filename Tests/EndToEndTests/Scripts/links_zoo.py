"""Links of all kinds, with names and addresses of all kinds, in the namespace it runs in.

Arguments: the name of another namespace for one end of a pair; or "altnames" and two numbers,
for a link with so many alternative names of such a length.
"""

import os
import socket
import struct
import subprocess
import sys

RTM_NEWLINK, RTM_NEWLINKPROP = 16, 108
IFLA_IFNAME, IFLA_IFALIAS, IFLA_ALT_IFNAME, IFLA_PROP_LIST = 3, 20, 53, 52
held = []


def ip(*words):
    line = [word if isinstance(word, bytes) else word.encode() for word in words]
    subprocess.run([b"ip"] + line, check=True)


def attribute(kind, payload):
    padding = b"\0" * (-len(payload) % 4)
    return struct.pack("HH", 4 + len(payload), kind) + payload + padding


def change(index, attributes, kind=RTM_NEWLINK, flags=0):
    """Changes a link in a way that ip(8) refuses to ask for."""
    body = struct.pack("BBHiII", 0, 0, 0, index, 0, 0) + attributes
    sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
    header = struct.pack("IHHII", 16 + len(body), kind, 5 | flags, 1, 0)
    sock.send(header + body)
    answer = sock.recv(65536)
    code = struct.unpack_from("i", answer, 16)[0]
    if code:
        raise OSError(-code, os.strerror(-code))


def alternative_names(index, names):
    for start in range(0, len(names), 20):
        listed = b"".join(
            attribute(IFLA_ALT_IFNAME, name + b"\0") for name in names[start:start + 20])
        change(index, attribute(IFLA_PROP_LIST | 0x8000, listed), RTM_NEWLINKPROP, 0x600)


def pairs_and_bridge(other):
    ip("link", "add", "away0", "type", "veth", "peer", "name", "away1")
    ip("link", "set", "away1", "netns", other)
    ip("link", "set", "away0", "up")
    ip("link", "add", "va", "numtxqueues", "3", "type", "veth", "peer", "name", "vb")
    ip("link", "add", "br0", "type", "bridge")
    ip("link", "set", "va", "master", "br0", "up")
    ip("link", "set", "vb", "mtu", "1400", "txqueuelen", "77", "group", "7")
    ip("link", "set", "br0", "up")
    ip("link", "add", "mv0", "link", "vb", "type", "macvlan", "mode", "private")
    ip("link", "set", "vb", "up")
    ip("link", "set", "vb", "promisc", "on", "allmulticast", "on")
    ip("link", "add", "vx0", "type", "vxlan", "id", "42", "dstport", "4789", "dev", "away0",
       "local", "10.9.0.1")
    ip("link", "set", "vx0", "master", "br0")
    ip("link", "add", "ifb7", "type", "ifb")
    ip("link", "set", "ifb7", "up", "arp", "off")
    ip("tuntap", "add", "dev", "tun0", "mode", "tun")
    ip("tuntap", "add", "dev", "tap0", "mode", "tap")
    ip("link", "set", "tun0", "up")


def hostile_names():
    names = [b'a"b\\', b"\xff\xfe\x80", b"\x1b[31m", b"$(id)`;", "gr\u00fc\u20ac".encode(), b"0"]
    for number, name in enumerate(names):
        ip("link", "add", f"tmp{number}", "type", "bridge" if number == 1 else "ifb")
        index = socket.if_nametoindex(f"tmp{number}")
        change(index, attribute(IFLA_IFNAME, name + b"\0"))
    ip("link", "set", names[1], "up")
    # Objects whose names are no UTF-8.
    ip("link", "add", "mv1", "link", names[1], "type", "macvlan")
    ip("link", "set", "tap0", "master", names[1])
    ip("address", "add", "10.9.10.1/24", "dev", names[1])
    held.append(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
    held[-1].setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, names[1] + b"\0")
    held[-1].bind(("10.9.10.1", 5001))
    change(socket.if_nametoindex("va"), attribute(IFLA_IFALIAS, b"two\nlines \"and\" \xff\xfe"))
    change(socket.if_nametoindex("vb"), attribute(IFLA_IFALIAS, b"x" * 255))
    alternative_names(
        socket.if_nametoindex("br0"),
        [b"with space", b'quote"d', "\u00fcber".encode(), b"n" * 127])
    alternative_names(socket.if_nametoindex("vb"), [b"\xfe\xff", b"plain", b"esc\x1b"])


def addresses():
    for words in (
        "10.9.0.1/24 brd + dev br0", "10.9.0.2/24 dev br0", "10.9.1.1/24 dev br0 label br0:x",
        "10.9.2.1 peer 10.9.2.2/32 dev vb", "10.9.3.1/24 dev vb scope link metric 77",
        "10.9.4.1/24 dev vb scope host noprefixroute", "10.9.5.1/24 dev vb scope 199",
        "10.9.6.1/24 dev vb valid_lft 3600 preferred_lft 1800",
        "10.9.7.1/24 dev vb valid_lft 3600 preferred_lft 0",
        "fd09::1/64 dev vb nodad", "fd09:1::1/64 dev vb nodad valid_lft 3600 preferred_lft 0",
        "fd09:2::1/128 peer fd09:2::2/128 dev vb nodad", "fd09:3::1/64 dev vb nodad metric 9",
        "fd09:4::1/64 dev br0 home mngtmpaddr nodad noprefixroute", "fec0::9/64 dev vb nodad",
        "10.9.8.1/8 dev lo", "10.9.9.1 peer 10.9.9.2 dev tun0", "::ffff:1.2.3.4/128 dev vb nodad",
    ):
        ip("address", "add", *words.split())


if sys.argv[1] == "altnames":
    count, length = int(sys.argv[2]), int(sys.argv[3])
    for number in range(6):
        ip("link", "add", f"l{number}", "type", "ifb")
    alternative_names(
        socket.if_nametoindex("l2"),
        [f"{number:04}".encode().ljust(length, b"n") for number in range(count)])
else:
    pairs_and_bridge(sys.argv[1])
    hostile_names()
    addresses()
print("{}")
print("ready", flush=True)
sys.stdin.read()
