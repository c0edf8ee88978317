//! The order of a program's functions. Where like stands beside like, a compressor has less far to point: that is some four in a hundred.

use std::convert::Infallible;

use anyhow::{Context, Result, anyhow};
use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{CodeSection, FunctionSection, Module};
use wasmparser::{CodeSectionReader, CustomSectionReader, FunctionSectionReader, Parser, Payload, TypeRef};

/// The same program with each function after one that it is like.
pub fn sorted(program: &[u8]) -> Result<Vec<u8>> {
    let (mut imported, mut bodies) = (0, Vec::new());
    for payload in Parser::new(0).parse_all(program) {
        match payload.context("the program can't be read")? {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes()),
            _ => {}
        }
    }
    let order = chain(&bodies);
    let mut places = vec![0; order.len()];
    for (place, function) in (0..).zip(&order) {
        places[*function] = place;
    }
    let mut module = Module::new();
    Sorted { imported, order, places }
        .parse_core_module(&mut module, Parser::new(0), program)
        .map_err(|error| anyhow!("the program can't be written anew: {error}"))?;
    Ok(module.finish())
}

/// How many bytes in a row make a piece that two functions may share.
const PIECE: usize = 6;
/// What more functions share says nothing about two of them.
const MOST: usize = 400;

/// The functions in an order in which each comes after the one that shares most pieces with it, for its size. It begins, and begins anew, with the largest.
fn chain(bodies: &[&[u8]]) -> Vec<usize> {
    let (pieces, sharers) = shared_pieces(bodies);
    let mut by_size: Vec<usize> = (0..bodies.len()).collect();
    by_size.sort_by_key(|function| std::cmp::Reverse(bodies[*function].len()));
    let mut largest = by_size.into_iter();
    let mut left = vec![true; bodies.len()];
    let mut shared = vec![0_u32; bodies.len()];
    let mut order: Vec<usize> = Vec::with_capacity(bodies.len());
    while order.len() < bodies.len() {
        let mut like = Vec::new();
        if let Some(last) = order.last() {
            for other in pieces[*last].iter().flat_map(|piece| &sharers[*piece]).filter(|other| left[**other]) {
                if shared[*other] == 0 {
                    like.push(*other);
                }
                shared[*other] += 1;
            }
        }
        let likeness = |function: usize| f64::from(shared[function]) / (bodies[function].len() as f64).sqrt();
        let next = like.iter().copied().max_by(|a, b| likeness(*a).total_cmp(&likeness(*b)).then(b.cmp(a)));
        like.iter().for_each(|function| shared[*function] = 0);
        let Some(next) = next.or_else(|| largest.find(|function| left[*function])) else { break };
        left[next] = false;
        order.push(next);
    }
    order
}

/// The pieces of each function that a few others have too, as numbers, and who has each.
fn shared_pieces(bodies: &[&[u8]]) -> (Vec<Vec<usize>>, Vec<Vec<usize>>) {
    let mut all: Vec<(&[u8], usize)> = Vec::new();
    for (function, body) in bodies.iter().enumerate() {
        all.extend(body.windows(PIECE).map(|piece| (piece, function)));
    }
    all.sort_unstable();
    all.dedup();
    let (mut pieces, mut sharers) = (vec![Vec::new(); bodies.len()], Vec::new());
    for group in all.chunk_by(|a, b| a.0 == b.0).filter(|group| (2..=MOST).contains(&group.len())) {
        group.iter().for_each(|(_, function)| pieces[*function].push(sharers.len()));
        sharers.push(group.iter().map(|(_, function)| *function).collect());
    }
    (pieces, sharers)
}

/// Writes a program anew, with another order of the functions that it defines.
struct Sorted {
    /// How many functions are imported: their numbers come first and stay.
    imported: u32,
    /// The functions in their new order, by their old places.
    order: Vec<usize>,
    /// The new place of each function, by its old one.
    places: Vec<u32>,
}

type Written<T> = Result<T, reencode::Error<Infallible>>;

impl Reencode for Sorted {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Written<u32> {
        let own = function.checked_sub(self.imported).and_then(|own| self.places.get(own as usize));
        Ok(own.map_or(function, |place| self.imported + place))
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Written<()> {
        let types: Vec<u32> = section.into_iter().collect::<Result<_, _>>()?;
        for function in &self.order {
            functions.function(types[*function]);
        }
        Ok(())
    }

    /// Names and who made the program: nobody reads them in a browser.
    fn parse_custom_section(&mut self, _: &mut Module, _: CustomSectionReader<'_>) -> Written<()> {
        Ok(())
    }

    fn parse_code_section(&mut self, code: &mut CodeSection, section: CodeSectionReader<'_>) -> Written<()> {
        let bodies: Vec<_> = section.into_iter().collect::<Result<_, _>>()?;
        for function in self.order.clone() {
            self.parse_function_body(code, bodies[function].clone())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{CodeSection, ExportKind, ExportSection, Function, TypeSection, ValType};

    /// Functions that give these numbers, and one before them that calls the last.
    fn program(numbers: &[i32]) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], [ValType::I32]);
        let (mut functions, mut code, mut exports) = (FunctionSection::new(), CodeSection::new(), ExportSection::new());
        let mut add = |body: &dyn Fn(&mut Function)| {
            functions.function(0);
            let mut function = Function::new([]);
            body(&mut function);
            function.instructions().end();
            code.function(&function);
        };
        let last = u32::try_from(numbers.len()).unwrap();
        add(&|function| {
            function.instructions().call(last);
        });
        for number in numbers {
            add(&|function| {
                function.instructions().i32_const(*number);
            });
        }
        exports.export("first", ExportKind::Func, 0);
        let mut module = Module::new();
        module.section(&types).section(&functions).section(&exports).section(&code);
        module.finish()
    }

    #[test]
    fn like_stands_beside_like() {
        let bodies: [&[u8]; 5] = [b"abcdefgh", b"12345678", b"abcdefg!", b"?", b"12345679-"];
        assert_eq!(chain(&bodies), [4, 1, 0, 2, 3]);
    }

    #[test]
    fn calls_and_exports_follow_the_functions() {
        // The longer function comes first; nothing is shared.
        let sorted = sorted(&program(&[9, 300_000])).unwrap();
        let mut bodies = Vec::new();
        let mut exported = None;
        for payload in Parser::new(0).parse_all(&sorted) {
            match payload.unwrap() {
                Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes().to_vec()),
                Payload::ExportSection(section) => {
                    exported = section.into_iter().next().map(|export| export.unwrap().index)
                }
                _ => {}
            }
        }
        assert_eq!(bodies, [vec![0, 0x41, 0xe0, 0xa7, 0x12, 0x0b], vec![0, 0x10, 0, 0x0b], vec![0, 0x41, 9, 0x0b]]);
        assert_eq!(exported, Some(1));
        assert!(super::sorted(b"no program").is_err());
    }
}
