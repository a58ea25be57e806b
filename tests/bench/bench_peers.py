# SPDX-License-Identifier: LGPL-2.1-or-later
"""The programs beside which ours is measured, and the proof that each saw the synthetic machine."""

import collections
import os
import re
import shutil
import subprocess

# From the Arch wiki, "PCI passthrough via OVMF"
WIKI_LOOP = r'''
shopt -s nullglob
for g in $(find /sys/kernel/iommu_groups/* -maxdepth 0 -type d | sort -V); do
    echo "IOMMU Group ${g##*/}:"
    for d in $g/devices/*; do
        echo -e "\t$(lspci -nns ${d##*/})"
    done
done
'''

SLOT = rb'(?m)^(?:[0-9a-f]{4,}:)?[0-9a-f]{2}:[0-9a-f]{2}\.[0-7] '

# needs: the programs; counted: what appears once per device in the output of the witness, or of the
# command itself; slow: a few rounds on small machines only, and each run is its own witness
Peer = collections.namedtuple('Peer', 'name command needs counted witness slow')

PEERS = (
    Peer('lspci -n', ['lspci', '-n'], ('lspci',), SLOT, None, False),
    Peer('lspci -nnvv', ['lspci', '-nnvv'], ('lspci',), SLOT, None, False),
    Peer('udevadm info -e', ['udevadm', 'info', '-e'], ('udevadm',),
         rb'(?m)^E: SUBSYSTEM=pci$', None, False),
    # the console drawing folds equal devices, XML does not
    Peer('lstopo --whole-io', ['lstopo', '--whole-io', '--of', 'console'], ('lstopo',),
         rb'type="PCIDev"|bridge_type="1-1"', ['lstopo', '--whole-io', '--of', 'xml'], False),
    Peer('wiki shell loop', ['bash', '-c', WIKI_LOOP], ('bash', 'lspci', 'find'),
         rb'(?m)^\t(?:[0-9a-f]{4,}:)?[0-9a-f]{2}:[0-9a-f]{2}\.[0-7] ', None, True),
)

# udev's library refuses a sysfs that is none, unless told. UTF-8, because that is what people have
# and because it costs: fnmatch(), which searches the hardware database, takes wide characters then.
ENVIRONMENT = {**os.environ, 'SYSTEMD_DEVICE_VERIFY_SYSFS': '0', 'LC_ALL': 'C.UTF-8'}


def rounds_at(peer, n_devices, rounds):
    """How often the peer is run on a machine of this size."""
    if not peer.slow:
        return rounds
    return min(rounds, 3 if n_devices <= 128 else 1 if n_devices <= 1024 else 0)


def count_devices(peer, output, n_devices):
    """None, or what is wrong with the output."""
    with open(output, 'rb') as text:
        seen = len(re.findall(peer.counted, text.read()))
    if seen != n_devices:
        return f'does not see the synthetic machine: {seen} of {n_devices} devices'
    return None


def try_out(peer, measure, tree, n_devices, output):
    """None, or why the peer can't be measured on this tree."""
    if missing := [name for name in peer.needs if not shutil.which(name)]:
        return 'not available: ' + ', '.join(missing)
    if peer.slow:
        return None
    run = subprocess.run([measure, f'--sys={tree}/sys', f'--output={output}',
                          *(peer.witness or peer.command)],
                         env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                         check=False)
    if run.returncode != 0:
        lines = run.stderr.decode(errors='replace').strip().splitlines() or ['failed']
        return 'not available: ' + lines[-1]
    return count_devices(peer, output, n_devices)


def versions():
    """One line per program; what is not here says so."""
    result = {}
    for name, option in (('lspci', '--version'), ('udevadm', '--version'), ('lstopo', '--version'),
                         ('strace', '--version'), ('bash', '--version')):
        if not shutil.which(name):
            result[name] = 'not available'
            continue
        run = subprocess.run([name, option], capture_output=True, text=True, check=False)
        result[name] = (run.stdout + run.stderr).splitlines()[0]
    return result
