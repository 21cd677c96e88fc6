"""Rules with selectors that the machine's ip(8) may not know yet, in the namespace it runs in.

Prints the kernel's answer to each, 0 or a negative errno.
"""

import socket
import struct

RTM_NEWRULE, NLM_F_CREATE_EXCL_ACK_REQUEST = 32, 0x605
FRA_PRIORITY, FRA_IP_PROTO, FRA_SPORT_RANGE, FRA_DPORT_RANGE = 6, 22, 23, 24
FRA_DSCP, FRA_FLOWLABEL, FRA_FLOWLABEL_MASK = 25, 26, 27
FRA_SPORT_MASK, FRA_DPORT_MASK, FRA_DSCP_MASK = 28, 29, 30
RT_TABLE_MAIN, FR_ACT_TO_TBL = 254, 1


def attribute(kind, payload):
    return struct.pack("HH", 4 + len(payload), kind) + payload + b"\0" * (-len(payload) % 4)


def add(family, priority, *attributes):
    body = struct.pack("BBBBBBBBI", family, 0, 0, 0, RT_TABLE_MAIN, 0, 0, FR_ACT_TO_TBL, 0)
    body += attribute(FRA_PRIORITY, struct.pack("I", priority)) + b"".join(attributes)
    link = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
    link.send(
        struct.pack("IHHII", 16 + len(body), RTM_NEWRULE, NLM_F_CREATE_EXCL_ACK_REQUEST, 1, 0)
        + body)
    print(struct.unpack_from("i", link.recv(4096), 16)[0])


add(socket.AF_INET, 300, attribute(FRA_DSCP, b"\x28"), attribute(FRA_DSCP_MASK, b"\x38"))
add(socket.AF_INET6, 301, attribute(FRA_FLOWLABEL, struct.pack(">I", 0x1200)),
    attribute(FRA_FLOWLABEL_MASK, struct.pack(">I", 0xff00)))
add(socket.AF_INET, 302, attribute(FRA_IP_PROTO, b"\x06"),
    attribute(FRA_SPORT_RANGE, struct.pack("HH", 16, 16)),
    attribute(FRA_SPORT_MASK, struct.pack("H", 0xfff0)),
    attribute(FRA_DPORT_RANGE, struct.pack("HH", 32, 32)),
    attribute(FRA_DPORT_MASK, struct.pack("H", 0xffe0)))
