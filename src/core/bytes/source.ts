import type { ByteRange } from './range';

/**
 * The seam below every container format: bytes of one resource, by range. It knows no container;
 * whoever reads through it knows no network.
 */
export interface ByteSource {
  /** Total length of the resource in bytes. */
  readonly byteLength: number;
  /**
   * Resolves with exactly the bytes of `range`, which must lie within the resource.
   * Ranges asked for at the same time are fetched at the same time, in the order they were asked for.
   * @throws FunnelError when the bytes cannot be had.
   */
  read(range: ByteRange): Promise<Uint8Array>;
}
