/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sources/amd-fields.h"

#include "sources/register-row.h"

/* Levels of 9 bits over a page of 12 bits; the 6th level sticks out of the 64. */
static void add_host_levels(Text *meaning, unsigned value) {
        static const unsigned bits[] = { 48, 57, 64 };

        if (value == 3)
                text_add(meaning, "no host tables");
        else
                text_add_format(meaning, "host tables (v1) of up to %u levels, %u bits", value + 4,
                                bits[value]);
}

static void add_guest_levels(Text *meaning, unsigned value) {
        if (value > 1)
                text_add(meaning, "reserved encoding of the levels of guest tables");
        else
                text_add_format(meaning, "guest tables (v2) of up to %u levels, if there are any (GT)",
                                value + 4);
}

static void add_gcr3_levels(Text *meaning, unsigned value) {
        if (value == 3)
                text_add(meaning, "reserved encoding of the levels of guest CR3 tables");
        else
                text_add_format(meaning, "guest CR3 tables of up to %u level%s", value + 1,
                                value > 0 ? "s" : "");
}

static void add_guest_apic(Text *meaning, unsigned value) {
        if (value == 0)
                text_add(meaning, "interrupts can't be posted to a guest's virtual APIC");
        else if (value & 1)
                text_add(meaning, "interrupts can be posted to a guest's virtual APIC");
        else
                text_add_format(meaning, "unknown guest APIC mode, encoding %u", value);
}

static void add_pasid_bits(Text *meaning, unsigned value) {
        text_add_format(meaning, "PASIDs of %u bit%s, if there are any", value + 1, value > 0 ? "s" : "");
}

static void add_interrupt_entries(Text *meaning, unsigned value) {
        if (value > 1)
                text_add_format(meaning, "unknown number of interrupt entries, encoding %u", value);
        else
                text_add_format(meaning, "%u interrupt remapping entries a device", value ? 2048U : 512U);
}

static void add_snp_apic(Text *meaning, unsigned value) {
        if (value > 1)
                text_add_format(meaning, "unknown guest APIC mode under SNP, encoding %u", value);
        else
                text_add(meaning, value ? "the virtual APIC works under SNP"
                                        : "no virtual APIC under SNP");
}

static const RegisterRow efr_rows[] = {
        ROW_BIT("PreF", 0, "software can prefetch translations", "no prefetch command"),
        ROW_BIT("PPR", 1, "devices can request pages", "devices can't request pages"),
        ROW_BIT("XT", 2, "interrupts reach all x2APIC destinations",
                        "no x2APIC destinations of 32 bits"),
        ROW_BIT("NX", 3, "pages can be made no-execute", "no no-execute pages"),
        ROW_BIT("GT", 4, "guest tables in the CPU's format (v2)", "no guest tables (v2)"),
        ROW_BIT("GAPPI", 5, "guest interrupts can be signalled by PPI",
                        "no guest interrupts by PPI"),
        ROW_BIT("IA", 6, "one command invalidates everything",
                        "no command that invalidates everything"),
        ROW_BIT("GA", 7, "guest virtual APIC", "no guest virtual APIC"),
        ROW_BIT("HE", 8, "has hardware error registers", "no hardware error registers"),
        ROW_BIT("PC", 9, "has performance counters", "no performance counters"),
        ROW_FIELD("HATS", 11, 10, add_host_levels),
        ROW_FIELD("GATS", 13, 12, add_guest_levels),
        ROW_FIELD("GLX", 15, 14, add_gcr3_levels),
        ROW_ENCODED("SmiF", 17, 16, "SMI filter"),
        ROW_ENCODED("SmiFRC", 20, 18, "SMI filter registers"),
        ROW_FIELD("GAM", 23, 21, add_guest_apic),
        ROW_ENCODED("DualPprLog", 25, 24, "second page-request log"),
        ROW_RESERVED(27, 26),
        ROW_ENCODED("DualEventLog", 29, 28, "second event log"),
        ROW_RESERVED(30, 30),
        ROW_BIT("SATS", 31, "secure ATS", "no secure ATS"),
        ROW_FIELD("PASmax", 36, 32, add_pasid_bits),
        ROW_BIT("US", 37, "pages can be kept from user requests", "no user and supervisor pages"),
        ROW_ENCODED("DevTblSeg", 39, 38, "segments of the device table"),
        ROW_BIT("PPROvrflwEarly", 40, "warns before the page-request log overflows",
                        "no early warning of the page-request log"),
        ROW_BIT("PPRAutoRsp", 41, "answers page requests itself when the log is full",
                        "no automatic answers to page requests"),
        ROW_ENCODED("MARC", 43, 42, "memory access routing and control"),
        ROW_BIT("BlkStopMrk", 44, "can block stop markers", "can't block stop markers"),
        ROW_BIT("PerfOpt", 45, "has performance optimization", "no performance optimization"),
        ROW_BIT("MsiCapMmio", 46, "its MSI registers are in MMIO too",
                        "its MSI registers are not in MMIO"),
        ROW_WEAK("SnoopAttr", 47),
        ROW_BIT("GIO", 48, "guest I/O protection", "no guest I/O protection"),
        ROW_BIT("HA", 49, "sets accessed bits in host tables", "no accessed bits in host tables"),
        ROW_BIT("EPH", 50, "enhanced handling of page requests",
                        "no enhanced handling of page requests"),
        ROW_BIT("AttrFW", 51, "forwards attributes", "doesn't forward attributes"),
        ROW_BIT("HD", 52, "sets dirty bits in host tables", "no dirty bits in host tables"),
        ROW_WEAK("V2HDDis", 53),
        ROW_BIT("InvIotlbType", 54, "device-TLB invalidations can be typed",
                        "no typed device-TLB invalidations"),
        ROW_BIT("vIOMMU", 55, "guests can have a virtual IOMMU in hardware",
                        "no virtual IOMMU in hardware"),
        ROW_BIT("VmGuardIO", 56, "VMGuard for I/O", "no VMGuard for I/O"),
        ROW_ENCODED("VMTableSize", 60, 57, "size of the VM table"),
        ROW_BIT("GAUpdateDis", 61, "updates of guest accessed bits can be disabled",
                        "updates of guest accessed bits can't be disabled"),
        ROW_WEAK("ForcePhysDest", 62),
        ROW_BIT("SNP", 63, "secure nested paging (SEV-SNP)", "no secure nested paging (SEV-SNP)"),
};

static const RegisterRow efr2_rows[] = {
        ROW_RESERVED(0, 0),
        ROW_BIT("SEVSNPIO", 1, "trusted I/O (SEV-TIO)", "no trusted I/O (SEV-TIO)"),
        ROW_WEAK("TMPM", 2),
        ROW_BIT("GCR3TRPMode", 3, "guest CR3 tables may lie at guest-physical addresses",
                        "guest CR3 tables lie at host addresses"),
        ROW_WEAK("GAPPIDis", 4),
        ROW_FIELD("SnpAvic", 7, 5, add_snp_apic),
        ROW_FIELD("NumIntRemap", 9, 8, add_interrupt_entries),
        ROW_RESERVED(10, 10),
        ROW_BIT("HTRangeIgnore", 11, "the HyperTransport range below 1 TiB can be mapped",
                        "the HyperTransport range below 1 TiB can't be mapped"),
        ROW_RESERVED(12, 12),
        ROW_BIT("SnpPageMode0", 13, "page mode 0 works under SNP", "no page mode 0 under SNP"),
        ROW_RESERVED(63, 14),
};

int decode_amd_fields(uint64_t efr, Number efr2, RegisterFields *fields) {
        int r;

        r = register_rows_decode(efr_rows, ARRAY_SIZE(efr_rows), "EFR", efr, fields);
        if (r < 0 || !efr2.known)
                return r;
        return register_rows_decode(efr2_rows, ARRAY_SIZE(efr2_rows), "EFR2", efr2.value, fields);
}

int decode_amd_kernel_names(uint64_t efr, Number efr2, Names *names) {
        static const struct {
                const char *name;
                bool is_second; /* of EFR2 */
                uint8_t bit;
        } words[] = {
                { "PreF", false, 0 }, { "PPR", false, 1 }, { "X2APIC", false, 2 }, { "NX", false, 3 },
                { "GT", false, 4 }, { "[5]", false, 5 }, { "IA", false, 6 }, { "GA", false, 7 },
                { "HE", false, 8 }, { "PC", false, 9 }, { "GA_vAPIC", false, 21 },
                { "SNP", false, 63 }, { "SEV-TIO", true, 1 },
        };

        for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
                uint64_t value = words[i].is_second ? (efr2.known ? efr2.value : 0) : efr;
                int r;

                if (!(value >> words[i].bit & 1))
                        continue;
                r = names_add(names, words[i].name);
                if (r < 0)
                        return r;
        }
        return 0;
}
