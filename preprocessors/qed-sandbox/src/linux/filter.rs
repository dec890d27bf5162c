//! From a list of system calls to a program for the kernel's filter (classic BPF).
//!
//! The call's number is found by bisection. The kernel runs a new filter once for every number there is, to remember which are
//! always allowed; with a list that is searched from its start (as seccomp crates make it) this costs more than all
//! the rest of starting a program.

use std::collections::BTreeMap;

use libc::sock_filter;

/// When a call is allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum When {
    Always,
    /// The program hears that the kernel has no such call.
    Never,
    /// If one of these holds.
    Any(Vec<Condition>),
}

/// `arguments[argument] & mask == value`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Condition {
    pub(super) argument: u8,
    pub(super) mask: u64,
    pub(super) value: u64,
}

// Offsets in the kernel's `seccomp_data`.
const NUMBER: u32 = 0;
const ARCHITECTURE: u32 = 4;
const ARGUMENTS: u32 = 16;

/// What the kernel calls this machine: number, 64 bit, little-endian.
const THIS_MACHINE: u32 = {
    let machine = if cfg!(target_arch = "x86_64") {
        libc::EM_X86_64
    } else {
        libc::EM_AARCH64
    };
    machine as u32 | 0x8000_0000 | 0x4000_0000
};

/// "No such call": programs then take an older way, or give up.
pub(super) const REFUSED: u32 = libc::SECCOMP_RET_ERRNO | libc::ENOSYS as u32;

/// The program: allowed calls pass, all others get the action `otherwise`.
pub(super) fn program(rules: &BTreeMap<u32, When>, otherwise: u32) -> Vec<sock_filter> {
    let mut program = vec![
        load(ARCHITECTURE),
        jump(libc::BPF_JEQ, THIS_MACHINE, 1, 0),
        answer(libc::SECCOMP_RET_KILL_PROCESS),
        load(NUMBER),
    ];
    program.extend(search(&segments(rules), otherwise));
    program
}

/// Cuts all numbers into runs with the same rule: (first number, rule); no rule means that the call is not allowed.
fn segments(rules: &BTreeMap<u32, When>) -> Vec<(u32, Option<&When>)> {
    let mut segments = vec![(0, None)];
    let mut next = 0;
    for (&number, when) in rules {
        if number != next {
            segments.push((next, None));
        }
        segments.push((number, Some(when)));
        next = number + 1;
    }
    segments.push((next, None));
    // A run ends where another begins; runs of one kind are one, but conditions stand for one number each.
    segments.dedup_by(|later, earlier| {
        let same = later.1 == earlier.1 && !matches!(later.1, Some(When::Any(_)));
        if later.0 == earlier.0 {
            // Nothing lies between: the later one replaces an empty run.
            earlier.1 = later.1;
            return true;
        }
        same
    });
    segments
}

fn search(segments: &[(u32, Option<&When>)], otherwise: u32) -> Vec<sock_filter> {
    if let [(_, rule)] = segments {
        return match rule {
            None => vec![answer(otherwise)],
            Some(When::Always) => vec![answer(libc::SECCOMP_RET_ALLOW)],
            Some(When::Never) => vec![answer(REFUSED)],
            Some(When::Any(conditions)) => check(conditions, otherwise),
        };
    }
    let (left, right) = segments.split_at(segments.len() / 2);
    let below = search(left, otherwise);
    let mut program = match u8::try_from(below.len()) {
        Ok(over) => vec![jump(libc::BPF_JGE, right[0].0, over, 0)],
        // Too far for a conditional jump: jump over a jump.
        Err(_) => vec![
            jump(libc::BPF_JGE, right[0].0, 0, 1),
            statement(libc::BPF_JMP | libc::BPF_JA, below.len() as u32),
        ],
    };
    program.extend(below);
    program.extend(search(right, otherwise));
    program
}

fn check(conditions: &[Condition], otherwise: u32) -> Vec<sock_filter> {
    let mut program = Vec::new();
    for condition in conditions {
        let offset = ARGUMENTS + 8 * u32::from(condition.argument);
        let halves = [
            (offset, condition.mask as u32, condition.value as u32),
            (
                offset + 4,
                (condition.mask >> 32) as u32,
                (condition.value >> 32) as u32,
            ),
        ];
        let mut test = vec![answer(libc::SECCOMP_RET_ALLOW)];
        for (offset, mask, value) in halves.into_iter().rev().filter(|&(_, mask, _)| mask != 0) {
            let mut half = vec![load(offset)];
            if mask != u32::MAX {
                half.push(statement(libc::BPF_ALU | libc::BPF_AND | libc::BPF_K, mask));
            }
            half.push(jump(libc::BPF_JEQ, value, 0, test.len() as u8));
            half.append(&mut test);
            test = half;
        }
        program.append(&mut test);
    }
    program.push(answer(otherwise));
    program
}

fn load(offset: u32) -> sock_filter {
    statement(libc::BPF_LD | libc::BPF_W | libc::BPF_ABS, offset)
}

fn answer(action: u32) -> sock_filter {
    statement(libc::BPF_RET | libc::BPF_K, action)
}

fn statement(code: u32, k: u32) -> sock_filter {
    sock_filter {
        code: code as u16,
        jt: 0,
        jf: 0,
        k,
    }
}

fn jump(test: u32, k: u32, jt: u8, jf: u8) -> sock_filter {
    sock_filter {
        code: (libc::BPF_JMP | test | libc::BPF_K) as u16,
        jt,
        jf,
        k,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OTHERWISE: u32 = libc::SECCOMP_RET_USER_NOTIF;

    /// Runs a program as the kernel does.
    fn run(program: &[sock_filter], number: u32, arguments: [u64; 6]) -> u32 {
        let mut data = vec![number, THIS_MACHINE, 0, 0];
        for argument in arguments {
            data.extend([argument as u32, (argument >> 32) as u32]);
        }
        let (mut at, mut accumulator) = (0, 0_u32);
        loop {
            let instruction = &program[at];
            at += 1;
            let code = u32::from(instruction.code);
            if code == libc::BPF_LD | libc::BPF_W | libc::BPF_ABS {
                accumulator = data[instruction.k as usize / 4];
            } else if code == libc::BPF_RET | libc::BPF_K {
                return instruction.k;
            } else if code == libc::BPF_ALU | libc::BPF_AND | libc::BPF_K {
                accumulator &= instruction.k;
            } else if code == libc::BPF_JMP | libc::BPF_JA {
                at += instruction.k as usize;
            } else {
                let holds = if code & 0xF0 == libc::BPF_JEQ {
                    accumulator == instruction.k
                } else {
                    accumulator >= instruction.k
                };
                at += usize::from(if holds {
                    instruction.jt
                } else {
                    instruction.jf
                });
            }
        }
    }

    #[test]
    fn every_number_gets_its_own_answer() {
        let sets: [&[u32]; 5] = [&[], &[0], &[0, 1, 2, 7, 8, 400], &[5], &[1, 3, 5, 7, 9, 11]];
        for set in sets {
            let rules = set.iter().map(|&number| (number, When::Always)).collect();
            let program = program(&rules, OTHERWISE);
            for number in (0..500).chain([0x4000_0001, u32::MAX]) {
                let expected = if set.contains(&number) {
                    libc::SECCOMP_RET_ALLOW
                } else {
                    OTHERWISE
                };
                assert_eq!(run(&program, number, [0; 6]), expected, "{set:?} {number}");
            }
        }
    }

    #[test]
    fn a_long_list_needs_long_jumps() {
        let rules = (0..2000).map(|number| (number * 2, When::Always)).collect();
        let program = program(&rules, OTHERWISE);
        for number in 0..4100 {
            let expected = if number < 4000 && number % 2 == 0 {
                libc::SECCOMP_RET_ALLOW
            } else {
                OTHERWISE
            };
            assert_eq!(run(&program, number, [0; 6]), expected, "{number}");
        }
    }

    #[test]
    fn conditions_look_at_both_halves() {
        let pointer = Condition {
            argument: 0,
            mask: u64::MAX,
            value: 0x1234_5678_9ABC_DEF0,
        };
        let flag = Condition {
            argument: 1,
            mask: 0x10,
            value: 0x10,
        };
        let word = Condition {
            argument: 2,
            mask: 0xFFFF_FFFF,
            value: 7,
        };
        let rules = BTreeMap::from([
            (3, When::Any(vec![pointer, flag, word])),
            (4, When::Always),
            (5, When::Any(vec![])),
            (6, When::Never),
        ]);
        let program = program(&rules, OTHERWISE);
        let cases = [
            (3, [0; 6], false),
            (3, [pointer.value, 0, 0, 0, 0, 0], true),
            (3, [pointer.value & 0xFFFF_FFFF, 0, 0, 0, 0, 0], false),
            (3, [pointer.value ^ 1, 0, 0, 0, 0, 0], false),
            (3, [0, 0xFF, 0, 0, 0, 0], true),
            (3, [0, 0xEF, 0, 0, 0, 0], false),
            (3, [0, 0, 7, 0, 0, 0], true),
            (3, [0, 0, 7 | 1 << 40, 0, 0, 0], true),
            (4, [0; 6], true),
            (5, [0; 6], false),
        ];
        for (number, arguments, allowed) in cases {
            let expected = if allowed {
                libc::SECCOMP_RET_ALLOW
            } else {
                OTHERWISE
            };
            assert_eq!(
                run(&program, number, arguments),
                expected,
                "{number} {arguments:?}"
            );
        }
        assert_eq!(run(&program, 6, [0; 6]), REFUSED);
    }

    #[test]
    fn another_machines_calls_end_the_process() {
        let program = program(&BTreeMap::new(), OTHERWISE);
        assert_eq!(program[2].k, libc::SECCOMP_RET_KILL_PROCESS);
    }
}
