//! What AWS sells: Fargate's steps and instance classes, and the smallest that carries a wish.
//!
//! Sources: AWS's pages on Fargate task sizes, RDS, ElastiCache and Amazon MQ instance types.

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

/// An instance class: name, thousandths of a core, MiB.
type Class = (&'static str, u32, u32);

/// RDS.
pub(super) const DATABASE: &[Class] = &[
    ("db.t4g.micro", 2000, 1024),
    ("db.t4g.small", 2000, 2048),
    ("db.t4g.medium", 2000, 4096),
    ("db.m7g.large", 2000, 8192),
    ("db.m7g.xlarge", 4000, 16_384),
    ("db.m7g.2xlarge", 8000, 32_768),
    ("db.m7g.4xlarge", 16_000, 65_536),
    ("db.m7g.8xlarge", 32_000, 131_072),
];

/// ElastiCache.
pub(super) const CACHE: &[Class] = &[
    ("cache.t4g.micro", 2000, 512),
    ("cache.t4g.small", 2000, 1402),
    ("cache.t4g.medium", 2000, 3164),
    ("cache.m7g.large", 2000, 6533),
    ("cache.m7g.xlarge", 4000, 13_219),
    ("cache.m7g.2xlarge", 8000, 26_726),
    ("cache.m7g.4xlarge", 16_000, 53_729),
];

/// Amazon MQ for RabbitMQ.
pub(super) const QUEUE: &[Class] = &[
    ("mq.m7g.medium", 1000, 4096),
    ("mq.m7g.large", 2000, 8192),
    ("mq.m7g.xlarge", 4000, 16_384),
    ("mq.m7g.2xlarge", 8000, 32_768),
    ("mq.m7g.4xlarge", 16_000, 65_536),
];

/// The smallest class that carries the wish, and whether it does: the largest is given where none does.
pub(super) fn class(classes: &'static [Class], wish: ResourcePlan) -> (&'static str, bool) {
    match classes.iter().find(|(_, cpu, memory)| *cpu >= wish.cpu_milli && *memory >= wish.memory_mib) {
        Some((name, ..)) => (name, true),
        None => (classes.last().map_or("", |(name, ..)| name), false),
    }
}

/// Whole GiB that hold so many MiB.
pub(super) fn gib(mib: u64) -> u64 {
    mib.div_ceil(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(class(DATABASE, wish(500, 1500)), ("db.t4g.small", true));
        assert_eq!(class(CACHE, wish(3000, 100)), ("cache.m7g.xlarge", true));
        assert_eq!(class(QUEUE, wish(64_000, 1)), ("mq.m7g.4xlarge", false));
    }

    #[test]
    fn every_table_grows() {
        for table in [DATABASE, CACHE, QUEUE] {
            assert!(table.windows(2).all(|pair| pair[0].1 <= pair[1].1 && pair[0].2 < pair[1].2));
        }
    }
}
