/*
 * floor [--repeat N] [--ext MASK] [tcp4|tcp6|udp4|udp6|unix|links|routes]...
 *
 * The kernel's own cost of a dump: send a request, receive the answer and ignore it.
 * No program that sends the same request over netlink can be faster. The default is the
 * dump of `nlctl inet`: TCP and UDP, IPv4 and IPv6, every state. MASK is idiag_ext:
 * 2 requests tcp_info, 255 every detail.
 */
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

/* The kernel puts at most 32 KiB in a datagram of a dump; a larger buffer does not help. */
static char buffer[64 * 1024] __attribute__((aligned(8)));

struct question {
    const char *word;
    int bus;
    int family;
    /* For NETLINK_ROUTE, the type of the request. */
    int protocol;
};

static const struct question questions[] = {
    {"tcp4", NETLINK_SOCK_DIAG, AF_INET, IPPROTO_TCP},
    {"tcp6", NETLINK_SOCK_DIAG, AF_INET6, IPPROTO_TCP},
    {"udp4", NETLINK_SOCK_DIAG, AF_INET, IPPROTO_UDP},
    {"udp6", NETLINK_SOCK_DIAG, AF_INET6, IPPROTO_UDP},
    {"unix", NETLINK_SOCK_DIAG, AF_UNIX, 0},
    {"links", NETLINK_ROUTE, AF_UNSPEC, RTM_GETLINK},
    /* All families and tables; `nlctl routes all` requests the same in several dumps. */
    {"routes", NETLINK_ROUTE, AF_UNSPEC, RTM_GETROUTE},
};
enum { QUESTIONS = sizeof questions / sizeof questions[0], INET_QUESTIONS = 4 };

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static void ask(int s, const struct question *q, int ext)
{
    struct {
        struct nlmsghdr header;
        union {
            struct inet_diag_req_v2 inet;
            struct unix_diag_req local;
            struct ifinfomsg link;
            struct rtmsg route;
        } body;
    } m;
    size_t body;
    memset(&m, 0, sizeof m);
    m.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    m.header.nlmsg_type = q->bus == NETLINK_ROUTE ? q->protocol : SOCK_DIAG_BY_FAMILY;
    if (q->bus == NETLINK_ROUTE && q->protocol == RTM_GETROUTE) {
        m.body.route.rtm_family = q->family;
        body = sizeof m.body.route;
    } else if (q->bus == NETLINK_ROUTE) {
        m.body.link.ifi_family = q->family;
        body = sizeof m.body.link;
    } else if (q->family == AF_UNIX) {
        m.body.local.sdiag_family = q->family;
        m.body.local.udiag_states = -1;
        m.body.local.udiag_show = UDIAG_SHOW_NAME | UDIAG_SHOW_PEER | UDIAG_SHOW_RQLEN;
        body = sizeof m.body.local;
    } else {
        m.body.inet.sdiag_family = q->family;
        m.body.inet.sdiag_protocol = q->protocol;
        m.body.inet.idiag_states = -1;
        m.body.inet.idiag_ext = ext;
        body = sizeof m.body.inet;
    }
    m.header.nlmsg_len = NLMSG_LENGTH(body);
    if (send(s, &m, m.header.nlmsg_len, 0) < 0)
        fail("floor: send");
}

/* Walks the headers only, to find the end. */
static void receive(int s, long *records, long *bytes)
{
    for (;;) {
        ssize_t left = recv(s, buffer, sizeof buffer, 0);
        if (left < 0)
            fail("floor: receive");
        *bytes += left;
        struct nlmsghdr *h = (struct nlmsghdr *)buffer;
        for (; NLMSG_OK(h, left); h = NLMSG_NEXT(h, left)) {
            if (h->nlmsg_type == NLMSG_DONE || h->nlmsg_type == NLMSG_ERROR) {
                errno = -*(int *)NLMSG_DATA(h);
                if (errno != 0)
                    fail("floor: the kernel refused");
                return;
            }
            ++*records;
        }
    }
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int usage(void)
{
    fprintf(stderr, "usage: floor [--repeat N] [--ext MASK] [tcp4|tcp6|udp4|udp6|unix|links|routes]...\n");
    return 2;
}

int main(int argc, char **argv)
{
    int asked[QUESTIONS] = {0}, any = 0, repeat = 1, ext = 0;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--repeat") == 0 && i + 1 < argc) {
            repeat = atoi(argv[++i]);
            continue;
        }
        if (strcmp(argv[i], "--ext") == 0 && i + 1 < argc) {
            ext = atoi(argv[++i]);
            continue;
        }
        int q = 0;
        while (q < QUESTIONS && strcmp(argv[i], questions[q].word) != 0)
            q++;
        if (q == QUESTIONS)
            return usage();
        asked[q] = any = 1;
    }
    if (repeat < 1)
        return usage();
    for (int q = 0; !any && q < INET_QUESTIONS; q++)
        asked[q] = 1;

    int diag = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
    int route = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    if (diag < 0 || route < 0)
        fail("floor: socket");

    for (int round = 0; round < repeat; round++) {
        long records = 0, bytes = 0;
        double start = now();
        for (int q = 0; q < QUESTIONS; q++) {
            if (!asked[q])
                continue;
            int s = questions[q].bus == NETLINK_ROUTE ? route : diag;
            ask(s, &questions[q], ext);
            receive(s, &records, &bytes);
        }
        printf("%.6f s  %ld records  %ld bytes\n", now() - start, records, bytes);
    }
    return 0;
}
