/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Fault lines of all drivers and kernels: each form with what must be read out of it, and lines
 * that look much the same and report nothing. */

#include "tests/unit/found-faults.h"

#define NONE { 0 }
#define N(value) { true, (value) }

typedef struct Row {
        const char *text;
        UnitKind driver;
        const char *device;
        FaultAccess access;
        Number address, code, stream, pasid;
        const char *reason; /* how it begins */
} Row;

static bool same_number(Number a, Number b) {
        return a.known == b.known && a.value == b.value;
}

static void check_row(const Row *row, const Fault *fault) {
        assert_row(row->text, fault->driver == row->driver);
        assert_row(row->text, strcmp(fault->device, row->device) == 0);
        assert_row(row->text, fault->access == row->access);
        assert_row(row->text, same_number(fault->address, row->address));
        assert_row(row->text, same_number(fault->reason_code, row->code));
        assert_row(row->text, same_number(fault->stream, row->stream));
        assert_row(row->text, same_number(fault->pasid, row->pasid));
        assert_row(row->text, strncmp(fault->reason, row->reason, strlen(row->reason)) == 0);
}

static void check_rows(const Row *rows, size_t count) {
        for (size_t i = 0; i < count; i++) {
                assert_row(rows[i].text, parse(rows[i].text) == 1);
                check_row(rows + i, found.faults);
                assert_row(rows[i].text, strcmp(found.texts[0], rows[i].text) == 0);
                assert_row(rows[i].text, parse_pieces(rows[i].text, 1) == 1);
                check_row(rows + i, found.faults);
        }
}

#define VTD UNIT_INTEL_VTD
#define R   FAULT_ACCESS_READ
#define W   FAULT_ACCESS_WRITE
#define I   FAULT_ACCESS_INTERRUPT
#define U   FAULT_ACCESS_UNKNOWN

static void test_vtd(void **state) {
        static const Row rows[] = {
                /* The three forms, the reason decimal and hexadecimal */
                { "DMAR: [DMA Read] Request device [00:02.0] PASID ffffffff fault addr 791dd000 [fault reason 12] words",
                  VTD, "0000:00:02.0", R, N(0x791dd000), N(12), NONE, NONE, "words" },
                { "DMAR: [DMA Read] Request device [7a:02.0] PASID 2 fault addr 7f81c968d000 [fault reason 113]",
                  VTD, "0000:7a:02.0", R, N(0x7f81c968d000), N(0x71), NONE, N(2), "" },
                { "DMAR: [DMA Write NO_PASID] Request device [05:00.0] fault addr 0x0 [fault reason 0x12] x y ",
                  VTD, "0000:05:00.0", W, N(0), N(0x12), NONE, NONE, "x y" },
                { "DMAR: [DMA Write PASID 0x1f] Request device [10000:e1:00.7] fault addr 0xfffffffffffff000 [fault reason 0x5] x",
                  VTD, "10000:e1:00.7", W, N(0xfffffffffffff000), N(5), NONE, N(0x1f), "x" },
                /* Old kernels */
                { "DMAR:[DMA Write] Request device [00:02.0] fault addr 6df084000\nDMAR:[fault reason 05] PTE Write",
                  VTD, "0000:00:02.0", W, N(0x6df084000), N(5), NONE, NONE, "PTE Write" },
                { "dmar: DMAR:[DMA Read] Request device [03:00.0] fault addr 1000 \n[ 1.0] DMAR:[fault reason 06] x",
                  VTD, "0000:03:00.0", R, N(0x1000), N(6), NONE, NONE, "x" },
                { "DMAR:[fault reason 05] PTE", VTD, "", U, NONE, N(5), NONE, NONE, "PTE" },
                { "DMAR: [DMA Read] Request device [0xe2:0x00.0] fault addr 10 [fault reason 2] x",
                  VTD, "0000:e2:00.0", R, N(16), N(2), NONE, NONE, "x" },
                /* As pasted */
                { "[    5.1] DMAR: [DMA Read] Request device [02:00.0] fault addr ffffc030b000 [fault\nreason 06] PTE",
                  VTD, "0000:02:00.0", R, N(0xffffc030b000), N(6), NONE, NONE, "PTE" },
                { "> DMAR: [DMA Write NO_PASID] Request\n> device [07:00.0] fault addr\n> 0x69935000 [fault reason 0x05] a",
                  VTD, "0000:07:00.0", W, N(0x69935000), N(5), NONE, NONE, "a" },
                { "DMAR : [DMA Write NO_PASID] Request device [07.00.1] fault addr 0x1 [fault reason 0x82] y",
                  VTD, "0000:07:00.1", W, N(1), N(0x82), NONE, NONE, "y" },
                /* Cut, garbled, out of range: what is sure stays */
                { "DMAR: [DMA Write NO_PASID] Request", VTD, "", W, NONE, NONE, NONE, NONE, "" },
                { "DMAR: [DMA Read] Request device [00:03.0] fault addr ffff88W", VTD, "0000:00:03.0", R, NONE, NONE,
                  NONE, NONE, "" },
                { "DMAR: [DMA Read] Request device [00:20.0] fault addr 11223344556677889 [fault reason 06] x", VTD, "", R,
                  NONE, N(6), NONE, NONE, "x" },
                { "DMAR: [DMA Read] Request device [00:02", VTD, "", R, NONE, NONE, NONE, NONE, "" },
                /* Interrupts, errors of the unit, announcements */
                { "DMAR: [INTR-REMAP] Request device [f0:1f.0] fault index 0x8200 [fault reason 0x25] Blocked",
                  VTD, "0000:f0:1f.0", I, NONE, N(0x25), NONE, NONE, "Blocked" },
                { "INTR-REMAP: Request device [[f0:1f.0] fault index 12\nINTR-REMAP:[fault reason 38] x",
                  VTD, "0000:f0:1f.0", I, NONE, N(38), NONE, NONE, "x" },
                { "DMAR: VT-d detected Invalidation Time-out Error: SID 3b02", VTD, "0000:3b:00.2", U, NONE, NONE, NONE,
                  NONE, "Invalidation Time-out Error" },
                { "DMAR: VT-d detected Invalidation Time-out Error: SID ffff", VTD, "", U, NONE, NONE, NONE, NONE,
                  "Invalidation Time-out Error" },
                { "DMAR: VT-d detected Invalidation Queue Error: Reason f", VTD, "", U, NONE, N(0xf), NONE, NONE,
                  "Invalidation Queue Error" },
                { "DRHD: handling fault status reg 402", VTD, "", U, NONE, N(0x402), NONE, NONE, "fault status" },
        };

        (void) state;
        check_rows(rows, ARRAY_SIZE(rows));
        assert_int_equal(parse(rows[15].text), 1);
        assert_true(found.faults[0].index.known && found.faults[0].index.value == 0x8200);
}

#define AMD UNIT_AMD_VI

static void test_amd(void **state) {
        static const Row rows[] = {
                { "xhci_hcd 0000:0f:00.0: AMD-Vi: Event logged [IO_PAGE_FAULT domain=0x0015 address=0xfae4d544 flags=0x0020]",
                  AMD, "0000:0f:00.0", W, N(0xfae4d544), NONE, NONE, NONE, "IO_PAGE_FAULT" },
                { "AMD-Vi: Event logged [IO_PAGE_FAULT device=00:14.5 domain=0x2 address=0x1 flags=0x0000]",
                  AMD, "0000:00:14.5", R, N(1), NONE, NONE, NONE, "IO_PAGE_FAULT" },
                { "AMD-Vi: Event logged [IO_PAGE_FAULT device=0001:42:00.0 domain=0x5e address=0xfffffffdf8030000 flags=0x0008]",
                  AMD, "0001:42:00.0", I, N(0xfffffffdf8030000), NONE, NONE, NONE, "IO_PAGE_FAULT" },
                { "AMD-Vi: Event logged [IO_PAGE_FAULT\ndevice=42:00.0 domain=0x5e address=0x10 flags=0x0070]",
                  AMD, "0000:42:00.0", W, N(0x10), NONE, NONE, NONE, "IO_PAGE_FAULT" },
                { "+\tAMD-Vi: Event logged [\n+\tIO_PAGE_FAULT device=42:00.0 domain=0x5e\n+\taddress=0x10 flags=0x0000]",
                  AMD, "0000:42:00.0", R, N(0x10), NONE, NONE, NONE, "IO_PAGE_FAULT" },
                { "memory: AMD-Vi: Event logged [IO_PAGE_FAULT domain=0xd address=0xdc707028", AMD, "", U, N(0xdc707028),
                  NONE, NONE, NONE, "IO_PAGE_FAULT" },
                { "iommu ivhd0: AMD-Vi: Event logged [IOTLB_INV_TIMEOUT device=63:00.0 address=0x42b5b01a0]",
                  AMD, "0000:63:00.0", U, N(0x42b5b01a0), NONE, NONE, NONE, "IOTLB_INV_TIMEOUT" },
                /* Flags of other events are not known to mean the same. */
                { "AMD-Vi: Event logged [INVALID_DEVICE_REQUEST device=0000:01:00.0 pasid=0x00007 address=0xfee00000 flags=0x0a20]",
                  AMD, "0000:01:00.0", U, N(0xfee00000), NONE, NONE, N(7), "INVALID_DEVICE_REQUEST" },
                { "AMD-Vi: Event logged [RMP_PAGE_FAULT device=02:01.0, vmg_tag=0x1, gpa=0x77, flags_rmp=0x20, flags=0x1]",
                  AMD, "0000:02:01.0", U, N(0x77), NONE, NONE, NONE, "RMP_PAGE_FAULT" },
                { "AMD-Vi: Event logged [UNKNOWN event[0]=0x00000001 event[1]=0x2]", AMD, "", U, NONE, NONE, NONE, NONE,
                  "UNKNOWN" },
        };

        (void) state;
        check_rows(rows, ARRAY_SIZE(rows));
        assert_int_equal(parse(rows[6].text), 1);
        assert_string_equal(found.faults[0].unit, "ivhd0");
        assert_false(found.faults[0].flags.known);
}

#define V3  UNIT_ARM_SMMU_V3
#define P   "arm-smmu-v3 fc900000.iommu: "
#define RAW P "event 0x10 received:\n" P "\t0x000001000000a810\n" P "\t0x0000000800000000\n"

static void test_smmu_v3(void **state) {
        static const Row rows[] = {
                { RAW P "\t0x000000090000f040\n" P "\t0x0000000000000000", V3, "", R, N(0x90000f040), N(0x10), N(0x100),
                  N(10), "F_TRANSLATION" },
                { P "event 0x12 received:\n" P "0x0000010000000012\n" P "0x0000000c00000000", V3, "",
                  FAULT_ACCESS_EXECUTE, NONE, N(0x12), N(0x100), NONE, "F_ACCESS" },
                { P "event 0x13 received:\n" P "0x0000010000000013\n" P "0x0000000000000000\n" P "0x0000000000002000", V3, "", W,
                  N(0x2000), N(0x13), N(0x100), NONE, "F_PERMISSION" },
                { P "event 0x13 received:", V3, "", U, NONE, N(0x13), NONE, NONE, "F_PERMISSION" },
                /* No address, no access: what stands in the words is something else. */
                { P "event 0x0a received:\n" P "0x00007f220000280a\n" P "0x000010080000007e\n" P "0x00000000034e8670", V3,
                  "", U, NONE, N(10), N(0x7f22), N(2), "C_BAD_CD" },
                { P "event 0xee received:\n" P "0x00007f22000000ee", V3, "", U, NONE, N(0xee), N(0x7f22), NONE, "" },
                { P "event: F_TRANSLATION client: 0000:01:00.0 sid: 0x100 ssid: 0x3 iova: 0x90000f040 ipa: 0x0\n"
                  P "unpriv data write s1 \"Input address caused fault\" stag: 0x0", V3, "0000:01:00.0", W,
                  N(0x90000f040), N(0x10), N(0x100), N(3), "F_TRANSLATION" },
                { P "event: C_BAD_STREAMID client: (unassigned sid) sid: 0x7 ssid: 0x0", V3, "", U, NONE, N(2), N(7), NONE,
                  "C_BAD_STREAMID" },
                { P "event: F_STE_FETCH client: a.b sid: 0x7 ssid: 0x0 fetch_addr: 0x1000", V3, "a.b", U, N(0x1000), N(3),
                  N(7), NONE, "F_STE_FETCH" },
                /* The kernel prints both since 6.14: one fault. */
                { RAW P "\t0x0000000000001000\n" P "\t0x0000000000000000\n"
                  P "event: F_TRANSLATION client: 0000:01:00.0 sid: 0x100 ssid: 0xa iova: 0x1000 ipa: 0x0\n"
                  P "unpriv data read s1 \"Input address caused fault\" stag: 0x0", V3, "0000:01:00.0", R, N(0x1000),
                  N(0x10), N(0x100), N(10), "F_TRANSLATION" },
                { "platform arm-smmu-v3.0.auto: CMD_SYNC timeout at 0x00000146", V3, "", U, NONE, NONE, NONE, NONE,
                  "CMD_SYNC timeout at 0x00000146" },
                { "arm-smmu-v3: unexpected global error reported (0x00000001),", V3, "", U, NONE, NONE, NONE, NONE,
                  "unexpected global error" },
        };

        (void) state;
        check_rows(rows, ARRAY_SIZE(rows));
        assert_int_equal(parse(rows[ARRAY_SIZE(rows) - 2].text), 1);
        assert_string_equal(found.faults[0].unit, "arm-smmu-v3.0.auto");
}

#define V2 UNIT_ARM_SMMU_V2
#define Q  "arm-smmu 15000000.iommu: "

static void test_smmu_v2(void **state) {
        static const Row rows[] = {
                { Q "Unhandled context fault: fsr=0x402, iova=0x834e0d00, fsynr=0x21, cbfrsynra=0x1900, cb=0\n"
                  Q "FSR    = 00000402 [Format=2 TF], SID=0x1900\n" Q "FSYNR0 = 00000021 [S1CBNDX=0 PNU PLVL=1]", V2, "", R,
                  N(0x834e0d00), N(0x402), N(0x1900), NONE, "Unhandled context fault" },
                { Q "Unhandled context fault: fsr=0x8, iova=0x1, fsynr=0x13, cb=0", V2, "", W, N(1), N(8), NONE, NONE, "Un" },
                { Q "Unhandled context fault:\nfsr=0x2, iova=0x1, fsynr=0x40, cb=0", V2, "", FAULT_ACCESS_EXECUTE, N(1), N(2),
                  NONE, NONE, "Un" },
                { "<3>[  718.315048][  T803] " Q "FSR    = 0x40000402 [TF W SS ]", V2, "", W, NONE, N(0x40000402), NONE, NONE,
                  "TF W SS" },
                { Q "Blocked unknown Stream ID 0x6004; boot with \"arm-smmu.disable_bypass=0\" to allow\n"
                  Q "\tGFSR 0x80000002, GFSYNR0 0x00000000, GFSYNR1 0x00006004, GFSYNR2 0x00000000", V2, "", U, NONE,
                  N(0x80000002), N(0x6004), NONE, "Blocked unknown Stream ID" },
                { Q "GFSR 0x80000002, GFSYNR0 0x00000000,", V2, "", U, NONE, N(0x80000002), NONE, NONE, "global fault" },
        };

        (void) state;
        check_rows(rows, ARRAY_SIZE(rows));
        assert_string_equal(found.faults[0].unit, "15000000.iommu");
}

#define V UNIT_VIRTIO_IOMMU

static void test_virtio(void **state) {
        static const Row rows[] = {
                { "virtio_iommu virtio3: page fault from EP 8 at 0x1000 [R]", V, "", R, N(0x1000), NONE, N(8), NONE, "page" },
                { "virtio_iommu virtio3: page fault from EP 10 at 0x1000 [RW]", V, "", W, N(0x1000), NONE, N(10), NONE, "page" },
                { "virtio_iommu virtio3: domain fault from EP 8 at 0x0 [X]", V, "", FAULT_ACCESS_EXECUTE, N(0), NONE, N(8), NONE,
                  "domain" },
                { "virtio_iommu virtio3: unknown fault from EP 8", V, "", U, NONE, NONE, N(8), NONE, "unknown" },
                { "virtio_iommu virtio3: page fault from EP 8 at 0x1 []", V, "", U, N(1), NONE, N(8), NONE, "page" },
        };

        (void) state;
        check_rows(rows, ARRAY_SIZE(rows));
}

static void test_refuse(void **state) {
        static const char *const rows[] = {
                "", "\n\n", "DMAR", "DMAR:", "DMAR: [DMA", "XDMAR: [DMA Read] Request device [00:02.0] fault addr 0",
                "DMAR: DRHD base: 0x000000fed90000 flags: 0x0", "DMAR: [Firmware Bug]: No firmware reserved region",
                "DMAR: Invalidation Time-out Error (ITE) cleared", "DMAR: QI HEAD: UNKNOWN qw0 = 0x0, qw1 = 0x0",
                "DMAR: DRHD: handling fault status reg", "DMAR: DRHD: handling fault status reg xyz", "DMAR:[fault reason x] y",
                "DMAR:[fault reason 05", "DMAR: VT-d detected", "INTR-REMAP: Status: enabled", "[DMA Read] Request device [00:02.0]",
                "AMD-Vi: Interrupt remapping enabled", "AMD-Vi: [Firmware Warn]: EFR mismatch. Use IVHD EFR", "AMD-Vi: Event logged",
                "AMD-Vi: Event logged [", "AMD-Vi: Event logged [io_page_fault device=00:01.0]", "AMD: Event logged [IO_PAGE_FAULT]",
                P "oas 48-bit (features 0x00000fef)", P "0x0000010000000010", P "event 0x10", P "event: ", "arm-smmu-v3 x event 0x10 received:",
                P "unpriv data read s1 \"x\" stag: 0", Q "event 0x10 received:", P "Unhandled context fault: fsr=0x402",
                Q "probing hardware configuration...", Q "FSR", Q "FSR = x", Q "GFSR", "arm-smmu.disable_bypass=0 FSR = 0x2",
                "virtio_iommu virtio3: input address: 64 bits", "virtio_iommu virtio3: some fault from EP 8", "foo x: page fault from EP 8",
                "virtio_net virtio3: page fault from EP 8",
                "sun50i-iommu 2010000.iommu: iova 0x6c800000 already mapped",
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
                assert_row(rows[i], parse(rows[i]) == 0);
}

TEST_MAIN(cmocka_unit_test(test_vtd), cmocka_unit_test(test_amd), cmocka_unit_test(test_smmu_v3),
          cmocka_unit_test(test_smmu_v2), cmocka_unit_test(test_virtio), cmocka_unit_test(test_refuse))
