/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The IORT joined: drivers/acpi/arm64/iort.c, Linux 7.2. */

#include <errno.h>

#include "analysis/firmware-work.h"

#define RMR_REVISION 5 /* of the table: Linux reads no RMR nodes of older ones */

/* A device as an SMMU knows it. */
typedef struct Stream {
        size_t unit; /* index in the facts */
        uint64_t id;
        size_t device;
} Stream;

typedef struct Streams {
        Stream *items; /* by unit and id */
        size_t count;
} Streams;

static void streams_done(Streams *streams) {
        free(streams->items);
}

static int compare_streams(const void *a, const void *b) {
        const Stream *left = a, *right = b;

        if (left->unit != right->unit)
                return left->unit < right->unit ? -1 : 1;
        if (left->id != right->id)
                return left->id < right->id ? -1 : 1;
        return (left->device > right->device) - (left->device < right->device);
}

static int add_units(FirmwareWork *work, const Iort *iort) {
        for (size_t i = 0; i < iort->n_nodes; i++) {
                const IortNode *node = iort->nodes + i;
                FirmwareUnit *unit;

                if (node->type != IORT_SMMU && node->type != IORT_SMMU_V3)
                        continue;
                unit = firmware_work_add_unit(work, i, node->offset);
                if (!unit)
                        return -ENOMEM;
                unit->base = number(node->base);
                unit->unit = firmware_work_find_address(work, node->base);
        }
        return 0;
}

/* The first map that has the id decides, and if it leads past the SMMUs, none does
 * (iort_node_map_id()). */
static const IortMap *find_map(const IortNode *node, uint32_t id) {
        for (size_t i = 0; i < node->n_maps; i++) {
                const IortMap *map = node->maps + i;

                if ((map->flags & IORT_MAP_SINGLE) || (id >= map->input && id - map->input < map->count))
                        return map;
        }
        return NULL;
}

static void add_streams(FirmwareWork *work, const IortNode *complex, size_t first, Streams *streams) {
        FirmwareSpan span = firmware_work_find_span(work, complex->device.segment, 0, UINT16_MAX);

        if (!firmware_work_spend(work, span.count))
                return;
        for (size_t i = span.first; i < span.first + span.count; i++) {
                uint16_t id = firmware_work_function(work->snapshot->devices[i].address);
                const IortMap *map;
                size_t unit;

                /* Of two root complexes for one segment Linux takes the first. */
                if (work->facts->device_units[i] != NO_INDEX || !firmware_work_spend(work, complex->n_maps / 16))
                        continue;
                map = find_map(complex, id);
                unit = map ? firmware_work_find_offset(work, first, map->reference) : NO_INDEX;
                if (unit == NO_INDEX)
                        continue;
                firmware_work_claim(work, (FirmwareSpan) { .first = i, .count = 1 }, unit);
                if (work->facts->device_units[i] != unit)
                        return; /* the budget is used up */
                streams->items[streams->count++] = (Stream) {
                        .unit = unit,
                        .id = map->flags & IORT_MAP_SINGLE ? map->output
                                                           : (uint64_t) map->output + (id - map->input),
                        .device = i,
                };
        }
}

/* sysfs doesn't show which devices these are. */
static void note_component(FirmwareWork *work, const IortNode *component, size_t first) {
        for (size_t i = 0; i < component->n_maps; i++) {
                size_t unit = firmware_work_find_offset(work, first, component->maps[i].reference);

                if (unit != NO_INDEX && work->facts->units[unit].has_device == TRUTH_NO)
                        work->facts->units[unit].has_device = TRUTH_UNKNOWN;
        }
}

static int find_streams(FirmwareWork *work, const Iort *iort, size_t first, Streams *streams) {
        /* Each device once: add_streams() leaves alone what is behind a unit already. */
        streams->items = calloc(work->n_pci + 1, sizeof(*streams->items));
        if (!streams->items)
                return -ENOMEM;
        for (size_t i = 0; i < iort->n_nodes; i++)
                if (iort->nodes[i].type == IORT_ROOT_COMPLEX)
                        add_streams(work, iort->nodes + i, first, streams);
        for (size_t i = 0; i < iort->n_nodes; i++)
                if (iort->nodes[i].type == IORT_COMPONENT)
                        note_component(work, iort->nodes + i, first);
        if (streams->count > 1)
                qsort(streams->items, streams->count, sizeof(*streams->items), compare_streams);
        return 0;
}

static size_t find_stream(const Streams *streams, size_t unit, uint64_t id) {
        Stream key = { .unit = unit, .id = id };
        size_t low = 0, high = streams->count;

        while (low < high) {
                size_t middle = low + (high - low) / 2;

                if (compare_streams(streams->items + middle, &key) < 0)
                        low = middle + 1;
                else
                        high = middle;
        }
        return low;
}

/* The ids that maps of an RMR come out with are those of its devices at the SMMU. */
static int add_spans(FirmwareWork *work, const IortNode *rmr, size_t first, const Streams *streams,
                FirmwareRegion *region) {
        for (size_t i = 0; i < rmr->n_maps && firmware_work_spend(work, 1); i++) {
                const IortMap *map = rmr->maps + i;
                size_t unit = firmware_work_find_offset(work, first, map->reference);
                uint64_t count = map->flags & IORT_MAP_SINGLE ? 1 : map->count;

                if (unit == NO_INDEX)
                        continue;
                for (size_t j = find_stream(streams, unit, map->output); j < streams->count; j++) {
                        const Stream *stream = streams->items + j;
                        int r;

                        if (stream->unit != unit || stream->id >= map->output + count)
                                break;
                        r = firmware_work_add_span(work, region, (FirmwareSpan) { .first = stream->device, .count = 1 });
                        if (r < 0)
                                return r;
                        if (work->budget == 0)
                                break;
                }
        }
        return 0;
}

static int add_regions(FirmwareWork *work, const IortNode *rmr, size_t first, const Streams *streams) {
        for (size_t i = 0; i < rmr->rmr.n_regions; i++) {
                const IortRegion *one = rmr->rmr.regions + i;
                FirmwareRegion *region;
                uint64_t last;
                int r;

                if (one->bytes == 0 || __builtin_add_overflow(one->base, one->bytes - 1, &last))
                        continue;
                region = firmware_work_add_region(work, one->offset, one->base, last);
                r = region ? add_spans(work, rmr, first, streams, region) : -ENOMEM;
                if (r < 0)
                        return r;
        }
        return 0;
}

int compute_firmware_iort(FirmwareWork *work) {
        const FirmwareTable *table = firmware_work_table(work);
        _cleanup_(streams_done) Streams streams = { 0 };
        size_t first = work->facts->n_units;
        int r;

        r = add_units(work, &table->iort);
        if (r == 0)
                r = find_streams(work, &table->iort, first, &streams);
        for (size_t i = 0; i < table->iort.n_nodes && r == 0; i++)
                if (table->iort.nodes[i].type == IORT_RMR && table->revision >= RMR_REVISION)
                        r = add_regions(work, table->iort.nodes + i, first, &streams);
        return r;
}
