//! Which files a job may read and write: a Landlock ruleset.

use std::os::fd::OwnedFd;
use std::path::Path;

use landlock::{
    ABI, Access, AccessFs, AccessNet, BitFlags, CompatLevel, Compatible, PathBeneath, PathFd,
    Ruleset, RulesetAttr, RulesetCreatedAttr, Scope, make_bitflags,
};

use crate::{Error, Job};

/// The newest Landlock whose rights are known here; older kernels enforce what they know.
const NEWEST: ABI = ABI::V7;

/// Where shared libraries and the dynamic linker are.
const LIBRARIES: &[&str] = &[
    "/lib",
    "/lib32",
    "/lib64",
    "/usr/lib",
    "/usr/lib32",
    "/usr/lib64",
    "/usr/local/lib",
    "/nix/store",
    "/gnu/store",
];
/// Without these libraries do not work, or start programs to learn of the processor what they could have read.
const SMALL_FILES: &[&str] = &[
    "/etc/ld.so.cache",
    "/dev/urandom",
    "/dev/random",
    "/dev/zero",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/sys/devices/system/cpu",
];
/// What a compiler, a linker and their tools need beside libraries.
const TOOLS: &[&str] = &[
    "/usr",
    "/bin",
    "/sbin",
    "/etc/alternatives",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
];

/// Whether this kernel has Landlock, switched on.
pub(crate) fn is_offered() -> bool {
    // SAFETY: without a structure the call only answers with the version.
    let version = unsafe {
        libc::syscall(
            libc::SYS_landlock_create_ruleset,
            std::ptr::null::<u8>(),
            0_usize,
            1_u32,
        )
    };
    version >= 1
}

/// The ruleset of a job, to be entered by the child.
pub(super) fn ruleset(job: &Job) -> Result<OwnedFd, Error> {
    let read = make_bitflags!(AccessFs::{Execute | ReadFile | ReadDir});
    let mut created = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(NEWEST))
        .and_then(|ruleset| ruleset.handle_access(AccessNet::from_all(NEWEST)))
        .and_then(|ruleset| ruleset.scope(Scope::from_all(NEWEST)))
        .and_then(Ruleset::create)
        .map_err(failed)?;
    let tools = if job.processes > 0 { TOOLS } else { &[] };
    for path in LIBRARIES
        .iter()
        .chain(SMALL_FILES)
        .chain(tools)
        .map(Path::new)
    {
        created = allow(created, path, read)?;
    }
    created = allow(
        created,
        Path::new("/dev/null"),
        make_bitflags!(AccessFs::{ReadFile | WriteFile}),
    )?;
    for path in job.read.iter().chain([&job.program]) {
        created = allow(created, path, read)?;
    }
    for path in job.write.iter().chain([&job.folder]) {
        created = allow(created, path, everything_but_devices(job.processes > 0))?;
    }
    Option::<OwnedFd>::from(created).ok_or_else(|| failed("the kernel has no Landlock"))
}

/// Full rights in a folder, but no devices, sockets and pipes in it; programs only for those that may start programs.
fn everything_but_devices(may_spawn: bool) -> BitFlags<AccessFs> {
    let devices = make_bitflags!(AccessFs::{MakeChar | MakeBlock | MakeSock | MakeFifo | IoctlDev});
    let rights = AccessFs::from_all(NEWEST) & !devices;
    if may_spawn {
        rights
    } else {
        rights & !BitFlags::from(AccessFs::Execute)
    }
}

/// Allows what is there; a path that does not exist needs no rule.
fn allow(
    ruleset: landlock::RulesetCreated,
    path: &Path,
    access: BitFlags<AccessFs>,
) -> Result<landlock::RulesetCreated, Error> {
    let Ok(opened) = PathFd::new(path) else {
        return Ok(ruleset);
    };
    let access = if path.is_dir() {
        access
    } else {
        access & AccessFs::from_file(NEWEST)
    };
    ruleset
        .add_rule(PathBeneath::new(opened, access))
        .map_err(failed)
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::System(std::io::Error::other(format!("Landlock: {error}")))
}
