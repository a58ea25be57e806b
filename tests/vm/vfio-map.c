/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * vfio-map DEVICE: what the kernel itself says to mappings. Attaches the group of a PCI function to a VFIO type1
 * container, reads lines "IOVA SIZE" (hexadecimal, without 0x) from stdin, tries each with READ and WRITE, and prints
 * "0" or the name of the errno for each. The lab holds it against what iommu-diag predicts, so it shares no code.
 *
 * Each mapping is taken back at once. A kernel that pins has to find memory: there are 4 MiB of it, and what asks
 * for more is given address 0, where none is. So a large range that gets as far as that fails with EFAULT.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/vfio.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#define MEMORY_BYTES (4U * 1024 * 1024)

typedef struct {
        int container;
        int group;
} Vfio;

/* Each step returns NULL or the name of what failed, errno set. */

static const char *find_group(const char *device, char *path, size_t size) {
        char link[128], target[512];
        const char *number;
        ssize_t length;

        if (snprintf(link, sizeof(link), "/sys/bus/pci/devices/%s/iommu_group", device) >= (int) sizeof(link)) {
                errno = ENAMETOOLONG;
                return "name of the device";
        }
        length = readlink(link, target, sizeof(target) - 1);
        if (length < 0)
                return "iommu_group of the device";
        target[length] = '\0';
        number = strrchr(target, '/');
        snprintf(path, size, "/dev/vfio/%s", number ? number + 1 : target);
        return NULL;
}

static void close_vfio(Vfio *vfio) {
        if (vfio->group >= 0)
                close(vfio->group);
        if (vfio->container >= 0)
                close(vfio->container);
        *vfio = (Vfio) { -1, -1 };
}

static const char *open_vfio(const char *path, Vfio *vfio) {
        vfio->container = open("/dev/vfio/vfio", O_RDWR | O_CLOEXEC);
        if (vfio->container < 0)
                return "open /dev/vfio/vfio";
        vfio->group = open(path, O_RDWR | O_CLOEXEC);
        if (vfio->group < 0)
                return "open group";
        if (ioctl(vfio->group, VFIO_GROUP_SET_CONTAINER, &vfio->container) < 0)
                return "VFIO_GROUP_SET_CONTAINER";
        if (ioctl(vfio->container, VFIO_SET_IOMMU, VFIO_TYPE1v2_IOMMU) < 0)
                return "VFIO_SET_IOMMU";
        return NULL;
}

static const char *errno_name(int number) {
        static const struct {
                int number;
                const char *name;
        } names[] = {
                { EINVAL, "EINVAL" }, { EOVERFLOW, "EOVERFLOW" }, { EEXIST, "EEXIST" }, { ENOSPC, "ENOSPC" },
                { ENOMEM, "ENOMEM" }, { EFAULT, "EFAULT" }, { EPERM, "EPERM" }, { EBUSY, "EBUSY" },
                { ENODEV, "ENODEV" }, { ENOTTY, "ENOTTY" }, { ERANGE, "ERANGE" },
        };

        for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
                if (names[i].number == number)
                        return names[i].name;
        return strerror(number);
}

/* Kernels that can't take back a mapping which ends at the last address say so by the size they return: whoever
 * wants to go on needs a new container. */
static bool take_back(const Vfio *vfio, uint64_t iova, uint64_t size) {
        struct vfio_iommu_type1_dma_unmap unmap = { .argsz = sizeof(unmap), .iova = iova, .size = size };

        return ioctl(vfio->container, VFIO_IOMMU_UNMAP_DMA, &unmap) == 0 && unmap.size == size;
}

/* Prints the answer; false if the container is of no use any more. */
static bool try_range(const Vfio *vfio, void *memory, uint64_t iova, uint64_t size) {
        struct vfio_iommu_type1_dma_map map = {
                .argsz = sizeof(map), .flags = VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE,
                .vaddr = size > MEMORY_BYTES ? 0 : (uintptr_t) memory, .iova = iova, .size = size,
        };
        bool is_whole;

        if (ioctl(vfio->container, VFIO_IOMMU_MAP_DMA, &map) < 0) {
                printf("%s\n", errno_name(errno));
                return true;
        }
        is_whole = take_back(vfio, iova, size);
        printf("0%s\n", is_whole ? "" : " stays");
        return is_whole;
}

static const char *take_number(const char *text, uint64_t *ret) {
        size_t digits = strspn(text, "0123456789abcdef");

        *ret = 0;
        for (size_t i = 0; i < digits; i++)
                *ret = *ret << 4 | (uint64_t) (text[i] <= '9' ? text[i] - '0' : text[i] - 'a' + 10);
        return digits > 0 && digits <= 16 ? text + digits : NULL;
}

static bool parse_line(const char *line, uint64_t *iova, uint64_t *size) {
        line = take_number(line, iova);
        if (!line || *line++ != ' ')
                return false;
        line = take_number(line, size);
        return line && strcmp(line, "\n") == 0;
}

static const char *try_all(const char *path, Vfio *vfio, void *memory) {
        const char *failed = NULL;
        uint64_t iova, size;
        char line[64];

        while (!failed && fgets(line, sizeof(line), stdin)) {
                if (!parse_line(line, &iova, &size)) {
                        errno = EINVAL;
                        return "parsing stdin";
                }
                if (try_range(vfio, memory, iova, size))
                        continue;
                close_vfio(vfio);
                failed = open_vfio(path, vfio);
        }
        return failed;
}

int main(int argc, char **argv) {
        Vfio vfio = { -1, -1 };
        const char *failed;
        char path[1024];
        void *memory;

        if (argc != 2) {
                fprintf(stderr, "Usage: vfio-map DEVICE\nDEVICE is the address of a PCI function.\n");
                return 2;
        }
        memory = mmap(NULL, MEMORY_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        failed = memory == MAP_FAILED ? "mmap" : find_group(argv[1], path, sizeof(path));
        if (!failed)
                failed = open_vfio(path, &vfio);
        if (!failed)
                failed = try_all(path, &vfio, memory);
        if (failed)
                fprintf(stderr, "%s: %s\n", failed, strerror(errno));
        close_vfio(&vfio);
        return failed ? 1 : 0;
}
