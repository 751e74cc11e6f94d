/** A copy with room for `length` elements; an eighth more than before at least, so that growing one by one stays linear. */
export function grown<T extends Uint8Array | Uint32Array | Int32Array | Float64Array>(array: T, length: number): T {
  const Array = array.constructor as new (length: number) => T;
  const copy = new Array(Math.max(length, array.length + (array.length >> 3), 16));
  copy.set(array);
  return copy;
}
