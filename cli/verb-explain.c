/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* iommu-diag explain [ID...]: what a finding means; explain map: what the kernel says to a mapping. */

#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "analysis/checks.h"
#include "cli/explain-map.h"
#include "cli/verb.h"
#include "report/describe-check.h"
#include "report/json-stream.h"
#include "report/terminal.h"

/* All checks for no id, else those asked for. The caller has seen that the ids are good. */
static const Check *next_check(int argc, char **args, size_t i) {
        if (argc > 0)
                return i < (size_t) argc ? find_check(args[i]) : NULL;
        for (size_t topic = 0; topic < n_check_topics; i -= *check_topics[topic++].n_checks)
                if (i < *check_topics[topic].n_checks)
                        return check_topics[topic].checks + i;
        return NULL;
}

static void print_part(const Terminal *terminal, const char *label, const char *text) {
        int n = fprintf(terminal->file, "  %-10s", label);

        terminal_print_wrapped(terminal, text, n > 0 ? (size_t) n : 0, 12);
}

static void print_check(const Terminal *terminal, const Check *check) {
        fprintf(terminal->file, "%s%s%s\n", terminal_bold(terminal), check->id, terminal_reset(terminal));
        print_part(terminal, "Severity:", severity_to_string(check->severity));
        print_part(terminal, "Meaning:", check->title);
        print_part(terminal, "Cause:", check->cause);
        print_part(terminal, "Cure:", check->cure);
}

static void print_line(const Terminal *terminal, const Check *check) {
        _cleanup_text_ Text line = TEXT_INIT, cut = TEXT_INIT;

        text_add_format(&line, "%-32s %-8s %s", check->id, severity_to_string(check->severity), check->title);
        terminal_add_cut(&cut, terminal, text_get(&line), terminal->columns);
        fprintf(terminal->file, "%s\n", text_get(&cut));
}

static int write_json(int argc, char **args) {
        const Check *check;
        JsonStream stream;

        json_stream_begin(&stream, stdout, arg_json == JSON_PRETTY, "iommu-diag/findings/1");
        json_stream_array_begin(&stream, "findings");
        for (size_t i = 0; (check = next_check(argc, args, i)); i++)
                json_stream_element(&stream, describe_check(check->id, check->severity, check->title, check->cause,
                                                             check->cure));
        json_stream_array_end(&stream);
        return json_stream_end(&stream);
}

static bool is_map_option_given(void) {
        for (VerbOption i = VERB_OPTION_DEVICE; i <= VERB_OPTION_ERRNO; i++)
                if (arg_values[i])
                        return true;
        return false;
}

int verb_explain(int argc, char **args) {
        const Check *check;
        Terminal terminal;

        if (argc == 1 && strcmp(args[0], "map") == 0)
                return explain_map();
        if (is_map_option_given())
                return fail(EXIT_USAGE, "explain", "--device, --iova, --size, --vaddr and --errno go with `explain map`");
        for (int i = 0; i < argc; i++)
                if (!find_check(args[i]))
                        return fail(EXIT_USAGE, args[i], "no finding has this id; iommu-diag explain lists them");
        if (arg_json != JSON_OFF)
                return finish_output(write_json(argc, args));
        terminal_init(&terminal, stdout, arg_full);
        for (size_t i = 0; (check = next_check(argc, args, i)); i++) {
                if (argc == 0) {
                        print_line(&terminal, check);
                        continue;
                }
                if (i > 0)
                        fputc('\n', stdout);
                print_check(&terminal, check);
        }
        return finish_output(0);
}
