/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "report/describe-window-details.h"

#include <inttypes.h>
#include <json-c/json.h>

#define PCI_DEFAULT_MASK_BITS 32

static void add_text(JsonBuilder *object, const char *key, const Text *text) {
        if (text_error(text) < 0)
                object->failed = true;
        json_builder_add_text(object, key, text_get(text));
}

void describe_device_mask(const Snapshot *snapshot, const WindowAdvice *advice, Text *ret) {
        const Device *device = advice->mask_device != NO_INDEX ? snapshot->devices + advice->mask_device : NULL;

        if (!device) {
                text_add(ret, "no member has a kernel driver that does DMA");
                return;
        }
        if (!advice->device_mask_bits.known) {
                text_add_format(ret, "%s is bound to %s, so its mask says nothing", device->name, device->driver);
                return;
        }
        text_add_format(ret, "%s (%s)", device->name, device->driver);
        if (advice->device_mask_bits.value == PCI_DEFAULT_MASK_BITS)
                text_add(ret, "; also the kernel's default where a driver sets none");
}

/* What lies below is rarely in the way, but can be. */
static void add_exceptions(const Group *group, Text *ret) {
        size_t count = 0;

        for (size_t i = 0; i < group->n_reserved; i++)
                count += !is_usable_region(group->reserved + i) && group->reserved[i].first < USER_BUSY_FIRST;
        if (count > 0)
                text_add_format(ret, ", except %zu reserved region%s below 0x%llx", count, count == 1 ? "" : "s",
                                USER_BUSY_FIRST);
}

void describe_user_reason(const Group *group, const GroupFacts *facts, Text *ret) {
        const UserAddresses *user = &facts->user_addresses;
        const Aperture *aperture = &facts->aperture;

        if (facts->windows_source == WINDOWS_UNKNOWN)
                text_add(ret, facts->windows_reason);
        else if (user->region)
                text_add_format(ret, "reserved region 0x%016" PRIx64 "-0x%016" PRIx64 " (%s)", user->region->first,
                                user->region->last, region_type_to_string(user->region->type));
        else if (user->fits == TRUTH_YES) {
                text_add(ret, "they lie in a window");
                add_exceptions(group, ret);
        } else if (!aperture->last_known)
                text_add(ret, "the end of the aperture is unknown");
        else {
                text_add_format(ret, "the aperture ends at 0x%" PRIx64, aperture->range.last);
                if (aperture->alternative_reason)
                        text_add_format(ret, ", or at 0x%" PRIx64, aperture->alternative_last);
        }
}

static void add_alternative(JsonBuilder *object, const Aperture *aperture) {
        JsonBuilder one;

        if (!aperture->alternative_reason) {
                json_builder_add(object, "windows_alternative", NULL);
                return;
        }
        one = json_builder_new();
        json_builder_add_hex(&one, "last", number(aperture->alternative_last), 16);
        json_builder_add_word(&one, "reason", aperture->alternative_reason);
        json_builder_add_required(object, "windows_alternative", json_builder_finish(&one));
}

static void add_advice(JsonBuilder *object, const Snapshot *snapshot, const WindowAdvice *advice) {
        _cleanup_text_ Text reason = TEXT_INIT;
        JsonBuilder one = json_builder_new();

        describe_device_mask(snapshot, advice, &reason);
        json_builder_add_number(&one, "device_mask_bits", advice->device_mask_bits);
        add_text(&one, "device_mask_reason", &reason);
        json_builder_add_number(&one, "platform_bits", advice->platform_bits);
        json_builder_add_text(&one, "platform_reason", advice->platform_reason);
        json_builder_add_required(object, "advice", json_builder_finish(&one));
}

static struct json_object *describe_dpdk(const UserAddresses *user) {
        JsonBuilder object = json_builder_new();

        json_builder_add_number(&object, "mask_bits", user->dpdk_mask_bits);
        json_builder_add_truth(&object, "right", user->dpdk_is_right);
        return json_builder_finish(&object);
}

static struct json_object *describe_spdk(const UserAddresses *user) {
        JsonBuilder object = json_builder_new();

        json_builder_add_word(&object, "addresses", address_mode_to_string(user->spdk_mode));
        json_builder_add_truth(&object, "right", user->spdk_is_right);
        return json_builder_finish(&object);
}

static void add_user_addresses(JsonBuilder *object, const Group *group, const GroupFacts *facts) {
        const UserAddresses *user = &facts->user_addresses;
        _cleanup_text_ Text reason = TEXT_INIT;
        JsonBuilder one = json_builder_new();

        describe_user_reason(group, facts, &reason);
        json_builder_add_truth(&one, "fits", user->fits);
        add_text(&one, "reason", &reason);
        json_builder_add_required(&one, "dpdk", describe_dpdk(user));
        json_builder_add_required(&one, "spdk", describe_spdk(user));
        json_builder_add_required(object, "user_addresses", json_builder_finish(&one));
}

void describe_window_details(JsonBuilder *object, const Snapshot *snapshot, const Assessment *assessment, size_t i) {
        const GroupFacts *facts = assessment->groups + i;

        json_builder_add_word(object, "windows_confidence", windows_confidence_to_string(facts->windows_confidence));
        add_alternative(object, &facts->aperture);
        add_advice(object, snapshot, &facts->advice);
        add_user_addresses(object, snapshot->groups + i, facts);
}
