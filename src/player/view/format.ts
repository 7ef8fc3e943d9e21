import { formatBytes } from '../../shared/format';

export { formatBytes, formatTime } from '../../shared/format';

export const formatBytesPerSecond = (bytesPerSecond: number): string => `${formatBytes(bytesPerSecond)}/s`;

/** How many times real time: `0.6×`, `1.6×`, `12×`. */
export const formatRatio = (ratio: number): string =>
  ratio < 9.95 ? `${ratio.toFixed(1)}×` : `${Math.round(ratio)}×`;

/** A share of one as a percentage with one decimal: `1.2%`. */
export const formatShare = (share: number): string => `${(share * 100).toFixed(1)}%`;

const protocolNames: Readonly<Record<string, string>> = { h2: 'HTTP/2', h3: 'HTTP/3' };

/** An ALPN id as people write it: `h2` → `HTTP/2`, `http/1.1` → `HTTP/1.1`. */
export const formatProtocol = (alpn: string): string => protocolNames[alpn] ?? alpn.toUpperCase();
