/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sources/vtd-fields.h"

#include "sources/register-row.h"

static void add_domains(Text *meaning, unsigned value) {
        if (value == 7)
                text_add(meaning, "reserved encoding of the number of domain ids");
        else
                text_add_format(meaning, "%u domain ids", 16U << 2 * value);
}

/* SAGAW bit n: 30 + 9n bits wide tables of n + 2 levels; the outer two never came to be. */
static void add_widths(Text *meaning, unsigned value) {
        const char *separator = "";

        for (unsigned n = 1; n <= 3; n++)
                if (value >> n & 1) {
                        text_add_format(meaning, "%s%u-bit, %u-level", separator, 30 + 9 * n, n + 2);
                        separator = " and ";
                }
        text_add(meaning, (value & 0xe) == 0 ? "no tables of the second stage" : " tables");
        if (value != 0 && (value & (value - 1)) == 0 && value & 0xe)
                text_add(meaning, " only");
        if (value & 0x11)
                text_add(meaning, "; a reserved bit is set too");
}

static void add_address_width(Text *meaning, unsigned value) {
        text_add_format(meaning, "I/O virtual addresses of at most %u bits", value + 1);
}

static void add_fault_offset(Text *meaning, unsigned value) {
        text_add_format(meaning, "fault recording registers at offset 0x%x", value * 16);
}

static void add_iotlb_offset(Text *meaning, unsigned value) {
        text_add_format(meaning, "IOTLB registers at offset 0x%x", value * 16);
}

static void add_large_pages(Text *meaning, unsigned value) {
        static const char *const sizes[] = { "2 MiB", "1 GiB", "512 GiB", "1 TiB" };
        const char *separator = "";

        for (unsigned i = 0; i < ARRAY_SIZE(sizes); i++)
                if (value >> i & 1) {
                        text_add_format(meaning, "%s%s", separator, sizes[i]);
                        separator = " and ";
                }
        text_add(meaning, value ? " pages in the second stage (SSLPS)"
                                : "only 4 KiB pages in the second stage (SSLPS)");
}

static void add_fault_registers(Text *meaning, unsigned value) {
        text_add_format(meaning, "%u fault recording register%s", value + 1, value > 0 ? "s" : "");
}

static void add_address_mask(Text *meaning, unsigned value) {
        text_add_format(meaning, "one invalidation takes up to 2^%u pages", value);
}

static void add_handle_mask(Text *meaning, unsigned value) {
        text_add_format(meaning, "one invalidation takes up to 2^%u interrupt entries", value);
}

static void add_pasid_bits(Text *meaning, unsigned value) {
        text_add_format(meaning, "PASIDs of %u bit%s, if there are PASIDs", value + 1, value > 0 ? "s" : "");
}

static const RegisterRow cap_rows[] = {
        ROW_FIELD("ND", 2, 0, add_domains),
        ROW_BIT("AFL", 3, "faults can be logged to memory",
                        "faults are recorded in registers only"),
        ROW_BIT("RWBF", 4, "software must flush the write buffer after changing tables",
                        "the write buffer needs no flush"),
        ROW_BIT("PLMR", 5, "a low memory region can be protected from all DMA",
                        "no protected low memory region"),
        ROW_BIT("PHMR", 6, "a high memory region can be protected from all DMA",
                        "no protected high memory region"),
        ROW_BIT("CM", 7, "entries that are not present may be cached: most likely an emulated unit",
                        "entries that are not present are not cached"),
        ROW_FIELD("SAGAW", 12, 8, add_widths),
        ROW_RESERVED(15, 13),
        ROW_FIELD("MGAW", 21, 16, add_address_width),
        ROW_BIT("ZLR", 22, "reads of zero length from write-only pages pass",
                        "reads of zero length from write-only pages fault"),
        ROW_DEPRECATED("ISOCH", 23, "isochrony"),
        ROW_FIELD("FRO", 33, 24, add_fault_offset),
        ROW_FIELD("SLLPS", 37, 34, add_large_pages),
        ROW_RESERVED(38, 38),
        ROW_BIT("PSI", 39, "single pages can be invalidated",
                        "only whole domains can be invalidated"),
        ROW_FIELD("NFR", 47, 40, add_fault_registers),
        ROW_FIELD("MAMV", 53, 48, add_address_mask),
        ROW_BIT("DWD", 54, "an invalidation waits for DMA writes under way",
                        "an invalidation doesn't wait for DMA writes"),
        ROW_BIT("DRD", 55, "an invalidation waits for DMA reads under way",
                        "an invalidation doesn't wait for DMA reads"),
        ROW_BIT("FL1GP", 56, "1 GiB pages in the first stage (FS1GP)",
                        "no 1 GiB pages in the first stage (FS1GP)"),
        ROW_RESERVED(58, 57),
        ROW_BIT("PI", 59, "interrupts can be posted to virtual CPUs", "interrupts can't be posted"),
        ROW_BIT("FL5LP", 60, "5-level tables in the first stage (FS5LP)",
                        "no 5-level tables in the first stage (FS5LP)"),
        ROW_BIT("ECMDS", 61, "has the enhanced command interface", "no enhanced command interface"),
        ROW_BIT("ESIRTPS", 62, "a new interrupt table invalidates the caches by itself",
                        "software invalidates after setting an interrupt table"),
        ROW_BIT("ESRTPS", 63, "a new root table invalidates the caches by itself",
                        "software invalidates after setting a root table"),
};

static const RegisterRow ecap_rows[] = {
        ROW_BIT("C", 0, "page walks snoop the CPU caches in legacy mode (PWC)",
                        "page walks don't snoop the CPU caches in legacy mode (PWC)"),
        ROW_BIT("QI", 1, "invalidations are queued in memory",
                        "invalidations go through registers only"),
        ROW_BIT("DT", 2, "devices can use ATS: device TLBs are served",
                        "devices can't use ATS: no device TLB is served"),
        ROW_BIT("IR", 3, "interrupts can be remapped", "interrupts can't be remapped"),
        ROW_BIT("EIM", 4, "interrupts reach all x2APIC destinations",
                        "no x2APIC destinations of 32 bits"),
        ROW_DEPRECATED("CH", 5, "cache hints"),
        ROW_BIT("PT", 6, "DMA can pass untranslated without tables",
                        "no passthrough without tables"),
        ROW_BIT("SC", 7, "requests with no-snoop can be forced to snoop",
                        "requests with no-snoop can't be forced to snoop"),
        ROW_FIELD("IRO", 17, 8, add_iotlb_offset),
        ROW_RESERVED(19, 18),
        ROW_FIELD("MHMV", 23, 20, add_handle_mask),
        ROW_DEPRECATED("ECS", 24, "extended context"),
        ROW_BIT("MTS", 25, "memory types in first-stage tables", "no memory types in tables"),
        ROW_BIT("NEST", 26, "both stages can be nested", "stages can't be nested"),
        ROW_DEPRECATED("DIS", 27, "deferred invalidation"),
        ROW_DEPRECATED("PASID", 28, "PASID, see bit 40"),
        ROW_BIT("PRS", 29, "devices can request pages", "devices can't request pages"),
        ROW_BIT("ERS", 30, "devices can request to execute", "devices can't request to execute"),
        ROW_BIT("SRS", 31, "devices can send supervisor requests",
                        "devices can't send supervisor requests"),
        ROW_RESERVED(32, 32),
        ROW_BIT("NWFS", 33, "knows the no-write flag of ATS requests", "ignores the no-write flag"),
        ROW_BIT("EAFS", 34, "has the extended accessed flag in the first stage",
                        "no extended accessed flag in the first stage"),
        ROW_FIELD("PSS", 39, 35, add_pasid_bits),
        ROW_BIT("PASID", 40, "process address space ids (PASIDs)", "no process address space ids"),
        ROW_BIT("DIT", 41, "can throttle device-TLB invalidations",
                        "can't throttle device-TLB invalidations"),
        ROW_BIT("PDS", 42, "page requests can be drained", "page requests can't be drained"),
        ROW_BIT("SMTS", 43, "scalable mode", "no scalable mode"),
        ROW_BIT("VCS", 44, "virtual commands, for guests", "no virtual commands"),
        ROW_BIT("SLADS", 45, "accessed and dirty bits in the second stage (SSADS)",
                        "no accessed and dirty bits in the second stage (SSADS)"),
        ROW_BIT("SLTS", 46, "second stage in scalable mode (SSTS)",
                        "no second stage in scalable mode (SSTS)"),
        ROW_BIT("FLTS", 47, "first stage in scalable mode (FSTS)",
                        "no first stage in scalable mode (FSTS)"),
        ROW_BIT("SMPWCS", 48, "page walks snoop the CPU caches in scalable mode",
                        "page walks don't snoop the CPU caches in scalable mode"),
        ROW_BIT("RPS", 49, "the PASID of requests without one can be chosen (RID_PASID)",
                        "requests without PASID have PASID 0"),
        ROW_BIT("TDXCS", 50, "TDX Connect", "no TDX Connect"),
        ROW_BIT("PMS", 51, "has performance counters", "no performance counters"),
        ROW_BIT("ADMS", 52, "all DMA can be aborted (abort-DMA mode)", "no abort-DMA mode"),
        ROW_BIT("RPRIVS", 53, "requests without PASID can be privileged (RID_PRIV)", "no RID_PRIV"),
        ROW_RESERVED(54, 54),
        ROW_WEAK("HPTS", 55),
        ROW_WEAK("PTRS", 56),
        ROW_WEAK("SSIRWS", 57),
        ROW_WEAK("SMS", 58),
        ROW_WEAK("HPT1GPS", 59),
        ROW_WEAK("RDTS", 60),
        ROW_WEAK("EIMER", 61),
        ROW_WEAK("IRREQ", 62),
        ROW_RESERVED(63, 63),
};

int decode_vtd_fields(uint64_t cap, uint64_t ecap, RegisterFields *fields) {
        int r;

        r = register_rows_decode(cap_rows, ARRAY_SIZE(cap_rows), "CAP", cap, fields);
        if (r < 0)
                return r;
        return register_rows_decode(ecap_rows, ARRAY_SIZE(ecap_rows), "ECAP", ecap, fields);
}
