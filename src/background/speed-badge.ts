import browser from 'webextension-polyfill';

const speeds = new Map<object, number>();
let shown = '';

/** A background that was stopped may have left its last figure behind. */
export function registerSpeedBadge(): void {
  const { action } = browser;
  void action.setBadgeText({ text: shown });
  void action.setBadgeBackgroundColor({ color: '#0b7a61' });
  void action.setBadgeTextColor({ color: '#fff' });
}

/**
 * Shows on the toolbar's button how fast all players together fetch.
 * @param player whose speed it is
 * @param bytesPerSecond null: the player is gone
 */
export function showSpeed(player: object, bytesPerSecond: number | null): void {
  if (bytesPerSecond === null) speeds.delete(player);
  else speeds.set(player, bytesPerSecond);
  const text = badgeText([...speeds.values()].reduce((sum, speed) => sum + speed, 0));
  if (text === shown) return;
  shown = text;
  void browser.action.setBadgeText({ text });
}

const units = ['K', 'M', 'G'];

/** Four characters are all there is room for: `85K`, `1.2M`, `120M`. Nothing where nothing comes. */
export function badgeText(bytesPerSecond: number): string {
  let value = bytesPerSecond / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  if (value < 0.5) return '';
  return `${unit > 0 && value < 9.95 ? value.toFixed(1) : value.toFixed(0)}${units[unit]}`;
}
