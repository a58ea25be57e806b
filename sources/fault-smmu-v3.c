/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Events of an Arm SMMUv3 (drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.c): the raw record
 *   arm-smmu-v3 fc900000.iommu: event 0x10 received:
 *   arm-smmu-v3 fc900000.iommu:  0x0000010000000010       four times
 * and, since 6.14, behind it the same in words, which belongs to the same fault:
 *   arm-smmu-v3 fc900000.iommu: event: F_TRANSLATION client: 0000:01:00.0 sid: 0x100 ssid: 0x0 iova: ...
 *   arm-smmu-v3 fc900000.iommu: unpriv data write s1 "Input address caused fault" stag: 0x0
 */

#include "sources/fault-match.h"

#include <string.h>

#include "sources/fault-parts.h"
#include "sources/fault-reasons.h"

#define RECORD_WORDS 4

/* Fields of the record: EVTQ_ in arm-smmu-v3.h, Linux 7.2. */
#define EVENT_ID(word)   ((word) & 0xff)      /* word 0 */
#define EVENT_SSV(word)  (((word) >> 11) & 1) /* the substream is valid */
#define EVENT_SSID(word) (((word) >> 12) & 0xfffff)
#define EVENT_SID(word)  ((word) >> 32)
#define EVENT_IND(word)  (((word) >> 34) & 1) /* word 1: instruction, not data */
#define EVENT_RNW(word)  (((word) >> 35) & 1) /* read, not write */

typedef struct Event {
        uint64_t code;
        unsigned n_words;
        bool has_header, has_names, has_attributes;
} Event;

/* Words 1 and 2 hold the access and the input address of translation faults; what other
 * events have there differs, and the kernel prints none of it. */
static bool carries_address(uint64_t code) {
        return code >= 0x10 && code <= 0x13;
}

static void set_reason(Fault *fault, uint64_t code) {
        const char *name = find_smmu_v3_name(code);

        fault->reason_code = number(code);
        fault->explanation = find_smmu_v3_reason(code);
        if (name)
                memcpy(fault->reason, name, strlen(name) + 1);
}

static void set_access(Fault *fault, bool is_instruction, bool is_read) {
        fault->access = is_instruction ? FAULT_ACCESS_EXECUTE
                        : is_read      ? FAULT_ACCESS_READ
                                       : FAULT_ACCESS_WRITE;
}

static bool parse_header(Scanner body, Event *event, FaultMatch *match) {
        if (event->has_header || !scanner_take(&body, "event ") || !scanner_take_hex(&body, &event->code) ||
                        !scanner_take(&body, " received"))
                return false;
        event->has_header = true;
        set_reason(&match->fault, event->code);
        match->kind = FAULT_MATCH_FOUND;
        return true;
}

static bool parse_word(Scanner body, Event *event, FaultMatch *match) {
        Fault *fault = &match->fault;
        const char *start = body.cursor;
        uint64_t word;

        if (event->n_words == RECORD_WORDS || event->has_names || !scanner_take(&body, "0x"))
                return false;
        body.cursor = start;
        if (!scanner_take_hex(&body, &word) || body.cursor - start != 2 + 16)
                return false;
        /* The event's number stands in word 0 too: where that is lost, the others mean nothing. */
        if (event->has_header && event->n_words == 0 && EVENT_ID(word) != event->code)
                return false;
        event->n_words++;
        if (!event->has_header)
                return true;
        if (event->n_words == 1) {
                fault->stream = number(EVENT_SID(word));
                fault->has_pasid = EVENT_SSV(word) ? TRUTH_YES : TRUTH_NO;
                if (EVENT_SSV(word))
                        fault->pasid = number(EVENT_SSID(word));
        } else if (event->n_words == 2 && carries_address(event->code))
                set_access(fault, EVENT_IND(word), EVENT_RNW(word));
        else if (event->n_words == 3 && carries_address(event->code))
                fault->address = number(word);
        return true;
}

static void take_named(Scanner body, const char *key, Number *ret) {
        uint64_t value;

        if (scanner_find(&body, key) && scanner_take_hex(&body, &value))
                *ret = number(value);
}

static void set_client(Fault *fault, const char *client) {
        if (*client != '(' && !parse_fault_pci_name(client, fault->device))
                memcpy(fault->device, client, strlen(client) + 1);
}

/* The event in words; refused if it is not that of the record before it. */
static bool parse_names(Scanner body, Event *event, FaultMatch *match) {
        Fault *fault = &match->fault;
        char name[FAULT_NAME_MAX], client[FAULT_NAME_MAX] = "(";
        Number stream = { 0 }, pasid = { 0 };
        uint64_t code = 0;

        if (event->has_names || !scanner_take(&body, "event: ") ||
                        !scanner_take_until(&body, " \t\r\n", name, sizeof(name)))
                return false;
        take_named(body, "sid: ", &stream);
        if (event->has_header &&
                        ((find_smmu_v3_code(name, &code) && code != event->code) ||
                                        (stream.known && fault->stream.known && stream.value != fault->stream.value)))
                return false;
        event->has_names = true;
        if (find_smmu_v3_code(name, &code))
                set_reason(fault, code);
        else if (!event->has_header)
                memcpy(fault->reason, name, strlen(name) + 1);
        if (scanner_take(&body, " client: ") && scanner_take_until(&body, " \t\r\n", client, sizeof(client)))
                set_client(fault, client);
        if (stream.known)
                fault->stream = stream;
        take_named(body, "ssid: ", &pasid);
        /* 0 is also what the kernel prints when there is none. */
        if (pasid.known && pasid.value > 0) {
                fault->pasid = pasid;
                fault->has_pasid = TRUTH_YES;
        }
        take_named(body, "iova: ", &fault->address);
        take_named(body, "fetch_addr: ", &fault->address);
        match->kind = FAULT_MATCH_FOUND;
        return true;
}

static bool parse_attributes(Scanner body, Event *event, FaultMatch *match) {
        bool is_instruction;

        if (event->has_attributes || !(scanner_take(&body, "priv ") || scanner_take(&body, "unpriv ")))
                return false;
        is_instruction = scanner_take(&body, "inst ");
        if (!is_instruction && !scanner_take(&body, "data "))
                return false;
        if (scanner_take(&body, "read"))
                set_access(&match->fault, is_instruction, true);
        else if (scanner_take(&body, "write"))
                set_access(&match->fault, is_instruction, false);
        else
                return false;
        event->has_attributes = true;
        return true;
}

/* Errors of the unit itself. */
static bool parse_unit_error(Scanner body, FaultMatch *match) {
        static const struct {
                const char *words, *explanation;
        } errors[] = {
                { "CMD_SYNC timeout", "the unit did not finish its commands in time" },
                { "CMDQ error", "the unit refused a command of the kernel" },
                { "unexpected global error reported", "the unit reports an error of its own" },
                { "EVTQ overflow detected", "more events came than the kernel took: some are lost" },
                { "device has entered Service Failure Mode", "the unit has given up after an internal error" },
        };
        Fault *fault = &match->fault;

        for (size_t i = 0; i < ARRAY_SIZE(errors); i++) {
                Scanner ahead = body;

                if (!scanner_take(&ahead, errors[i].words))
                        continue;
                match->kind = FAULT_MATCH_WHOLE;
                match->n_read++;
                fault->explanation = errors[i].explanation;
                scanner_take_line(&body, fault->reason, sizeof(fault->reason));
                return true;
        }
        return false;
}

void parse_smmu_v3_fault(Scanner text, FaultMatch *ret) {
        Event event = { 0 };
        SmmuLine line;

        ret->fault.driver = UNIT_ARM_SMMU_V3;
        for (unsigned n = 0; parse_smmu_line(&text, &line);) {
                if (!line.is_v3 || is_other_unit(ret->fault.unit, line.unit))
                        continue;
                scanner_skip_blanks(&line.body);
                if (n == 0 && parse_unit_error(line.body, ret)) {
                        memcpy(ret->fault.unit, line.unit, sizeof(line.unit));
                        return;
                }
                if (!parse_header(line.body, &event, ret) && !parse_word(line.body, &event, ret) &&
                                !parse_names(line.body, &event, ret) &&
                                !parse_attributes(line.body, &event, ret))
                        continue;
                memcpy(ret->fault.unit, line.unit, sizeof(line.unit));
                ret->is_tail = ret->is_tail || (n == 0 && !event.has_header);
                n++;
                ret->n_read++;
        }
        if (ret->kind == FAULT_MATCH_NONE && ret->n_read > 0)
                ret->kind = FAULT_MATCH_PART;
        if (ret->kind == FAULT_MATCH_FOUND && event.has_attributes)
                ret->kind = FAULT_MATCH_WHOLE;
}
