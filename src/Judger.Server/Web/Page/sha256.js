/** The SHA-256 of bytes, as 64 hexadecimal digits. */
export async function sha256(buffer) {
  // Browsers have their own in secure contexts only: not over http from another computer.
  const digest = globalThis.crypto.subtle ? new Uint8Array(await crypto.subtle.digest('SHA-256', buffer)) : hash(new Uint8Array(buffer));
  return Array.from(digest, byte => byte.toString(16).padStart(2, '0')).join('');
}

const primes = count => {
  const found = [];
  for (let number = 2; found.length < count; number++) if (found.every(prime => number % prime !== 0)) found.push(number);
  return found;
};

// The first 32 bits of the fractional parts of roots of primes (FIPS 180-4, sections 4.2.2 and 5.3.3).
const fraction = root => Math.floor((root % 1) * 2 ** 32) >>> 0;
const Rounds = primes(64).map(prime => fraction(Math.cbrt(prime)));
const Start = primes(8).map(prime => fraction(Math.sqrt(prime)));

/** SHA-256 (FIPS 180-4, section 6.2) of bytes, as bytes. */
export function hash(bytes) {
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(bytes.length) * 8n);
  const state = Uint32Array.from(Start), words = new Uint32Array(64);
  for (let block = 0; block < padded.length; block += 64) {
    for (let i = 0; i < 16; i++) words[i] = view.getUint32(block + 4 * i);
    for (let i = 16; i < 64; i++) {
      const [early, late] = [words[i - 15], words[i - 2]];
      const low = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3), high = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10);
      words[i] = words[i - 16] + low + words[i - 7] + high;
    }

    compress(state, words);
  }

  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, index) => digest.setUint32(4 * index, word));
  return new Uint8Array(digest.buffer);
}

const turn = (word, bits) => (word >>> bits) | (word << (32 - bits));

function compress(state, words) {
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i++) {
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + Rounds[i] + words[i]) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }

  [a, b, c, d, e, f, g, h].forEach((value, index) => state[index] += value);
}
