/** Three significant digits: `950`, `99.5`, `1.17`. */
const threeDigits = (value: number): string =>
  value < 9.995 ? value.toFixed(2) : value < 99.95 ? value.toFixed(1) : value.toFixed(0);

const byteUnits = ['KB', 'MB', 'GB', 'TB'];

/** Decimal units, as networks are sold: 1 MB is 1,000,000 bytes. */
export function formatBytes(bytes: number): string {
  if (bytes < 999.5) return `${Math.round(bytes)} B`;
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < byteUnits.length - 1) {
    value /= 1000;
    unit += 1;
  }
  // Tenths of a kilobyte are noise; the megabytes beside them keep their digits.
  return `${unit === 0 ? value.toFixed(0) : threeDigits(value)} ${byteUnits[unit]}`;
}

/** A position in the film: `4:05`, `1:02:03`. */
export function formatTime(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return '0:00';
  const whole = Math.floor(seconds);
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
