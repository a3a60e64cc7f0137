/**
 * IEEE 754 half floats: 2 bytes a component. A component of a unit vector keeps 11 bits, so a cosine moves by less than 0.0001.
 * Node 20 has no Float16Array.
 */
const wide = new Float32Array(1);
const bits = new Uint32Array(wide.buffer);

/** Rounds to nearest; beyond 65504 is an error, for no unit vector has such a component. */
export function encodeHalf(vector: Float32Array): Buffer {
  const bytes = Buffer.alloc(vector.length * 2);
  vector.forEach((value, index) => bytes.writeUInt16LE(toHalf(value), index * 2));
  return bytes;
}

export function decodeHalf(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.byteLength / 2 }, (_, index) =>
    fromHalf(view.getUint16(index * 2, true)),
  );
}

function toHalf(value: number): number {
  if (!(Math.abs(value) <= 65_504)) throw new RangeError('Not a component of a unit vector.');
  wide[0] = value;
  const all = bits[0] ?? 0;
  const sign = (all >>> 16) & 0x8000;
  const exponent = ((all >>> 23) & 0xff) - 112; // Bias 127 becomes bias 15.
  if (exponent <= 0) {
    // Subnormal: steps of 2^-24. What rounds up to the smallest normal number has its bits by itself.
    return sign | Math.round(Math.abs(value) * 2 ** 24);
  }
  const mantissa = all & 0x7fffff;
  // A carry out of the mantissa goes into the exponent, where it belongs.
  return sign | ((exponent << 10) + Math.round(mantissa / 2 ** 13));
}

function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >>> 10) & 0x1f;
  const mantissa = half & 0x3ff;
  return sign * (exponent === 0 ? mantissa * 2 ** -24 : (1 + mantissa / 1_024) * 2 ** (exponent - 15));
}
