/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "analysis/guest-fit.h"

#include <string.h>

#include "analysis/window-room.h"

#define GIB (1ULL << 30)

/* HyperTransport has the 12 GiB below 1 TiB, which no guest with an AMD processor may use as RAM. */
#define HYPERTRANSPORT_FIRST 0xfd00000000ULL
#define HYPERTRANSPORT_END   0x10000000000ULL

/* The hole for 64-bit PCI BARs follows the RAM; its default size is the machine's. */
static const GuestMachine machines[] = {
        {
                .name = "q35",
                .split_bytes = 0xb0000000,
                .low_bytes = 0x80000000,
                .high_first = 4 * GIB,
                .hole_bytes = 32 * GIB,
                .moved_if = HYPERTRANSPORT_FIRST,
                .moved_first = HYPERTRANSPORT_END,
                .granule_bytes = FIT_PAGE_BYTES,
        },
        {
                .name = "pc",
                .split_bytes = 0xe0000000,
                .low_bytes = 0xc0000000,
                .high_first = 4 * GIB,
                .hole_bytes = 2 * GIB,
                .moved_if = HYPERTRANSPORT_FIRST,
                .moved_first = HYPERTRANSPORT_END,
                .granule_bytes = FIT_PAGE_BYTES,
        },
        { .name = "virt", .base = GIB, .granule_bytes = FIT_PAGE_BYTES },
};

/* Guests of the sizes first to last have the same layout but for the length of their last piece. */
typedef struct Regime {
        unsigned __int128 first_bytes, last_bytes;
        uint64_t low_bytes; /* of the piece before; 0: there is none */
        Iova start;         /* of the last piece */
} Regime;

#define REGIMES_MAX 3

const GuestMachine *find_guest_machine(const char *name) {
        for (size_t i = 0; i < ARRAY_SIZE(machines); i++)
                if (strcmp(machines[i].name, name) == 0)
                        return machines + i;
        return NULL;
}

const GuestMachine *find_host_guest_machine(const Snapshot *snapshot) {
        const char *machine = snapshot->host.machine;
        bool is_arm = machine && (strcmp(machine, "aarch64") == 0 || strncmp(machine, "arm", 3) == 0);

        for (size_t i = 0; !machine && i < snapshot->n_units; i++)
                is_arm = is_arm || snapshot->units[i].kind == UNIT_ARM_SMMU_V2 ||
                                snapshot->units[i].kind == UNIT_ARM_SMMU_V3;
        return find_guest_machine(is_arm ? "virt" : "q35");
}

bool has_amd_guests(const Snapshot *snapshot) {
        for (size_t i = 0; i < snapshot->n_units; i++)
                if (snapshot->units[i].kind == UNIT_AMD_VI)
                        return true;
        return false;
}

/* The largest guest whose RAM and hole end below the range that makes it move. */
static unsigned __int128 largest_unmoved_bytes(const GuestMachine *machine) {
        unsigned __int128 high = (unsigned __int128) machine->high_first + machine->hole_bytes;

        return high >= machine->moved_if ? machine->low_bytes : machine->low_bytes + machine->moved_if - high;
}

static size_t list_regimes(const GuestMachine *machine, bool has_amd_vcpu, Regime ret[static REGIMES_MAX]) {
        unsigned __int128 unmoved = UINT64_MAX;
        size_t n = 1;

        ret[0] = (Regime) { 1, UINT64_MAX, 0, machine->base };
        if (machine->split_bytes == 0)
                return n;
        ret[0].last_bytes = machine->split_bytes - 1;
        if (has_amd_vcpu && machine->moved_first > 0)
                unmoved = largest_unmoved_bytes(machine);
        if (unmoved >= machine->split_bytes)
                ret[n++] = (Regime) { machine->split_bytes, unmoved, machine->low_bytes, machine->high_first };
        if (unmoved < UINT64_MAX)
                ret[n++] = (Regime) { MAX(unmoved + 1, (unsigned __int128) machine->split_bytes), UINT64_MAX,
                                      machine->low_bytes, machine->moved_first };
        return n;
}

static GuestPart make_part(Iova first, uint64_t bytes) {
        GuestPart part = { .ram = { .first = first } };

        if (__builtin_add_overflow(first, bytes - 1, &part.ram.last)) {
                part.ram.last = IOVA_MAX;
                part.is_cut = true;
        }
        return part;
}

size_t compute_guest_layout(const GuestRequest *request, GuestPart ret_parts[GUEST_PARTS_MAX]) {
        Regime regimes[REGIMES_MAX];
        size_t n = list_regimes(request->machine, request->has_amd_vcpu, regimes), parts = 0;
        const Regime *regime = regimes;

        while (n-- > 1 && request->ram_bytes > regime->last_bytes)
                regime++;
        if (regime->low_bytes > 0)
                ret_parts[parts++] = make_part(request->machine->base, regime->low_bytes);
        ret_parts[parts++] = make_part(regime->start, request->ram_bytes - regime->low_bytes);
        return parts;
}

static uint64_t largest_of_regime(const Group *group, const GroupFacts *facts, const GuestMachine *machine,
                const Regime *regime, bool certain) {
        unsigned __int128 bytes;
        Iova last;

        if (regime->low_bytes > 0 &&
                        (!find_window_run(group, facts, certain, machine->base, &last) ||
                                        last - machine->base < regime->low_bytes - 1))
                return 0;
        if (!find_window_run(group, facts, certain, regime->start, &last))
                return 0;
        bytes = (unsigned __int128) last - regime->start + 1 + regime->low_bytes;
        bytes = MIN(bytes, regime->last_bytes);
        bytes -= bytes % machine->granule_bytes;
        return bytes >= regime->first_bytes ? (uint64_t) bytes : 0;
}

static uint64_t compute_largest(
                const Group *group, const GroupFacts *facts, const GuestRequest *request, bool certain) {
        Regime regimes[REGIMES_MAX];
        size_t n = list_regimes(request->machine, request->has_amd_vcpu, regimes);
        uint64_t largest = 0;

        for (size_t i = 0; i < n; i++) {
                uint64_t bytes = largest_of_regime(group, facts, request->machine, regimes + i, certain);

                largest = MAX(largest, bytes);
        }
        return largest;
}

static void judge_part(const Group *group, const GroupFacts *facts, GuestPart *part) {
        part->fits = find_window_obstacle(group, facts, part->ram, &part->obstacle);
        if (part->is_cut && part->fits != TRUTH_NO) {
                part->fits = TRUTH_NO;
                part->obstacle = (FitObstacle) { .known = true, .first = IOVA_MAX };
        }
}

GuestFit compute_guest_fit(const Group *group, const GroupFacts *facts, const GuestRequest *request) {
        GuestFit fit = { .fits = TRUTH_YES };

        fit.n_parts = compute_guest_layout(request, fit.parts);
        if (facts->windows_source == WINDOWS_UNKNOWN) {
                fit.fits = TRUTH_UNKNOWN;
                fit.reason = facts->windows_reason;
                return fit;
        }
        for (size_t i = 0; i < fit.n_parts; i++) {
                judge_part(group, facts, fit.parts + i);
                if (fit.parts[i].fits == TRUTH_NO || fit.fits == TRUTH_YES)
                        fit.fits = fit.parts[i].fits;
        }
        fit.largest_bytes = compute_largest(group, facts, request, true);
        fit.largest_possible_bytes = compute_largest(group, facts, request, false);
        return fit;
}
