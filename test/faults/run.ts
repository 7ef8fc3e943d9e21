// `npm run faults`: every fault of the table, in both browsers at a time; `-- --random`: seeded random schedules.
// Writes docs/faults.md. `-- --browser firefox` and `-- --only "part of a name"` are for whoever looks into one: nothing is written.
import { parseArgs } from 'node:util';
import { films } from '../browser/films';
import setup from '../browser/global-setup';
import { type BrowserName, launchViewer } from '../browser/viewer';
import { film } from '../media/films';
import { startOrigin } from '../server/origin';
import { meetFault } from './meet-fault';
import { playRandomly, type RandomPlay } from './random-play';
import { type CountWrong, referenceOf } from './reference';
import { type RowResult, writeRandomReport, writeRowReport } from './report';
import { faultRows, openingRows } from './rows';
import { witnessedFolder } from './witnessed-build';

const { values } = parseArgs({
  options: {
    random: { type: 'boolean', default: false },
    browser: { type: 'string' },
    only: { type: 'string' },
    count: { type: 'string', default: '40' },
    seed: { type: 'string', default: '1' },
  },
});
const isWhole = values.browser === undefined && values.only === undefined;
const browsers = (['chromium', 'firefox'] as const).filter((name) => name === (values.browser ?? name));

await setup();
/** Longer than the longest fault. */
const path = await film({ seconds: 90, videoBitsPerSecond: 1_500_000, fps: 25, gopFrames: 50 });
const otherFilm = await films.longGops();
const countWrong = await referenceOf(path);
let failures = 0;
if (values.random) await runRandom(countWrong);
else await runRows(countWrong);
process.exitCode = failures === 0 ? 0 : 1;

async function runRows(countWrong: CountWrong): Promise<void> {
  const results: RowResult[] = [];
  await Promise.all(
    browsers.map((browser) =>
      withBrowser(browser, async (scene) => {
        for (const row of [...faultRows, ...openingRows]) {
          if (!row.name.includes(values.only ?? '')) continue;
          const beganMs = performance.now();
          let failure: string | null = null;
          let reasons: readonly string[] = [];
          try {
            ({ reasons } = await meetFault(row, path, countWrong, scene(row.name)));
          } catch (thrown) {
            failure = String(thrown);
            failures += 1;
          }
          const seconds = (performance.now() - beganMs) / 1000;
          results.push({ browser, row, reasons, failure });
          console.log(
            `${browser} ${row.name}: ${failure ?? 'as it should'} [${reasons}] ${seconds.toFixed(1)} s`,
          );
          await scene.closeTabs();
        }
      }),
    ),
  );
  if (isWhole) await writeRowReport(results);
}

async function runRandom(countWrong: CountWrong): Promise<void> {
  const plays: RandomPlay[] = [];
  await Promise.all(
    browsers.map((browser) =>
      withBrowser(browser, async (scene) => {
        for (let index = 0; index < Number(values.count); index++) {
          const seed = Number(values.seed) + index;
          const play = await playRandomly(seed, path, countWrong, scene(`random ${seed}`));
          if (!play.isPlayedThrough || play.wrongSamples + play.silentStops + play.uncaught.length > 0)
            failures += 1;
          plays.push({ ...play, browser });
          console.log(JSON.stringify({ browser, ...play }));
          await scene.closeTabs();
        }
      }),
    ),
  );
  const sum = (of: (play: RandomPlay) => number) => plays.reduce((total, play) => total + of(play), 0);
  const silent = sum(({ silentStops }) => silentStops);
  console.log(`stops > 10 s: ${sum(({ stops }) => stops)}; of those without a reason: ${silent}`);
  if (isWhole) await writeRandomReport(plays);
}

/** Each row has paths of its own: requests of the one before may still be under way. */
async function withBrowser(browser: BrowserName, use: (scene: SceneMaker) => Promise<void>): Promise<void> {
  const [viewer, origin] = await Promise.all([
    launchViewer(browser, { extension: witnessedFolder }),
    startOrigin(),
  ]);
  let count = 0;
  const maker = (name: string) => {
    count += 1;
    const otherPath = `/${browser}-${count}-other.mp4`;
    origin.serve(otherPath, otherFilm);
    return { viewer, origin, path: `/${browser}-${count}.mp4`, otherPath, name };
  };
  await use(Object.assign(maker, { closeTabs: () => viewer.closeTabs() })).finally(() =>
    Promise.all([viewer.close(), origin.close()]),
  );
}

interface SceneMaker {
  (name: string): Parameters<typeof meetFault>[3];
  closeTabs(): Promise<void>;
}
