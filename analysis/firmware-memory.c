/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "analysis/firmware-memory.h"

#define SMMU_COHERENT_WALK      0x2 /* IORT_SMMU flags */
#define SMMU_V3_COHACC_OVERRIDE 0x1 /* IORT_SMMU_V3 flags */
#define IVHD_HATDIS             0x1 /* attributes of an IVHD, not of type 10h */

static bool is_refused(const FirmwareTable *table) {
        for (size_t i = 0; i < table->notes.count; i++)
                if (table->notes.items[i].severity == SEVERITY_CRITICAL)
                        return true;
        return false;
}

const FirmwareTable *firmware_find_table(const Snapshot *snapshot, FirmwareKind kind) {
        for (size_t i = 0; i < snapshot->n_tables; i++)
                if (snapshot->tables[i].kind == kind && !is_refused(snapshot->tables + i))
                        return snapshot->tables + i;
        return NULL;
}

const IortNode *firmware_find_device_node(const Snapshot *snapshot, size_t device) {
        const FirmwareTable *table = firmware_find_table(snapshot, FIRMWARE_IORT);
        const Device *one = snapshot->devices + device;

        for (size_t i = 0; one->is_pci && table && i < table->iort.n_nodes; i++) {
                const IortNode *node = table->iort.nodes + i;

                if (node->type == IORT_ROOT_COMPLEX && node->device.segment == one->address.segment)
                        return node;
        }
        return NULL;
}

const IortMemory *firmware_find_memory(const Snapshot *snapshot, size_t device) {
        const IortNode *node = firmware_find_device_node(snapshot, device);

        return node ? &node->device.memory : NULL;
}

Truth firmware_device_coherent(const Snapshot *snapshot, size_t device) {
        const IortMemory *memory = firmware_find_memory(snapshot, device);

        if (!memory || memory->coherency > 1)
                return TRUTH_UNKNOWN;
        return memory->coherency == 1 ? TRUTH_YES : TRUTH_NO;
}

const IortNode *firmware_find_unit_node(const Snapshot *snapshot, size_t unit) {
        const FirmwareTable *table = firmware_find_table(snapshot, FIRMWARE_IORT);
        const Unit *one = snapshot->units + unit;
        uint8_t type = one->kind == UNIT_ARM_SMMU_V3 ? IORT_SMMU_V3 : IORT_SMMU;

        if (!table || !one->address.known ||
                        (one->kind != UNIT_ARM_SMMU_V2 && one->kind != UNIT_ARM_SMMU_V3))
                return NULL;
        for (size_t i = 0; i < table->iort.n_nodes; i++)
                if (table->iort.nodes[i].type == type && table->iort.nodes[i].base == one->address.value)
                        return table->iort.nodes + i;
        return NULL;
}

Truth firmware_smmu_coherent_override(const Snapshot *snapshot, size_t unit) {
        const IortNode *node = firmware_find_unit_node(snapshot, unit);
        uint32_t flag = node && node->type == IORT_SMMU ? SMMU_COHERENT_WALK : SMMU_V3_COHACC_OVERRIDE;

        if (!node)
                return TRUTH_UNKNOWN;
        return node->flags & flag ? TRUTH_YES : TRUTH_NO;
}

Number firmware_device_address_bits(const Snapshot *snapshot, size_t device) {
        const IortNode *node = firmware_find_device_node(snapshot, device);
        Number bits = node ? node->device.address_limit_bits : (Number) { 0 };

        if (!bits.known || bits.value == 0)
                return (Number) { 0 };
        return number(MIN(bits.value, UINT64_C(64)));
}

Number firmware_group_address_bits(const Snapshot *snapshot, size_t group) {
        const Group *one = snapshot->groups + group;
        Number narrowest = { 0 };

        for (size_t i = 0; i < one->n_devices; i++) {
                Number bits = firmware_device_address_bits(snapshot, one->devices[i]);

                if (bits.known && (!narrowest.known || bits.value < narrowest.value))
                        narrowest = bits;
        }
        return narrowest;
}

Number firmware_amd_virtual_bits(const Snapshot *snapshot) {
        const FirmwareTable *table = firmware_find_table(snapshot, FIRMWARE_IVRS);
        uint32_t bits;

        if (!table)
                return (Number) { 0 };
        for (size_t i = 0; i < table->ivrs.n_blocks; i++) {
                const IvrsBlock *block = table->ivrs.blocks + i;

                if (ivrs_is_unit(block) && block->type != IVRS_UNIT_10 && (block->features & IVHD_HATDIS))
                        return (Number) { 0 };
        }
        bits = IVRS_VIRTUAL_BITS(table->ivrs.info);
        return number(bits == 0 ? 64 : bits);
}
