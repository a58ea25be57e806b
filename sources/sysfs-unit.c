/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sources/sysfs-unit.h"

#include <errno.h>
#include <string.h>

#include "base/parse.h"
#include "sources/amd-registers.h"
#include "sources/attributes.h"
#include "sources/source-note.h"
#include "sources/vtd-registers.h"

#define UNIT_CLASS "sys/class/iommu"

static const Attribute intel_attributes[] = {
        { "intel-iommu/address", ATTRIBUTE_HEX, UINT64_MAX, offsetof(Unit, address), true },
        { "intel-iommu/version", ATTRIBUTE_STRING, 0, offsetof(Unit, version), true },
        { "intel-iommu/cap", ATTRIBUTE_HEX, UINT64_MAX, offsetof(Unit, cap), true },
        { "intel-iommu/ecap", ATTRIBUTE_HEX, UINT64_MAX, offsetof(Unit, ecap), true },
        { "intel-iommu/domains_supported", ATTRIBUTE_DECIMAL, UINT32_MAX,
                        offsetof(Unit, domains_supported), false },
        { "intel-iommu/domains_used", ATTRIBUTE_DECIMAL, UINT32_MAX, offsetof(Unit, domains_used),
                        false },
};

static const Attribute amd_attributes[] = {
        { "amd-iommu/cap", ATTRIBUTE_HEX, UINT32_MAX, offsetof(Unit, capability), true },
};

UnitKind unit_kind_from_name(const char *name) {
        /* The prefix, then only characters of the set. */
        static const struct {
                const char *prefix, *rest;
                UnitKind kind;
        } patterns[] = {
                { "dmar", "0123456789", UNIT_INTEL_VTD },
                { "ivhd", "0123456789", UNIT_AMD_VI },
                { "smmu3.", "0123456789abcdefx", UNIT_ARM_SMMU_V3 },
                { "smmu.", "0123456789abcdefx", UNIT_ARM_SMMU_V2 },
                { "virtio", "0123456789", UNIT_VIRTIO_IOMMU },
        };

        for (size_t i = 0; i < ARRAY_SIZE(patterns); i++) {
                size_t n = strlen(patterns[i].prefix);

                if (strncmp(name, patterns[i].prefix, n) == 0 && name[n] &&
                                name[n + strspn(name + n, patterns[i].rest)] == '\0')
                        return patterns[i].kind;
        }
        return UNIT_OTHER;
}

static int read_amd_features(RootDir *dir, Unit *unit, Snapshot *snapshot) {
        char text[ATTRIBUTE_MAX_BYTES + 1];
        int r;

        r = root_read_text(dir, "amd-iommu/features", NULL, text, sizeof(text));
        if (r < 0)
                return source_note(snapshot, dir, "amd-iommu/features", r);
        if (parse_amd_features(text, snapshot->host.kernel, &unit->efr, &unit->efr2) < 0)
                return source_note_malformed(snapshot, dir, "amd-iommu/features",
                                "not of the form \"HEX\" or \"HEX:HEX\"");
        return 0;
}

static int read_registers(RootDir *dir, Unit *unit, Snapshot *snapshot) {
        int r;

        switch (unit->kind) {
        case UNIT_INTEL_VTD:
                r = read_attributes(dir, intel_attributes, ARRAY_SIZE(intel_attributes), unit,
                                snapshot);
                if (r == 0 && unit->cap.known && unit->ecap.known)
                        decode_vtd_registers(unit->cap.value, unit->ecap.value, &unit->abilities);
                return r;
        case UNIT_AMD_VI:
                r = read_attributes(dir, amd_attributes, ARRAY_SIZE(amd_attributes), unit, snapshot);
                if (r == 0)
                        r = read_amd_features(dir, unit, snapshot);
                if (r == 0)
                        decode_amd_registers(unit->capability, unit->efr, &unit->abilities);
                return r;
        case UNIT_ARM_SMMU_V2:
        case UNIT_ARM_SMMU_V3: {
                /* The name is all that sysfs shows: "smmu3.0x0000000009050000". */
                uint64_t address;

                if (parse_hex_prefixed(strchr(unit->name, '.') + 1, UINT64_MAX, &address) == 0)
                        unit->address = number(address);
                return 0;
        }
        default:
                return 0;
        }
}

static int fill_unit(Root *root, Snapshot *snapshot, Unit *unit) {
        _cleanup_text_ Text path = TEXT_INIT;
        _cleanup_root_dir_ RootDir dir = ROOT_DIR_INIT;
        int r;

        text_add_format(&path, UNIT_CLASS "/%s", unit->name);
        if (text_error(&path) < 0)
                return -ENOMEM;
        r = root_dir_open(root, text_get(&path), &dir);
        if (r < 0)
                return source_note_path(snapshot, text_get(&path), r);
        r = read_registers(&dir, unit, snapshot);
        if (r == 0 && unit->kind != UNIT_INTEL_VTD) /* whose class device has no parent */
                r = read_link(&dir, "device", &unit->parent, snapshot);
        if (r < 0)
                return r;
        r = root_list(&dir, "devices", &unit->device_names);
        return r < 0 ? source_note(snapshot, &dir, "devices", r) : 0;
}

/* A unit that is listed is there, whatever else can be found out about it. */
static int read_unit(Root *root, Snapshot *snapshot, const char *name) {
        Unit *unit = snapshot_add_unit(snapshot);

        if (!unit)
                return -ENOMEM;
        unit->name = strdup(name);
        if (!unit->name)
                return -ENOMEM;
        unit->kind = unit_kind_from_name(name);
        return fill_unit(root, snapshot, unit);
}

int read_units(Root *root, Snapshot *snapshot) {
        _cleanup_root_dir_ RootDir class = ROOT_DIR_INIT;
        _cleanup_(names_done) Names names = { 0 };
        int r;

        r = root_dir_open(root, "sys/class", &class);
        if (r < 0) /* no sysfs here, as in a bare chroot: that says nothing about the kernel */
                return source_note_path(snapshot, "sys/class", r);
        r = root_list(&class, "iommu", &names);
        if (r == -ENOENT) {
                snapshot->host.has_class = TRUTH_NO;
                return 0;
        }
        if (r < 0)
                return source_note_path(snapshot, UNIT_CLASS, r);
        snapshot->host.has_class = TRUTH_YES;
        for (size_t i = 0; i < names.count; i++) {
                r = read_unit(root, snapshot, names.items[i]);
                if (r < 0)
                        return r;
        }
        return 0;
}
