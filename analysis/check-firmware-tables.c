/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Checks: what single tables say. */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "analysis/check-firmware.h"
#include "analysis/firmware-memory.h"

#define ACCESS_CPM 0x1 /* coherent path to memory */

/* Notes of a table that are at least, and below, these severities; the first of them. */
static size_t count_notes(const FirmwareTable *table, Severity least, Severity below, const FirmwareNote **ret_first) {
        size_t count = 0;

        for (size_t i = 0; i < table->notes.count; i++) {
                const FirmwareNote *note = table->notes.items + i;

                if (note->severity < least || note->severity >= below)
                        continue;
                if (count++ == 0)
                        *ret_first = note;
        }
        return count;
}

static int report_notes(const Check *check, const Snapshot *snapshot, Assessment *assessment, Severity least,
                Severity below, const char *one, const char *many) {
        for (size_t i = 0; i < snapshot->n_tables; i++) {
                const FirmwareTable *table = snapshot->tables + i;
                const FirmwareNote *first = NULL;
                size_t count = count_notes(table, least, below, &first);
                Finding *finding;
                int r;

                if (count == 0)
                        continue;
                finding = check_report(check, assessment, "host", "the %s table has %s%zu %s, first: %s",
                                firmware_kind_to_string(table->kind),
                                table->notes.n_dropped > 0 ? "at least " : "", count, count == 1 ? one : many,
                                first->text);
                if (!finding)
                        return -ENOMEM;
                r = check_firmware_add_evidence(finding, snapshot, i, first->offset, "%s", first->text);
                if (r < 0)
                        return r;
        }
        return 0;
}

int find_damaged_table(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        return report_notes(check, snapshot, assessment, SEVERITY_WARNING, _SEVERITY_MAX, "error", "errors");
}

int find_doubtful_table(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        return report_notes(check, snapshot, assessment, SEVERITY_INFO, SEVERITY_WARNING, "oddity",
                        "oddities");
}

/* Evidence: the flags of the DMAR, offset 37. */
static int report_dmar_flag(const Check *check, const Snapshot *snapshot, Assessment *assessment, const char *summary,
                const char *value) {
        const FirmwareTable *table = firmware_find_table(snapshot, FIRMWARE_DMAR);
        Finding *finding = check_report(check, assessment, "host", "%s", summary);

        if (!finding)
                return -ENOMEM;
        return check_firmware_add_evidence(finding, snapshot, (size_t) (table - snapshot->tables), 37,
                        "flags 0x%02x: %s", table->dmar.flags, value);
}

static const Unit *find_remapping_unit(const Snapshot *snapshot) {
        for (size_t i = 0; i < snapshot->n_units; i++)
                if (snapshot->units[i].kind == UNIT_INTEL_VTD && snapshot->units[i].ecap.known &&
                                snapshot->units[i].abilities.interrupt_remapping == TRUTH_YES)
                        return snapshot->units + i;
        return NULL;
}

int find_interrupt_remapping_opt_out(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        const Unit *unit = find_remapping_unit(snapshot);
        char value[32];
        int r;

        if (!unit || assessment->firmware.interrupt_remapping != TRUTH_NO)
                return 0;
        r = report_dmar_flag(check, snapshot, assessment,
                        "the units can remap interrupts, but the firmware doesn't offer it", "INTR_REMAP is clear");
        if (r < 0)
                return r;
        (void) snprintf(value, sizeof(value), "0x%" PRIx64, unit->ecap.value);
        return check_add_evidence(assessment->findings.items + assessment->findings.count - 1, value,
                        "/sys/class/iommu/%s/intel-iommu/ecap", unit->name);
}

int find_x2apic_opt_out(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        if (assessment->firmware.x2apic_opt_out != TRUTH_YES)
                return 0;
        return report_dmar_flag(check, snapshot, assessment, "the firmware asks the system not to use the x2APIC",
                        "X2APIC_OPT_OUT is set");
}

/* A virtual machine's firmware has nothing to protect that its host doesn't. */
int find_preboot_protection_off(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        const FirmwareTable *ivrs = firmware_find_table(snapshot, FIRMWARE_IVRS);
        static const char summary[] = "the firmware doesn't say that it keeps DMA out before the kernel starts";
        Finding *finding;

        if (assessment->firmware.preboot_protection != TRUTH_NO || snapshot->host.is_guest == TRUTH_YES ||
                        snapshot->n_units == 0)
                return 0;
        if (!ivrs)
                return report_dmar_flag(check, snapshot, assessment, summary, "DMA_CTRL_PLATFORM_OPT_IN is clear");
        finding = check_report(check, assessment, "host", "%s", summary);
        if (!finding)
                return -ENOMEM;
        return check_firmware_add_evidence(finding, snapshot, (size_t) (ivrs - snapshot->tables), 36,
                        "IVinfo 0x%08x: DMA remapping before boot is clear", ivrs->ivrs.info);
}

/* That DACS is clear is no contradiction: nearly all real tables have it so, since the SMMU can make
 * accesses cacheable and shareable. */
static bool is_doubtful(const IortNode *node) {
        return node->device.memory.coherency == 1 && !(node->device.memory.access & ACCESS_CPM);
}

static bool has_no_limit(const IortNode *node) {
        return node->device.address_limit_bits.known && node->device.address_limit_bits.value == 0;
}

static void add_node_name(NameList *names, const IortNode *node) {
        char name[64];

        if (node->type == IORT_COMPONENT) {
                name_list_add(names, *node->name == '\\' ? node->name + 1 : node->name);
                return;
        }
        (void) snprintf(name, sizeof(name), "the root complex of segment %04x", node->device.segment);
        name_list_add(names, name);
}

/* One finding on all root complexes and components of which something is true. */
static int report_nodes(const Check *check, const Snapshot *snapshot, Assessment *assessment,
                bool (*is_odd)(const IortNode *node), const char *summary) {
        const FirmwareTable *table = firmware_find_table(snapshot, FIRMWARE_IORT);
        _cleanup_name_list_ NameList names = NAME_LIST_INIT;
        const IortNode *first = NULL;
        Finding *finding;

        for (size_t i = 0; table && i < table->iort.n_nodes; i++) {
                const IortNode *node = table->iort.nodes + i;

                if ((node->type != IORT_ROOT_COMPLEX && node->type != IORT_COMPONENT) || !is_odd(node))
                        continue;
                first = first ? first : node;
                add_node_name(&names, node);
        }
        if (!first)
                return 0;
        finding = check_report(check, assessment, "host", "%s: %s", summary, name_list_get(&names));
        if (!finding)
                return -ENOMEM;
        return check_firmware_add_evidence(finding, snapshot, (size_t) (table - snapshot->tables), first->offset,
                        "CCA %u, memory access flags 0x%02x, address limit %" PRIu64 " bits",
                        first->device.memory.coherency, first->device.memory.access,
                        first->device.address_limit_bits.value);
}

int find_doubtful_path(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        return report_nodes(check, snapshot, assessment, is_doubtful,
                        "the IORT calls devices coherent, but not their path to memory");
}

int find_zero_address_limit(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        return report_nodes(check, snapshot, assessment, has_no_limit, "the IORT lets devices have 0 bits of address");
}

static bool exceeds(const GroupFacts *facts, Number bits) {
        if (!bits.known || bits.value >= 64)
                return false;
        for (size_t i = 0; i < facts->n_windows; i++) {
                Iova last = MIN(facts->windows[i].range.last,
                                facts->windows[i].last_known ? IOVA_MAX : facts->aperture.certain_last);

                if (last >> bits.value != 0)
                        return true;
        }
        return false;
}

/* Of the member with the least bits, which has a node. */
static const IortNode *find_limiting_node(const Snapshot *snapshot, size_t index) {
        const Group *group = snapshot->groups + index;
        Number least = firmware_group_address_bits(snapshot, index);

        for (size_t i = 0; i < group->n_devices; i++) {
                Number bits = firmware_device_address_bits(snapshot, group->devices[i]);

                if (bits.known && bits.value == least.value)
                        return firmware_find_device_node(snapshot, group->devices[i]);
        }
        return NULL;
}

int find_low_address_limit(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        const FirmwareTable *table = firmware_find_table(snapshot, FIRMWARE_IORT);
        _cleanup_name_list_ NameList names = NAME_LIST_INIT;
        const IortNode *first = NULL;
        Finding *finding;

        for (size_t i = 0; table && i < snapshot->n_groups; i++) {
                const Group *group = snapshot->groups + i;
                char name[24];

                if (!exceeds(assessment->groups + i, firmware_group_address_bits(snapshot, i)))
                        continue;
                first = first ? first : find_limiting_node(snapshot, i);
                (void) snprintf(name, sizeof(name), "%" PRIu64, group->id);
                name_list_add(&names, name);
        }
        if (names.count == 0 || !first)
                return 0;
        finding = check_report(check, assessment, "host", "windows reach beyond the addresses that the platform lets "
                        "through, in groups %s", name_list_get(&names));
        if (!finding)
                return -ENOMEM;
        return check_firmware_add_evidence(finding, snapshot, (size_t) (table - snapshot->tables), first->offset,
                        "address limit %" PRIu64 " bits", first->device.address_limit_bits.value);
}
