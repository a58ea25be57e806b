# SPDX-License-Identifier: LGPL-2.1-or-later
"""The emulated machines, one row per --iommu, and the boot options that each kind of unit understands."""

import dataclasses

from lab_errors import UsageError

X86 = ("qemu-system-x86_64", "-accel", "tcg", "-machine", "q35,kernel-irqchip=split")
# A Cortex-A57 has no pointer authentication, the costliest thing to emulate in "max".
ARM = ("qemu-system-aarch64", "-accel", "tcg", "-cpu", "cortex-a57",
       "-machine", "virt,iommu=smmuv3,gic-version=3")
ARM_FIRMWARE = "/usr/share/qemu-efi-aarch64/QEMU_EFI.fd"
VTD = "intel-iommu,intremap=on,snoop-control=on"

# What --boot means to the kernel. Debian's kernels turn VT-d on by themselves
# (CONFIG_INTEL_IOMMU_DEFAULT_ON_INTGPU_OFF).
INTEL_BOOT = {
    "default": "",
    "strict": "intel_iommu=on iommu.strict=1",
    "lazy": "intel_iommu=on iommu.strict=0",
    "passthrough": "intel_iommu=on iommu=pt",
    "off": "intel_iommu=off",
    "sp_off": "intel_iommu=on,sp_off",
}
# Likewise scalable mode (CONFIG_INTEL_IOMMU_SCALABLE_MODE_DEFAULT_ON); "default" leaves it at that.
SCALABLE_BOOT = {name: words.replace("intel_iommu=on", "intel_iommu=on,sm_on") for name, words in INTEL_BOOT.items()}
AMD_BOOT = {
    "default": "",
    "strict": "iommu.strict=1",
    "lazy": "iommu.strict=0",
    "passthrough": "iommu=pt",
    "off": "amd_iommu=off",
}
# Arm and virtio drivers have no option that turns them off.
GENERIC_BOOT = {
    "default": "",
    "strict": "iommu.strict=1",
    "lazy": "iommu.strict=0",
    "passthrough": "iommu.passthrough=1",
}
BOOTS = tuple(INTEL_BOOT)


@dataclasses.dataclass(frozen=True)
class Machine:
    name: str
    architecture: str
    qemu: tuple
    boots: dict
    kernels: tuple = ("6.1", "6.12")

    @property
    def console(self):
        return "ttyS0" if self.architecture == "amd64" else "ttyAMA0"

    @property
    def result_port(self):
        """Where the guest writes its results. The virt board has one UART only; a virtio port on its
        memory-mapped bus adds nothing to PCI, which is what the guests are about."""
        return "/dev/ttyS1" if self.architecture == "amd64" else "/dev/vport0p1"

    def channels(self, console, results):
        """QEMU arguments: the kernel's console to one character device, the results to another."""
        arguments = ["-chardev", console, "-serial", "chardev:console", "-chardev", results]
        if self.architecture == "amd64":
            return [*arguments, "-serial", "chardev:results"]
        return [*arguments, "-device", "virtio-serial-device,max_ports=2",
                "-device", "virtserialport,nr=1,chardev=results"]

    @property
    def kernel_words(self):
        """On a busy host an emulated timer may be late, and the kernel's test of it panics the guest."""
        return "no_timer_check" if self.architecture == "amd64" else ""

    def boot_words(self, boot):
        if boot not in self.boots:
            raise UsageError(f"--boot={boot} does not apply to --iommu={self.name}, "
                             f"which has: {', '.join(self.boots)}")
        return self.boots[boot]

    def check_kernel(self, series):
        if series not in self.kernels:
            raise UsageError(f"--kernel={series} does not apply to --iommu={self.name}: "
                             f"use {', '.join(self.kernels)}")


def with_unit(*devices):
    return X86 + tuple(word for device in devices for word in ("-device", device))


MACHINES = {machine.name: machine for machine in (
    Machine("vtd", "amd64", with_unit(VTD), INTEL_BOOT),
    Machine("vtd48", "amd64", with_unit(f"{VTD},aw-bits=48"), INTEL_BOOT),
    Machine("vtd-sm", "amd64", with_unit(f"{VTD},x-scalable-mode=on"), SCALABLE_BOOT),
    Machine("amd", "amd64", with_unit("amd-iommu,intremap=on"), AMD_BOOT),
    # Debian's 6.1 is built without the virtio-iommu driver.
    Machine("virtio", "amd64", with_unit("virtio-iommu-pci"), GENERIC_BOOT, kernels=("6.12",)),
    Machine("smmuv3", "arm64", ARM, GENERIC_BOOT),
    Machine("smmuv3-acpi", "arm64", (*ARM, "-bios", ARM_FIRMWARE), GENERIC_BOOT),
    Machine("none", "amd64", X86, {"default": ""}),
)}


def find_machine(name):
    if name not in MACHINES:
        raise UsageError(f"unknown --iommu={name}: use {', '.join(MACHINES)}")
    return MACHINES[name]
