//! What the system offers against somebody else's program.

/// What the system offers against somebody else's program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Protection {
    /// Files can be closed (Landlock).
    pub files: bool,
    /// The network, other programs and other processes can be closed (seccomp).
    pub calls: bool,
    /// What was denied can be told (seccomp's user notification).
    pub told: bool,
}

impl Protection {
    /// Nothing but limits of time and output.
    pub const NONE: Self = Self {
        files: false,
        calls: false,
        told: false,
    };

    /// What this system offers.
    pub fn detect() -> Self {
        #[cfg(all(
            target_os = "linux",
            any(target_arch = "x86_64", target_arch = "aarch64")
        ))]
        return Self {
            files: crate::linux::files_are_offered(),
            calls: crate::linux::calls_are_offered(),
            told: crate::linux::notices_are_offered(),
        };
        #[cfg(not(all(
            target_os = "linux",
            any(target_arch = "x86_64", target_arch = "aarch64")
        )))]
        Self::NONE
    }

    /// Whether a program that means harm is contained.
    pub fn is_complete(self) -> bool {
        self.files && self.calls
    }

    /// What is missing, in words; empty if nothing is.
    pub fn missing(self) -> Vec<&'static str> {
        let parts = [
            (self.files, "files (Landlock)"),
            (self.calls, "network and processes (seccomp)"),
        ];
        parts
            .iter()
            .filter(|(there, _)| !there)
            .map(|&(_, name)| name)
            .collect()
    }
}
