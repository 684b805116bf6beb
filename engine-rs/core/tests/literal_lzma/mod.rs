//! LZMA-alone with a true size and no end marker, the form that Dukascopy writes and liblzma does not. Only literals,
//! so it packs badly. After the LZMA specification of the LZMA SDK.

const LC: usize = 3;
const POSITION_STATES: usize = 4;
const HALF: u16 = 1 << 10;

/// `data` as a `.bi5` file holds it.
pub(crate) fn packed(data: &[u8]) -> Vec<u8> {
    let mut out = vec![0x5d, 0, 0, 0x40, 0];
    out.extend_from_slice(&(data.len() as u64).to_le_bytes());
    let mut coder = Coder {
        low: 0,
        range: u32::MAX,
        cache: 0,
        pending: 1,
        out,
    };
    let mut is_match = [HALF; POSITION_STATES];
    let mut literals = vec![[HALF; 0x300]; 1 << LC];
    let mut previous = 0u8;
    for (at, byte) in data.iter().enumerate() {
        coder.bit(&mut is_match[at % POSITION_STATES], 0);
        let table = &mut literals[usize::from(previous >> (8 - LC))];
        let mut node = 1;
        for shift in (0..8).rev() {
            let bit = usize::from(byte >> shift & 1);
            coder.bit(&mut table[node], bit);
            node = node << 1 | bit;
        }
        previous = *byte;
    }
    coder.finish()
}

struct Coder {
    low: u64,
    range: u32,
    cache: u8,
    pending: u64,
    out: Vec<u8>,
}

impl Coder {
    fn bit(&mut self, chance: &mut u16, bit: usize) {
        let bound = (self.range >> 11) * u32::from(*chance);
        if bit == 0 {
            self.range = bound;
            *chance += ((1 << 11) - *chance) >> 5;
        } else {
            self.low += u64::from(bound);
            self.range -= bound;
            *chance -= *chance >> 5;
        }
        while self.range < 1 << 24 {
            self.range <<= 8;
            self.shift();
        }
    }

    fn shift(&mut self) {
        let carry = (self.low >> 32) as u8;
        if self.low < 0xff00_0000 || carry > 0 {
            let mut byte = self.cache;
            while self.pending > 0 {
                self.out.push(byte.wrapping_add(carry));
                byte = 0xff;
                self.pending -= 1;
            }
            self.cache = (self.low >> 24) as u8;
        }
        self.pending += 1;
        self.low = (self.low & 0x00ff_ffff) << 8;
    }

    fn finish(mut self) -> Vec<u8> {
        for _ in 0..5 {
            self.shift();
        }
        self.out
    }
}
