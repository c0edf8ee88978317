//! CPU, memory, amounts, periods.

use topology::document::{Cpu, Id, Node, Period, Quantity, Schedule, Size};

use crate::plan::{ResourcePlan, Sourced};

use super::Resolver;

/// MiB of an amount; the grammar leaves nothing else to be read.
pub(super) fn mebibytes(amount: &Quantity) -> u64 {
    let text = amount.as_str();
    let (digits, unit) = text.split_at(text.len().saturating_sub(2));
    let number: u64 = digits.parse().unwrap_or(1);
    match unit {
        "Ti" => number * 1024 * 1024,
        "Gi" => number * 1024,
        _ => number,
    }
}

/// Thousandths of a core.
pub(super) fn millicores(cpu: &Cpu) -> u32 {
    let text = cpu.as_str();
    match text.strip_suffix('m') {
        Some(milli) => milli.parse().unwrap_or(250),
        None => {
            let (whole, part) = text.split_once('.').unwrap_or((text, ""));
            let part = format!("{part:0<3}");
            whole.parse::<u32>().unwrap_or(0) * 1000 + part.parse::<u32>().unwrap_or(0)
        }
    }
}

/// Days of a period; hours round up to a day.
pub(super) fn days(period: &Period) -> u32 {
    let text = period.as_str();
    let (digits, unit) = text.split_at(text.len() - 1);
    let number: u32 = digits.parse().unwrap_or(1);
    match unit {
        "h" => number.div_ceil(24),
        "w" => number * 7,
        "m" => number * 30,
        "y" => number * 365,
        _ => number,
    }
}

/// Five cron fields. The minute of a named schedule comes from the id, so that not everything starts at once.
pub(super) fn cron(schedule: &Schedule, id: &Id) -> String {
    let minute = id.as_str().bytes().fold(0_u32, |sum, byte| (sum * 31 + u32::from(byte)) % 60);
    match schedule.as_str() {
        "hourly" => format!("{minute} * * * *"),
        "daily" => format!("{minute} 3 * * *"),
        "weekly" => format!("{minute} 3 * * 0"),
        "monthly" => format!("{minute} 3 1 * *"),
        fields => fields.to_owned(),
    }
}

impl Resolver<'_> {
    /// CPU and memory of a node: exact values, else its size, else small.
    pub(super) fn resources(&self, id: &Id, node: &Node) -> Sourced<ResourcePlan> {
        let of = |size: Size| match (size, node.kind.is_data()) {
            (Size::Small, false) => ResourcePlan { cpu_milli: 250, memory_mib: 256 },
            (Size::Medium, false) => ResourcePlan { cpu_milli: 500, memory_mib: 512 },
            (Size::Large, false) => ResourcePlan { cpu_milli: 2000, memory_mib: 2048 },
            (Size::Small, true) => ResourcePlan { cpu_milli: 500, memory_mib: 1024 },
            (Size::Medium, true) => ResourcePlan { cpu_milli: 1000, memory_mib: 2048 },
            (Size::Large, true) => ResourcePlan { cpu_milli: 2000, memory_mib: 8192 },
        };
        let mut plan = of(node.size.unwrap_or(Size::Small));
        let mut paths = Vec::new();
        if node.size.is_some() {
            paths.push(self.places.node(id, "size"));
        }
        if let Some(resources) = &node.resources {
            if let Some(cpu) = &resources.cpu {
                plan.cpu_milli = millicores(cpu).max(1);
                paths.push(self.places.node(id, "resources/cpu"));
            }
            if let Some(memory) = &resources.memory {
                plan.memory_mib = u32::try_from(mebibytes(memory)).unwrap_or(u32::MAX);
                paths.push(self.places.node(id, "resources/memory"));
            }
        }
        if paths.is_empty() {
            Sourced::decided(plan, "no size is declared: small")
        } else {
            Sourced::from_all(plan, paths)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read() {
        assert_eq!(mebibytes(&Quantity::parse("20Gi").unwrap()), 20480);
        assert_eq!(millicores(&Cpu::parse("1.5").unwrap()), 1500);
        assert_eq!(millicores(&Cpu::parse("250m").unwrap()), 250);
        assert_eq!(days(&Period::parse("2w").unwrap()), 14);
        assert_eq!(cron(&Schedule::parse("0 4 * * 1").unwrap(), &Id::parse("x").unwrap()), "0 4 * * 1");
    }
}
