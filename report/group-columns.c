/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <inttypes.h>

#include "report/columns.h"
#include "report/iova-bar.h"
#include "report/size-text.h"

static void add_id(Text *cell, const Snapshot *snapshot, const Assessment *assessment _unused_, size_t i) {
        text_add_format(cell, "%" PRIu64, snapshot->groups[i].id);
}

static void add_type(Text *cell, const Snapshot *snapshot, const Assessment *assessment _unused_, size_t i) {
        text_add(cell, group_type_to_string(snapshot->groups[i].type));
}

static void add_units(Text *cell, const Snapshot *snapshot, const Assessment *assessment _unused_, size_t i) {
        const Group *group = snapshot->groups + i;

        for (size_t j = 0; j < group->n_units; j++) {
                text_add(cell, j > 0 ? " " : "");
                text_add_escaped(cell, snapshot->units[group->units[j]].name);
        }
}

static void add_assignable(Text *cell, const Snapshot *snapshot _unused_, const Assessment *assessment,
                size_t i) {
        text_add(cell, truth_to_string(assessment->groups[i].assignable));
}

static void add_reason(Text *cell, const Snapshot *snapshot _unused_, const Assessment *assessment,
                size_t i) {
        text_add_escaped(cell, assessment->groups[i].assignable_reason);
}

static void add_windows(Text *cell, const Snapshot *snapshot _unused_, const Assessment *assessment,
                size_t i) {
        if (assessment->groups[i].windows_source == WINDOWS_UNKNOWN)
                text_add_char(cell, '?', 1);
        else
                text_add_format(cell, "%zu", assessment->groups[i].n_windows);
}

static void add_usable(Text *cell, const Snapshot *snapshot _unused_, const Assessment *assessment,
                size_t i) {
        size_text_add_windows(cell, assessment->groups + i);
}

static void add_bar(Text *cell, const Snapshot *snapshot, const Assessment *assessment, size_t i) {
        iova_bar_add(cell, snapshot->groups + i, assessment->groups + i, IOVA_BAR_COLUMNS);
}

static void add_devices(Text *cell, const Snapshot *snapshot, const Assessment *assessment _unused_,
                size_t i) {
        const Group *group = snapshot->groups + i;

        for (size_t j = 0; j < group->n_devices; j++) {
                text_add(cell, j > 0 ? " " : "");
                text_add_escaped(cell, snapshot->devices[group->devices[j]].name);
        }
}

static void add_regions(Text *cell, const Snapshot *snapshot, const Assessment *assessment _unused_,
                size_t i) {
        const Group *group = snapshot->groups + i;

        if (!group->reserved_known)
                text_add_char(cell, '?', 1);
        for (size_t j = 0; j < group->n_reserved; j++)
                text_add_format(cell, "%s%s:0x%" PRIx64 "-0x%" PRIx64, j > 0 ? " " : "",
                                region_type_to_string(group->reserved[j].type),
                                group->reserved[j].first, group->reserved[j].last);
}

static void add_coherency(Text *cell, const Snapshot *snapshot _unused_, const Assessment *assessment,
                size_t i) {
        text_add(cell, coherency_to_string(assessment->groups[i].coherency.verdict));
}

static void add_protection(Text *cell, const Snapshot *snapshot _unused_, const Assessment *assessment,
                size_t i) {
        text_add(cell, protection_to_string(assessment->groups[i].protection));
}

const Column group_columns[] = {
        { "GROUP", "number, good for this boot only", true, true, false, add_id },
        { "TYPE", "DMA (strict), DMA-FQ (lazy), identity, blocked, unmanaged or unknown", true, false, false,
                        add_type },
        { "UNIT", "the units that its devices are behind", true, false, false, add_units },
        { "ASSIGNABLE", "could VFIO hand it out as things stand", true, false, false, add_assignable },
        { "WINDOWS", "how many usable IOVA windows", true, true, false, add_windows },
        { "USABLE", "what the windows hold together", true, true, false, add_usable },
        { "DEVICES", "its members", true, false, true, add_devices },
        { "REASON", "what speaks against assigning it", false, false, true, add_reason },
        { "RESERVED", "its reserved regions", false, false, true, add_regions },
        { "BAR", "its address space, on a log2 axis from 2^12 to 2^64", false, false, false, add_bar },
        { "COHERENCY", "do its devices and the CPUs see the same data", false, false, false, add_coherency },
        { "PROTECTION", "strict, lazy, identity, blocked, none or unknown", false, false, false, add_protection },
};
const size_t n_group_columns = ARRAY_SIZE(group_columns);
