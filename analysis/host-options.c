/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "analysis/host-options.h"

#include <string.h>

static bool has_name(const char *option, const char *name, size_t length) {
        for (size_t i = 0; i < length; i++)
                if ((option[i] == '-' ? '_' : option[i]) != (name[i] == '-' ? '_' : name[i]))
                        return false;
        return option[length] == '=';
}

/* Quotes around a value are none to the kernel (lib/cmdline.c, next_arg()). */
static bool has_word(const char *value, const char *word) {
        size_t length = strlen(word);

        for (value += *value == '"';;) {
                size_t n = strcspn(value, ",\"");

                if (n == length && strncmp(value, word, n) == 0)
                        return true;
                if (value[n] != ',')
                        return false;
                value += n + 1;
        }
}

const char *find_boot_option(const Host *host, const char *name, const char *word) {
        size_t length = strlen(name);

        for (size_t i = 0; i < host->boot_options.count; i++) {
                const char *option = host->boot_options.items[i];

                if (has_name(option, name, length) && has_word(option + length + 1, word))
                        return option;
        }
        return NULL;
}

const char *find_boot_value(const Host *host, const char *name) {
        for (size_t i = 0; i < host->boot_options.count; i++)
                if (has_name(host->boot_options.items[i], name, strlen(name)))
                        return host->boot_options.items[i];
        return NULL;
}

/* Behind "word=" in a list, or NULL. */
static const char *find_word_value(const char *list, const char *word) {
        size_t length = strlen(word);

        for (list += *list == '"';;) {
                size_t n = strcspn(list, ",\"");

                if (n > length && strncmp(list, word, length) == 0 && list[length] == '=')
                        return list + length + 1;
                if (list[n] != ',')
                        return NULL;
                list += n + 1;
        }
}

const char *find_boot_setting(const Host *host, const char *name, const char *word, const char **ret_value) {
        size_t length = strlen(name);

        for (size_t i = 0; i < host->boot_options.count; i++) {
                const char *option = host->boot_options.items[i], *value;

                if (!has_name(option, name, length))
                        continue;
                value = find_word_value(option + length + 1, word);
                if (!value)
                        continue;
                *ret_value = value;
                return option;
        }
        return NULL;
}

const char *find_off_switch(const Host *host, const char *name) {
        size_t length = strlen(name);
        const char *off = NULL;

        for (size_t i = 0; i < host->boot_options.count; i++) {
                const char *option = host->boot_options.items[i];
                const char *value = option + length + 1;

                if (!has_name(option, name, length))
                        continue;
                for (value += *value == '"'; *value; value += *value == ',') {
                        size_t n = strcspn(value, ",\"");

                        if (n == 3 && strncmp(value, "off", n) == 0)
                                off = option;
                        else if ((n == 2 && strncmp(value, "on", n) == 0) ||
                                        (n == 5 && strncmp(value, "force", n) == 0))
                                off = NULL;
                        value += n;
                        if (*value == '"')
                                break;
                }
        }
        return off;
}

bool has_boot_word(const Host *host, const char *word) {
        for (size_t i = 0; i < host->boot_options.count; i++)
                if (strcmp(host->boot_options.items[i], word) == 0)
                        return true;
        return false;
}

const char *find_module_parameter(const Host *host, const char *module, const char *name) {
        for (size_t i = 0; i < host->n_parameters; i++)
                if (strcmp(host->parameters[i].module, module) == 0 &&
                                strcmp(host->parameters[i].name, name) == 0)
                        return host->parameters[i].value;
        return NULL;
}

Truth find_module_switch(const Host *host, const char *module, const char *name) {
        Truth found = TRUTH_UNKNOWN;

        for (size_t i = 0; i < host->n_parameters; i++) {
                const ModuleParameter *parameter = host->parameters + i;

                if (strcmp(parameter->name, name) != 0 || (module && strcmp(parameter->module, module) != 0))
                        continue;
                if (strcmp(parameter->value, "Y") == 0)
                        return TRUTH_YES;
                found = TRUTH_NO;
        }
        return found;
}
