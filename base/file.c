/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "base/text.h"

#define OPEN_TRIES_MAX 100

/* Where an open file really is; false if that can't be told. */
static bool read_place(int fd, char *buffer, size_t size) {
        char link[32];
        ssize_t n;

        (void) snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
        n = readlink(link, buffer, size - 1);
        if (n < 0)
                return false;
        buffer[n] = '\0';
        return true;
}

/* For kernels before 5.6 and sandboxes that refuse openat2(): opens first and looks then. */
static int open_and_look(int dir_fd, const char *path, int flags) {
        _cleanup_close_ int fd = openat(dir_fd, path, flags | O_CLOEXEC);
        char top[4096], place[4096];
        size_t n;

        if (fd < 0)
                return -errno;
        if (!read_place(dir_fd, top, sizeof(top)) || !read_place(fd, place, sizeof(place)))
                return -EXDEV;
        n = strcmp(top, "/") == 0 ? 0 : strlen(top);
        if (strncmp(place, top, n) != 0 || (place[n] != '/' && place[n] != '\0'))
                return -EXDEV;
        return TAKE_FD(fd);
}

/* A plain name can't lead anywhere else unless it is a link, and the cheaper call will do. */
static int open_name(int dir_fd, const char *name, int flags) {
        int fd = openat(dir_fd, name, flags | O_NOFOLLOW | O_CLOEXEC);

        return fd < 0 ? -errno : fd;
}

static bool is_plain_name(const char *path) {
        return !strchr(path, '/') && strcmp(path, "..") != 0;
}

static int open_beneath(int dir_fd, const char *path, int flags) {
        struct open_how how = {
                .flags = (uint64_t) (flags | O_CLOEXEC),
                /* In-root keeps sysfs' "../../devices/..." links working and takes an absolute
                 * link as relative to the root. */
                .resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
        };
        static bool has_openat2 = true;
        int fd = -1;

        /* EAGAIN: something was renamed or mounted meanwhile, and the kernel could not be sure that
         * ".." stays inside (openat2(2)). */
        errno = ENOSYS;
        for (unsigned tries = 0; has_openat2 && tries < OPEN_TRIES_MAX; tries++) {
                fd = (int) syscall(SYS_openat2, dir_fd, path, &how, sizeof(how));
                if (fd >= 0 || errno != EAGAIN)
                        break;
        }
        if (fd >= 0)
                return fd;
        if (errno == ENOSYS)
                has_openat2 = false;
        return errno == ENOSYS || errno == EPERM ? open_and_look(dir_fd, path, flags) : -errno;
}

int file_open_directory(int dir_fd, const char *path, int *ret_fd) {
        int fd = open_beneath(dir_fd, path, O_PATH | O_DIRECTORY);

        if (fd < 0)
                return fd;
        *ret_fd = fd;
        return 0;
}

int file_open_top(const char *path, int *ret_fd) {
        int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);

        if (fd < 0)
                return -errno;
        *ret_fd = fd;
        return 0;
}

static ssize_t read_up_to(int fd, void *buffer, size_t size) {
        ssize_t n;

        do
                n = read(fd, buffer, size);
        while (n < 0 && errno == EINTR);
        return n < 0 ? -errno : n;
}

ssize_t file_read(int dir_fd, const char *path, bool may_cut, void *buffer, size_t size) {
        _cleanup_close_ int fd = -1;
        char extra;
        ssize_t n;

        if (is_plain_name(path))
                fd = open_name(dir_fd, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
        else
                fd = open_beneath(dir_fd, path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW);
        if (fd < 0)
                return fd;
        n = read_up_to(fd, buffer, size);
        if (n < 0 || (size_t) n < size || may_cut)
                return n;
        /* Full: one byte more tells an exact fit from an oversized file. */
        return read_up_to(fd, &extra, 1) == 0 ? n : -EFBIG;
}

int file_read_full(const char *path, size_t max_bytes, char **ret, size_t *ret_length) {
        _cleanup_close_ int fd = -1;
        _cleanup_free_ char *data = NULL;
        size_t length = 0, capacity = 0;
        struct stat st;

        fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
        if (fd < 0)
                return -errno;
        if (fstat(fd, &st) < 0)
                return -errno;
        if (S_ISDIR(st.st_mode))
                return -EISDIR;
        for (;;) {
                ssize_t n;

                if (length + 1 >= capacity) {
                        size_t wanted = MAX(capacity * 2, (size_t) 16 * 1024);
                        char *bigger = realloc(data, wanted);

                        if (!bigger)
                                return -ENOMEM;
                        data = bigger;
                        capacity = wanted;
                }
                n = read_up_to(fd, data + length, capacity - length - 1);
                if (n < 0)
                        return (int) n;
                if (n == 0)
                        break;
                length += (size_t) n;
                if (length > max_bytes)
                        return -EFBIG;
        }
        data[length] = '\0';
        *ret = TAKE_PTR(data);
        *ret_length = length;
        return 0;
}

int file_read_link(int dir_fd, const char *path, unsigned steps_up, char *buffer, size_t size) {
        char target[4096];
        const char *component;
        char *slash;
        ssize_t n;

        n = readlinkat(dir_fd, path, target, sizeof(target) - 1);
        if (n < 0)
                return -errno;
        target[n] = '\0';
        for (;;) {
                slash = strrchr(target, '/');
                component = slash ? slash + 1 : target;
                if (steps_up-- == 0)
                        break;
                if (!slash)
                        return -EBADMSG;
                *slash = '\0';
        }
        if (!*component || strcmp(component, ".") == 0 || strcmp(component, "..") == 0)
                return -EBADMSG;
        if (strlen(component) >= size)
                return -ENAMETOOLONG;
        memcpy(buffer, component, strlen(component) + 1);
        return 0;
}

void names_free(char **names, size_t count) {
        for (size_t i = 0; i < count; i++)
                free(names[i]);
        free(names);
}

static int compare_names(const void *a, const void *b) {
        return strcmp(*(char *const *) a, *(char *const *) b);
}

/* Adds the names in a buffer of directory entries. The kernel made it, so lengths hold. */
static int add_entries(const char *buffer, size_t length, size_t max, char ***names, size_t *count,
                size_t *capacity) {
        for (size_t at = 0; at < length;) {
                const struct dirent64 *entry = (const struct dirent64 *) (const void *) (buffer + at);

                at += entry->d_reclen;
                if (entry->d_name[0] == '.')
                        continue;
                if (*count >= max)
                        return -E2BIG;
                if (!array_grow(names, capacity, *count, sizeof(**names)))
                        return -ENOMEM;
                (*names)[*count] = strdup(entry->d_name);
                if (!(*names)[*count])
                        return -ENOMEM;
                (*count)++;
        }
        return 0;
}

int file_list(int dir_fd, const char *path, size_t max, char ***ret, size_t *ret_count) {
        /* Not readdir(): it asks for the flags and the size of a directory first, three more
         * calls for each of maybe ten thousand groups. */
        char buffer[4096] __attribute__((__aligned__(8)));
        _cleanup_close_ int fd = -1;
        size_t count = 0, capacity = 0;
        char **names = NULL;
        ssize_t n;
        int r = 0;

        fd = open_beneath(dir_fd, path, O_RDONLY | O_DIRECTORY | O_NONBLOCK);
        if (fd < 0)
                return fd;
        while (r == 0 && (n = getdents64(fd, buffer, sizeof(buffer))) != 0)
                r = n < 0 ? -errno : add_entries(buffer, (size_t) n, max, &names, &count, &capacity);
        if (r < 0) {
                names_free(names, count);
                return r;
        }
        if (count > 1)
                qsort(names, count, sizeof(*names), compare_names);
        *ret = names;
        *ret_count = count;
        return 0;
}

/* Takes the fd over. */
static int write_out(int fd, int (*write)(FILE *file, void *userdata), void *userdata, bool is_regular) {
        FILE *file = fdopen(fd, "w");
        int r;

        if (!file) {
                r = -errno;
                (void) close(fd);
                return r;
        }
        r = write(file, userdata);
        if (r >= 0 && (fflush(file) != 0 || (is_regular && fsync(fileno(file)) < 0)))
                r = -errno;
        if (fclose(file) != 0 && r >= 0)
                r = -errno;
        return r;
}

int file_replace(const char *path, int (*write)(FILE *file, void *userdata), void *userdata) {
        _cleanup_text_ Text temporary = TEXT_INIT;
        struct stat st;
        int fd, r;

        /* /dev/stdout, /dev/null or a pipe is written to. Root could replace it, and must not. */
        if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
                fd = open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC);
                r = fd < 0 ? -errno : write_out(fd, write, userdata, false);
                return r < 0 ? r : 0;
        }
        text_add_format(&temporary, "%s.XXXXXX", path);
        if (text_error(&temporary) < 0)
                return -ENOMEM;
        /* 0600 by mkostemp: a capture made by root isn't for everybody to read. */
        fd = mkostemp(temporary.data, O_CLOEXEC);
        if (fd < 0)
                return -errno;
        r = write_out(fd, write, userdata, true);
        if (r >= 0 && rename(temporary.data, path) < 0)
                r = -errno;
        if (r < 0)
                (void) unlink(temporary.data);
        return r < 0 ? r : 0;
}
