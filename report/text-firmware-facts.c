/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "report/text-firmware-facts.h"

#include <inttypes.h>

#define NAMES_MAX   4
#define REGIONS_MAX 16

static void add_more(Text *line, size_t count) {
        if (count > NAMES_MAX)
                text_add_format(line, " and %zu more", count - NAMES_MAX);
}

static void add_devices(Text *line, const Snapshot *snapshot, const FirmwareRegion *region) {
        size_t count = 0;

        for (size_t i = 0; i < region->n_spans && count < NAMES_MAX; i++)
                for (size_t j = 0; j < region->spans[i].count && count < NAMES_MAX; j++)
                        text_add_format(line, "%s%s", count++ > 0 ? ", " : " for ",
                                        snapshot->devices[region->spans[i].first + j].name);
        add_more(line, region->n_devices);
}

static void add_groups(Text *line, const Snapshot *snapshot, const FirmwareRegion *region) {
        if (region->n_groups == 0) {
                text_add(line, "; behind no unit");
                return;
        }
        text_add(line, region->n_groups == 1 ? "; group" : "; groups");
        for (size_t i = 0; i < region->n_groups && i < NAMES_MAX; i++)
                text_add_format(line, "%s %" PRIu64, i > 0 ? "," : "", snapshot->groups[region->groups[i]].id);
        add_more(line, region->n_groups);
        if (region->is_reserved == TRUTH_NO)
                text_add_format(line, ", not reserved in group %" PRIu64,
                                snapshot->groups[region->unreserved_group].id);
}

static int print_region(const Terminal *terminal, const Snapshot *snapshot, const FirmwareRegion *region) {
        _cleanup_text_ Text line = TEXT_INIT;

        text_add_format(&line, "%s one to one 0x%" PRIx64 "-0x%" PRIx64,
                        firmware_kind_to_string(snapshot->tables[region->table].kind), region->range.first,
                        region->range.last);
        add_devices(&line, snapshot, region);
        add_groups(&line, snapshot, region);
        if (text_error(&line) < 0)
                return text_error(&line);
        terminal_print_wrapped(terminal, text_get(&line), 0, 2);
        return 0;
}

static size_t count_regions(const FirmwareFacts *facts) {
        size_t count = 0;

        for (size_t i = 0; i < facts->n_regions; i++)
                count += facts->regions[i].n_devices > 0;
        return count;
}

int text_firmware_facts_print(
                const Terminal *terminal, const Snapshot *snapshot, const Assessment *assessment) {
        const FirmwareFacts *facts = &assessment->firmware;
        size_t count = count_regions(facts), shown = 0;

        if (count == 0 && facts->preboot_protection != TRUTH_YES)
                return 0;
        fprintf(terminal->file, "\n%sFIRMWARE%s\n", terminal_bold(terminal), terminal_reset(terminal));
        if (facts->preboot_protection != TRUTH_UNKNOWN)
                fprintf(terminal->file, "DMA protection before the kernel starts: %s\n",
                                truth_to_string(facts->preboot_protection));
        for (size_t i = 0; i < facts->n_regions && (terminal->is_full || shown < REGIONS_MAX); i++) {
                int r = 0;

                if (facts->regions[i].n_devices > 0) {
                        shown++;
                        r = print_region(terminal, snapshot, facts->regions + i);
                }
                if (r < 0)
                        return r;
        }
        if (count > shown)
                fprintf(terminal->file, "%zu more regions; --full shows them\n", count - shown);
        return 0;
}
