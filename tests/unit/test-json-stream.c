/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* JSON written piece by piece: the exact text in both forms, and files that fail. */

#include "report/json-stream.h"

#include <json-c/json.h>

#include "tests/unit/test.h"

static struct json_object *parsed(const char *text) {
        struct json_object *object = json_tokener_parse(text);

        assert_non_null(object);
        return object;
}

static char *write_all(bool is_pretty) {
        JsonStream stream;
        char *output = NULL;
        size_t size;
        FILE *file = open_memstream(&output, &size);

        assert_non_null(file);
        json_stream_begin(&stream, file, is_pretty, "test/1");
        json_stream_member(&stream, "object", parsed("{\"a\":1,\"b\":[true,null]}"));
        json_stream_member(&stream, "nothing", NULL);
        json_stream_string(&stream, "text", "a\nb\"/\\\033");
        json_stream_array_begin(&stream, "empty");
        json_stream_array_end(&stream);
        json_stream_array_begin(&stream, "list");
        json_stream_element(&stream, parsed("{\"x\":1}"));
        json_stream_element(&stream, parsed("2"));
        json_stream_array_end(&stream);
        json_stream_member(&stream, "last", parsed("18446744073709551615"));
        assert_int_equal(json_stream_end(&stream), 0);
        assert_int_equal(fclose(file), 0);
        return output;
}

static void test_short(void **state) {
        _cleanup_free_ char *output = write_all(false);

        (void) state;
        assert_string_equal(output,
                        "{\"schema\":\"test/1\",\"object\":{\"a\":1,\"b\":[true,null]},\"nothing\":null,"
                        "\"text\":\"a\\nb\\\"/\\\\\\u001b\",\"empty\":[],\"list\":[{\"x\":1},2],"
                        "\"last\":18446744073709551615}\n");
}

/* Layout is not fixed here, but that it is one, and that it changes no value. */
static void test_pretty(void **state) {
        _cleanup_free_ char *output = write_all(true), *plain = write_all(false);
        struct json_object *a = parsed(output), *b = parsed(plain);

        (void) state;
        assert_true(json_object_equal(a, b));
        assert_non_null(strstr(output, "{\n  \"schema\": \"test/1\",\n  \"object\": {"));
        assert_non_null(strstr(output, "\n  \"empty\": [],\n"));
        assert_string_equal(output + strlen(output) - 3, "\n}\n");
        json_object_put(a);
        json_object_put(b);
}

static void test_nothing_but_schema(void **state) {
        _cleanup_free_ char *output = NULL;
        JsonStream stream;
        size_t size;
        FILE *file = open_memstream(&output, &size);

        (void) state;
        json_stream_begin(&stream, file, false, "test/1");
        assert_int_equal(json_stream_end(&stream), 0);
        assert_int_equal(fclose(file), 0);
        assert_string_equal(output, "{\"schema\":\"test/1\"}\n");
}

static void test_full_disk(void **state) {
        FILE *file = fopen("/dev/full", "we");
        JsonStream stream;

        (void) state;
        if (!file)
                skip();
        json_stream_begin(&stream, file, false, "test/1");
        for (unsigned i = 0; i < 10000; i++)
                json_stream_string(&stream, "key", "value");
        assert_int_equal(json_stream_end(&stream), -ENOSPC);
        (void) fclose(file);
}

static void test_element_lost(void **state) {
        _cleanup_free_ char *output = NULL;
        JsonStream stream;
        size_t size;
        FILE *file = open_memstream(&output, &size);

        (void) state;
        json_stream_begin(&stream, file, false, "test/1");
        json_stream_array_begin(&stream, "list");
        json_stream_element(&stream, NULL);
        json_stream_array_end(&stream);
        assert_int_equal(json_stream_end(&stream), -ENOMEM);
        (void) fclose(file);
}

TEST_MAIN(cmocka_unit_test(test_short), cmocka_unit_test(test_pretty),
          cmocka_unit_test(test_nothing_but_schema), cmocka_unit_test(test_full_disk),
          cmocka_unit_test(test_element_lost))
