/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What is described when memory runs out: nothing, never less than there is. */

#include "report/describe.h"

#include <json-c/json.h>

#include "model/assessment.h"
#include "report/text-object.h"
#include "tests/unit/build.h"

void *__real_realloc(void *pointer, size_t size);
void *__wrap_realloc(void *pointer, size_t size);

/* How many calls succeed before all others fail; negative: all do. */
static int reallocs_left = -1;

void *__wrap_realloc(void *pointer, size_t size) {
        if (reallocs_left == 0)
                return NULL;
        reallocs_left -= reallocs_left > 0;
        return __real_realloc(pointer, size);
}

static void add_parameter(Snapshot *snapshot, const char *value) {
        Host *host = &snapshot->host;

        host->parameters = calloc(1, sizeof(*host->parameters));
        assert_non_null(host->parameters);
        host->parameters[host->n_parameters++] = (ModuleParameter) {
                .module = copy("vfio"), .name = copy("name"), .value = copy(value),
        };
}

static void test_host(void **state) {
        _cleanup_snapshot_ Snapshot *snapshot = snapshot_new(ROOT_LIVE);
        _cleanup_assessment_ Assessment *assessment = assessment_new(snapshot);
        struct json_object *object = NULL, *parameters, *value;
        int failures = -1;

        (void) state;
        add_parameter(snapshot, "\x1b[2J");
        for (; !object; failures++) {
                assert_true(failures < 100);
                reallocs_left = failures + 1;
                object = describe_host(snapshot, assessment);
                reallocs_left = -1;
        }
        assert_true(failures > 1); /* both the key and the value take memory */
        assert_true(json_object_object_get_ex(object, "module_parameters", &parameters));
        assert_true(json_object_object_get_ex(parameters, "vfio.name", &value));
        assert_non_null(value);
        assert_string_equal(json_object_get_string(value), "\\x1b[2J");
        json_object_put(object);
}

static void test_text(void **state) {
        struct json_object *object = json_object_new_object();
        FILE *file = fopen("/dev/null", "we");

        (void) state;
        assert_non_null(file);
        assert_int_equal(json_object_object_add(object, "key", json_object_new_string("value")), 0);
        assert_int_equal(text_object_print(file, object), 0);
        reallocs_left = 0;
        assert_int_equal(text_object_print(file, object), -ENOMEM);
        reallocs_left = -1;
        json_object_put(object);
        (void) fclose(file);
}

TEST_MAIN(cmocka_unit_test(test_host), cmocka_unit_test(test_text))
