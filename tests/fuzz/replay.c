/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Runs a fuzz target without libFuzzer: over the files given, or over its own corpus in
 * the source tree. Each file is tried whole and cut off at every length, which costs
 * nothing and finds what assumes that more follows.
 */

#include <dirent.h>
#include <fcntl.h>

#include "tests/fuzz/fuzz.h"

#define FILE_MAX_BYTES (1024 * 1024)
#define CUTS_MAX       4096

static int run_file(const char *path) {
        _cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
        uint8_t *data = malloc(FILE_MAX_BYTES);
        size_t length = 0, step;
        ssize_t n = -1;

        while (fd >= 0 && data && length < FILE_MAX_BYTES &&
                        (n = read(fd, data + length, FILE_MAX_BYTES - length)) > 0)
                length += (size_t) n;
        if (n != 0) {
                fprintf(stderr, "%s: can't be read, or is too large\n", path);
                free(data);
                return 1;
        }
        step = length / CUTS_MAX + 1;
        for (size_t cut = 0; cut < length; cut += step) {
                /* A block of its own: what lies behind its end is not the rest of the file. */
                uint8_t *part = malloc(MAX(cut, (size_t) 1));

                FUZZ_CHECK(part);
                memcpy(part, data, cut);
                (void) LLVMFuzzerTestOneInput(part, cut);
                free(part);
        }
        (void) LLVMFuzzerTestOneInput(data, length);
        free(data);
        return 0;
}

static int run_directory(const char *path) {
        DIR *dir = opendir(path);
        size_t count = 0;
        int failed = 0;

        if (!dir) {
                fprintf(stderr, "%s: no corpus\n", path);
                return 1;
        }
        for (struct dirent *entry; (entry = readdir(dir));) {
                char name[4096];

                if (entry->d_name[0] == '.')
                        continue;
                FUZZ_CHECK(snprintf(name, sizeof(name), "%s/%s", path, entry->d_name) < (int) sizeof(name));
                failed |= run_file(name);
                count++;
        }
        (void) closedir(dir);
        printf("%s: %zu files\n", path, count);
        return count > 0 ? failed : 1;
}

int main(int argc, char **argv) {
        const char *srcdir = getenv("srcdir"), *name = strrchr(argv[0], '/');
        char corpus[4096];
        int failed = 0;

        for (int i = 1; i < argc; i++)
                failed |= run_file(argv[i]);
        if (argc > 1)
                return failed;
        /* "fuzz-text" has corpus/text; `make check` says where the source tree is. */
        name = name ? name + 1 : argv[0];
        FUZZ_CHECK(strncmp(name, "fuzz-", 5) == 0);
        FUZZ_CHECK(snprintf(corpus, sizeof(corpus), "%s/tests/fuzz/corpus/%s", srcdir ? srcdir : ".",
                                   name + 5) < (int) sizeof(corpus));
        return run_directory(corpus);
}
