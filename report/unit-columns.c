/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <inttypes.h>

#include "report/columns.h"
#include "report/size-text.h"

static void add_name(Text *cell, const Snapshot *snapshot, const Assessment *assessment _unused_, size_t i) {
        text_add_escaped(cell, snapshot->units[i].name);
}

static void add_kind(Text *cell, const Snapshot *snapshot, const Assessment *assessment _unused_, size_t i) {
        text_add(cell, unit_kind_to_string(snapshot->units[i].kind));
}

static void add_hex(Text *cell, Number value) {
        if (value.known)
                text_add_format(cell, "0x%" PRIx64, value.value);
}

static void add_address(Text *cell, const Snapshot *snapshot, const Assessment *assessment _unused_, size_t i) {
        add_hex(cell, snapshot->units[i].address);
}

static void add_version(Text *cell, const Snapshot *snapshot, const Assessment *assessment _unused_, size_t i) {
        text_add_escaped(cell, snapshot->units[i].version);
}

static void add_bits(Text *cell, const Snapshot *snapshot _unused_, const Assessment *assessment, size_t i) {
        if (assessment->units[i].iova_bits > 0)
                text_add_format(cell, "%u", assessment->units[i].iova_bits);
        else
                text_add_char(cell, '?', 1);
}

static void add_pages(Text *cell, const Snapshot *snapshot _unused_, const Assessment *assessment, size_t i) {
        size_text_add_pages(cell, assessment->units[i].page_sizes);
}

static void add_truth(Text *cell, Truth truth) {
        text_add(cell, truth == TRUTH_UNKNOWN ? "?" : truth_to_string(truth));
}

static void add_walk(Text *cell, const Snapshot *snapshot _unused_, const Assessment *assessment, size_t i) {
        add_truth(cell, assessment->units[i].page_walk_coherent);
}

static void add_snoop(Text *cell, const Snapshot *snapshot _unused_, const Assessment *assessment, size_t i) {
        add_truth(cell, assessment->units[i].snoop_control);
}

static void add_device_tlb(Text *cell, const Snapshot *snapshot _unused_, const Assessment *assessment,
                size_t i) {
        add_truth(cell, assessment->units[i].device_tlb);
}

static void add_remapping(Text *cell, const Snapshot *snapshot _unused_, const Assessment *assessment,
                size_t i) {
        add_truth(cell, assessment->units[i].interrupt_remapping);
}

static void add_devices(Text *cell, const Snapshot *snapshot, const Assessment *assessment _unused_,
                size_t i) {
        text_add_format(cell, "%zu", snapshot->units[i].n_devices);
}

static void add_domains(Text *cell, const Snapshot *snapshot, const Assessment *assessment _unused_,
                size_t i) {
        const Unit *unit = snapshot->units + i;

        if (unit->domains_used.known && unit->domains_supported.known)
                text_add_format(cell, "%" PRIu64 "/%" PRIu64, unit->domains_used.value,
                                unit->domains_supported.value);
}

static void add_cap(Text *cell, const Snapshot *snapshot, const Assessment *assessment _unused_, size_t i) {
        add_hex(cell, snapshot->units[i].cap.known ? snapshot->units[i].cap
                                                   : snapshot->units[i].capability);
}

static void add_ecap(Text *cell, const Snapshot *snapshot, const Assessment *assessment _unused_, size_t i) {
        add_hex(cell, snapshot->units[i].ecap);
}

static void add_efr(Text *cell, const Snapshot *snapshot, const Assessment *assessment _unused_, size_t i) {
        add_hex(cell, snapshot->units[i].efr);
}

static void add_coherency(Text *cell, const Snapshot *snapshot _unused_, const Assessment *assessment,
                size_t i) {
        text_add(cell, coherency_to_string(assessment->units[i].coherency.verdict));
}

const Column unit_columns[] = {
        { "UNIT", "name", true, false, false, add_name },
        { "KIND", "intel-vtd, amd-vi, arm-smmu-v2, arm-smmu-v3, virtio-iommu or other", true, false, false,
                        add_kind },
        { "ADDRESS", "address of its registers", true, false, false, add_address },
        { "BITS", "width of the IOVAs that it translates", true, true, false, add_bits },
        { "PAGES", "page sizes that the kernel may use", true, false, true, add_pages },
        { "WALK", "do its page walks snoop the CPU caches", true, false, false, add_walk },
        { "SNOOP", "can it force no-snoop requests to snoop", true, false, false, add_snoop },
        { "ATS", "does it serve device TLBs", true, false, false, add_device_tlb },
        { "IR", "does it remap interrupts", true, false, false, add_remapping },
        { "DEVICES", "how many devices are behind it", true, true, false, add_devices },
        { "VERSION", "version of its architecture", false, false, false, add_version },
        { "DOMAINS", "domain ids used and supported", false, true, false, add_domains },
        { "CAP", "capability register (VT-d) or PCI capability header (AMD)", false, false, false, add_cap },
        { "ECAP", "extended capability register (VT-d)", false, false, false, add_ecap },
        { "EFR", "extended feature register (AMD)", false, false, false, add_efr },
        { "COHERENCY", "do its devices and the CPUs see the same data", false, false, false, add_coherency },
};
const size_t n_unit_columns = ARRAY_SIZE(unit_columns);
