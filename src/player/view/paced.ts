/**
 * `show`, called at once and then at most once every `intervalMs`, with the newest value. Statuses may come as
 * often as they like; the page is redrawn at a pace people can read and the decoder does not notice.
 */
export function paced<Value>(show: (value: Value) => void, intervalMs: number): (value: Value) => void {
  let waiting: { value: Value } | null = null;
  let resting = false;
  const rest = () => {
    resting = true;
    setTimeout(() => {
      resting = false;
      if (waiting === null) return;
      const { value } = waiting;
      waiting = null;
      show(value);
      rest();
    }, intervalMs);
  };
  return (value) => {
    if (resting) {
      waiting = { value };
      return;
    }
    show(value);
    rest();
  };
}
