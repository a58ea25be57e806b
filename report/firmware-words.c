/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "report/firmware-words.h"

const FirmwareWord dmar_flag_words[] = {
        { DMAR_INTERRUPT_REMAPPING, "interrupt-remapping" },
        { DMAR_X2APIC_OPT_OUT, "x2apic-opt-out" },
        { DMAR_DMA_CONTROL_OPT_IN, "dma-control-opt-in" },
        { DMAR_REMAPPING_OPT_OUT, "remapping-opt-out" },
        { 0 },
};
const FirmwareWord dmar_type_words[] = {
        { DMAR_DRHD, "drhd" }, { DMAR_RMRR, "rmrr" }, { DMAR_ATSR, "atsr" }, { DMAR_RHSA, "rhsa" },
        { DMAR_ANDD, "andd" }, { DMAR_SATC, "satc" }, { DMAR_SIDP, "sidp" }, { 0 },
};
const FirmwareWord drhd_flag_words[] = { { DRHD_INCLUDE_PCI_ALL, "include-pci-all" }, { 0 } };
const FirmwareWord atsr_flag_words[] = { { ATSR_ALL_PORTS, "all-ports" }, { 0 } };
const FirmwareWord satc_flag_words[] = { { SATC_ATC_REQUIRED, "atc-required" }, { 0 } };
const FirmwareWord scope_type_words[] = {
        { SCOPE_ENDPOINT, "endpoint" }, { SCOPE_BRIDGE, "bridge" }, { SCOPE_IOAPIC, "ioapic" },
        { SCOPE_HPET, "hpet" }, { SCOPE_NAMESPACE, "namespace" }, { 0 },
};

const FirmwareWord ivrs_flag_words[] = {
        { IVRS_EFR_SUPPORTED, "efr" },
        { IVRS_PREBOOT_REMAP, "preboot-remapping" },
        { IVRS_HT_ATS_RESERVED, "ht-ats-reserved" },
        { 0 },
};
const FirmwareWord ivrs_block_words[] = {
        { IVRS_UNIT_10, "ivhd-10h" }, { IVRS_UNIT_11, "ivhd-11h" }, { IVRS_UNIT_40, "ivhd-40h" },
        { IVRS_MEMORY_ALL, "ivmd-all" }, { IVRS_MEMORY_ONE, "ivmd-one" },
        { IVRS_MEMORY_RANGE, "ivmd-range" }, { 0 },
};
const FirmwareWord ivrs_unit_flag_words[] = {
        { 0x01, "ht-tunnel" }, { 0x02, "pass-posted-writes" }, { 0x04, "response-pass-posted-writes" },
        { 0x08, "isochronous" }, { 0x10, "remote-iotlb" }, { 0x20, "coherent" }, { 0x40, "prefetch" },
        { 0x80, "ppr" }, { 0 },
};
const FirmwareWord ivrs_memory_flag_words[] = {
        { 0x01, "unity" }, { 0x02, "read" }, { 0x04, "write" }, { 0x08, "exclusion" }, { 0 },
};
const FirmwareWord ivrs_entry_words[] = {
        { IVRS_ENTRY_ALL, "all" }, { IVRS_ENTRY_SELECT, "select" }, { IVRS_ENTRY_RANGE, "range" },
        { IVRS_ENTRY_ALIAS, "alias" }, { IVRS_ENTRY_ALIAS_RANGE, "alias-range" },
        { IVRS_ENTRY_EXTENDED, "extended" }, { IVRS_ENTRY_EXTENDED_RANGE, "extended-range" },
        { IVRS_ENTRY_SPECIAL, "special" }, { IVRS_ENTRY_ACPI, "acpi" }, { 0 },
};
const FirmwareWord ivrs_variety_words[] = {
        { IVRS_VARIETY_IOAPIC, "ioapic" }, { IVRS_VARIETY_HPET, "hpet" }, { 0 },
};

const FirmwareWord iort_type_words[] = {
        { IORT_ITS_GROUP, "its-group" }, { IORT_COMPONENT, "named-component" },
        { IORT_ROOT_COMPLEX, "root-complex" }, { IORT_SMMU, "smmu" }, { IORT_SMMU_V3, "smmuv3" },
        { IORT_PMCG, "pmcg" }, { IORT_RMR, "rmr" }, { IORT_IWB, "iwb" }, { 0 },
};
const FirmwareWord iort_component_flag_words[] = { { 1, "stall" }, { 0 } };
const FirmwareWord iort_smmu_flag_words[] = { { 1, "dvm" }, { 2, "coherent-walk" }, { 0 } };
const FirmwareWord iort_smmu_v3_flag_words[] = {
        { 0x01, "cohacc-override" }, { 0x08, "proximity-valid" },
        { IORT_V3_DEVICE_ID, "device-id-valid" }, { 0 },
};
const FirmwareWord iort_rmr_flag_words[] = {
        { IORT_RMR_REMAP_ALLOWED, "remap-permitted" }, { 2, "privileged" }, { 0 },
};
const FirmwareWord iort_map_flag_words[] = { { IORT_MAP_SINGLE, "single" }, { 0 } };
const FirmwareWord iort_ats_words[] = { { 1, "ats" }, { 2, "pri" }, { 4, "pasid-forward" }, { 0 } };
const FirmwareWord iort_hint_words[] = {
        { 1, "transient" }, { 2, "write-allocate" }, { 4, "read-allocate" }, { 8, "override" }, { 0 },
};
const FirmwareWord iort_access_words[] = {
        { 1, "coherent-path" }, { 2, "cacheable-shareable" }, { 4, "write-back-override" }, { 0 },
};
const FirmwareWord iort_smmu_model_words[] = {
        { 0, "SMMUv1" }, { 1, "SMMUv2" }, { 2, "MMU-400" }, { 3, "MMU-500" }, { 4, "MMU-401" },
        { 5, "ThunderX" }, { 0 },
};
const FirmwareWord iort_smmu_v3_model_words[] = {
        { 0, "generic" }, { 1, "HI161x" }, { 2, "CN99xx" }, { 0 },
};

const FirmwareWord viot_type_words[] = {
        { VIOT_PCI_RANGE, "pci-range" }, { VIOT_MMIO_ENDPOINT, "mmio-endpoint" },
        { VIOT_UNIT_PCI, "virtio-iommu-pci" }, { VIOT_UNIT_MMIO, "virtio-iommu-mmio" }, { 0 },
};

static const FirmwareWord no_words[] = { { 0 } };

const char *firmware_word_find(const FirmwareWord *words, uint32_t value) {
        for (; words->word; words++)
                if (words->value == value)
                        return words->word;
        return NULL;
}

void firmware_words_add(Text *text, const FirmwareWord *words, uint32_t bits) {
        for (bool is_first = true; bits != 0; bits &= bits - 1, is_first = false) {
                const char *word = firmware_word_find(words, bits & -bits);

                if (!is_first)
                        text_add(text, ", ");
                if (word)
                        text_add(text, word);
                else
                        text_add_format(text, "bit %d", __builtin_ctz(bits));
        }
}

void firmware_words_function(Text *text, uint16_t function) {
        text_add_format(text, "%02x:%02x.%x", function >> 8, function >> 3 & 0x1f, function & 7);
}

void firmware_words_path(Text *text, const DeviceScope *scope) {
        text_add_format(text, "%02x:", scope->start_bus);
        for (size_t i = 0; i < scope->n_steps; i++)
                text_add_format(text, "%s%02x.%x", i > 0 ? "/" : "", scope->path[i].device,
                                scope->path[i].function);
}

const char *firmware_words_name(const char *path) {
        return *path == '\\' ? path + 1 : path;
}

const FirmwareWord *firmware_words_of_dmar(const DmarStructure *structure) {
        switch (structure->type) {
        case DMAR_DRHD:
                return drhd_flag_words;
        case DMAR_ATSR:
                return atsr_flag_words;
        case DMAR_SATC:
                return satc_flag_words;
        default:
                return no_words;
        }
}

const FirmwareWord *firmware_words_of_ivrs(const IvrsBlock *block) {
        return ivrs_is_unit(block) ? ivrs_unit_flag_words : ivrs_memory_flag_words;
}

const FirmwareWord *firmware_words_of_iort(const IortNode *node) {
        switch (node->type) {
        case IORT_COMPONENT:
                return iort_component_flag_words;
        case IORT_SMMU:
                return iort_smmu_flag_words;
        case IORT_SMMU_V3:
                return iort_smmu_v3_flag_words;
        case IORT_RMR:
                return iort_rmr_flag_words;
        default:
                return no_words;
        }
}

uint32_t firmware_word_bits(const IortNode *node) {
        switch (node->type) {
        case IORT_COMPONENT: /* width of a PASID */
                return node->flags & ~UINT32_C(0x3e);
        case IORT_SMMU_V3: /* override of hardware updates */
                return node->flags & ~UINT32_C(0x06);
        case IORT_RMR: /* memory attributes */
                return node->flags & ~UINT32_C(0x3fc);
        default:
                return node->flags;
        }
}
