/*
 * sockets N tcp|tcp6|udp|unix: hold N sockets open on loopback.
 *
 * Prints "ready COUNT" when they are open, and holds them until its standard input is
 * closed. COUNT may differ from N by one, since TCP sockets are opened in pairs. It is
 * much lower if a resource of the system is exhausted; standard error names the call.
 */
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* The default range of ephemeral ports has 28,232, and connect() and bind() slow down
 * as it fills. So one address has at most this many sockets. The number is odd: for TCP
 * it is one listener and pairs. */
#define PER_ADDRESS 10001

/* Standard streams, the two pipes, and descriptors inherited from the parent. */
#define SPARE_FILES 64

struct endpoint {
    socklen_t length;
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } address;
};

/* IPv6 has one loopback address, so only the listener's port differs. */
static struct endpoint loopback(int family, int number)
{
    struct endpoint e = {0};
    if (family == AF_INET6) {
        e.length = sizeof e.address.v6;
        e.address.v6.sin6_family = AF_INET6;
        e.address.v6.sin6_addr = in6addr_loopback;
    } else {
        e.length = sizeof e.address.v4;
        e.address.v4.sin_family = AF_INET;
        e.address.v4.sin_addr.s_addr =
            htonl(0x7f010000u + ((unsigned)(number / 250) << 8) + 1 + (unsigned)(number % 250));
    }
    return e;
}

/* Opens a listener and pairs of connected sockets: `wanted` sockets at most. */
static int open_tcp(int family, int number, int wanted)
{
    /* close() sends a reset, so that no TIME_WAIT sockets disturb the next run. */
    const struct linger reset = {.l_onoff = 1, .l_linger = 0};
    struct endpoint e = loopback(family, number);
    int listener = socket(family, SOCK_STREAM, 0);
    if (listener < 0 || bind(listener, &e.address.any, e.length) < 0 || listen(listener, 16) < 0
        || getsockname(listener, &e.address.any, &e.length) < 0) {
        perror("sockets: listen");
        return 0;
    }
    int opened = 1;
    while (opened + 2 <= wanted) {
        int client = socket(family, SOCK_STREAM, 0);
        if (client < 0 || setsockopt(client, SOL_SOCKET, SO_LINGER, &reset, sizeof reset) < 0
            || connect(client, &e.address.any, e.length) < 0) {
            perror("sockets: connect");
            break;
        }
        if (accept(listener, NULL, NULL) < 0) {
            perror("sockets: accept");
            break;
        }
        opened += 2;
    }
    return opened;
}

static int open_udp(int number, int wanted)
{
    int opened = 0;
    for (; opened < wanted; opened++) {
        struct endpoint e = loopback(AF_INET, number);
        int s = socket(AF_INET, SOCK_DGRAM, 0);
        if (s < 0 || bind(s, &e.address.any, e.length) < 0) {
            perror("sockets: bind");
            break;
        }
    }
    return opened;
}

static int open_unix(int wanted)
{
    int opened = 0;
    for (; opened < wanted; opened += 2) {
        int pair[2];
        if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0) {
            perror("sockets: socketpair");
            break;
        }
    }
    return opened;
}

static int open_some(const char *kind, int number, int wanted)
{
    if (strcmp(kind, "tcp") == 0)
        return open_tcp(AF_INET, number, wanted);
    if (strcmp(kind, "tcp6") == 0)
        return open_tcp(AF_INET6, number, wanted);
    if (strcmp(kind, "udp") == 0)
        return open_udp(number, wanted);
    return open_unix(wanted);
}

static int known(const char *kind)
{
    return !strcmp(kind, "tcp") || !strcmp(kind, "tcp6") || !strcmp(kind, "udp") || !strcmp(kind, "unix");
}

int main(int argc, char **argv)
{
    int left = argc == 3 ? atoi(argv[1]) : 0;
    if (left <= 0 || !known(argv[2])) {
        fprintf(stderr, "usage: sockets N tcp|tcp6|udp|unix\n");
        return 2;
    }

    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    int per_process = files.rlim_cur > 1000000 ? 1000000 : (int)files.rlim_cur;
    per_process -= SPARE_FILES;
    if (per_process > PER_ADDRESS)
        per_process -= per_process % PER_ADDRESS;

    /* Nobody writes to `life`: when the parent exits for any reason, the children read
     * its end. */
    int counts[2], life[2];
    if (per_process < 2 || pipe(counts) < 0 || pipe(life) < 0) {
        perror("sockets");
        return 1;
    }

    int children = 0;
    for (int address = 0; left > 0; children++) {
        int mine = left < per_process ? left : per_process;
        pid_t pid = fork();
        if (pid < 0) {
            perror("sockets: fork");
            break;
        }
        if (pid == 0) {
            close(life[1]);
            int opened = 0;
            while (opened < mine) {
                int part = mine - opened < PER_ADDRESS ? mine - opened : PER_ADDRESS;
                int got = open_some(argv[2], address++, part);
                opened += got;
                if (got < part)
                    break;
            }
            char c;
            if (write(counts[1], &opened, sizeof opened) != sizeof opened)
                _exit(1);
            _exit(read(life[0], &c, 1) < 0);
        }
        address += (mine + PER_ADDRESS - 1) / PER_ADDRESS;
        left -= mine;
    }

    close(counts[1]);
    int total = 0, count;
    for (int i = 0; i < children && read(counts[0], &count, sizeof count) == sizeof count; i++)
        total += count;
    printf("ready %d\n", total);
    fflush(stdout);

    char ignored[256];
    ssize_t n;
    while ((n = read(0, ignored, sizeof ignored)) > 0 || (n < 0 && errno == EINTR))
        ;
    close(life[1]);
    while (wait(NULL) > 0)
        ;
    return 0;
}
