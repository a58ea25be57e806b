/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Root: the same facts from a tree and from the capture made of it. The readers can't tell
 * them apart, and what a user must not give away is in neither the report nor the capture.
 */

#include "sources/root.h"

#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>

#include "model/snapshot-link.h"
#include "sources/recorder.h"
#include "sources/scan.h"
#include "tests/unit/test.h"

#define GROUP  "sys/kernel/iommu_groups/3"
#define DEVICE "sys/bus/pci/devices/0000:00:02.0"

static char top[256];

/* Makes the directories on the way. */
static void put_file(const char *path, const char *data) {
        char full[512];
        FILE *file;

        assert_true(snprintf(full, sizeof(full), "%s/%s", top, path) < (int) sizeof(full));
        for (char *p = full + strlen(top) + 1; (p = strchr(p, '/')); p++) {
                *p = '\0';
                (void) mkdir(full, 0755);
                *p = '/';
        }
        if (full[strlen(full) - 1] == '/')
                return;
        file = fopen(full, "we");
        assert_non_null(file);
        assert_true(fputs(data, file) >= 0);
        assert_int_equal(fclose(file), 0);
}

static void put_link(const char *path, const char *target) {
        char full[512];

        (void) snprintf(full, sizeof(full), "%s/%s", top, path);
        assert_int_equal(symlink(target, full), 0);
}

static int set_up(void **state) {
        const char *parent = getenv("TMPDIR");

        (void) state;
        (void) snprintf(top, sizeof(top), "%s/unit-root-XXXXXX", parent ? parent : "/tmp");
        assert_non_null(mkdtemp(top));
        put_file("proc/cmdline", "root=UUID=secret-disk intel_iommu=on quiet\n");
        put_file("proc/sys/kernel/osrelease", "6.1.0-53-amd64\n");
        put_file("proc/sys/kernel/arch", "x86_64\n");
        put_file("proc/cpuinfo", "model name : Secret CPU\nflags : fpu hypervisor\n");
        put_file("sys/class/iommu/dmar0/intel-iommu/cap", "d2008c40660462\n");
        put_file("sys/class/iommu/dmar0/intel-iommu/ecap", "f050da\n");
        put_file("sys/class/iommu/dmar0/intel-iommu/address", "fed90000\n");
        put_file("sys/class/iommu/dmar0/intel-iommu/version", "1:0\n");
        put_file("sys/class/iommu/dmar0/devices/0000:00:02.0/", NULL);
        put_file("sys/firmware/acpi/tables/DMAR", "x"); /* malformed */
        put_file(GROUP "/type", "DMA-FQ\n");
        put_file(GROUP "/reserved_regions", "0x00000000fee00000 0x00000000feefffff msi\n");
        put_file(GROUP "/devices/0000:00:02.0/", NULL);
        put_file(DEVICE "/vendor", "0x8086\n");
        put_file(DEVICE "/device", "0x9a49\n");
        put_file(DEVICE "/class", "0x030000\n");
        put_file(DEVICE "/numa_node", "-1\n");
        put_file(DEVICE "/dma_mask_bits", "39 \n"); /* malformed */
        put_link(DEVICE "/driver", "../../../bus/pci/drivers/vfio-pci");
        put_link(DEVICE "/iommu", "../../../class/iommu/dmar0");
        put_file("sys/class/vfio-dev/", NULL);
        put_link("sys/class/vfio-dev/vfio0", "../../devices/pci0000:00/0000:00:02.0/vfio-dev/vfio0");
        put_link(DEVICE "/iommu_group", "../../../kernel/iommu_groups/3");
        return 0;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw) {
        (void) st;
        (void) type;
        (void) ftw;
        return remove(path);
}

static int tear_down(void **state) {
        (void) state;
        return nftw(top, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void check_snapshot(const Snapshot *snapshot) {
        const Device *device;
        const Group *group;
        const Unit *unit;

        assert_string_equal(snapshot->host.kernel, "6.1.0-53-amd64");
        assert_string_equal(snapshot->host.machine, "x86_64");
        assert_int_equal(snapshot->host.is_guest, TRUTH_YES);
        assert_int_equal(snapshot->host.has_acpi, TRUTH_YES);
        assert_int_equal(snapshot->host.boot_options.count, 1);
        assert_string_equal(snapshot->host.boot_options.items[0], "intel_iommu=on");
        assert_int_equal(snapshot->n_units, 1);
        unit = snapshot->units;
        assert_int_equal(unit->kind, UNIT_INTEL_VTD);
        assert_int_equal(unit->cap.value, 0xd2008c40660462);
        assert_int_equal(unit->abilities.second_stage_bits, 39);
        assert_int_equal(snapshot->n_groups, 1);
        group = snapshot->groups;
        assert_int_equal(group->id, 3);
        assert_int_equal(group->type, GROUP_TYPE_DMA_FQ);
        assert_int_equal(group->n_reserved, 1);
        assert_int_equal(group->n_units, 1);
        assert_int_equal(snapshot->n_devices, 1);
        device = snapshot->devices;
        assert_string_equal(device->driver, "vfio-pci");
        assert_string_equal(device->vfio_device, "vfio0");
        assert_int_equal(device->vendor.value, 0x8086);
        assert_false(device->numa_node.known);
        assert_false(device->dma_mask_bits.known);
        assert_int_equal(device->unit, 0);
        assert_int_equal(device->group, 0);
        /* Of all this only the table and the mask are wrong. */
        assert_int_equal(snapshot->n_tables, 0);
        assert_int_equal(snapshot->n_notes, 2);
        assert_string_equal(snapshot->notes[0].source, "/sys/firmware/acpi/tables/DMAR");
        assert_int_equal(snapshot->notes[0].kind, NOTE_MALFORMED);
        assert_string_equal(snapshot->notes[1].source, "/" DEVICE "/dma_mask_bits");
        assert_int_equal(snapshot->notes[1].kind, NOTE_MALFORMED);
}

static void scan_and_check(const char *path, Recorder *recorder) {
        _cleanup_snapshot_ Snapshot *snapshot = NULL;
        _cleanup_root_ Root *root = NULL;
        _cleanup_text_ Text error = TEXT_INIT;

        assert_int_equal(root_open(path, &root, &error), 0);
        if (recorder)
                root_set_recorder(root, recorder);
        assert_int_equal(scan(root, &snapshot), 0);
        check_snapshot(snapshot);
}

static void test_replay(void **state) {
        _cleanup_recorder_ Recorder *recorder = recorder_new(), *again = recorder_new();
        _cleanup_free_ char *first = NULL, *second = NULL;
        char path[300];
        size_t size;
        FILE *file;

        (void) state;
        scan_and_check(top, NULL);
        scan_and_check(top, recorder);
        file = open_memstream(&first, &size);
        assert_int_equal(recorder_write(recorder, "2000-01-01T00:00:00Z", file), 0);
        assert_int_equal(fclose(file), 0);
        assert_null(strstr(first, "ecret"));
        assert_null(strstr(first, "quiet"));

        (void) snprintf(path, sizeof(path), "%s/capture.json", top);
        put_file("capture.json", first);
        scan_and_check(path, again);
        file = open_memstream(&second, &size);
        assert_int_equal(recorder_write(again, "2000-01-01T00:00:00Z", file), 0);
        assert_int_equal(fclose(file), 0);
        assert_string_equal(first, second);
}

static void test_no_root(void **state) {
        static const struct {
                const char *name, *contents; /* NULL: not there */
                int result;
        } rows[] = {
                { "none", NULL, -ENOENT },
                { "rubbish", "rubbish", -EBADMSG },
                { "empty", "", -EBADMSG },
                { "sys", NULL, -ENOENT }, /* a directory without another "sys" in it */
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_text_ Text error = TEXT_INIT;
                Root *root = NULL;
                char path[300];

                if (rows[i].contents)
                        put_file(rows[i].name, rows[i].contents);
                (void) snprintf(path, sizeof(path), "%s/%s", top, rows[i].name);
                assert_row(rows[i].name, root_open(path, &root, &error) == rows[i].result);
                assert_row(rows[i].name, !root && error.length > 0);
        }
}

static void test_texts(void **state) {
        _cleanup_root_ Root *root = NULL;
        _cleanup_root_dir_ RootDir dir = ROOT_DIR_INIT;
        _cleanup_text_ Text error = TEXT_INIT;
        char buffer[8], path[600];
        FILE *file;

        (void) state;
        put_file("sys/t/seven", "1234567");
        put_file("sys/t/newline", "123456\n");
        put_file("sys/t/two", "12345\n\n");
        put_file("sys/t/eight", "12345678");
        put_file("sys/t/nothing", "");
        (void) snprintf(path, sizeof(path), "%s/sys/t/nul", top);
        file = fopen(path, "we");
        assert_int_equal(fwrite("a\0b", 1, 3, file), 3);
        assert_int_equal(fclose(file), 0);

        assert_int_equal(root_open(top, &root, &error), 0);
        assert_int_equal(root_kind(root), ROOT_TREE);
        assert_int_equal(root_dir_open(root, "sys/none", &dir), -ENOENT);
        assert_int_equal(root_dir_open(root, "sys/t", &dir), 0);
        assert_int_equal(root_read_text(&dir, "seven", NULL, buffer, sizeof(buffer)), 0);
        assert_string_equal(buffer, "1234567");
        assert_int_equal(root_read_text(&dir, "newline", NULL, buffer, sizeof(buffer)), 0);
        assert_string_equal(buffer, "123456");
        assert_int_equal(root_read_text(&dir, "two", NULL, buffer, sizeof(buffer)), 0);
        assert_string_equal(buffer, "12345\n");
        assert_int_equal(root_read_text(&dir, "nothing", NULL, buffer, sizeof(buffer)), 0);
        assert_string_equal(buffer, "");
        assert_int_equal(root_read_text(&dir, "eight", NULL, buffer, sizeof(buffer)), -EFBIG);
        assert_int_equal(root_read_text(&dir, "nul", NULL, buffer, sizeof(buffer)), -EILSEQ);
        assert_int_equal(root_read_text(&dir, "none", NULL, buffer, sizeof(buffer)), -ENOENT);
        assert_int_equal(root_read_bytes(&dir, "nul", NULL, buffer, sizeof(buffer)), 3);
        assert_int_equal(root_read_start(&dir, "eight", NULL, buffer, 4), 4);
}

#define IN_PLACE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

TEST_MAIN(IN_PLACE(test_replay), IN_PLACE(test_no_root), IN_PLACE(test_texts))
