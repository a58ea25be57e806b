/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "report/fault-fold.h"

#include <errno.h>
#include <string.h>

#define SLOTS (4 * FAULT_FOLD_MAX) /* a power of 2, and never full */

void fault_fold_done(FaultFold *fold) {
        free(fold->items);
        free(fold->slots);
        *fold = (FaultFold) FAULT_FOLD_INIT;
}

/* FNV-1a, 64 bit. Colliding on purpose costs an attacker's log some compares, no more. */
static uint64_t hash_bytes(uint64_t hash, const void *data, size_t length) {
        const unsigned char *bytes = data;

        for (size_t i = 0; i < length; i++)
                hash = (hash ^ bytes[i]) * 0x100000001b3ULL;
        return hash;
}

static uint64_t hash_fault(const Fault *fault) {
        uint64_t hash = 0xcbf29ce484222325ULL;

        hash = hash_bytes(hash, &fault->address.value, sizeof(fault->address.value));
        hash = hash_bytes(hash, &fault->stream.value, sizeof(fault->stream.value));
        hash = hash_bytes(hash, &fault->reason_code.value, sizeof(fault->reason_code.value));
        hash = hash_bytes(hash, fault->device, strlen(fault->device));
        hash = hash_bytes(hash, fault->reason, strlen(fault->reason));
        return hash_bytes(hash, &fault->access, sizeof(fault->access));
}

/* The slot of an equal fault, or a free one. */
static size_t find_slot(const FaultFold *fold, const Fault *fault) {
        size_t i = hash_fault(fault) & (SLOTS - 1);

        while (fold->slots[i] > 0 && !fault_equal(&fold->items[fold->slots[i] - 1].fault, fault))
                i = (i + 1) & (SLOTS - 1);
        return i;
}

int fault_fold_add(FaultFold *fold, const Fault *fault) {
        FoldedFault *item;
        size_t slot;

        if (!fold->slots)
                fold->slots = calloc(SLOTS, sizeof(*fold->slots));
        if (!fold->slots)
                return -ENOMEM;
        slot = find_slot(fold, fault);
        if (fold->slots[slot] == 0) {
                if (fold->n_items < FAULT_FOLD_MAX) {
                        if (!array_grow(&fold->items, &fold->capacity, fold->n_items, sizeof(*fold->items)))
                                return -ENOMEM;
                        item = fold->items + fold->n_items++;
                        item->fault = *fault;
                        item->fault.text = NULL;
                        fold->slots[slot] = fold->n_items;
                } else
                        fold->n_left_out++;
        }
        if (fold->slots[slot] > 0) {
                item = fold->items + fold->slots[slot] - 1;
                memcpy(item->last_time, fault->time, sizeof(item->last_time));
                item->count++;
        }
        fold->n_faults++;
        fold->has_driver[fault->driver] = true;
        return 0;
}

static bool has_device(const Fault *fault) {
        return *fault->device || fault->stream.known;
}

static bool same_device(const Fault *a, const Fault *b) {
        if (*a->device || *b->device)
                return strcmp(a->device, b->device) == 0;
        return a->driver == b->driver && strcmp(a->unit, b->unit) == 0 &&
                        a->stream.value == b->stream.value;
}

size_t fault_fold_count_devices(const FaultFold *fold) {
        size_t count = 0;

        for (size_t i = 0; i < fold->n_items; i++) {
                const Fault *fault = &fold->items[i].fault;
                bool is_new = has_device(fault);

                for (size_t j = 0; is_new && j < i; j++)
                        is_new = !has_device(&fold->items[j].fault) || !same_device(fault, &fold->items[j].fault);
                count += is_new;
        }
        return count;
}
