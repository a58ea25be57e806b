/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* File access, in a directory of its own: limits, links that try to lead out, odd kinds of file. */

#include "base/file.h"

#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "tests/unit/test.h"

typedef struct Place {
        char path[256];
        int fd;
} Place;

static void write_file(const Place *place, const char *name, const char *data, size_t length) {
        int fd = openat(place->fd, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

        assert_true(fd >= 0);
        assert_int_equal(write(fd, data, length), length);
        assert_int_equal(close(fd), 0);
}

static int set_up(void **state) {
        const char *parent = getenv("TMPDIR");
        Place *place = calloc(1, sizeof(*place));

        assert_non_null(place);
        assert_true(snprintf(place->path, sizeof(place->path), "%s/unit-file-XXXXXX",
                                    parent ? parent : "/tmp") < (int) sizeof(place->path));
        assert_non_null(mkdtemp(place->path));
        place->fd = open(place->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        assert_true(place->fd >= 0);
        *state = place;
        return 0;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw) {
        (void) st;
        (void) type;
        (void) ftw;
        return remove(path);
}

static int tear_down(void **state) {
        Place *place = *state;

        (void) close(place->fd);
        (void) nftw(place->path, remove_one, 8, FTW_DEPTH | FTW_PHYS);
        free(place);
        return 0;
}

static void test_read(void **state) {
        const Place *place = *state;
        char buffer[8];

        write_file(place, "eight", "12345678", 8);
        write_file(place, "nine", "123456789", 9);
        write_file(place, "empty", "", 0);
        write_file(place, "nul", "a\0b", 3);
        assert_int_equal(file_read(place->fd, "eight", false, buffer, sizeof(buffer)), 8);
        assert_memory_equal(buffer, "12345678", 8);
        assert_int_equal(file_read(place->fd, "nine", false, buffer, sizeof(buffer)), -EFBIG);
        assert_int_equal(file_read(place->fd, "nine", true, buffer, sizeof(buffer)), 8);
        assert_int_equal(file_read(place->fd, "empty", false, buffer, sizeof(buffer)), 0);
        assert_int_equal(file_read(place->fd, "nul", false, buffer, sizeof(buffer)), 3);
        assert_memory_equal(buffer, "a\0b", 3);
        assert_int_equal(file_read(place->fd, "none", false, buffer, sizeof(buffer)), -ENOENT);
}

static void test_read_odd_kinds(void **state) {
        const Place *place = *state;
        char buffer[8];

        assert_int_equal(mkdirat(place->fd, "directory", 0755), 0);
        assert_int_equal(mkfifoat(place->fd, "fifo", 0644), 0);
        write_file(place, "file", "x", 1);
        assert_int_equal(symlinkat("file", place->fd, "link"), 0);
        assert_int_equal(file_read(place->fd, "directory", false, buffer, sizeof(buffer)), -EISDIR);
        assert_int_equal(file_read(place->fd, "link", false, buffer, sizeof(buffer)), -ELOOP);
        assert_int_equal(file_read(place->fd, "file/x", false, buffer, sizeof(buffer)), -ENOTDIR);
        /* Nobody writes to it: this must not wait, and not make up data. */
        assert_true(file_read(place->fd, "fifo", false, buffer, sizeof(buffer)) <= 0);
}

/* Old kernels, some sandboxes and valgrind lack it; links are followed as usual then. */
static bool has_openat2(void) {
        struct open_how how = { .flags = O_PATH };
        int fd = (int) syscall(SYS_openat2, AT_FDCWD, ".", &how, sizeof(how));

        if (fd >= 0)
                (void) close(fd);
        return fd >= 0;
}

static void test_links_stay_inside(void **state) {
        const Place *place = *state;
        char buffer[64];
        int fd = -1;

        if (!has_openat2()) {
                print_message("no openat2() here: no test that links stay inside\n");
                skip();
        }
        assert_int_equal(mkdirat(place->fd, "root", 0755), 0);
        assert_int_equal(mkdirat(place->fd, "root/inner", 0755), 0);
        write_file(place, "secret", "out", 3);
        write_file(place, "root/inner/secret", "in", 2);
        assert_int_equal(symlinkat("..", place->fd, "root/up"), 0);
        assert_int_equal(symlinkat("/inner", place->fd, "root/absolute"), 0);
        assert_int_equal(symlinkat("loop", place->fd, "root/loop"), 0);
        assert_int_equal(file_open_directory(place->fd, "root", &fd), 0);

        assert_int_equal(file_read(fd, "..", false, buffer, sizeof(buffer)), -EISDIR);
        assert_int_equal(file_read(fd, "../secret", false, buffer, sizeof(buffer)), -ENOENT);
        assert_int_equal(file_read(fd, "up/secret", false, buffer, sizeof(buffer)), -ENOENT);
        assert_int_equal(file_read(fd, "absolute/secret", false, buffer, sizeof(buffer)), 2);
        assert_int_equal(file_read(fd, "loop/secret", false, buffer, sizeof(buffer)), -ELOOP);
        (void) close(fd);
}

static void test_open(void **state) {
        const Place *place = *state;
        int fd = -7;

        write_file(place, "file", "x", 1);
        assert_int_equal(file_open_directory(place->fd, "file", &fd), -ENOTDIR);
        assert_int_equal(file_open_directory(place->fd, "none", &fd), -ENOENT);
        assert_int_equal(fd, -7);
        assert_int_equal(file_open_top(place->path, &fd), 0);
        assert_int_equal(fcntl(fd, F_GETFD), FD_CLOEXEC);
        (void) close(fd);
}

static void test_read_full(void **state) {
        const Place *place = *state;
        char path[512], *large = malloc(100000), *data = NULL;
        size_t length = 7;

        assert_non_null(large);
        memset(large, 'x', 100000);
        write_file(place, "large", large, 100000);
        (void) snprintf(path, sizeof(path), "%s/large", place->path);
        assert_int_equal(file_read_full(path, 99999, &data, &length), -EFBIG);
        assert_null(data);
        assert_int_equal(length, 7);
        assert_int_equal(file_read_full(path, 100000, &data, &length), 0);
        assert_int_equal(length, 100000);
        assert_int_equal(strlen(data), 100000);
        free(data);
        free(large);
        assert_int_equal(file_read_full(place->path, 10, &data, &length), -EISDIR);
}

static void test_read_link(void **state) {
        static const struct {
                const char *target;
                unsigned steps_up;
                int result;
                const char *name;
        } rows[] = {
                { "../../bus/pci/drivers/vfio-pci", 0, 0, "vfio-pci" },
                { "../../bus/pci/drivers/vfio-pci", 1, 0, "drivers" },
                { "e1000e", 0, 0, "e1000e" },
                { "e1000e", 1, -EBADMSG, NULL },
                { "/sys/kernel/iommu_groups/7", 0, 0, "7" },
                { "/7", 1, -EBADMSG, NULL },
                { "a/b", 1, 0, "a" },
                { "a/b", 2, -EBADMSG, NULL },
                { "../b", 1, -EBADMSG, NULL },
                { "a//b", 1, -EBADMSG, NULL },
                { "a/b", UINT_MAX, -EBADMSG, NULL },
                { "a/", 0, -EBADMSG, NULL },
                { "..", 0, -EBADMSG, NULL },
                { "a/..", 0, -EBADMSG, NULL },
                { "a/.", 0, -EBADMSG, NULL },
                { "a/0123456789", 0, -ENAMETOOLONG, NULL },
                { "a/012345678", 0, 0, "012345678" },
        };
        const Place *place = *state;
        char buffer[10] = "untouched";

        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                char name[8];
                int r;

                (void) snprintf(name, sizeof(name), "%zu", i);
                assert_int_equal(symlinkat(rows[i].target, place->fd, name), 0);
                r = file_read_link(place->fd, name, rows[i].steps_up, buffer, sizeof(buffer));
                assert_row(rows[i].target, r == rows[i].result);
                if (rows[i].name)
                        assert_string_equal(buffer, rows[i].name);
        }
        write_file(place, "file", "x", 1);
        assert_int_equal(file_read_link(place->fd, "file", 0, buffer, sizeof(buffer)), -EINVAL);
        assert_int_equal(file_read_link(place->fd, "none", 0, buffer, sizeof(buffer)), -ENOENT);
}

static void test_list(void **state) {
        const Place *place = *state;
        char **names = NULL;
        size_t count = 0;

        write_file(place, "b", "", 0);
        write_file(place, "a", "", 0);
        write_file(place, "B", "", 0);
        write_file(place, ".hidden", "", 0);
        assert_int_equal(file_list(place->fd, ".", 2, &names, &count), -E2BIG);
        assert_null(names);
        assert_int_equal(file_list(place->fd, ".", 3, &names, &count), 0);
        assert_int_equal(count, 3);
        assert_string_equal(names[0], "B");
        assert_string_equal(names[1], "a");
        assert_string_equal(names[2], "b");
        names_free(names, count);
        assert_int_equal(file_list(place->fd, "a", 3, &names, &count), -ENOTDIR);
        assert_int_equal(file_list(place->fd, "none", 3, &names, &count), -ENOENT);
}

static int write_word(FILE *file, void *userdata) {
        fputs(userdata, file);
        return 0;
}

static int write_half(FILE *file, void *userdata) {
        fputs(userdata, file);
        return -ENOSPC;
}

/* More names than one read of a directory gives. */
static void test_list_long(void **state) {
        const Place *place = *state;
        char **names = NULL;
        size_t count = 0;

        for (unsigned i = 0; i < 2000; i++) {
                char name[64];

                (void) snprintf(name, sizeof(name), "some-name-of-usual-length-%04u", 1999 - i);
                write_file(place, name, "", 0);
        }
        assert_int_equal(file_list(place->fd, ".", 1999, &names, &count), -E2BIG);
        assert_int_equal(file_list(place->fd, ".", 2000, &names, &count), 0);
        assert_int_equal(count, 2000);
        for (size_t i = 1; i < count; i++)
                assert_true(strcmp(names[i - 1], names[i]) < 0);
        names_free(names, count);
}

static void test_replace(void **state) {
        const Place *place = *state;
        char path[512], buffer[16], **names;
        size_t count;

        write_file(place, "target", "old", 3);
        (void) snprintf(path, sizeof(path), "%s/target", place->path);
        assert_int_equal(file_replace(path, write_half, (void *) "half"), -ENOSPC);
        assert_int_equal(file_read(place->fd, "target", false, buffer, sizeof(buffer)), 3);
        assert_memory_equal(buffer, "old", 3);
        assert_int_equal(file_replace(path, write_word, (void *) "fresh"), 0);
        assert_int_equal(file_read(place->fd, "target", false, buffer, sizeof(buffer)), 5);
        assert_memory_equal(buffer, "fresh", 5);
        /* No temporary file stays behind, after failure or success. */
        assert_int_equal(file_list(place->fd, ".", 10, &names, &count), 0);
        assert_int_equal(count, 1);
        names_free(names, count);
}

/* What is no regular file is written to, not replaced: else root would lose /dev/null. */
static void test_replace_keeps_pipes(void **state) {
        const Place *place = *state;
        char path[512], buffer[16];
        struct stat st;
        int fd;

        assert_int_equal(mkfifoat(place->fd, "pipe", 0644), 0);
        fd = openat(place->fd, "pipe", O_RDWR | O_NONBLOCK | O_CLOEXEC);
        assert_true(fd >= 0);
        (void) snprintf(path, sizeof(path), "%s/pipe", place->path);
        assert_int_equal(file_replace(path, write_word, (void *) "fresh"), 0);
        assert_int_equal(read(fd, buffer, sizeof(buffer)), 5);
        assert_memory_equal(buffer, "fresh", 5);
        assert_int_equal(fstatat(place->fd, "pipe", &st, AT_SYMLINK_NOFOLLOW), 0);
        assert_true(S_ISFIFO(st.st_mode));
        (void) close(fd);
}

#define IN_PLACE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

TEST_MAIN(IN_PLACE(test_read), IN_PLACE(test_read_odd_kinds),
          IN_PLACE(test_links_stay_inside), IN_PLACE(test_open), IN_PLACE(test_read_full),
          IN_PLACE(test_read_link), IN_PLACE(test_list), IN_PLACE(test_list_long),
          IN_PLACE(test_replace), IN_PLACE(test_replace_keeps_pipes))
