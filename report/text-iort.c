/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The IORT table as text. */

#include <inttypes.h>

#include "report/text-firmware.h"

static void add_model(Text *line, const FirmwareWord *words, uint32_t model) {
        const char *word = firmware_word_find(words, model);

        if (word)
                text_add_format(line, ", %s", word);
        else
                text_add_format(line, ", model %u", model);
}

static void add_device(Text *line, const IortNode *node) {
        Number limit = node->device.address_limit_bits;

        if (node->type == IORT_COMPONENT)
                text_add_format(line, " %s", firmware_words_name(node->name));
        else
                text_add_format(line, " segment %04x", node->device.segment);
        text_add(line, node->device.memory.coherency == 1 ? ", coherent" : ", not coherent");
        text_firmware_add_bits(line, iort_hint_words, node->device.memory.hints);
        text_firmware_add_bits(line, iort_access_words, node->device.memory.access);
        if (limit.known)
                text_add_format(line, ", address limit %u bits", (unsigned) limit.value);
        if (node->type == IORT_COMPONENT && (node->flags & 0x3e) != 0)
                text_add_format(line, ", PASID %u bits", node->flags >> 1 & 0x1f);
        if (node->type == IORT_ROOT_COMPLEX)
                text_firmware_add_bits(line, iort_ats_words, node->device.ats);
        if (node->device.pasid.value != 0)
                text_add_format(line, ", PASID %u bits", (unsigned) node->device.pasid.value & 0x1f);
}

static void add_interrupts(Text *line, const IortNode *node) {
        if (node->smmu_v3.vatos != 0)
                text_add_format(line, ", VATOS 0x%016" PRIx64, node->smmu_v3.vatos);
        text_add_format(line, ", interrupts: event %u, PRI %u, error %u, sync %u", node->smmu_v3.event,
                        node->smmu_v3.pri, node->smmu_v3.error, node->smmu_v3.sync);
}

static void add_fields(Text *line, const IortNode *node) {
        switch (node->type) {
        case IORT_ITS_GROUP:
                for (size_t i = 0; i < node->its.n_ids; i++)
                        text_add_format(line, "%s %u", i > 0 ? "," : "", node->its.ids[i]);
                break;
        case IORT_COMPONENT:
        case IORT_ROOT_COMPLEX:
                add_device(line, node);
                break;
        case IORT_SMMU:
                text_add_format(line, " 0x%016" PRIx64 " 0x%" PRIx64 " bytes", node->base, node->smmu.span);
                add_model(line, iort_smmu_model_words, node->model);
                text_add_format(line, ", %u context and %u PMU interrupts", node->smmu.n_context_interrupts,
                                node->smmu.n_pmu_interrupts);
                break;
        case IORT_SMMU_V3:
                text_add_format(line, " 0x%016" PRIx64, node->base);
                add_model(line, iort_smmu_v3_model_words, node->model);
                if ((node->flags & 0x6) != 0)
                        text_add_format(line, ", HTTU override %u", node->flags >> 1 & 3);
                add_interrupts(line, node);
                break;
        case IORT_PMCG:
                text_add_format(line, " 0x%016" PRIx64 ", interrupt %u, of the node at 0x%04x", node->base,
                                node->pmcg.interrupt, node->pmcg.reference);
                break;
        case IORT_RMR:
                text_add_format(line, ", attributes 0x%x", node->flags >> 2 & 0xff);
                break;
        default: /* IWB */
                text_add_format(line, " 0x%016" PRIx64 ", index %u, %s", node->base, node->iwb_index,
                                firmware_words_name(node->name));
                break;
        }
        text_firmware_add_bits(line, firmware_words_of_iort(node), firmware_word_bits(node));
}

static void add_map(Text *line, const IortMap *map) {
        if (map->flags & IORT_MAP_SINGLE)
                text_add(line, "single id");
        else
                text_add_format(line, "ids 0x%08x-0x%08" PRIx64, map->input, map->input + map->count - 1);
        text_add_format(line, " to 0x%08x at 0x%04x", map->output, map->reference);
        text_firmware_add_bits(line, iort_map_flag_words, map->flags & ~(uint32_t) IORT_MAP_SINGLE);
}

static int print_node(const Terminal *terminal, const IortNode *node) {
        _cleanup_text_ Text line = TEXT_INIT;
        int r;

        text_add(&line, firmware_word_find(iort_type_words, node->type));
        add_fields(&line, node);
        r = text_firmware_line(terminal, 0, node->offset, &line);
        for (size_t i = 0; r == 0 && node->type == IORT_RMR && i < node->rmr.n_regions; i++) {
                const IortRegion *region = node->rmr.regions + i;

                text_add_format(&line, "region 0x%016" PRIx64 "-", region->base);
                if (region->bytes > 0)
                        text_add_format(&line, "0x%016" PRIx64, region->base + (region->bytes - 1));
                r = text_firmware_line(terminal, 1, region->offset, &line);
        }
        for (size_t i = 0; r == 0 && i < node->n_maps; i++) {
                add_map(&line, node->maps + i);
                r = text_firmware_line(terminal, 1, node->maps[i].offset, &line);
        }
        return r;
}

int text_firmware_print_iort(const Terminal *terminal, const Iort *iort) {
        int r = 0;

        for (size_t i = 0; r == 0 && i < iort->n_nodes; i++)
                r = print_node(terminal, iort->nodes + i);
        return r;
}
