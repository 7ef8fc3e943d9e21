/**
 * Damages films and plays them, for as long as one likes: `npm run fuzz -- [--seconds 60] [--seed 1] [--film name]`.
 * What it finds it names by film, seed and case; `--case N` plays that one again.
 */
import { parseArgs } from 'node:util';
import { targets, tryCases } from './cases';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    film: { type: 'string', default: '' },
    case: { type: 'string' },
  },
});
// mp4box tells the console of every oddity.
console.error = () => {};
const chosen = targets().filter(({ name }) => name.includes(values.film));
const msEach = (1000 * Number(values.seconds)) / chosen.length;

function* numbersFor(ms: number): Generator<number> {
  const endMs = performance.now() + ms;
  for (let number = 0; performance.now() < endMs; number++) yield number;
}

for (const target of chosen) {
  const startedMs = performance.now();
  const numbers = values.case === undefined ? numbersFor(msEach) : [Number(values.case)];
  try {
    const outcomes = await tryCases(target, Number(values.seed), numbers);
    const count = [...outcomes.values()].reduce((sum, times) => sum + times, 0);
    const ms = ((performance.now() - startedMs) / count).toFixed(2);
    const ends = [...outcomes].sort((a, b) => b[1] - a[1]).map(([outcome, times]) => `${outcome} ${times}`);
    console.log(`${target.name}: ${count} cases, ${ms} ms each: ${ends.join(', ')}`);
  } catch (error) {
    console.log(error);
    process.exitCode = 1;
  }
}
