//! The MD5 of file names, by which MediaWiki arranges images in folders. It protects nothing.

/// Amounts of rotation, four for each round.
const SHIFTS: [[u32; 4]; 4] = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];

/// The MD5 of a text, in hexadecimal.
pub(super) fn hexadecimal(text: &str) -> String {
    let mut message = text.as_bytes().to_vec();
    message.push(0x80);
    while message.len() % 64 != 56 {
        message.push(0);
    }
    message.extend((text.len() as u64 * 8).to_le_bytes());
    let mut state = [0x6745_2301_u32, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476];
    for block in message.chunks_exact(64) {
        let words: Vec<u32> = block
            .chunks_exact(4)
            .map(|bytes| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
            .collect();
        let added = rounds(state, &words);
        state.iter_mut().zip(added).for_each(|(value, added)| *value = value.wrapping_add(added));
    }
    state.iter().flat_map(|value| value.to_le_bytes()).map(|byte| format!("{byte:02x}")).collect()
}

fn rounds([mut a, mut b, mut c, mut d]: [u32; 4], words: &[u32]) -> [u32; 4] {
    for at in 0..64 {
        let (mixed, word) = match at / 16 {
            0 => (b & c | !b & d, at),
            1 => (d & b | !d & c, (5 * at + 1) % 16),
            2 => (b ^ c ^ d, (3 * at + 5) % 16),
            _ => (c ^ (b | !d), 7 * at % 16),
        };
        let constant = (((at + 1) as f64).sin().abs() * 4_294_967_296.0) as u32;
        let sum = a.wrapping_add(mixed).wrapping_add(constant).wrapping_add(words[word]);
        (a, d, c) = (d, c, b);
        b = b.wrapping_add(sum.rotate_left(SHIFTS[at / 16][at % 4]));
    }
    [a, b, c, d]
}

#[cfg(test)]
mod tests {
    use super::hexadecimal;

    #[test]
    fn known_texts_have_their_known_sums() {
        assert_eq!(hexadecimal(""), "d41d8cd98f00b204e9800998ecf8427e");
        assert_eq!(hexadecimal("message digest"), "f96b697d7cb7938d525a2f31aaf161d0");
        let digits = "1234567890".repeat(8);
        assert_eq!(hexadecimal(&digits), "57edf4a22be3c955ac49da2e2107b67a");
    }
}
