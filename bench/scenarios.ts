/** How a film is served, and what is tried with it. */
export interface Scenario {
  name: string;
  moov: 'first' | 'last';
  /** Bytes per second a connection; undefined: no cap. */
  capBytesPerSecond: number | undefined;
  rttMs: number;
  /** Seconds of film to seek to, none of them fetched when the seek comes. */
  seeks: readonly number[];
  /** Bars for Chromium, where the scenario has any. Firefox may take one and a half times as long. */
  bars: Partial<Bars>;
}

export interface Bars {
  firstFrameMs: number;
  seekMs: number;
  /** In the 30 s after the first frame. */
  stalls: number;
  /** At least so many sockets carried the film. */
  sockets: number;
  /** Bytes sent for each byte of the file that was sent at all. */
  redundancy: number;
}

export const firefoxFactor = 1.5;
export const fps = 25;

export const scenarios: readonly Scenario[] = [
  {
    name: '100 KB/s',
    moov: 'first',
    capBytesPerSecond: 100_000,
    rttMs: 50,
    seeks: [],
    bars: { firstFrameMs: 2000, stalls: 0, sockets: 12, redundancy: 1.05 },
  },
  {
    name: '300 KB/s, moov last',
    moov: 'last',
    capBytesPerSecond: 300_000,
    rttMs: 50,
    seeks: [240, 187.3],
    bars: { seekMs: 800 },
  },
  { name: 'no cap', moov: 'first', capBytesPerSecond: undefined, rttMs: 0, seeks: [240, 187.3], bars: {} },
];
