/*
 * roundtrip echo-serve PATH              send each line back to the client
 * roundtrip measure PATH REQUEST-LINE N  send N requests, print "P50 P99" in microseconds
 *
 * The echo server is the smallest server that works like the agent: each client has a
 * thread that blocks in read() and answers with send().
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

/* Requests that are not counted: the first ones have page faults and a cold cache. */
#define WARM_UP 200

static char buffer[256 * 1024];

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static int unix_socket(const char *path, struct sockaddr_un *address)
{
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    if (strlen(path) >= sizeof address->sun_path) {
        fprintf(stderr, "roundtrip: %s: path too long\n", path);
        exit(1);
    }
    strcpy(address->sun_path, path);
    int s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (s < 0)
        fail("roundtrip: socket");
    return s;
}

static int send_all(int s, const char *bytes, size_t count)
{
    while (count > 0) {
        ssize_t n = send(s, bytes, count, MSG_NOSIGNAL);
        if (n < 0)
            return -1;
        bytes += n;
        count -= (size_t)n;
    }
    return 0;
}

static void *echo(void *argument)
{
    int s = (int)(long)argument;
    char line[16 * 1024];
    ssize_t n;
    while ((n = read(s, line, sizeof line)) > 0 && send_all(s, line, (size_t)n) == 0)
        ;
    close(s);
    return NULL;
}

static _Noreturn void echo_serve(const char *path)
{
    struct sockaddr_un address;
    int listener = unix_socket(path, &address);
    unlink(path);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0 || listen(listener, 64) < 0)
        fail("roundtrip: listen");
    for (;;) {
        int client = accept(listener, NULL, NULL);
        pthread_t thread;
        if (client < 0)
            fail("roundtrip: accept");
        if (pthread_create(&thread, NULL, echo, (void *)(long)client) != 0)
            close(client);
        else
            pthread_detach(thread);
    }
}

static void one_trip(int s, const char *request, size_t length)
{
    if (send_all(s, request, length) < 0)
        fail("roundtrip: send");
    for (size_t have = 0;;) {
        ssize_t n = read(s, buffer + have, sizeof buffer - have);
        if (n <= 0) {
            fprintf(stderr, "roundtrip: no whole line came back\n");
            exit(1);
        }
        have += (size_t)n;
        if (buffer[have - 1] == '\n')
            return;
    }
}

static double microseconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static int measure(const char *path, const char *line, int count)
{
    size_t length = strlen(line) + 1;
    char *request = malloc(length + 1);
    double *times = malloc((size_t)count * sizeof *times);
    if (request == NULL || times == NULL)
        fail("roundtrip");
    sprintf(request, "%s\n", line);

    struct sockaddr_un address;
    int s = unix_socket(path, &address);
    if (connect(s, (struct sockaddr *)&address, sizeof address) < 0)
        fail("roundtrip: connect");
    for (int i = 0; i < WARM_UP; i++)
        one_trip(s, request, length);
    for (int i = 0; i < count; i++) {
        double start = microseconds();
        one_trip(s, request, length);
        times[i] = microseconds() - start;
    }
    qsort(times, (size_t)count, sizeof *times, ascending);
    printf("%.2f %.2f\n", times[count / 2], times[(int)((double)count * 0.99)]);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "echo-serve") == 0)
        echo_serve(argv[2]);
    if (argc == 5 && strcmp(argv[1], "measure") == 0 && atoi(argv[4]) > 0)
        return measure(argv[2], argv[3], atoi(argv[4]));
    fprintf(stderr, "usage: roundtrip echo-serve PATH | roundtrip measure PATH REQUEST-LINE N\n");
    return 2;
}
