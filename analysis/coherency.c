/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "analysis/coherency.h"

#include <string.h>

#include "analysis/firmware-memory.h"
#include "analysis/host-options.h"
#include "model/kernel-release.h"
#include "model/snapshot-link.h"

/* What there is to judge one device by. */
typedef struct Case {
        const Snapshot *snapshot;
        const Host *host;
        const Device *device; /* NULL: the unit for itself */
        size_t device_index;
        const Unit *unit; /* NULL: no IOMMU in between */
        size_t unit_index;
        CoherencyFacts facts;
} Case;

/* What a verdict means for whoever uses the device. */
static const char *const consequences[] = {
        [COHERENCY_UNKNOWN] = "don't rely on it: flush the CPU caches around DMA, or find out",
        [COHERENCY_NON_COHERENT] = "kernel drivers flush the CPU caches; VFIO refuses the device from Linux 6.1 on",
        [COHERENCY_AT_RISK] = "whoever drives it from user space has to flush the CPU caches; for a guest, KVM on x86 emulates WBINVD",
        [COHERENCY_COHERENT] = "good while No Snoop isn't used, which VFIO lets its users enable; KVM on x86 may emulate WBINVD",
        [COHERENCY_CLAIMED] = "VFIO_DMA_CC_IOMMU is 1, so nobody flushes: safe as long as the device doesn't use No Snoop",
        [COHERENCY_ENFORCED] = "VFIO_DMA_CC_IOMMU is 1, and nobody needs to flush CPU caches",
};

static void judge(Case *c, Coherency verdict, const char *reason) {
        c->facts.verdict = verdict;
        c->facts.reason = reason;
        c->facts.consequence = consequences[verdict];
}

/* A virtual function has the bit hard-wired to 0 and does as its physical function does (PCI Express
 * 5.0, 9.3.5.4). */
static Truth find_no_snoop(const Snapshot *snapshot, const Device *device) {
        size_t physical;

        if (!device || !device->physical_function)
                return device ? device->capabilities.no_snoop : TRUTH_UNKNOWN;
        physical = snapshot_find_device(snapshot, device->physical_function);
        return physical == NO_INDEX ? TRUTH_UNKNOWN : snapshot->devices[physical].capabilities.no_snoop;
}

/* Ordinary DMA is coherent; is there anything else? */
static void judge_unforced(Case *c, bool is_other_unit) {
        static const char *const reasons[][_TRUTH_MAX] = {
                {
                        [TRUTH_UNKNOWN] = "No Snoop can't be blocked, and whether the device may use it is not known",
                        [TRUTH_NO] = "No Snoop can't be blocked, but the device may not use it (Enable No Snoop is 0)",
                        [TRUTH_YES] = "No Snoop can't be blocked, and the device may use it (Enable No Snoop is 1)",
                },
                {
                        [TRUTH_UNKNOWN] = "this kernel blocks No Snoop only if all units can, and one can't; whether the "
                                          "device may use it is not known",
                        [TRUTH_NO] = "this kernel blocks No Snoop only if all units can, and one can't; but the device "
                                     "may not use it (Enable No Snoop is 0)",
                        [TRUTH_YES] = "this kernel blocks No Snoop only if all units can, and one can't; and the device "
                                      "may use it (Enable No Snoop is 1)",
                },
        };
        static const Coherency verdicts[] = {
                [TRUTH_UNKNOWN] = COHERENCY_UNKNOWN, [TRUTH_NO] = COHERENCY_COHERENT, [TRUTH_YES] = COHERENCY_AT_RISK,
        };

        c->facts.dma = TRUTH_YES;
        c->facts.no_snoop_blocked = TRUTH_NO;
        if (!c->device)
                judge(c, COHERENCY_COHERENT, "the unit can't force No Snoop requests to snoop, and nothing is behind it");
        else
                judge(c, verdicts[c->facts.no_snoop_used], reasons[is_other_unit][c->facts.no_snoop_used]);
}

/* The weakest of two, fact by fact. */
static Truth weaker(Truth one, Truth other) {
        if (one == TRUTH_NO || other == TRUTH_NO)
                return TRUTH_NO;
        return one == TRUTH_YES && other == TRUTH_YES ? TRUTH_YES : TRUTH_UNKNOWN;
}

/* Before the rework of 2022 the kernel asked all units of the machine (domain_update_iommu_snooping() of
 * 5.10); in 6.1 it asks those of the devices. The change lies between 5.18 and 6.1. */
static Truth find_vtd_snoop_control(const Case *c) {
        Truth own = c->unit->abilities.snoop_control, all = TRUTH_YES;

        if (kernel_release_compare(c->host->kernel, 6, 1) >= 0)
                return own;
        for (size_t i = 0; i < c->snapshot->n_units; i++)
                if (c->snapshot->units[i].kind == UNIT_INTEL_VTD)
                        all = weaker(all, c->snapshot->units[i].abilities.snoop_control);
        if (kernel_release_compare(c->host->kernel, 5, 18) <= 0)
                return all;
        return own == all ? own : TRUTH_UNKNOWN;
}

static void judge_vtd(Case *c) {
        Truth snoop_control = find_vtd_snoop_control(c);

        if (snoop_control == TRUTH_NO) {
                judge_unforced(c, c->unit->abilities.snoop_control != TRUTH_NO);
                return;
        }
        c->facts.dma = TRUTH_YES;
        c->facts.no_snoop_blocked = snoop_control;
        if (snoop_control == TRUTH_YES)
                judge(c, COHERENCY_ENFORCED, "the unit forces No Snoop requests to snoop (ECAP.SC)");
        else if (c->unit->abilities.snoop_control == TRUTH_YES)
                judge(c, COHERENCY_UNKNOWN, "the unit can force No Snoop requests to snoop (ECAP.SC), but this kernel may "
                                            "block them only if all units can");
        else
                judge(c, COHERENCY_UNKNOWN, "whether the unit can force No Snoop requests to snoop could not be read");
}

/* Host tables carry FC in each entry; guest ("v2") tables have no such bit, and the driver answers
 * alike (drivers/iommu/amd/iommu.c, Linux 7.2). */
static void judge_amd(Case *c) {
        bool no_host_tables = c->unit->efr.known && c->unit->efr.value != 0 &&
                        c->unit->abilities.second_stage_bits == 0;

        c->facts.dma = TRUTH_YES;
        c->facts.no_snoop_blocked = TRUTH_YES;
        if (no_host_tables || find_boot_option(c->host, "amd_iommu", "pgtbl_v2"))
                judge(c, COHERENCY_CLAIMED, "the kernel says that No Snoop is blocked, but guest page tables have no bit for it");
        else
                judge(c, COHERENCY_ENFORCED, "host page tables force each request to snoop (FC)");
}

/* IORT: CCA, and the flags CPM and CANWBS (Arm DEN0049, memory access properties). DACS says how the
 * device marks its requests; most real tables have it 0 beside CCA 1 and CPM 1. */
static void judge_arm_device(Case *c) {
        const IortMemory *memory = firmware_find_memory(c->snapshot, c->device_index);

        if (!memory) {
                if (device_is_bound_to_vfio(c->device) && kernel_release_compare(c->host->kernel, 6, 1) >= 0) {
                        c->facts.dma = TRUTH_YES;
                        judge(c, COHERENCY_COHERENT, "VFIO has taken the device, which from Linux 6.1 on it does with coherent ones only");
                        return;
                }
                judge(c, COHERENCY_UNKNOWN, "no IORT that could be read describes the device");
        } else if (memory->coherency == 0) {
                c->facts.dma = TRUTH_NO;
                judge(c, COHERENCY_NON_COHERENT, "the IORT says that the device is not coherent (CCA 0)");
        } else if (!(memory->access & 1))
                judge(c, COHERENCY_UNKNOWN, "the IORT says coherent (CCA 1), but not all of the path is (CPM 0)");
        else {
                c->facts.dma = TRUTH_YES;
                judge(c, COHERENCY_COHERENT, "the IORT says that the device is coherent (CCA and CPM are 1)");
        }
        if (!memory || c->unit->kind != UNIT_ARM_SMMU_V3)
                return;
        if (c->facts.dma != TRUTH_YES || !(memory->access & 4))
                c->facts.no_snoop_blocked = TRUTH_NO;
        else if (kernel_release_compare(c->host->kernel, 7, 2) >= 0) {
                c->facts.no_snoop_blocked = TRUTH_YES;
                judge(c, COHERENCY_ENFORCED, "the IORT lets the unit override what the device asks for (CANWBS)");
        }
}

static void judge_smmu(Case *c) {
        Truth walks = firmware_smmu_coherent_override(c->snapshot, c->unit_index);

        c->facts.page_walks = walks;
        /* The driver of v3 knows a way (CANWBS) in 7.2, and not in 6.12; the IORT decides. */
        c->facts.no_snoop_blocked = c->unit->kind == UNIT_ARM_SMMU_V3 &&
                                        kernel_release_compare(c->host->kernel, 6, 12) > 0
                        ? TRUTH_UNKNOWN
                        : TRUTH_NO;
        if (walks == TRUTH_NO && c->unit->kind == UNIT_ARM_SMMU_V3) {
                c->facts.dma = TRUTH_NO;
                judge(c, COHERENCY_NON_COHERENT, "the IORT says that the unit is not coherent (COHACC override 0)");
        } else if (walks == TRUTH_YES && c->unit->kind == UNIT_ARM_SMMU_V2) {
                c->facts.dma = TRUTH_YES;
                judge(c, COHERENCY_COHERENT, "the IORT says that the unit's page walks are coherent, which Linux goes by");
        } else if (!c->device)
                judge(c, COHERENCY_UNKNOWN, "sysfs doesn't show the coherency of an SMMU, and nothing is behind it");
        else
                judge_arm_device(c);
}

static void judge_without_unit(Case *c) {
        bool is_x86 = c->host->machine && (strcmp(c->host->machine, "x86_64") == 0);

        if (is_x86)
                judge_unforced(c, false);
        else
                judge(c, COHERENCY_UNKNOWN, "no IOMMU is in between, and the platform doesn't say");
}

static CoherencyFacts judge_case(Case c) {
        c.facts.no_snoop_used = find_no_snoop(c.snapshot, c.device);
        if (!c.unit) {
                judge_without_unit(&c);
                return c.facts;
        }
        switch (c.unit->kind) {
        case UNIT_INTEL_VTD:
                judge_vtd(&c);
                break;
        case UNIT_AMD_VI:
                judge_amd(&c);
                break;
        case UNIT_ARM_SMMU_V2:
        case UNIT_ARM_SMMU_V3:
                judge_smmu(&c);
                break;
        case UNIT_VIRTIO_IOMMU:
                c.facts.no_snoop_blocked = TRUTH_NO;
                judge(&c, COHERENCY_UNKNOWN, "a virtio-iommu doesn't tell how its host does it");
                break;
        default:
                judge(&c, COHERENCY_UNKNOWN, "nothing is known about the coherency of this kind of unit");
        }
        return c.facts;
}

/* What is worse for whoever relies on it comes first: what is known to be wrong, then what isn't known. */
static bool is_worse(Coherency one, Coherency other) {
        static const int rank[] = {
                [COHERENCY_NON_COHERENT] = 0, [COHERENCY_AT_RISK] = 1, [COHERENCY_UNKNOWN] = 2,
                [COHERENCY_COHERENT] = 3, [COHERENCY_CLAIMED] = 4, [COHERENCY_ENFORCED] = 5,
        };

        return rank[one] < rank[other];
}

static Truth either(Truth one, Truth other) {
        if (one == TRUTH_YES || other == TRUTH_YES)
                return TRUTH_YES;
        return one == TRUTH_NO && other == TRUTH_NO ? TRUTH_NO : TRUTH_UNKNOWN;
}

static CoherencyFacts join(const CoherencyFacts *one, const CoherencyFacts *other) {
        const CoherencyFacts *worse = is_worse(other->verdict, one->verdict) ? other : one;

        return (CoherencyFacts) {
                .dma = weaker(one->dma, other->dma),
                .no_snoop_blocked = weaker(one->no_snoop_blocked, other->no_snoop_blocked),
                .no_snoop_used = either(one->no_snoop_used, other->no_snoop_used),
                .page_walks = weaker(one->page_walks, other->page_walks),
                .verdict = worse->verdict,
                .reason = worse->reason,
                .consequence = worse->consequence,
        };
}

/* Of all devices but the bridges; of these if there are no others. NULL if the list is empty. */
static const CoherencyFacts *join_devices(const Snapshot *snapshot, const Assessment *assessment,
                const size_t *devices, size_t count, CoherencyFacts *buffer) {
        const CoherencyFacts *found = NULL;

        for (unsigned pass = 0; pass < 2 && !found; pass++)
                for (size_t i = 0; i < count; i++) {
                        const CoherencyFacts *one = &assessment->devices[devices[i]].coherency;

                        if (device_is_bridge(snapshot->devices + devices[i]) != (pass == 1))
                                continue;
                        *buffer = found ? join(buffer, one) : *one;
                        found = buffer;
                }
        return found;
}

/* Both sides have a say: the unit answers requests for translations, the device makes them. */
static Truth compute_ats_possible(const Snapshot *snapshot, const Device *device) {
        const PciCapabilities *capabilities = &device->capabilities;

        if (device->unit == NO_INDEX)
                return TRUTH_UNKNOWN;
        return weaker(snapshot->units[device->unit].abilities.device_tlb,
                        !capabilities->extended_known ? TRUTH_UNKNOWN
                        : capabilities->has_ats       ? TRUTH_YES
                                                      : TRUTH_NO);
}

static void compute_device(const Snapshot *snapshot, Assessment *assessment, size_t i) {
        const Device *device = snapshot->devices + i;
        DeviceFacts *facts = assessment->devices + i;
        Case c = { .snapshot = snapshot, .host = &snapshot->host, .device = device, .device_index = i };

        if (device->unit != NO_INDEX) {
                c.unit = snapshot->units + device->unit;
                c.unit_index = device->unit;
                c.facts.page_walks = assessment->units[device->unit].page_walk_coherent;
        }
        facts->coherency = judge_case(c);
        facts->ats_possible = compute_ats_possible(snapshot, device);
}

static CoherencyFacts judge_unit_alone(const Snapshot *snapshot, const Assessment *assessment, size_t i) {
        Case c = { .snapshot = snapshot, .host = &snapshot->host, .unit = snapshot->units + i, .unit_index = i };

        c.facts.page_walks = assessment->units[i].page_walk_coherent;
        return judge_case(c);
}

void compute_coherency(const Snapshot *snapshot, Assessment *assessment) {
        CoherencyFacts buffer;

        for (size_t i = 0; i < snapshot->n_devices; i++)
                compute_device(snapshot, assessment, i);
        for (size_t i = 0; i < snapshot->n_groups; i++) {
                const Group *group = snapshot->groups + i;
                const CoherencyFacts *found = join_devices(
                                snapshot, assessment, group->devices, group->n_devices, &buffer);

                assessment->groups[i].coherency = found
                                ? *found
                                : (CoherencyFacts) {
                                          .reason = "the group has no devices",
                                          .consequence = consequences[COHERENCY_UNKNOWN],
                                  };
        }
        for (size_t i = 0; i < snapshot->n_units; i++) {
                const Unit *unit = snapshot->units + i;
                const CoherencyFacts *found = join_devices(
                                snapshot, assessment, unit->devices, unit->n_devices, &buffer);

                assessment->units[i].coherency =
                                found ? *found : judge_unit_alone(snapshot, assessment, i);
        }
}
