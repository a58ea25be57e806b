/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The command line: what is kept, what must not get through, and that a second scrub finds
 * nothing more to do. */

#include "sources/boot-options.h"

#include "tests/unit/test.h"

/* In a block of its exact size, so that a write outside is seen by valgrind and AddressSanitizer. */
static size_t scrub(const char *line, size_t length, char **ret) {
        char *data = malloc(MAX(length, (size_t) 1));
        size_t kept;

        assert_non_null(data);
        memcpy(data, line, length);
        kept = scrub_boot_options(data, length);
        assert_true(kept <= length);
        assert_int_equal(scrub_boot_options(data, kept), kept);
        *ret = data;
        return kept;
}

static void test_scrub(void **state) {
        static const struct {
                const char *line, *kept;
        } rows[] = {
                { "", "" },
                { "\n", "" },
                { "quiet", "" },
                { "BOOT_IMAGE=/vmlinuz root=UUID=1234 ro quiet intel_iommu=on iommu=pt splash\n",
                  "intel_iommu=on iommu=pt" },
                { "  intel_iommu=on,sm_on \t iommu.strict=1  ", "intel_iommu=on,sm_on iommu.strict=1" },
                { "intel-iommu=on amd-iommu=off arm-smmu-v3.disable_msipolling=1",
                  "intel-iommu=on amd-iommu=off arm-smmu-v3.disable_msipolling=1" },
                { "amd_iommu_dump=1 amd_iommu_intr=legacy", "amd_iommu_dump=1 amd_iommu_intr=legacy" },
                { "vfio-pci.ids=10de:1234,8086:5678 vfio_pci.disable_vga=1 vfio_iommu_type1.x=1",
                  "vfio-pci.ids=10de:1234,8086:5678 vfio_pci.disable_vga=1 vfio_iommu_type1.x=1" },
                { "nointremap intremap=nosid pci=noats efi=disable_early_pci_dma",
                  "nointremap intremap=nosid pci=noats efi=disable_early_pci_dma" },
                { "s390_iommu=strict s390_iommu_aperture=2 iommufd.allow_unsafe_interrupts=1 virtio_iommu.x",
                  "s390_iommu=strict s390_iommu_aperture=2 iommufd.allow_unsafe_interrupts=1 virtio_iommu.x" },
                { "ivrs_ioapic=9@0000:00:14.0", "ivrs_ioapic=9@0000:00:14.0" },
                { "pcie_acs_override=downstream pcie-acs-override=id:1:2 pcie_acs_overridex=1",
                  "pcie_acs_override=downstream pcie-acs-override=id:1:2" },
                /* Much the same, and none of our business. */
                { "xiommu=1 iommux=1 my.iommu=1 pcie_aspm=off efifb:off vfio=1 ip=10.0.0.1 pci", "pci" },
                { "iommu", "iommu" },
                { "root=/dev/iommu=pt", "" },
                /* Blanks in quotes belong to the word; what is hidden in quotes is not a word. */
                { "dyndbg=\"file x iommu=pt\" quiet", "" },
                { "pci=\"a b\" secret", "pci=\"a b\"" },
                { "pci=\"a b secret", "pci=\"a b secret" },
                { "\"iommu=pt\"", "" },
                { "ssid=\"x\"y\"\" iommu=pt", "iommu=pt" },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_free_ char *data = NULL;
                size_t n;

                n = scrub(rows[i].line, strlen(rows[i].line), &data);
                assert_row(rows[i].line, n == strlen(rows[i].kept));
                assert_row(rows[i].line, memcmp(data, rows[i].kept, n) == 0);
        }
}

/* A NUL is no blank: it stays in its word, for the reader to refuse, and hides nothing. */
static void test_nul(void **state) {
        _cleanup_free_ char *data = NULL;
        size_t n;

        (void) state;
        n = scrub("a\0b iommu=pt\0x c", 16, &data);
        assert_int_equal(n, 10);
        assert_memory_equal(data, "iommu=pt\0x", 10);
}

static void test_random_lines(void **state) {
        static const char *const parts[] = {
                "iommu=pt", "iommu", "=", " ", "  ", "\"", "\n", "\t", "vfio-pci.ids=1", "secret", "pci",
                "intel-iommu=on", "amd_iommu_", ",", ".", "_", "efi=\"",
        };
        uint64_t seed = random_seed();
        Random random = random_from(seed);

        (void) state;
        for (unsigned i = 0; i < 20000; i++) {
                char line[128] = "";
                size_t length = 0, kept;
                char *data = NULL;

                for (unsigned j = 0; j < 8; j++) {
                        const char *part = parts[random_below(&random, ARRAY_SIZE(parts))];

                        memcpy(line + length, part, strlen(part));
                        length += strlen(part);
                }
                kept = scrub(line, length, &data);
                /* All that is left begins with the name of an option of ours. */
                if (kept > 0 && !memchr("iapev", data[0], 5)) {
                        print_error("seed 0x%" PRIx64 ", line \"%.*s\"\n", seed, (int) length, line);
                        fail();
                }
                free(data);
        }
}

static void assert_options(const char *line, size_t count, const char *const *expected) {
        _cleanup_(names_done) Names options = { 0 };
        char copy[128];

        (void) snprintf(copy, sizeof(copy), "%s", line);
        assert_row(line, parse_boot_options(copy, &options) == 0);
        assert_row(line, options.count == count);
        for (size_t i = 0; i < count; i++)
                assert_string_equal(options.items[i], expected[i]);
}

static void test_parse(void **state) {
        (void) state;
        assert_options("", 0, NULL);
        assert_options("  ", 0, NULL);
        assert_options("iommu=pt", 1, (const char *const[]) { "iommu=pt" });
        assert_options("intel_iommu=on,sm_on iommu=pt  pci=noats", 3,
                        (const char *const[]) { "intel_iommu=on,sm_on", "iommu=pt", "pci=noats" });
        assert_options("pci=\"a b\" iommu=pt", 2, (const char *const[]) { "pci=\"a b\"", "iommu=pt" });
        assert_options("pci=\"a b", 1, (const char *const[]) { "pci=\"a b" });
}

TEST_MAIN(cmocka_unit_test(test_scrub), cmocka_unit_test(test_nul),
          cmocka_unit_test(test_random_lines), cmocka_unit_test(test_parse))
