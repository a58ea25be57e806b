/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sources/fault-reasons.h"

#include <stddef.h>
#include <string.h>

/* Indexed by the code. SM: of scalable mode. */
static const char *const vtd_reasons[] = {
        [0x00] = "software gave no reason",
        [0x01] = "no root entry for the device's bus: the kernel has set up nothing for it",
        [0x02] = "no context entry for the device: the kernel has attached it to no domain",
        [0x03] = "the device's context entry is invalid",
        [0x04] = "the address is wider than the unit translates (MGAW)",
        [0x05] = "the address is not mapped for writing",
        [0x06] = "the address is not mapped for reading",
        [0x07] = "a page table points to where the unit can't read",
        [0x08] = "the root table lies where the unit can't read",
        [0x09] = "the context table lies where the unit can't read",
        [0x0a] = "the root entry has reserved bits set",
        [0x0b] = "the context entry has reserved bits set",
        [0x0c] = "the page table entry has reserved bits set",
        [0x0d] = "the context entry blocks all DMA of the device",
        [0x20] = "the interrupt request has reserved bits set",
        [0x21] = "the interrupt index lies beyond the remapping table",
        [0x22] = "the interrupt remapping entry is not present",
        [0x23] = "the unit can't read the interrupt remapping table",
        [0x24] = "the interrupt remapping entry has reserved bits set",
        [0x25] = "an interrupt in the old format, which is blocked while remapping is on",
        [0x26] = "the interrupt remapping entry belongs to another device",
        [0x30] = "SM: the root table's address is bad",
        [0x31] = "SM: a request with a PASID while the unit translates in legacy mode",
        [0x32] = "SM: a page request group while the unit translates in legacy mode",
        [0x38] = "SM: the unit can't read the root entry",
        [0x39] = "SM: no root entry for the device's bus",
        [0x3a] = "SM: the root entry has reserved bits set",
        [0x40] = "SM: the unit can't read the context entry",
        [0x41] = "SM: no context entry for the device: the kernel has attached it to no domain",
        [0x42] = "SM: the context entry has reserved bits set",
        [0x43] = "SM: the device's context entry is invalid",
        [0x44] = "SM: the context entry does not allow a device TLB (DTE)",
        [0x45] = "SM: the context entry does not allow PASIDs",
        [0x46] = "SM: the PASID is larger than the device's directory",
        [0x47] = "SM: the context entry does not allow page requests (PRE)",
        [0x48] = "SM: the PASID for requests without one is bad",
        [0x50] = "SM: the unit can't read the PASID directory",
        [0x51] = "SM: the PASID has no directory entry",
        [0x52] = "SM: the PASID directory entry has reserved bits set",
        [0x58] = "SM: the unit can't read the PASID table",
        [0x59] = "SM: the PASID has no table entry",
        [0x5a] = "SM: the PASID table entry has reserved bits set",
        [0x5b] = "SM: the PASID table entry is invalid",
        [0x5c] = "SM: the PASID does not allow execution (ERE)",
        [0x5d] = "SM: the PASID does not allow supervisor requests (SRE)",
        [0x70] = "SM: the unit can't read a first-stage page table",
        [0x71] = "SM: the address is not mapped in the first stage",
        [0x72] = "SM: a first-stage entry has reserved bits set",
        [0x73] = "SM: the unit can't read the top first-stage page table",
        [0x74] = "SM: a nested first-stage address is wider than the unit translates (MGAW)",
        [0x75] = "SM: the second stage does not let the top first-stage table be read",
        [0x76] = "SM: the second stage does not let a first-stage table be read",
        [0x77] = "SM: the second stage does not let a first-stage table be written",
        [0x78] = "SM: the unit can't read a second-stage page table",
        [0x79] = "SM: the second stage does not allow this access",
        [0x7a] = "SM: a second-stage entry has reserved bits set",
        [0x7b] = "SM: a second-stage table points to where the unit can't read",
        [0x7c] = "SM: a second-stage accessed or dirty bit can't be set without snooping",
        [0x80] = "SM: the address is not canonical",
        [0x81] = "SM: a user request for an address of the supervisor",
        [0x82] = "SM: the address is not mapped for execution",
        [0x83] = "SM: the result lies above the unit's largest address",
        [0x84] = "SM: the second-stage result lies above the unit's largest address",
        [0x85] = "SM: the address is not mapped for writing",
        [0x86] = "SM: the address is not mapped for reading",
        [0x87] = "SM: the address lies in the range of interrupts",
        [0x90] = "SM: a first-stage accessed or dirty bit can't be set without snooping",
};

static const struct {
        const char *name, *reason;
} amd_reasons[] = {
        { "IO_PAGE_FAULT", "the address is not mapped for the device, or not for this access" },
        { "ILLEGAL_DEV_TABLE_ENTRY", "the device table entry is not as the hardware wants it" },
        { "DEV_TAB_HARDWARE_ERROR", "the unit failed to read the device table; the address is where" },
        { "PAGE_TAB_HARDWARE_ERROR", "the unit failed to read a page table; the address is where" },
        { "ILLEGAL_COMMAND_ERROR", "the unit refused a command of the kernel; the address is the command's" },
        { "COMMAND_HARDWARE_ERROR", "the unit failed to read a command; the address is the command's" },
        { "IOTLB_INV_TIMEOUT",
          "the device did not answer an invalidation of its TLB in time; the address is the command's" },
        { "INVALID_DEVICE_REQUEST", "a request that the device is not allowed to make" },
        { "INVALID_PPR_REQUEST", "a page request that the device is not allowed to make" },
        { "RMP_PAGE_FAULT", "the memory belongs to somebody else, says the SNP ownership table" },
        { "RMP_HW_ERROR", "the unit failed to read the SNP ownership table; the address is where" },
        { "UNKNOWN", "an event that the kernel does not know" },
};

static const struct {
        uint64_t code;
        const char *name, *reason;
} smmu_v3_reasons[] = {
        { 0x01, "F_UUT", "a transaction of a kind that the unit does not support" },
        { 0x02, "C_BAD_STREAMID", "the stream lies beyond the stream table: the kernel doesn't know the device" },
        { 0x03, "F_STE_FETCH", "the unit failed to read the stream table; the address is where" },
        { 0x04, "C_BAD_STE", "the stream table entry is invalid: the device is attached to no domain" },
        { 0x05, "F_BAD_ATS_TREQ", "a translation request of a device that may not make any" },
        { 0x06, "F_STREAM_DISABLED", "the stream needs a substream (PASID), and the device sent none" },
        { 0x07, "F_TRANSL_FORBIDDEN", "a translated address of a device that may not use any" },
        { 0x08, "C_BAD_SUBSTREAMID", "the substream (PASID) lies beyond the table of the device" },
        { 0x09, "F_CD_FETCH", "the unit failed to read the context descriptor; the address is where" },
        { 0x0a, "C_BAD_CD", "the context descriptor is invalid" },
        { 0x0b, "F_WALK_EABT", "the unit failed to read a page table" },
        { 0x10, "F_TRANSLATION", "the address is not mapped" },
        { 0x11, "F_ADDR_SIZE", "an address too wide for its stage of translation" },
        { 0x12, "F_ACCESS", "the page's access flag is clear" },
        { 0x13, "F_PERMISSION", "the address is mapped, but not for this access" },
        { 0x20, "F_TLB_CONFLICT", "the TLB held contradicting translations" },
        { 0x21, "F_CFG_CONFLICT", "the unit's caches held contradicting configurations" },
        { 0x24, "E_PAGE_REQUEST", "a hint that a page will be needed" },
        { 0x25, "F_VMS_FETCH", "the unit failed to read the settings of the virtual machine; the address is where" },
};

const char *find_vtd_reason(uint64_t code) {
        return code < ARRAY_SIZE(vtd_reasons) ? vtd_reasons[code] : NULL;
}

const char *find_amd_reason(const char *name) {
        for (size_t i = 0; i < ARRAY_SIZE(amd_reasons); i++)
                if (strcmp(amd_reasons[i].name, name) == 0)
                        return amd_reasons[i].reason;
        return NULL;
}

const char *find_smmu_v3_reason(uint64_t code) {
        for (size_t i = 0; i < ARRAY_SIZE(smmu_v3_reasons); i++)
                if (smmu_v3_reasons[i].code == code)
                        return smmu_v3_reasons[i].reason;
        return NULL;
}

const char *find_smmu_v3_name(uint64_t code) {
        for (size_t i = 0; i < ARRAY_SIZE(smmu_v3_reasons); i++)
                if (smmu_v3_reasons[i].code == code)
                        return smmu_v3_reasons[i].name;
        return NULL;
}

bool find_smmu_v3_code(const char *name, uint64_t *ret) {
        for (size_t i = 0; i < ARRAY_SIZE(smmu_v3_reasons); i++)
                if (strcmp(smmu_v3_reasons[i].name, name) == 0) {
                        *ret = smmu_v3_reasons[i].code;
                        return true;
                }
        return false;
}
