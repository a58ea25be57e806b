/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Why a group is one, and which of its addresses are risky: what the command-line tests can't build. */

#include "analysis/isolation.h"

#include "analysis/analyze.h"
#include "analysis/risky-windows.h"
#include "model/snapshot-link.h"
#include "tests/unit/build.h"

static Device *add_function(Snapshot *snapshot, const char *name, const char *above) {
        Device *device = add_device(snapshot, name, "dmar0");

        device->class = number(0x020000);
        device->parent_known = true;
        if (above)
                device->parent_link = copy(above);
        return device;
}

static Device *add_port(Snapshot *snapshot, const char *name, const char *above, uint8_t port_type) {
        Device *port = add_function(snapshot, name, above);

        port->class = number(0x060400);
        port->capabilities.is_known = port->capabilities.is_pcie = port->capabilities.extended_known = true;
        port->capabilities.bus_master = TRUTH_YES;
        port->capabilities.port_type = port_type;
        port->capabilities.bridge.is_known = true;
        return port;
}

static void set_window(Device *port, Iova first, Iova last) {
        port->capabilities.bridge.has_memory = true;
        port->capabilities.bridge.memory = (IovaRange) { first, last };
}

static Snapshot *make_snapshot(void) {
        Snapshot *snapshot = snapshot_new(ROOT_LIVE);
        Unit *unit;

        assert_non_null(snapshot);
        snapshot->host.has_class = TRUTH_YES;
        snapshot->host.kernel = copy("6.1.0");
        unit = add_unit(snapshot, "dmar0", UNIT_INTEL_VTD);
        unit->cap = unit->ecap = number(1);
        unit->abilities.second_stage_bits = 39;
        return snapshot;
}

static Assessment *assess(Snapshot *snapshot) {
        Assessment *assessment;

        assert_int_equal(snapshot_link(snapshot), 0);
        assert_int_equal(analyze(snapshot, &assessment), 0);
        return assessment;
}

static void test_port_state(void **state) {
        static const struct {
                const char *name;
                PciCapabilities capabilities;
                PortState expected;
        } rows[] = {
                { "not read", { .is_known = false }, PORT_UNKNOWN },
                { "conventional", { .is_known = true, .extended_known = true }, PORT_CONVENTIONAL },
                { "to PCI", { .is_known = true, .is_pcie = true, .port_type = PCIE_TO_PCI_BRIDGE }, PORT_CONVENTIONAL },
                { "from PCI", { .is_known = true, .is_pcie = true, .port_type = PCI_TO_PCIE_BRIDGE }, PORT_CONVENTIONAL },
                { "upstream", { .is_known = true, .is_pcie = true, .port_type = PCIE_UPSTREAM_PORT }, PORT_ISOLATES },
                { "upstream, one of many", { .is_known = true, .is_pcie = true, .port_type = PCIE_UPSTREAM_PORT,
                                .extended_known = true, .is_multifunction = true }, PORT_WITHOUT_ACS },
                { "root, first 256 bytes", { .is_known = true, .is_pcie = true, .port_type = PCIE_ROOT_PORT },
                                PORT_UNKNOWN },
                { "root", { .is_known = true, .is_pcie = true, .extended_known = true, .port_type = PCIE_ROOT_PORT },
                                PORT_WITHOUT_ACS },
                { "off", { .is_known = true, .is_pcie = true, .extended_known = true, .has_acs = true,
                                .port_type = PCIE_DOWNSTREAM_PORT, .acs_capability = ACS_REQUEST_REDIRECT },
                                PORT_LACKS_BITS },
                { "on", { .is_known = true, .is_pcie = true, .extended_known = true, .has_acs = true,
                                .port_type = PCIE_DOWNSTREAM_PORT, .acs_capability = ACS_REQUEST_REDIRECT,
                                .acs_control = ACS_REQUEST_REDIRECT }, PORT_ISOLATES },
                { "wired", { .is_known = true, .is_pcie = true, .extended_known = true, .has_acs = true,
                                .port_type = PCIE_DOWNSTREAM_PORT }, PORT_ISOLATES },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                Device port = { .capabilities = rows[i].capabilities };

                assert_row(rows[i].name, compute_port_state(&port) == rows[i].expected);
        }
}

/* No kernel shows it, but a made-up tree may: each is above the other. */
static void test_circle(void **state) {
        _cleanup_snapshot_ Snapshot *snapshot = make_snapshot();
        _cleanup_assessment_ Assessment *assessment = NULL;

        (void) state;
        add_group(snapshot, 1);
        set_window(add_port(snapshot, "0000:00:01.0", "0000:00:02.0", PCIE_ROOT_PORT), 0xa0000000, 0xa00fffff);
        set_window(add_port(snapshot, "0000:00:02.0", "0000:00:01.0", PCIE_ROOT_PORT), 0xa0000000, 0xa00fffff);
        add_function(snapshot, "0000:00:03.0", "0000:00:03.0");
        add_function(snapshot, "0000:00:04.0", "0000:00:01.0");
        assessment = assess(snapshot);
        assert_int_equal(assessment->groups->isolation, ISOLATION_PORT);
        assert_int_equal(assessment->groups->n_risky, 1);
}

/* The window of a bridge lies within that of the one above; overlaps that shouldn't be stay. */
static void test_nested_windows(void **state) {
        _cleanup_snapshot_ Snapshot *snapshot = make_snapshot();
        _cleanup_assessment_ Assessment *assessment = NULL;
        const GroupFacts *facts;

        (void) state;
        add_region(add_group(snapshot, 1), 0xa0500000, 0xa05fffff, REGION_RESERVED);
        set_window(add_port(snapshot, "0000:00:01.0", NULL, PCIE_ROOT_PORT), 0xa0000000, 0xa0ffffff);
        set_window(add_port(snapshot, "0000:01:00.0", "0000:00:01.0", PCIE_TO_PCI_BRIDGE), 0xa0100000, 0xa01fffff);
        set_window(add_port(snapshot, "0000:02:00.0", "0000:01:00.0", PCIE_TO_PCI_BRIDGE), 0xa0f00000, 0xa10fffff);
        add_function(snapshot, "0000:03:00.0", "0000:02:00.0");
        assessment = assess(snapshot);
        facts = assessment->groups;
        assert_true(facts->risky_known);
        assert_int_equal(facts->n_risky, 3);
        assert_int_equal(facts->risky[0].range.last, 0xa04fffff);
        assert_int_equal(facts->risky[1].range.first, 0xa0600000);
        assert_int_equal(facts->risky[1].range.last, 0xa0ffffff);
        assert_string_equal(snapshot->devices[facts->risky[1].bridge].name, "0000:00:01.0");
        assert_int_equal(facts->risky[2].range.first, 0xa0f00000);
        assert_int_equal(facts->risky[2].range.last, 0xa10fffff);
        assert_string_equal(snapshot->devices[facts->risky[2].bridge].name, "0000:02:00.0");
}

static void test_unknown_place(void **state) {
        _cleanup_snapshot_ Snapshot *snapshot = make_snapshot();
        _cleanup_assessment_ Assessment *assessment = NULL;

        (void) state;
        add_group(snapshot, 1);
        add_function(snapshot, "0000:03:00.0", NULL)->parent_known = false;
        add_group(snapshot, 2);
        add_function(snapshot, "0000:04:00.0", NULL);
        add_group(snapshot, 3)->reserved_known = false;
        add_function(snapshot, "0000:05:00.0", NULL);
        add_group(snapshot, 4); /* no member */
        assessment = assess(snapshot);
        assert_false(assessment->groups[0].risky_known);
        assert_true(assessment->groups[1].risky_known);
        assert_false(assessment->groups[2].risky_known); /* nor are its windows */
        assert_int_equal(assessment->groups[1].isolation, ISOLATION_ALONE);
        assert_int_equal(assessment->groups[3].isolation, ISOLATION_UNKNOWN);
        assert_null(assessment->groups[3].isolation_reason);
}

/* Many members behind one bridge, many bridges in one group, and a long chain: in no time. */
static void test_size(void **state) {
        _cleanup_snapshot_ Snapshot *snapshot = make_snapshot();
        _cleanup_assessment_ Assessment *assessment = NULL;
        char name[64], above[64] = "";

        (void) state;
        for (unsigned segment = 0; segment < 40; segment++) {
                add_group(snapshot, segment);
                for (unsigned i = 0; i < 256; i++) {
                        (void) snprintf(name, sizeof(name), "%04x:%02x:00.0", segment, i);
                        set_window(add_port(snapshot, name, i > 0 ? above : NULL, PCIE_ROOT_PORT), i * 0x100000ULL,
                                        i * 0x100000ULL + 0xfffff);
                        memcpy(above, name, sizeof(above));
                        (void) snprintf(name, sizeof(name), "%04x:%02x:01.0", segment, i);
                        add_function(snapshot, name, above);
                }
        }
        assessment = assess(snapshot);
        assert_int_equal(assessment->groups[39].n_risky, 256);
        assert_string_equal(assessment->groups[39].isolation_reason, "0027:00:00.0 has no ACS");
}

TEST_MAIN(cmocka_unit_test(test_port_state), cmocka_unit_test(test_circle), cmocka_unit_test(test_nested_windows),
                cmocka_unit_test(test_unknown_place), cmocka_unit_test(test_size))
