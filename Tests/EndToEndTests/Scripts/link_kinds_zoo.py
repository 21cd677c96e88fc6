"""A link of every kind that this kernel can make, with options that are not the usual ones, in the
namespace it runs in. Argument: the name of another namespace for the other end of some.
"""

import ctypes
import os
import socket
import struct
import subprocess
import sys


def ip(line, *more):
    subprocess.run(["ip"] + line.split() + list(more), check=True)


def bridges():
    ip("link add br0 type bridge forward_delay 400 hello_time 300 max_age 1500 ageing_time 12345 "
       "priority 4096 group_fwd_mask 0x4008 group_address 01:80:c2:00:00:0e "
       "mcast_snooping 1 mcast_router 2 mcast_query_use_ifaddr 1 mcast_querier 1 "
       "mcast_hash_max 1024 mcast_last_member_count 3 mcast_startup_query_count 4 "
       "mcast_last_member_interval 200 mcast_membership_interval 27000 "
       "mcast_querier_interval 26000 mcast_query_interval 13000 "
       "mcast_query_response_interval 900 mcast_startup_query_interval 3000 "
       "mcast_stats_enabled 1 mcast_igmp_version 3 mcast_mld_version 2 "
       "nf_call_iptables 1 nf_call_ip6tables 1 nf_call_arptables 1 no_linklocal_learn 1")
    ip("link add br1 type bridge stp_state 1 mcast_snooping 0")
    for number in range(4):
        ip(f"link add p{number} type veth peer name q{number}")
        ip(f"link set q{number} up")
    for number in range(3):
        ip(f"link set p{number} master br0 up")
    ip("link set p3 master br1 up")
    ip("link set br0 up")
    ip("link set br1 up")
    ip("address add 10.77.0.1/24 dev br0")
    ip("link set p0 type bridge_slave priority 8 cost 77 hairpin on guard on root_block on "
       "fastleave on learning off flood off proxy_arp on proxy_arp_wifi on mcast_router 2 "
       "mcast_flood off bcast_flood off mcast_to_unicast on neigh_suppress on "
       "group_fwd_mask 0x4008 vlan_tunnel on isolated on locked on")
    ip("link set p1 type bridge_slave backup_port p2 mcast_router 0")


def macvlans():
    ip("link add low type veth peer name lowpeer")
    ip("link set low up")
    ip("link set lowpeer up")
    for mode in ("private", "vepa", "bridge"):
        ip(f"link add mv-{mode} link low type macvlan mode {mode} bcqueuelen 2000")
    ip("link add mv-source link low type macvlan mode source")
    for last in range(3):
        ip(f"link set mv-source type macvlan macaddr add 02:00:00:00:00:0{last}")
    ip("link add pass type veth peer name passpeer")
    ip("link add mv-pass link pass type macvlan mode passthru nopromisc")
    ip("link add low2 type veth peer name low2peer")
    ip("link add mvt link low2 type macvtap mode bridge nodst")
    ip("link set mv-vepa protodown on")
    ip("link set mv-vepa protodown_reason 3 on")
    ip("link set mv-vepa protodown_reason 0 on")


def vxlans(other):
    ip("link add vx-group type vxlan id 42 group 239.1.1.1 dev low dstport 4789 ttl 9 tos 0x10 "
       "df set ageing 77 maxaddress 99 srcport 2000 3000 nolearning proxy rsc l2miss l3miss")
    ip("link add vx-far type vxlan id 16777215 remote 10.1.2.3 local 10.3.2.1 dstport 1 df inherit "
       "ttl inherit noudpcsum remcsumtx remcsumrx gbp")
    ip("link add vx-6 type vxlan id 7 remote 2001:db8::1 local 2001:db8::2 dstport 4790 "
       "flowlabel 0x12345 udp6zerocsumtx udp6zerocsumrx tos inherit")
    ip("link add vx-6g type vxlan id 8 group ff05::100 dev low dstport 4791")
    ip("link add vx-ext type vxlan external dstport 4792 gpe")
    ip("link add vx-vni type vxlan external vnifilter dstport 4793")
    ip("link add vx-moved type vxlan id 9 group 239.1.1.2 dev low dstport 4794")
    ip(f"link set vx-moved netns {other}")


def devices_with_programs():
    ip("tuntap add dev tun0 mode tun user root group root pi")
    ip("tuntap add dev tap0 mode tap vnet_hdr multi_queue")
    ip("tuntap add dev tap1 mode tap one_queue user 4000000000")


def others(other):
    ip("link add ifb0 type ifb")
    ip("link set ifb0 group 7 alias", 'it\'s "quoted", with  spaces')
    ip(f"link add away0 type veth peer name away1 netns {other}")
    ip("link set away0 up")
    ip(f"link add mv-moved link low type macvlan mode private")
    ip(f"link set mv-moved netns {other}")
    for ten in range(5):
        names = [f"other\"name'{number}of-ifb0" for number in range(10 * ten, 10 * ten + 10)]
        ip("link property add dev ifb0", *[word for name in names for word in ("altname", name)])
    ip("link set ifb0 addrgenmode none")
    ip("link set low addrgenmode random")
    with open("/proc/sys/net/ipv6/conf/tap0/stable_secret", "w") as secret:
        secret.write("2001:db8::1")
    ip("link set away0 address 02:11:22:33:44:55 txqueuelen 5 mtu 1404")
    ip("link set away0 gso_max_size 40000 gso_max_segs 100")


def bpf(command, attributes):
    """bpf(2), number 321 on x86-64 and 280 on arm64."""
    number = 321 if os.uname().machine == "x86_64" else 280
    room = ctypes.create_string_buffer(attributes, 128)
    result = ctypes.CDLL(None, use_errno=True).syscall(number, command, room, len(room))
    if result < 0:
        raise OSError(ctypes.get_errno(), "bpf")
    return result


def xdp(name):
    """Attaches a program that passes everything: r0 = XDP_PASS; exit."""
    program = struct.pack("<BBhi", 0xb7, 0, 0, 2) + struct.pack("<BBhi", 0x95, 0, 0, 0)
    code, words = ctypes.create_string_buffer(program), ctypes.create_string_buffer(b"GPL")
    # BPF_PROG_LOAD of BPF_PROG_TYPE_XDP.
    loaded = bpf(5, struct.pack(
        "<IIQQ", 6, len(program) // 8, ctypes.addressof(code), ctypes.addressof(words)))
    def attribute(kind, payload):
        return struct.pack("HH", 4 + len(payload), kind) + payload + b"\0" * (-len(payload) % 4)
    # IFLA_XDP with IFLA_XDP_FD and XDP_FLAGS_SKB_MODE.
    inside = attribute(1, struct.pack("i", loaded)) + attribute(3, struct.pack("I", 2))
    body = struct.pack("BBHiII", 0, 0, 0, socket.if_nametoindex(name), 0, 0)
    body += attribute(43 | 0x8000, inside)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as asking:
        asking.send(struct.pack("IHHII", 16 + len(body), 16, 5, 1, 0) + body)
        code = struct.unpack_from("i", asking.recv(65536), 16)[0]
    if code:
        raise OSError(-code, "XDP")
    return loaded


bridges()
macvlans()
vxlans(sys.argv[1])
devices_with_programs()
others(sys.argv[1])
program = xdp("ifb0")
print("{}")
print("ready", flush=True)
sys.stdin.read()
