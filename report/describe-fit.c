/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "report/describe-fit.h"

#include <inttypes.h>
#include <json-c/json.h>

#include "report/json-builder.h"

/* As an address, but for 2^64 bytes, which need one digit more. */
static void add_size(JsonBuilder *object, const char *key, unsigned __int128 bytes) {
        if (bytes >> 64 == 0)
                json_builder_add_hex(object, key, number((uint64_t) bytes), 16);
        else
                json_builder_add_word(object, key, "0x10000000000000000");
}

static void add_range(JsonBuilder *object, IovaRange range) {
        json_builder_add_hex(object, "first", number(range.first), 16);
        json_builder_add_hex(object, "last", number(range.last), 16);
}

void describe_obstacle(const GroupFacts *facts, const GuestPart *part, Text *ret) {
        const FitObstacle *obstacle = &part->obstacle;

        if (part->is_cut && !obstacle->region && obstacle->first == IOVA_MAX) {
                text_add(ret, "it would go on behind the last address of 64 bits");
                return;
        }
        text_add_format(ret, "0x%016" PRIx64, obstacle->first);
        if (obstacle->region)
                text_add_format(ret, " is in the reserved region 0x%016" PRIx64 "-0x%016" PRIx64 " (%s)",
                                obstacle->region->first, obstacle->region->last,
                                region_type_to_string(obstacle->region->type));
        else if (part->fits == TRUTH_NO)
                text_add_format(ret, " is behind the end of the aperture: %s",
                                facts->aperture.alternative_reason ? "the farther of the two that are possible"
                                                                   : facts->aperture.reason);
        else if (facts->aperture.alternative_reason)
                text_add_format(ret, " can be mapped only %s", facts->aperture.alternative_reason);
        else
                text_add_format(ret, " may be behind the end of the aperture: %s", facts->aperture.reason);
}

static struct json_object *describe_part(const GroupFacts *facts, const GuestPart *part, bool is_judged) {
        _cleanup_text_ Text reason = TEXT_INIT;
        JsonBuilder object = json_builder_new();

        add_range(&object, part->ram);
        json_builder_add_truth(&object, "fits", part->fits);
        if (is_judged && part->fits != TRUTH_YES)
                describe_obstacle(facts, part, &reason);
        if (text_error(&reason) < 0)
                object.failed = true;
        json_builder_add_text(&object, "reason", reason.length > 0 ? text_get(&reason) : NULL);
        return json_builder_finish(&object);
}

static void add_largest(JsonBuilder *object, const char *key, const GuestFit *fit, uint64_t bytes) {
        if (fit->reason)
                json_builder_add(object, key, NULL);
        else
                add_size(object, key, bytes);
}

struct json_object *describe_guest_fit(const GroupFacts *facts, const GuestRequest *request, const GuestFit *fit) {
        JsonBuilder object = json_builder_new();
        struct json_object *array;

        json_builder_add_word(&object, "machine", request->machine->name);
        json_builder_add_text(&object, "vcpu",
                        request->machine->split_bytes == 0 ? NULL
                                        : request->has_amd_vcpu ? "amd" : "intel");
        add_size(&object, "size", request->ram_bytes);
        json_builder_add_truth(&object, "fits", fit->fits);
        json_builder_add_text(&object, "reason", fit->reason);
        array = json_builder_add_array(&object, "ram", fit->n_parts);
        for (size_t i = 0; array && i < fit->n_parts; i++)
                json_builder_append(&object, array, describe_part(facts, fit->parts + i, !fit->reason));
        add_largest(&object, "largest_size", fit, fit->largest_bytes);
        add_largest(&object, "largest_possible_size", fit, fit->largest_possible_bytes);
        return json_builder_finish(&object);
}

static void add_largest_piece(JsonBuilder *object, const IovaPlace *place) {
        JsonBuilder piece;

        if (place->usable_bytes == 0) {
                json_builder_add(object, "largest", NULL);
                return;
        }
        piece = json_builder_new();
        add_range(&piece, place->largest);
        json_builder_add_required(object, "largest", json_builder_finish(&piece));
}

struct json_object *describe_iova_place(const PlaceRequest *request, const IovaPlace *place) {
        JsonBuilder object = json_builder_new();
        bool has_range = place->found == TRUTH_YES || (place->found == TRUTH_UNKNOWN && !place->reason);

        add_size(&object, "size", request->size_bytes);
        add_size(&object, "align", request->align_bytes);
        json_builder_add_hex(&object, "last_allowed", number(request->below_last), 16);
        json_builder_add_truth(&object, "found", place->found);
        json_builder_add_text(&object, "reason", place->reason);
        json_builder_add_hex(&object, "first", (Number) { .known = has_range, .value = place->range.first }, 16);
        json_builder_add_hex(&object, "last", (Number) { .known = has_range, .value = place->range.last }, 16);
        if (place->reason)
                json_builder_add(&object, "usable_size", NULL);
        else
                add_size(&object, "usable_size", place->usable_bytes);
        add_largest_piece(&object, place);
        json_builder_add_truth(&object, "may_have_more",
                        place->reason ? TRUTH_UNKNOWN : place->may_have_more ? TRUTH_YES : TRUTH_NO);
        return json_builder_finish(&object);
}
