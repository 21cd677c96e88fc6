/*
 * spawn ROUNDS: measure the time of whole runs of programs, in turn.
 *
 * Reads the candidates from standard input, one a line, words separated by tabs.
 * Each round runs each of them once, with standard output to /dev/null. Each round
 * starts with the next candidate, so that the order does not favour one. Prints for each
 * run "ROUND CANDIDATE SECONDS MAXRSS-KIB". If a candidate fails, spawn fails: a fast
 * failure must not win.
 *
 * It is in C for two reasons. fork() of a large interpreter copies large page tables.
 * And until exec, the kernel counts the parent's memory in the child's ru_maxrss; this
 * parent is too small to matter.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

#define MAX_CANDIDATES 32
#define MAX_WORDS 32

extern char **environ;

static char *candidates[MAX_CANDIDATES][MAX_WORDS];

static int read_candidates(void)
{
    char *line = NULL;
    size_t room = 0;
    int count = 0;
    while (count < MAX_CANDIDATES && getline(&line, &room, stdin) > 0) {
        line[strcspn(line, "\n")] = '\0';
        char *rest = strdup(line), *word;
        for (int i = 0; i + 1 < MAX_WORDS && (word = strsep(&rest, "\t")) != NULL; i++)
            candidates[count][i] = word;
        count++;
    }
    return count;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void run(int round, int candidate, const posix_spawn_file_actions_t *actions)
{
    char **words = candidates[candidate];
    struct rusage usage;
    pid_t pid;
    int status;
    double start = now();
    int error = posix_spawnp(&pid, words[0], actions, NULL, words, environ);
    if (error != 0) {
        fprintf(stderr, "spawn: %s: %s\n", words[0], strerror(error));
        exit(1);
    }
    if (wait4(pid, &status, 0, &usage) != pid) {
        perror("spawn: wait");
        exit(1);
    }
    double seconds = now() - start;
    if (status != 0) {
        fprintf(stderr, "spawn: %s failed, wait status 0x%x\n", words[0], status);
        exit(1);
    }
    printf("%d %d %.7f %ld\n", round, candidate, seconds, usage.ru_maxrss);
}

int main(int argc, char **argv)
{
    int rounds = argc == 2 ? atoi(argv[1]) : 0;
    int count = rounds > 0 ? read_candidates() : 0;
    if (count == 0) {
        fprintf(stderr, "usage: spawn ROUNDS < CANDIDATES\n");
        return 2;
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    for (int round = 0; round < rounds; round++)
        for (int i = 0; i < count; i++)
            run(round, (round + i) % count, &actions);
    return 0;
}
