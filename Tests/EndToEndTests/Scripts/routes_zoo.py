"""Routes, next-hop objects, neighbors, rules and addresses of all kinds, in the namespace it runs in.

What this kernel lacks is printed as a list of command lines under "lacking".
"""

import json
import subprocess
import sys

lacking = []


def ip(*words):
    subprocess.run(["ip", *words], check=True)


def each(family, noun, lines):
    for line in lines.strip().splitlines():
        ip(*family, noun, "add", *line.split())


def attempt(*words):
    """What a kernel may have been built without."""
    done = subprocess.run(["ip", *words], capture_output=True, text=True)
    if done.returncode != 0:
        lacking.append(" ".join(words) + ": " + done.stderr.strip())


def quiet():
    """Without it, addresses and their routes come a second later than their links."""
    for name in ("all", "default"):
        with open(f"/proc/sys/net/ipv6/conf/{name}/accept_dad", "w") as file:
            file.write("0")


def links():
    ip("link", "add", "va", "address", "02:00:00:00:00:0a", "type", "veth", "peer", "name", "vb")
    ip("link", "add", "ifb0", "type", "ifb")
    ip("link", "add", "gone", "type", "ifb")
    ip("link", "add", "dark", "type", "veth", "peer", "name", "down")
    for name in ("va", "vb", "ifb0", "gone", "dark"):
        ip("link", "set", name, "up")
    ip("link", "set", "ifb0", "group", "7")


def addresses():
    each((), "address", """
        10.1.0.1/24 brd + dev va
        10.1.0.2/24 dev va label va:x
        10.2.0.1 peer 10.2.0.2/32 dev vb
        10.3.0.1/24 dev vb scope link metric 77
        10.4.0.1/24 dev vb scope host noprefixroute
        10.5.0.1/24 dev vb valid_lft 3600 preferred_lft 1800
        10.6.0.1/24 dev ifb0
        10.8.0.1/24 dev dark
    """)
    each(("-6",), "address", """
        fd01::1/64 dev va nodad
        fd02::1/128 peer fd02::2/128 dev vb nodad
        fd03::1/64 dev vb nodad valid_lft 3600 preferred_lft 0
        fd04::1/64 dev ifb0 nodad home mngtmpaddr noprefixroute metric 9
    """)


def routes_v4():
    legs = " ".join(f"nexthop via 10.1.0.{10 + n} dev va weight {n + 1}" for n in range(16))
    each((), "route", f"""
        default via 10.1.0.254 dev va proto dhcp src 10.1.0.2 metric 100
        default via 10.1.0.253 dev va proto static metric 200
        20.0.0.0/8 via 10.1.0.5 dev va
        20.1.0.0/16 dev ifb0 scope link
        20.1.2.3/32 dev ifb0 scope 199 proto 77
        blackhole 21.0.0.0/8
        unreachable 21.1.0.0/16 metric 5
        prohibit 21.2.0.0/16 proto bird
        throw 21.3.0.0/16 table 300
        local 21.4.0.0/16 dev lo table 300
        broadcast 21.5.0.255 dev va table local
        multicast 225.1.0.0/16 dev va
        anycast 21.6.0.1 dev va table 301
        22.0.0.0/8 via 10.1.0.7 dev va table 70000
        22.1.0.0/16 via 10.1.0.7 dev va table 4294967295
        22.2.0.0/16 dev va table default
        23.0.0.0/8 proto zebra {legs}
        23.1.0.0/16 nexthop via 10.1.0.8 dev va realms 3/4 nexthop dev ifb0 weight 256
        23.2.0.0/16 via 99.99.99.99 dev va onlink
        23.3.0.0/16 via inet6 fe80::5 dev va
        23.4.0.0/16 nexthop via inet6 fe80::6 dev va nexthop via 10.1.0.9 dev va onlink
        24.0.0.0/8 via 10.1.0.5 dev va mtu 1400 advmss 1360 window 30000 rtt 120ms rttvar 30ms ssthresh 20 cwnd 15 initcwnd 12 initrwnd 14 rto_min 250ms hoplimit 44 quickack 1 fastopen_no_cookie 1 reordering 5 features ecn congctl reno
        24.1.0.0/16 via 10.1.0.5 dev va mtu lock 1300 hoplimit lock 9 rto_min 200ms congctl lock reno
        24.2.0.0/16 via 10.1.0.5 dev va tos 0x10
        24.3.0.0/16 via 10.1.0.5 dev va realms 7
        24.4.0.0/16 via 10.1.0.5 dev va realms 8/9 proto ra
        24.5.0.0/16 dev dark
        24.6.0.0/16 nexthop dev dark nexthop via 10.1.0.5 dev va
    """)
    attempt("route", "add", "25.0.0.0/8", "encap", "ip", "id", "42", "dst", "10.9.9.9", "ttl", "7",
            "via", "10.1.0.5", "dev", "va")
    attempt("route", "add", "25.1.0.0/16", "nexthop", "encap", "ip", "id", "43", "dst", "10.9.9.8",
            "via", "10.1.0.5", "dev", "va", "nexthop", "via", "10.1.0.6", "dev", "va")
    attempt("route", "add", "25.2.0.0/16", "encap", "seg6", "mode", "encap", "segs",
            "fd01::9,fd01::8", "dev", "va")
    attempt("route", "add", "25.3.0.0/16", "encap", "mpls", "100/200", "via", "10.1.0.5", "dev", "va")


def routes_v6():
    legs = " ".join(f"nexthop via fd01::{10 + n} dev va weight {n + 1}" for n in range(16))
    each(("-6",), "route", f"""
        default via fd01::fe dev va proto ra metric 1024 pref high
        default via fd01::fd dev va metric 2048 pref low
        2001:db8::/32 via fd01::5 dev va expires 3000
        2001:db8:1::/48 dev ifb0 proto bgp pref medium
        blackhole 2001:db8:2::/48
        unreachable 2001:db8:3::/48 metric 7
        prohibit 2001:db8:4::/48 table 400
        throw 2001:db8:5::/48 table 400
        local 2001:db8:6::/48 dev lo table 400
        anycast 2001:db8:6:1::/64 dev va table 400
        multicast ff77::/16 dev va table 400
        2001:db8:7::/48 via fd01::7 dev va table 70001
        2001:db8:8::/48 from 2001:db8:9::/48 via fd01::7 dev va
        2001:db8:a::/48 {legs}
        2001:db8:b::/48 via fd99::9 dev va onlink
        2001:db8:c::/48 via fd01::5 dev va src fd01::1 mtu 1400 hoplimit 33 advmss 1300
        2001:db8:d::/48 dev dark
        ::ffff:1.2.3.0/120 dev va
    """)
    attempt("-6", "route", "add", "2001:db8:e::/48", "encap", "seg6", "mode", "encap", "segs",
            "fd01::9,fd01::8", "dev", "va")
    attempt("-6", "route", "add", "2001:db8:f::/48", "encap", "seg6local", "action", "End", "dev",
            "va")
    attempt("-6", "route", "add", "2001:db8:10::/48", "encap", "ip6", "id", "5", "dst", "fd01::77",
            "via", "fd01::5", "dev", "va")


def next_hops():
    each((), "nexthop", """
        id 11 via 10.1.0.31 dev va
        id 12 via 10.1.0.32 dev va onlink
        id 13 blackhole
        id 14 via fd01::33 dev va
        id 15 via fd01::34 dev va
        id 21 group 11,5/12,9
        id 24 group 14/15
    """)
    each((), "route", """
        26.0.0.0/8 nhid 11
        26.1.0.0/16 nhid 21
        26.2.0.0/16 nhid 13
        26.3.0.0/16 nhid 14
    """)
    each(("-6",), "route", """
        2001:db8:20::/48 nhid 14
        2001:db8:21::/48 nhid 24
    """)


def labels():
    for path in ("/proc/sys/net/mpls/platform_labels",):
        try:
            with open(path, "w") as file:
                file.write("1000")
        except OSError as error:
            lacking.append(f"-f mpls route: {error}")
            return
    attempt("-f", "mpls", "route", "add", "100", "as", "200/300", "via", "inet", "10.1.0.5")
    attempt("-f", "mpls", "route", "add", "101", "via", "inet6", "fd01::5", "dev", "va")


def neighbors():
    each((), "neighbor", """
        10.1.0.40 lladdr 02:00:00:00:00:40 dev va nud permanent
        10.1.0.41 lladdr 02:00:00:00:00:41 dev va nud stale
        10.1.0.42 lladdr 02:00:00:00:00:42 dev va nud reachable extern_learn
        10.1.0.43 lladdr 02:00:00:00:00:43 dev va nud noarp
        10.1.0.44 lladdr 02:00:00:00:00:44 dev va nud permanent protocol bird
        10.1.0.45 dev va nud failed
        10.6.0.46 lladdr 02:00:00:00:00:46 dev ifb0 nud permanent
        proxy 10.1.0.60 dev va
        proxy 10.1.0.61 dev ifb0
        fd01::40 lladdr 02:00:00:00:00:40 dev va nud permanent router
        fd01::41 lladdr 02:00:00:00:00:41 dev va nud stale router
        fd01::42 dev va nud failed
        proxy fd01::60 dev va
    """)
    attempt("neighbor", "add", "10.1.0.47", "dev", "va", "managed")


def rules():
    each((), "rule", """
        priority 100 from 10.1.0.0/24 to 20.0.0.0/8 table 300
        priority 101 iif va oif ifb0 table main
        priority 102 fwmark 0x10 table 70000
        priority 103 fwmark 0x10/0xff table 70000
        priority 104 tos 0x10 table 300
        priority 105 ipproto tcp sport 1000-2000 dport 443 table 300
        priority 106 uidrange 1000-2000 table 300
        priority 107 not from 10.0.0.0/8 table 300
        priority 108 from all lookup main suppress_prefixlength 0
        priority 109 from all lookup main suppress_ifgroup 7
        priority 110 from all goto 32766
        priority 111 from all goto 150
        priority 112 from 10.9.0.0/16 blackhole
        priority 113 from 10.10.0.0/16 unreachable
        priority 114 from 10.11.0.0/16 prohibit
        priority 115 from 10.12.0.0/16 nop
        priority 116 iif nowhere table 300 protocol bird
        priority 117 oif nowhere table 300 protocol 77
        priority 118 from 10.13.0.1 table 300 realms 5/6
        priority 119 tun_id 99 table 300
        priority 120 from all table 4294967295
        priority 122 ipproto udp sport 53 table 300
        priority 0 to 10.14.0.0/16 table local
    """)
    attempt("rule", "add", "priority", "121", "l3mdev")
    each(("-6",), "rule", """
        priority 200 from fd01::/64 to 2001:db8::/32 table 400
        priority 201 fwmark 0x20/0x20 iif va table 70001
        priority 202 ipproto ipv6-icmp table 400
        priority 203 not to fd09::/16 table 401
        priority 205 from fd0a::/16 prohibit
        priority 204 ipproto tcp dport 80-90 uidrange 0-0 table 400
    """)


quiet()
links()
addresses()
routes_v4()
routes_v6()
next_hops()
labels()
neighbors()
rules()
ip("link", "set", "gone", "down")
ip("address", "add", "10.7.0.1/24", "dev", "gone")
print(json.dumps({"lacking": lacking}))
print("ready", flush=True)
sys.stdin.read()
