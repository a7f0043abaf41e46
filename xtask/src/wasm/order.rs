//! The order of the functions. What compresses finds what repeats nearby first and cheapest, so functions that are alike
//! stand side by side: brotli then needs about two per cent less.
//!
//! `wasm-opt` can sort functions by their names. So each gets a name that says its place, and the names are dropped again
//! with everything else that is for debugging.

/// How many numbers stand for what a function is like. More find no better order.
const MARKS: usize = 48;
/// Length of the pieces of code that are compared.
const PIECE: usize = 4;

/// The module with names by which its functions sort in a good order. Nothing where it is not built as expected; the
/// order stays as it is then.
pub(crate) fn with_names(wasm: &[u8]) -> Option<Vec<u8>> {
    let Code { imports, bodies } = Code::read(wasm)?;
    let mut names = Vec::new();
    for index in 0..imports {
        name(&mut names, index, 'a', index)?;
    }
    for (place, index) in order(&bodies).into_iter().enumerate() {
        // Names have to stand by index; they are sorted below.
        name(&mut names, imports + index, 'f', place)?;
    }
    names.sort_by_key(|(index, _)| *index);
    let mut map = leb(names.len())?;
    map.extend(names.into_iter().flat_map(|(_, entry)| entry));
    let mut content = vec![4];
    content.extend(b"name");
    // The subsection of the names of functions.
    content.push(1);
    content.extend(leb(map.len())?);
    content.extend(map);
    let mut named = wasm.to_vec();
    named.push(0);
    named.extend(leb(content.len())?);
    named.extend(content);
    Some(named)
}

type Named = (usize, Vec<u8>);

fn name(names: &mut Vec<Named>, index: usize, kind: char, place: usize) -> Option<()> {
    let word = format!("{kind}{place:06}");
    let mut entry = leb(index)?;
    entry.extend(leb(word.len())?);
    entry.extend(word.into_bytes());
    names.push((index, entry));
    Some(())
}

/// Each followed by the one most like it that is left.
fn order(bodies: &[&[u8]]) -> Vec<usize> {
    let marks: Vec<[u32; MARKS]> = bodies.iter().map(|body| marks(body)).collect();
    let mut left: Vec<usize> = (1..bodies.len()).collect();
    let mut order = Vec::with_capacity(bodies.len());
    let mut now = 0;
    while !bodies.is_empty() {
        order.push(now);
        let alike = |&other: &usize| {
            let same = marks[now].iter().zip(&marks[other]).filter(|(one, other)| one == other).count();
            // In halves, so that it stays whole: twice as long counts as half a mark less.
            let lengths = bodies[now].len().max(1).ilog2().abs_diff(bodies[other].len().max(1).ilog2());
            (2 * same).saturating_add(64).saturating_sub(lengths as usize)
        };
        let mut best = None;
        for (place, other) in left.iter().enumerate() {
            let value = alike(other);
            if best.is_none_or(|(most, _)| value > most) {
                best = Some((value, place));
            }
        }
        let Some((_, place)) = best else { break };
        now = left.remove(place);
    }
    order
}

/// The smallest of several hashes over all pieces (MinHash): the more of them two functions share, the more pieces they do.
fn marks(body: &[u8]) -> [u32; MARKS] {
    let mut marks = [u32::MAX; MARKS];
    for piece in body.windows(PIECE) {
        let word = piece.iter().fold(0_u32, |word, byte| word << 8 | u32::from(*byte));
        let mut hash = (word ^ (word >> 15)).wrapping_mul(0x85eb_ca6b);
        hash ^= hash >> 13;
        let mut seed = 12_345_u32;
        for mark in &mut marks {
            seed = seed.wrapping_mul(1_103_515_245).wrapping_add(12_345);
            *mark = (*mark).min(hash.wrapping_mul(seed | 1).wrapping_add(seed.rotate_left(16)));
        }
    }
    marks
}

/// What a module says of its functions.
struct Code<'a> {
    /// How many come from outside; they are counted first.
    imports: usize,
    bodies: Vec<&'a [u8]>,
}

impl<'a> Code<'a> {
    fn read(wasm: &'a [u8]) -> Option<Self> {
        let mut reader = Reader(wasm.strip_prefix(b"\0asm\x01\0\0\0")?);
        let mut code = Self { imports: 0, bodies: Vec::new() };
        while !reader.0.is_empty() {
            let kind = reader.byte()?;
            let mut section = Reader(reader.bytes()?);
            match kind {
                2 => code.imports = imports(&mut section)?,
                10 => {
                    for _ in 0..section.number()? {
                        code.bodies.push(section.bytes()?);
                    }
                }
                _ => {}
            }
        }
        (!code.bodies.is_empty()).then_some(code)
    }
}

/// Counts the functions among the imports.
fn imports(section: &mut Reader) -> Option<usize> {
    let mut functions = 0;
    for _ in 0..section.number()? {
        section.bytes()?;
        section.bytes()?;
        match section.byte()? {
            0 => {
                functions += 1;
                section.number()?;
            }
            1 => {
                section.byte()?;
                section.limits()?;
            }
            2 => section.limits()?,
            3 => {
                section.byte()?;
                section.byte()?;
            }
            _ => return None,
        }
    }
    Some(functions)
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    /// A number in LEB128.
    fn number(&mut self) -> Option<usize> {
        let mut number = 0;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    /// What follows its length.
    fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = self.number()?;
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }

    fn limits(&mut self) -> Option<()> {
        let bounded = self.byte()? & 1 == 1;
        self.number()?;
        if bounded {
            self.number()?;
        }
        Some(())
    }
}

fn leb(number: usize) -> Option<Vec<u8>> {
    let mut rest = u32::try_from(number).ok()?;
    let mut bytes = Vec::new();
    loop {
        let byte = (rest & 0x7f) as u8;
        rest >>= 7;
        if rest == 0 {
            bytes.push(byte);
            return Some(bytes);
        }
        bytes.push(byte | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alike_stands_beside_alike() {
        let (a, b) =
            (b"an apple a day keeps the doctor away".as_slice(), b"0123456789 0123456789 0123456789".as_slice());
        let (a2, b2) =
            (b"an apple a day keeps a doctor away".as_slice(), b"0123456789 0123456789 012345678".as_slice());
        assert_eq!(order(&[a, b, a2, b2]), [0, 2, 1, 3]);
        assert_eq!(order(&[]), [] as [usize; 0]);
    }

    #[test]
    fn every_function_gets_a_name_and_what_is_no_module_none() {
        // One import, two functions.
        let sections: [&[u8]; 4] = [
            &[1, 4, 1, 0x60, 0, 0],
            &[2, 7, 1, 1, b'm', 1, b'f', 0, 0],
            &[3, 3, 2, 0, 0],
            &[10, 7, 2, 2, 0, 0x0b, 2, 0, 0x0b],
        ];
        let wasm = [b"\0asm\x01\0\0\0".as_slice(), &sections.concat()].concat();
        let named = with_names(&wasm).expect("names");
        let text = String::from_utf8_lossy(&named[wasm.len()..]).into_owned();
        for word in ["a000000", "f000000", "f000001"] {
            assert!(text.contains(word), "{word} in {text:?}");
        }
        assert_eq!(with_names(b"no module"), None);
        assert_eq!(with_names(&wasm[..wasm.len() - 1]), None);
    }
}
