/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "tests/bench/tree-writer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEXT_MAX 4096u /* a sysfs attribute is at most one page */

static void remember(TreeWriter *writer, int error) {
        if (writer->error == 0)
                writer->error = error;
}

/* mkdir -p, relative to the writer. */
static int make_directories(int fd, const char *name) {
        char path[256];
        size_t length = strlen(name);

        if (length >= sizeof(path))
                return -ENAMETOOLONG;
        memcpy(path, name, length + 1);

        for (size_t i = 1; i <= length; i++) {
                if (path[i] != '/' && path[i] != '\0')
                        continue;
                path[i] = '\0';
                if (mkdirat(fd, path, 0755) < 0 && errno != EEXIST)
                        return -errno;
                path[i] = name[i];
        }
        return 0;
}

TreeWriter tree_writer_open(const TreeWriter *parent, const char *name) {
        TreeWriter writer = { .fd = -1, .error = parent->error };
        int r;

        if (writer.error < 0)
                return writer;

        r = make_directories(parent->fd, name);
        if (r == 0)
                writer.fd = openat(parent->fd, name, O_DIRECTORY | O_RDONLY | O_CLOEXEC);
        if (r == 0 && writer.fd < 0)
                r = -errno;
        writer.error = r;
        return writer;
}

void tree_writer_close(TreeWriter *writer, TreeWriter *parent) {
        if (writer->fd >= 0)
                close(writer->fd);
        writer->fd = -1;
        if (writer->error < 0)
                remember(parent, writer->error);
}

void tree_writer_directory(TreeWriter *writer, const char *name) {
        int r;

        if (writer->error < 0)
                return;
        r = make_directories(writer->fd, name);
        if (r < 0)
                remember(writer, r);
}

void tree_writer_bytes(TreeWriter *writer, const char *name, const void *data, size_t size) {
        int fd;

        if (writer->error < 0)
                return;

        fd = openat(writer->fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
        if (fd < 0) {
                remember(writer, -errno);
                return;
        }
        /* tmpfs and regular files take such small pieces whole, or are full */
        if (size > 0 && write(fd, data, size) != (ssize_t) size)
                remember(writer, -ENOSPC);
        close(fd);
}

/* Returns the length, or remembers that it did not fit. */
__attribute__((format(printf, 3, 0))) static size_t format_text(
                TreeWriter *writer, char text[static TEXT_MAX], const char *format, va_list args) {
        int n = vsnprintf(text, TEXT_MAX, format, args);

        if (n < 0 || (unsigned) n >= TEXT_MAX) {
                remember(writer, -E2BIG);
                return 0;
        }
        return n;
}

void tree_writer_text(TreeWriter *writer, const char *name, const char *format, ...) {
        char text[TEXT_MAX];
        va_list args;
        size_t length;

        va_start(args, format);
        length = format_text(writer, text, format, args);
        va_end(args);
        tree_writer_bytes(writer, name, text, length);
}

void tree_writer_link(TreeWriter *writer, const char *name, const char *format, ...) {
        char target[TEXT_MAX];
        va_list args;

        va_start(args, format);
        format_text(writer, target, format, args);
        va_end(args);
        if (writer->error < 0)
                return;
        if (symlinkat(target, writer->fd, name) < 0)
                remember(writer, -errno);
}
