/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * measure: runs one command and says what it used.
 *
 *     measure [--sys=DIRECTORY] [--output=FILE] COMMAND [ARGUMENT...]
 *
 * --sys binds DIRECTORY over /sys in a mount namespace of its own, so that programs that know no
 * other root see a synthetic machine; the processors stay the real ones, because lstopo needs some.
 * The command's standard output goes to FILE (default /dev/null).
 *
 * Why not from the script itself: the kernel hands the peak memory of the caller on to what it
 * starts (exec_mmap() keeps the old high-water mark), and an interpreter would be the peak of every
 * small program. This one is smaller than anything that it starts.
 *
 * Prints one line of JSON. Exit status: 0, or 1 when the command could not be run or failed.
 */

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int write_file(const char *path, const char *text) {
        int fd = open(path, O_WRONLY | O_CLOEXEC), r = 0;

        if (fd < 0)
                return -errno;
        if (write(fd, text, strlen(text)) < 0)
                r = -errno;
        close(fd);
        return r;
}

/* As root a mount namespace; for others one that they own, where the kernel lets them. */
static int enter_namespace(void) {
        char map[64];
        unsigned uid = geteuid();

        if (unshare(CLONE_NEWNS) == 0)
                return 0;
        if (errno != EPERM || unshare(CLONE_NEWUSER | CLONE_NEWNS) < 0)
                return -errno;
        snprintf(map, sizeof(map), "0 %u 1", uid);
        return write_file("/proc/self/uid_map", map);
}

static int bind_sys(const char *directory) {
        char processors[4096];
        int r;

        r = enter_namespace();
        if (r < 0)
                return r;
        if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
                return -errno;

        r = snprintf(processors, sizeof(processors), "%s/devices/system", directory);
        if (r < 0 || (size_t) r >= sizeof(processors))
                return -ENAMETOOLONG;
        if (mount("/sys/devices/system", processors, NULL, MS_BIND | MS_REC, NULL) < 0 ||
                        mount(directory, "/sys", NULL, MS_BIND | MS_REC, NULL) < 0)
                return -errno;
        return 0;
}

static void start(const char *output, char **command) {
        int fd = open(output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

        if (fd < 0 || dup2(fd, STDOUT_FILENO) < 0) {
                fprintf(stderr, "measure: %s: %s\n", output, strerror(errno));
                _exit(126);
        }
        execvp(command[0], command);
        fprintf(stderr, "measure: %s: %s\n", command[0], strerror(errno));
        _exit(127);
}

static long to_usec(const struct timeval *time) {
        return time->tv_sec * 1000000L + time->tv_usec;
}

static long now_usec(void) {
        struct timespec now;

        clock_gettime(CLOCK_MONOTONIC, &now);
        return now.tv_sec * 1000000L + now.tv_nsec / 1000;
}

/* The time of what the command itself starts and waits for is in its own. */
static int run(const char *output, char **command) {
        struct rusage usage;
        long begin, user, kernel;
        int status;
        pid_t pid;

        begin = now_usec();
        pid = fork();
        if (pid < 0)
                return -errno;
        if (pid == 0)
                start(output, command);
        while (wait4(pid, &status, 0, &usage) < 0)
                if (errno != EINTR)
                        return -errno;
        begin = now_usec() - begin;

        user = to_usec(&usage.ru_utime);
        kernel = to_usec(&usage.ru_stime);
        status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        printf("{\"cpu_usec\":%ld,\"user_usec\":%ld,\"system_usec\":%ld,\"wall_usec\":%ld,"
               "\"peak_kib\":%ld,\"status\":%d}\n",
                        user + kernel, user, kernel, begin, usage.ru_maxrss, status);
        return status == 0 ? 0 : -EPROTO;
}

int main(int argc, char **argv) {
        const char *output = "/dev/null", *sys = NULL;
        int i, r;

        for (i = 1; i < argc; i++) {
                if (strncmp(argv[i], "--sys=", 6) == 0)
                        sys = argv[i] + 6;
                else if (strncmp(argv[i], "--output=", 9) == 0)
                        output = argv[i] + 9;
                else
                        break;
        }
        if (i == argc) {
                fprintf(stderr, "Usage: measure [--sys=DIRECTORY] [--output=FILE] COMMAND...\n");
                return 2;
        }
        if (sys && (r = bind_sys(sys)) < 0) {
                fprintf(stderr, "measure: %s over /sys: %s\n", sys, strerror(-r));
                return 1;
        }
        r = run(output, argv + i);
        if (r < 0 && r != -EPROTO)
                fprintf(stderr, "measure: %s: %s\n", argv[i], strerror(-r));
        return r < 0 ? 1 : 0;
}
