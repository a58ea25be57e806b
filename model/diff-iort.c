/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The nodes of an IORT as lines. */

#include <inttypes.h>

#include "model/diff-firmware.h"

static const char *const type_words[] = {
        [IORT_ITS_GROUP] = "its-group",
        [IORT_COMPONENT] = "component",
        [IORT_ROOT_COMPLEX] = "root-complex",
        [IORT_SMMU] = "smmu",
        [IORT_SMMU_V3] = "smmu-v3",
        [IORT_PMCG] = "pmcg",
        [IORT_RMR] = "rmr",
        [IORT_IWB] = "iwb",
};

/* What stays the same when other nodes come and go. */
static void add_identity(Text *line, const IortNode *node) {
        if (node->type < ARRAY_SIZE(type_words))
                text_add(line, type_words[node->type]);
        else
                text_add_format(line, "type %u", node->type);
        if (node->base != 0)
                text_add_format(line, " 0x%016" PRIx64, node->base);
        if (node->name)
                text_add_format(line, " %s", node->name);
        if (node->type == IORT_ROOT_COMPLEX)
                text_add_format(line, " segment %04" PRIx32, node->device.segment);
}

/* Nodes are in the order of their offsets. */
static const IortNode *find_node(const Iort *iort, uint32_t offset) {
        size_t low = 0, high = iort->n_nodes;

        while (low < high) {
                size_t middle = low + (high - low) / 2;

                if (iort->nodes[middle].offset == offset)
                        return iort->nodes + middle;
                if (iort->nodes[middle].offset < offset)
                        low = middle + 1;
                else
                        high = middle;
        }
        return NULL;
}

static void add_reference(Text *line, const Iort *iort, uint32_t offset) {
        const IortNode *node = find_node(iort, offset);

        text_add(line, " to ");
        if (node)
                add_identity(line, node);
        else
                text_add(line, "nothing");
}

static void add_device(Text *line, const IortNode *node) {
        text_add_format(line, " coherency %" PRIu32 " hints 0x%02x access 0x%02x",
                        node->device.memory.coherency, node->device.memory.hints,
                        node->device.memory.access);
        if (node->device.address_limit_bits.known)
                text_add_format(line, " address limit %" PRIu64,
                                node->device.address_limit_bits.value);
        if (node->type == IORT_ROOT_COMPLEX)
                text_add_format(line, " ats 0x%" PRIx32, node->device.ats);
        if (node->device.pasid.known)
                text_add_format(line, " pasid 0x%" PRIx64, node->device.pasid.value);
}

static void add_smmu_v3(Text *line, const IortNode *node) {
        text_add_format(line,
                        " vatos 0x%" PRIx64 " interrupts %" PRIu32 " %" PRIu32 " %" PRIu32
                        " %" PRIu32,
                        node->smmu_v3.vatos, node->smmu_v3.event, node->smmu_v3.pri,
                        node->smmu_v3.error, node->smmu_v3.sync);
        if (node->smmu_v3.proximity_domain.known)
                text_add_format(line, " proximity domain %" PRIu64,
                                node->smmu_v3.proximity_domain.value);
}

static void add_kind(Text *line, const Iort *iort, const IortNode *node) {
        switch (node->type) {
        case IORT_ITS_GROUP:
                for (size_t i = 0; i < node->its.n_ids; i++)
                        text_add_format(line, " its %" PRIu32, node->its.ids[i]);
                break;
        case IORT_COMPONENT:
        case IORT_ROOT_COMPLEX:
                add_device(line, node);
                break;
        case IORT_SMMU:
                text_add_format(line, " span 0x%" PRIx64 " interrupts %" PRIu32 " %" PRIu32,
                                node->smmu.span, node->smmu.n_context_interrupts,
                                node->smmu.n_pmu_interrupts);
                break;
        case IORT_SMMU_V3:
                add_smmu_v3(line, node);
                break;
        case IORT_PMCG:
                text_add_format(line, " interrupt %" PRIu32, node->pmcg.interrupt);
                add_reference(line, iort, node->pmcg.reference);
                break;
        case IORT_RMR:
                for (size_t i = 0; i < node->rmr.n_regions; i++)
                        text_add_format(line, " 0x%016" PRIx64 " of 0x%" PRIx64 " bytes",
                                        node->rmr.regions[i].base, node->rmr.regions[i].bytes);
                break;
        default:
                break;
        }
}

/* A line for the node, and one for each of its maps, of which there may be hundreds. */
static int list_node(const Iort *iort, const IortNode *node, Names *ret) {
        _cleanup_text_ Text line = TEXT_INIT;
        int r;

        add_identity(&line, node);
        text_add_format(&line, " revision %u flags 0x%" PRIx32 " model %" PRIu32, node->revision,
                        node->flags, node->model);
        add_kind(&line, iort, node);
        r = diff_firmware_add_line(ret, &line);
        for (size_t i = 0; r == 0 && i < node->n_maps; i++) {
                const IortMap *map = node->maps + i;

                add_identity(&line, node);
                text_add_format(&line,
                                " ids 0x%" PRIx32 "+0x%" PRIx64 " as 0x%" PRIx32
                                " flags 0x%" PRIx32,
                                map->input, map->count, map->output, map->flags);
                add_reference(&line, iort, map->reference);
                r = diff_firmware_add_line(ret, &line);
        }
        return r;
}

int diff_firmware_list_iort(const Iort *iort, Names *ret) {
        int r = 0;

        for (size_t i = 0; r == 0 && i < iort->n_nodes; i++)
                r = list_node(iort, iort->nodes + i, ret);
        return r;
}
