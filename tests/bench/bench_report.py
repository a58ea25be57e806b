# SPDX-License-Identifier: LGPL-2.1-or-later
"""From samples to the table, the targets and the JSON file."""

import json
import os
import platform
import statistics

import bench_peers

# The targets. Peak memory: 6 MB and 2 KB per device. System calls: three per file (open, read,
# close) and six more per device, over what the program needs on a machine without devices.
CPU_RATIO_MAX, CPU_RATIO_SIZE = 1.3, 4096
GROWTH_MAX, GROWTH_SIZES = 4.4, (4096, 16384)
PEAK_KIB_BASE, PEAK_KIB_PER_DEVICE = 6 * 1024, 2
CALLS_PER_FILE, CALLS_PER_DEVICE = 3, 6
CALLS_SLACK = 32  # that don't touch the tree: memory, and the hardware database of libudev


def median(samples, field):
    values = [getattr(sample, field) for sample in samples]
    return None if None in values or not values else statistics.median(values)


def ratio(samples, others):
    """Median of the ratios round by round: what slows a whole round down cancels out."""
    pairs = [one.cpu_usec / other.cpu_usec for one, other in zip(samples, others) if other.cpu_usec]
    return statistics.median(pairs) if pairs else None


def facts():
    """What the figures depend on."""
    def lines(path, key):
        with open(path, encoding='utf-8') as text:
            return [line.split(':', 1)[1].strip() for line in text if line.startswith(key)]
    models = lines('/proc/cpuinfo', 'model name') or [platform.machine()]
    return {
        'kernel': platform.release(),
        'processor': f'{os.cpu_count()} x {models[0]}',
        'memory': lines('/proc/meminfo', 'MemTotal')[0],
        'programs': bench_peers.versions(),
    }


def rows_of(machine, ours, floor):
    rows = []
    for name, samples in machine.samples.items():
        rows.append({
            'command': name,
            'rounds': len(samples),
            'cpu_usec': median(samples, 'cpu_usec'),
            'least_cpu_usec': min(sample.cpu_usec for sample in samples),
            'wall_usec': median(samples, 'wall_usec'),
            'peak_kib': median(samples, 'peak_kib'),
            'to_floor': ratio(samples, machine.samples[floor]),
            'ours_to_it': ratio(machine.samples[ours], samples),
        })
    return rows


def calls_of(machine, empty):
    """The budget of system calls, and what was spent of it. A directory that is listed counts as a
    file that is read, and a unit as one more device."""
    n_units = len(os.listdir(os.path.join(machine.trace.tree, 'sys/class/iommu')))
    files, files_at_start = (len(one.trace.read) + len(one.trace.listed) for one in (machine, empty))
    at_start = empty.trace.total() - CALLS_PER_FILE * files_at_start
    return {
        'total': machine.trace.total(),
        'files_read': files,
        'at_start': at_start,
        'budget': CALLS_PER_FILE * files + CALLS_PER_DEVICE * (machine.n_devices + n_units) + at_start
        + CALLS_SLACK,
        'per_device': (machine.trace.total() - at_start - CALLS_PER_FILE * files)
        / machine.n_devices,
        'read_twice': sum(1 for n in machine.trace.read.values() if n > 1),
        'by_name': dict(machine.trace.calls.most_common()),
    }


class Targets:
    """Collects what was reached and what was not."""

    def __init__(self):
        self.list = []

    def at_most(self, name, value, limit, form='{:.3f}'):
        reached = None if value is None else value <= limit
        shown = 'not measured' if value is None else form.format(value)
        self.list.append({'target': name, 'value': value, 'limit': limit, 'reached': reached,
                          'text': f'{shown} (at most {form.format(limit)})'})

    def none_of(self, name, found):
        text = 'none' if not found else f'{len(found)}, such as ' + ', '.join(found[:3])
        self.list.append({'target': name, 'value': len(found), 'limit': 0, 'reached': not found,
                          'text': text})


def judge(bench, ours, floor):
    targets = Targets()
    by_size = {machine.n_devices: machine for machine in bench.machines}
    anchor = by_size.get(CPU_RATIO_SIZE)
    targets.at_most(f'CPU time to the floor at {CPU_RATIO_SIZE}',
                    ratio(anchor.samples[ours], anchor.samples[floor]) if anchor else None,
                    CPU_RATIO_MAX)
    small, large = (by_size.get(size) for size in GROWTH_SIZES)
    targets.at_most(f'CPU time at {GROWTH_SIZES[1]} to {GROWTH_SIZES[0]}',
                    ratio(large.samples[ours], small.samples[ours]) if small and large else None,
                    GROWTH_MAX)
    for machine in bench.machines:
        n, trace, calls = machine.n_devices, machine.trace, calls_of(machine, bench.empty)
        targets.at_most(f'peak memory in KiB at {n}',
                        max(sample.peak_kib for sample in machine.samples[ours]),
                        PEAK_KIB_BASE + PEAK_KIB_PER_DEVICE * n, '{}')
        targets.at_most(f'system calls at {n}', calls['total'], calls['budget'], '{}')
        targets.none_of(f'opened twice at {n}',
                        [os.path.relpath(path, trace.tree) for path in trace.twice()])
        twice, asleep = trace.config()
        targets.none_of(f'config opened twice at {n}', twice)
        targets.none_of(f'config of a suspended device opened at {n}', asleep)
    return targets.list


def cell(value, form, scale=1.0):
    return '-' if value is None else form.format(value / scale)


def show_machine(machine, rows, calls):
    print(f'\n{machine.n_devices} devices')
    print(f'  {"command":<28}{"rounds":>6}{"CPU ms":>11}{"least":>11}{"wall ms":>11}'
          f'{"peak KiB":>10}{"to floor":>10}{"ours to it":>12}')
    for row in rows:
        times = ''.join(f'{cell(row[key], "{:.2f}", 1000):>11}'
                        for key in ('cpu_usec', 'least_cpu_usec', 'wall_usec'))
        print(f'  {row["command"]:<28}{row["rounds"]:>6}{times}'
              f'{cell(row["peak_kib"], "{:.0f}"):>10}{cell(row["to_floor"], "{:.2f}"):>10}'
              f'{cell(row["ours_to_it"], "{:.4f}"):>12}')
    for name, remark in machine.remarks.items():
        print(f'  {name:<28}{remark}')
    floor = machine.floor
    print(f'  floor: {floor["files"]} files, {floor["missing"]} missing, {floor["links"]} links, '
          f'{floor["directories"]} directories, {floor["system_calls"]} system calls')
    print(f'  ours:  {calls["files_read"]} files and lists read ({calls["read_twice"]} of them in more than '
          f'one go), {calls["total"]} system calls, {calls["at_start"]} of them to start; besides '
          f'three per file {calls["per_device"]:.2f} per device')
    often = machine.n_devices / 8
    print('         ' + ', '.join(f'{name} {n}' for name, n in calls['by_name'].items()
                                  if n >= often))


def show(bench, ours, floor, empty):
    """Prints everything; returns the exit status."""
    machine_facts, targets = facts(), judge(bench, ours, floor)
    figures = {'facts': machine_facts, 'rounds': bench.options.rounds, 'machines': [],
               'targets': targets}
    print(f'{machine_facts["processor"]}, {machine_facts["memory"]}, Linux '
          f'{machine_facts["kernel"]}')
    for name, version in machine_facts['programs'].items():
        print(f'  {name}: {version}')
    start = bench.empty.samples[empty]
    print(f'{empty}: {cell(median(start, "cpu_usec"), "{:.2f}", 1000)} ms CPU, '
          f'{cell(median(start, "peak_kib"), "{:.0f}")} KiB')
    for machine in bench.machines:
        rows, calls = rows_of(machine, ours, floor), calls_of(machine, bench.empty)
        show_machine(machine, rows, calls)
        figures['machines'].append({'devices': machine.n_devices, 'commands': rows,
                                    'floor': machine.floor, 'system_calls': calls,
                                    'not_measured': machine.remarks})

    print('\nTargets')
    words = {True: 'PASS', False: 'FAIL', None: 'SKIP'}
    for target in targets:
        print(f'  {words[target["reached"]]}  {target["target"]}: {target["text"]}')
    if bench.options.json:
        with open(bench.options.json, 'w', encoding='utf-8') as out:
            json.dump(figures, out, indent=1)
            out.write('\n')
    return 1 if any(target['reached'] is False for target in targets) else 0
