/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * floor: what the reading alone costs. It opens, reads and closes the files, lists the directories
 * and reads the links that a list names, and does nothing with what it gets: the least that any
 * program must spend that wants to know the same.
 *
 *     floor LIST ROOT
 *
 * LIST is what bench_trace.py made of a trace of iommu-diag. One operation per line: a letter, the
 * number of a directory slot, and for most a name relative to the directory in that slot. Slot 0
 * is ROOT.
 *
 *     f SLOT NAME   open, read once, close
 *     m SLOT NAME   the same for a file that is missing: the open fails
 *     l SLOT NAME   read a link; L: the same for one that is missing
 *     p SLOT NAME   open a directory into the slot after SLOT, to look up names in it
 *     d SLOT NAME   the same, and list it
 *     c SLOT        close the directory in SLOT
 *
 * Prints one line of JSON with its own counts and the processor time of the loop alone. Loading the
 * list is not part of it. Fails when the tree answers otherwise than the list says.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define SLOTS        8
#define BUFFER_BYTES 65536u

typedef struct Operation {
        char kind;
        unsigned char slot;
        const char *name;
} Operation;

typedef struct Counts {
        unsigned long files, missing, links, directories, system_calls;
} Counts;

static char buffer[BUFFER_BYTES];

/* The whole list, NUL terminated; NULL with errno set when it cannot be had. */
static char *read_list(const char *path) {
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        char *text = NULL;
        size_t used = 0;
        struct stat st;

        if (fd < 0)
                return NULL;
        if (fstat(fd, &st) == 0)
                text = malloc(st.st_size + 1);
        while (text && used < (size_t) st.st_size) {
                ssize_t n = read(fd, text + used, st.st_size - used);

                if (n <= 0)
                        break;
                used += n;
        }
        close(fd);
        if (text)
                text[used] = '\0';
        return text;
}

/* Cuts "k s name\n" lines in place. Returns the number of operations, or -EINVAL. */
static long parse_list(char *text, Operation *ret_operations) {
        long n = 0;

        for (char *line = text, *end; *line; line = end + 1, n++) {
                end = strchr(line, '\n');
                if (!end || end - line < 3 || !strchr("fmlLpdc", line[0]) || line[1] != ' ' ||
                                line[2] < '0' || line[2] >= '0' + SLOTS - 1)
                        return -EINVAL;
                *end = '\0';
                ret_operations[n] = (Operation){
                        .kind = line[0],
                        .slot = line[2] - '0',
                        .name = end - line > 4 ? line + 4 : "",
                };
        }
        return n;
}

static bool read_file(int dir_fd, const char *name, bool expected, Counts *counts) {
        int fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC);

        counts->system_calls++;
        if (fd < 0) {
                counts->missing++;
                return !expected;
        }
        counts->files++;
        counts->system_calls += 2;
        (void) !read(fd, buffer, sizeof(buffer));
        close(fd);
        return expected;
}

static bool read_link(int dir_fd, const char *name, bool expected, Counts *counts) {
        ssize_t n = readlinkat(dir_fd, name, buffer, sizeof(buffer));

        counts->system_calls++;
        if (n < 0)
                counts->missing++;
        else
                counts->links++;
        return (n >= 0) == expected;
}

static bool open_directory(int dir_fd, const char *name, bool list, Counts *counts, int *ret_fd) {
        int fd = openat(dir_fd, name, O_DIRECTORY | O_CLOEXEC | (list ? O_RDONLY : O_PATH));
        long n = list;

        counts->system_calls++;
        if (fd < 0)
                return false;
        *ret_fd = fd;
        counts->directories++;
        while (n > 0) {
                n = syscall(SYS_getdents64, fd, buffer, sizeof(buffer));
                counts->system_calls++;
        }
        return n == 0;
}

/* Returns the index of the operation that came out otherwise than the list says, or -1. */
static long run(const Operation *operations, long n, int *slots, Counts *counts) {
        for (long i = 0; i < n; i++) {
                const char *name = operations[i].name;
                int *slot = &slots[operations[i].slot];
                char kind = operations[i].kind;
                bool good = true;

                if (kind == 'f' || kind == 'm')
                        good = read_file(*slot, name, kind == 'f', counts);
                else if (kind == 'l' || kind == 'L')
                        good = read_link(*slot, name, kind == 'l', counts);
                else if (kind == 'd' || kind == 'p')
                        good = open_directory(*slot, name, kind == 'd', counts, slot + 1);
                else {
                        counts->system_calls++;
                        close(*slot);
                }
                if (!good)
                        return i;
        }
        return -1;
}

static long cpu_usec(void) {
        struct rusage usage;

        getrusage(RUSAGE_SELF, &usage);
        return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000L + usage.ru_utime.tv_usec +
               usage.ru_stime.tv_usec;
}

static long wall_usec(void) {
        struct timespec now;

        clock_gettime(CLOCK_MONOTONIC, &now);
        return now.tv_sec * 1000000L + now.tv_nsec / 1000;
}

static int measure(const Operation *operations, long n, int root_fd) {
        int slots[SLOTS] = { root_fd };
        long cpu, wall, failed;
        Counts counts = { 0 };

        memset(buffer, 0xff, sizeof(buffer)); /* its page faults belong to nobody */
        cpu = cpu_usec();
        wall = wall_usec();
        failed = run(operations, n, slots, &counts);
        wall = wall_usec() - wall;
        cpu = cpu_usec() - cpu;

        if (failed >= 0) {
                fprintf(stderr, "floor: operation %ld (%c %s): not as the list says\n", failed + 1,
                                operations[failed].kind, operations[failed].name);
                return -ESTALE;
        }
        printf("{\"cpu_usec\":%ld,\"wall_usec\":%ld,\"files\":%lu,\"missing\":%lu,\"links\":%lu,"
               "\"directories\":%lu,\"system_calls\":%lu}\n",
                        cpu, wall, counts.files, counts.missing, counts.links, counts.directories,
                        counts.system_calls);
        return 0;
}

int main(int argc, char **argv) {
        Operation *operations;
        int root_fd, r;
        char *list;
        long n;

        if (argc != 3) {
                fprintf(stderr, "Usage: floor LIST ROOT\n");
                return 2;
        }
        list = read_list(argv[1]);
        root_fd = open(argv[2], O_PATH | O_DIRECTORY | O_CLOEXEC);
        if (!list || root_fd < 0) {
                fprintf(stderr, "floor: %s: %s\n", list ? argv[2] : argv[1], strerror(errno));
                return 1;
        }
        /* a line has four characters at least */
        operations = calloc(strlen(list) / 4 + 1, sizeof(*operations));
        n = operations ? parse_list(list, operations) : -ENOMEM;
        r = n < 0 ? (int) n : measure(operations, n, root_fd);
        if (n < 0)
                fprintf(stderr, "floor: %s: %s\n", argv[1], strerror((int) -n));

        free(operations);
        free(list);
        close(root_fd);
        return r < 0 ? 1 : 0;
}
