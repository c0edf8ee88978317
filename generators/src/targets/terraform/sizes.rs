//! Fargate's steps (from AWS's page on task sizes), and the smallest instance class that carries a wish.

use crate::catalogue::Class;
use crate::plan::ResourcePlan;

/// A CPU and memory size that Fargate runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fargate {
    /// CPU units; 1024 are one vCPU.
    pub cpu: u32,
    /// MiB.
    pub memory: u32,
}

/// Fargate's steps: CPU units, least and most memory in MiB, step of the memory.
const STEPS: &[(u32, u32, u32, u32)] = &[
    (256, 512, 2048, 512),
    (512, 1024, 4096, 1024),
    (1024, 2048, 8192, 1024),
    (2048, 4096, 16_384, 1024),
    (4096, 8192, 30_720, 1024),
    (8192, 16_384, 61_440, 4096),
    (16_384, 32_768, 122_880, 8192),
];

/// The smallest step with at least the wished CPU and memory; the largest where none has both.
pub(super) fn fargate(wish: ResourcePlan) -> Fargate {
    let cpu = wish.cpu_milli.saturating_mul(1024).div_ceil(1000);
    STEPS.iter().find(|(step, _, most, _)| *step >= cpu && *most >= wish.memory_mib).map_or(
        Fargate { cpu: 16_384, memory: 122_880 },
        |(step, least, most, by)| Fargate {
            cpu: *step,
            // At 256 units Fargate knows 512, 1024 and 2048 alone.
            memory: match (step, wish.memory_mib) {
                (256, 1025..) => 2048,
                (_, memory) => memory.max(*least).next_multiple_of(*by).min(*most),
            },
        },
    )
}

/// The smallest class that carries the wish, and whether it does: the largest is given where none does. None of none.
pub(super) fn class(classes: &'static [Class], wish: ResourcePlan) -> Option<(&'static Class, bool)> {
    let carries = |class: &&Class| class.cpu_milli >= wish.cpu_milli && class.memory_mib >= wish.memory_mib;
    match classes.iter().find(carries) {
        Some(class) => Some((class, true)),
        None => classes.last().map(|class| (class, false)),
    }
}

/// Whole GiB that hold so many MiB.
pub(super) fn gib(mib: u64) -> u64 {
    mib.div_ceil(1024)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engines::aws::Service;

    fn wish(cpu_milli: u32, memory_mib: u32) -> ResourcePlan {
        ResourcePlan { cpu_milli, memory_mib }
    }

    #[test]
    fn fargate_takes_the_smallest_step_that_has_both() {
        assert_eq!(fargate(wish(100, 128)), Fargate { cpu: 256, memory: 512 });
        assert_eq!(fargate(wish(250, 1025)), Fargate { cpu: 256, memory: 2048 });
        assert_eq!(fargate(wish(251, 512)), Fargate { cpu: 512, memory: 1024 });
        assert_eq!(fargate(wish(250, 3000)), Fargate { cpu: 512, memory: 3072 });
        assert_eq!(fargate(wish(1000, 2500)), Fargate { cpu: 1024, memory: 3072 });
        assert_eq!(fargate(wish(99_000, 1)), Fargate { cpu: 16_384, memory: 122_880 });
    }

    #[test]
    fn classes_carry_the_wish_or_say_that_none_does() {
        let of = |service: Service, wish| {
            class(&service.offer().unwrap().classes, wish).map(|(class, carries)| (class.name.as_str(), carries))
        };
        assert_eq!(of(Service::Database, wish(500, 1500)), Some(("db.t4g.small", true)));
        assert_eq!(of(Service::Cache, wish(3000, 100)), Some(("cache.m7g.xlarge", true)));
        assert_eq!(of(Service::Queue, wish(64_000, 1)), Some(("mq.m7g.4xlarge", false)));
    }
}
